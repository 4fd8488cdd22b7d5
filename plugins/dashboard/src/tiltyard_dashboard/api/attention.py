"""
What needs somebody's attention, most pressing first, with what can be done about it in one step. Pure.

An item's id stays the same while what it is about does, so that a page can tell what is new. It names people as their
sign-ups do, and says nothing else about them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from attrs import Factory, frozen

from tiltyard.desk.mirror import Standing
from tiltyard.models import CheckState, Entrant, Member, Tournament
from tiltyard.rows.entries import Entry, EntryKind
from tiltyard.tournament.roster import IN_LINE
from tiltyard.tournament.text import counted
from tiltyard.tournament.views import UNNAMED


class Severity(StrEnum):
    """How soon somebody should look."""

    URGENT = "urgent"
    """Somebody is kept waiting, or something is lost, until then."""
    SOON = "soon"
    NOTE = "note"
    """Nothing has to be done."""


@frozen
class Action:
    """One step that answers an item.

    path, body    what to post to the API; with `dry_run` it says first what would happen, where it can
    needs_reason  `body` must be given a reason
    can_dry_run   its effects can be shown first
    """

    label: str
    path: str
    body: Mapping[str, Any] = Factory(dict)
    needs_reason: bool = False
    can_dry_run: bool = True


@frozen
class Item:
    """One thing to look at.

    id          the same while it is about the same
    since       when it began, where that is known
    tournament  whose; None for the host's own
    who         whom it is about; blank where it is nobody
    """

    id: str
    kind: str
    severity: Severity
    what: str
    next_step: str
    since: datetime | None = None
    tournament: str | None = None
    tournament_name: str = ""
    who: str = ""
    actions: tuple[Action, ...] = ()


@frozen
class Failed:
    """Something a follower has given up for now."""

    follower: str
    tournament: str
    since: datetime
    attempts: int
    reason: str


_ORDER = {severity: place for place, severity in enumerate(Severity)}


def queue(items: Sequence[Item]) -> list[Item]:
    """In the order in which to look: by how soon, then what has waited longest."""
    return sorted(items, key=lambda one: (_ORDER[one.severity], one.since is None, _stamp(one.since), one.id))


def of_tournament(state: Tournament, table: Standing | None) -> list[Item]:
    """What one tournament asks for."""
    if state.archived_at:
        return []
    return [*_of_players(state), *_of_windows(state), *(_of_table(state, table) if table else ())]


def of_failures(failures: Sequence[Failed], names: Mapping[str, str]) -> list[Item]:
    """What could not be done and is given up for now: messages to plugins, cells that cannot be written."""
    return [
        Item(
            id=f"failed:{one.follower}:{one.tournament}",
            kind="failed",
            severity=Severity.URGENT,
            what=f"{one.follower} gave up after {counted(one.attempts, 'attempt')}: {one.reason}",
            next_step=f"When the cause is gone: tiltyard journal retry {one.follower}",
            since=one.since,
            tournament=one.tournament,
            tournament_name=names.get(one.tournament, ""),
        )
        for one in failures
    ]


def of_services(services: Sequence[Mapping[str, Any]]) -> list[Item]:
    """Services that do not run although nobody stopped them."""
    return [
        Item(
            id=f"service:{one['name']}",
            kind="service",
            severity=Severity.URGENT,
            what=f"The service {one['name']} is {one['state']}"
            + (f": {one['last_error']}" if one.get("last_error") else ""),
            next_step="Its last log lines say more; starting it again may do.",
            since=_moment(one.get("since")),
            actions=(Action("Start it again", f"/v1/services/{one['name']}/restart", can_dry_run=False),),
        )
        for one in services
        if one["state"] in {"failed", "backoff", "degraded"}
    ]


def of_plugins(plugins: Sequence[Mapping[str, Any]]) -> list[Item]:
    """Plugins that do not work."""
    return [
        Item(
            id=f"plugin:{one['name']}",
            kind="plugin",
            severity=Severity.NOTE if one["state"] == "needs_setup" else Severity.SOON,
            what=f"The plugin {one['name']} is {str(one['state']).replace('_', ' ')}: {one.get('reason') or '?'}",
            next_step="tiltyard plugins doctor names the command that mends it.",
            since=_moment(one.get("since")),
        )
        for one in plugins
        if one["state"] not in {"ready", "disabled"}
    ]


# -------------------------------------------------------------------------------------------------- of one tournament


def _of_players(state: Tournament) -> Iterator[Item]:
    for entrant in state.entrants.values():
        if entrant.status not in IN_LINE:
            continue
        for member in entrant.members:
            if member.check is CheckState.PENDING and member.waits_for == "staff":
                yield _pending(state, member)
        if entrant.offered_until:
            yield _offered(state, entrant)


def _pending(state: Tournament, member: Member) -> Item:
    def action(label: str, kind: str, *, needs_reason: bool = True) -> Action:
        return Action(label, *_command(state, kind, {"person": member.person}), needs_reason=needs_reason)

    return Item(
        **_of(state, f"pending:{member.person}:{member.claim}", "pending"),
        severity=Severity.URGENT,
        who=member.shown or UNNAMED,
        what=member.reason or "Nobody could say whether the name is right.",
        next_step="Accept the name, refuse it, or ask again.",
        actions=(
            action("Accept", "AcceptPlayer"),
            action("Refuse", "RejectPlayer"),
            action("Ask again", "Recheck", needs_reason=False),
        ),
    )


def _offered(state: Tournament, entrant: Entrant) -> Item:
    return Item(
        **_of(state, f"offered:{entrant.id}:{entrant.offered_until}", "offered"),
        severity=Severity.NOTE,
        who=entrant.name or UNNAMED,
        what=f"A seat is kept for them until {entrant.offered_until:%H:%M} UTC.",
        next_step="They take it or let it pass; staff can take it for them.",
        actions=(Action("Take it for them", *_command(state, "TakeSeat", {"person": entrant.person})),),
    )


def _of_windows(state: Tournament) -> Iterator[Item]:
    if state.no_shows_held:
        absent = [one for one in state.entrants.values() if one.seated and not one.checked_in]
        yield Item(
            **_of(state, f"no-shows:{state.check_in_round}", "no_shows"),
            severity=Severity.URGENT,
            what=f"Check-in is over, and {counted(len(absent), 'player')} with a seat did not check in.",
            next_step="Let their seats go to those who wait, or keep them.",
            actions=(
                Action("Release their seats", *_command(state, "ReleaseNoShows", {})),
                Action("Keep them", *_command(state, "ReleaseNoShows", {"keep": True})),
            ),
        )
    if state.paused:
        yield Item(
            **_of(state, "paused", "paused"),
            severity=Severity.NOTE,
            what="It is paused: nothing outside is changed because of it.",
            next_step="Resume it when all is well.",
            actions=(Action("Resume", *_command(state, "Resume", {})),),
        )


def _of_table(state: Tournament, table: Standing) -> Iterator[Item]:
    path = f"/v1/staff/tournaments/{state.id}/table"
    if table.held:
        yield Item(
            **_of(state, f"held:{table.held.since.isoformat()}", "held"),
            severity=Severity.URGENT,
            what=f"Nothing is taken from the sheet: {table.held.why}",
            next_step="Look at the sheet. Accept it as it is, or write back what is gone.",
            since=table.held.since,
            actions=(
                Action("Accept the sheet", f"{path}/accept", can_dry_run=False),
                Action("Write it back", f"{path}/restore", can_dry_run=False),
            ),
        )
    if table.trouble:
        yield Item(
            **_of(state, f"trouble:{table.trouble.kind.value}", "table"),
            severity=Severity.URGENT,
            what=f"The sheet cannot be kept in line: {table.trouble.why}",
            next_step="Sign-ups go on; everything is written once it can be.",
            since=table.trouble.since,
        )
    for entry in table.entries:
        yield _entry(state, entry, path)


def _entry(state: Tournament, entry: Entry, path: str) -> Item:
    place = {"places": [[entry.row_key, entry.column]]}
    actions: tuple[Action, ...] = ()
    if entry.kind is EntryKind.CLASH:
        actions = (
            Action("Keep what the sheet says", f"{path}/settle", {"keep": "table", **place}, can_dry_run=False),
            Action("Keep what we say", f"{path}/settle", {"keep": "tournament", **place}, can_dry_run=False),
        )
    where = f"row {entry.row_number}" if entry.row_number else f"the row of {entry.row_key!r}"
    noted = entry.kind in {EntryKind.WAITING, EntryKind.DISPLACED}
    return Item(
        **_of(state, f"cell:{entry.kind.value}:{entry.row_key}:{entry.column}", f"cell_{entry.kind.value}"),
        severity=Severity.NOTE if noted else Severity.SOON,
        who=_name_of(state, entry),
        what=f"{where}, {entry.column or 'the whole row'}: {entry.why}",
        next_step=entry.next_step,
        since=entry.since,
        actions=actions,
    )


def _of(state: Tournament, what: str, kind: str) -> dict[str, Any]:
    return {"id": f"{state.id}:{what}", "kind": kind, "tournament": state.id, "tournament_name": state.name}


def _command(state: Tournament, kind: str, fields: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    return f"/v1/staff/tournaments/{state.id}/commands", {"type": kind, "fields": dict(fields)}


def _name_of(state: Tournament, entry: Entry) -> str:
    for entrant in state.entrants.values():
        for member in entrant.members:
            if entry.person is not None and member.person == state.aliases.get(entry.person, entry.person):
                return member.shown or UNNAMED
    return ""


def _stamp(moment: datetime | None) -> float:
    return moment.timestamp() if moment else 0.0


def _moment(text: Any) -> datetime | None:
    return datetime.fromisoformat(text) if isinstance(text, str) else None
