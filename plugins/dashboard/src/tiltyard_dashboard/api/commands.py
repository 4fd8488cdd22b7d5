"""
Commands as they come in over the API: one table of those that may, each decoded strictly. Pure.

What the desk fills in, who asks and which tournament it is for cannot be said here, so nobody can claim to be somebody
else by adding a field. Left out are commands that the host alone may ask for, and those that need a plugin to be right,
such as binding a table.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import attrs
import cattrs
import msgspec
from attrs import frozen

from tiltyard.models import Actor, Rules, TournamentId
from tiltyard.tournament import commands as c
from tiltyard.tournament.codec import converter
from tiltyard.tournament.rights import HELPERS_MAY
from tiltyard_dashboard.api.scopes import Scope

KINDS: tuple[type[c.Command], ...] = (
    c.CreateTournament,
    c.ChangeRules,
    c.GrantStaff,
    c.RevokeStaff,
    c.Pause,
    c.Resume,
    c.Archive,
    c.Unarchive,
    c.OpenRegistration,
    c.CloseRegistration,
    c.SignUp,
    c.UpdateSignUp,
    c.LinkIdentity,
    c.MoveLink,
    c.MergePeople,
    c.AcceptPlayer,
    c.RejectPlayer,
    c.Recheck,
    c.OpenCheckIn,
    c.CloseCheckIn,
    c.CheckIn,
    c.CheckOut,
    c.Drop,
    c.Disqualify,
    c.MarkNoShow,
    c.ReleaseNoShows,
    c.Return,
    c.TakeSeat,
    c.DeclineSeat,
    c.DropMany,
    c.ResetCheckIns,
    c.NameTeam,
    c.Invite,
    c.AcceptInvite,
    c.DeclineInvite,
    c.LeaveTeam,
    c.Substitute,
    c.LockTeams,
    c.UnlockTeams,
    c.BeFreeAgent,
    c.PairFreeAgents,
    c.UnbindRows,
    c.Undo,
)

_NOT_SAID = frozenset(attribute.name for attribute in attrs.fields(c.Command)) | {
    "new_person",
    "new_entrant",
    "before",
    "after",
    "since",
}
"""What every command has, and what the desk fills in from the journal."""

REASON_CHARACTERS = 500
KEY_CHARACTERS = 200


class BadCommand(ValueError):
    """It is not one of the commands, or a field of it is wrong.

    where  which field, as a path; `$` is the whole
    """

    def __init__(self, what: str, where: str) -> None:
        super().__init__(what)
        self.what = what
        self.where = where


@frozen
class Kind:
    """One command that may be asked for.

    scope   what a bearer needs for it
    fields  the type that says how its fields are written
    """

    name: str
    command: type[c.Command]
    scope: Scope
    fields: type[msgspec.Struct]
    summary: str


def _strict(command: type[c.Command]) -> type[msgspec.Struct]:
    hints = typing.get_type_hints(command)
    fields: list[Any] = []
    for attribute in attrs.fields(command):
        if attribute.name in _NOT_SAID:
            continue
        kind = _written(hints[attribute.name])
        if attribute.default is attrs.NOTHING:
            fields.append((attribute.name, kind))
        else:
            fields.append((attribute.name, kind | msgspec.UnsetType, msgspec.UNSET))
    return msgspec.defstruct(
        f"{command.__name__}Fields", fields, kw_only=True, forbid_unknown_fields=True, module=__name__
    )


def _written(kind: Any) -> Any:
    """How a value of this type is written in JSON; what the rules are made of stays a plain object."""
    if isinstance(kind, typing.NewType):
        return _written(kind.__supertype__)
    origin = typing.get_origin(kind)
    if origin in (typing.Union, types.UnionType):
        written = [_written(one) for one in typing.get_args(kind)]
        return typing.Union[tuple(written)]  # noqa: UP007 # built from a list
    if origin is tuple:
        return list[_written(typing.get_args(kind)[0])]  # type: ignore[misc]
    if attrs.has(kind) or kind is Rules or origin is not None:
        return dict[str, Any]
    return kind


BY_NAME: Mapping[str, Kind] = {
    kind.__name__: Kind(
        kind.__name__,
        kind,
        Scope.ACT if issubclass(kind, HELPERS_MAY) else Scope.ORGANISE,
        _strict(kind),
        (kind.__doc__ or "").strip().splitlines()[0],
    )
    for kind in KINDS
}


def decode(
    name: str, fields: Mapping[str, Any], *, tournament: TournamentId, actor: Actor, reason: str | None, key: str | None
) -> c.Command:
    """The command that is meant.

    raises  BadCommand
    """
    kind = BY_NAME.get(name)
    if kind is None:
        raise BadCommand(f"there is no command of this type; there are: {', '.join(BY_NAME)}", "$.type")
    _check_text(reason, "$.reason", REASON_CHARACTERS)
    _check_text(key, "$.key", KEY_CHARACTERS)
    try:
        strict = msgspec.convert(fields, kind.fields)
    except msgspec.ValidationError as error:
        what, _, where = str(error).partition(" - at ")
        raise BadCommand(what, f"$.fields{where.strip('`').removeprefix('$')}") from error
    said = {one: value for one in strict.__struct_fields__ if (value := getattr(strict, one)) is not msgspec.UNSET}
    hints = typing.get_type_hints(kind.command)
    try:
        values = {one: _structured(kind.command, one, value, hints[one]) for one, value in said.items()}
    except (cattrs.BaseValidationError, ValueError, TypeError, KeyError, OverflowError) as error:
        raise BadCommand(_said(error), "$.fields") from error
    _check_times(values)
    return kind.command(tournament=tournament, actor=actor, reason=reason, key=key, **values)


def _structured(command: type[c.Command], name: str, value: Any, hint: Any) -> Any:
    if command is c.ChangeRules and name == "changes":
        return _changes(value)
    if attrs.has(hint):
        _refuse_unknown(value, hint)
    if isinstance(value, datetime):  # as it was decoded
        return value
    return converter.structure(value, hint)


def _refuse_unknown(value: Mapping[str, Any], kind: type[Any]) -> None:
    known = {attribute.name for attribute in attrs.fields(kind)}
    if unknown := sorted(value.keys() - known):
        raise ValueError(f"{kind.__name__} has no {', '.join(unknown)}; it has: {', '.join(sorted(known))}")


def _changes(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Changed rules by the types of `Rules`; what is no rule is left for the rules to refuse in their own words."""
    hints = typing.get_type_hints(Rules)
    return {
        name: converter.structure(value, hints[name]) if name in hints else value for name, value in changes.items()
    }


def _said(error: Exception) -> str:
    if isinstance(error, cattrs.BaseValidationError):
        return "; ".join(cattrs.transform_error(error, path="$"))
    return str(error) or type(error).__name__


def _check_text(text: str | None, where: str, most: int) -> None:
    if text is None:
        return
    if len(text) > most:
        raise BadCommand(f"it is longer than {most} characters", where)
    if any(not one.isprintable() and one not in "\n\t" for one in text):
        raise BadCommand("it has characters in it that cannot be shown", where)


def _check_times(value: Any) -> None:
    """Every time says of which zone it is; the rules compare it with others."""
    if isinstance(value, datetime) and value.tzinfo is None:
        raise BadCommand(f"the time {value.isoformat()} does not say its offset, such as +00:00", "$.fields")
    if attrs.has(type(value)):
        value = attrs.asdict(value, recurse=False)
    for one in value.values() if isinstance(value, Mapping) else value if isinstance(value, tuple | list) else ():
        _check_times(one)
