"""
What a change means for the people it touches: their rows, their roles, what they are told, and the tournament itself.

Pure. A dry run shows the effects of what would happen; nothing here knows whether it has happened.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import Enum
from typing import Any

import attrs
from attrs import frozen

from tiltyard.models import Eligibility, Entrant, EntrantStatus, Member, PersonId, Rules, Tournament, Windows
from tiltyard.tournament.forms import OWN_FIELDS
from tiltyard.tournament.roster import IN_LINE
from tiltyard.tournament.shown import Shown, shown
from tiltyard.tournament.text import duration_words
from tiltyard.tournament.views import UNNAMED

ROW, ROLE, MESSAGE, TOURNAMENT = "row", "role", "message", "tournament"
"""Kinds of effects."""


@frozen
class Effect:
    """One thing that becomes different.

    kind    `row`: a cell that mirrors write · `role`: one that is given or taken · `message`: something a person is
            told, once each · `tournament`: something of the tournament itself
    what    which: `status`, `checked in` or `note` of a row; a role's name; a message's code; a field
    before, after  in words; blank where there is none
    person  whose; None for the tournament's own
    name    how they are shown
    """

    kind: str
    what: str
    before: str = ""
    after: str = ""
    person: PersonId | None = None
    name: str = ""


def effects(before: Tournament | None, after: Tournament | None) -> tuple[Effect, ...]:
    """What is different, the tournament's own first, then person by person in order of receipt."""
    if after is None or before == after:
        return ()
    own = _own(before, after) if before else ()
    return (*own, *_of_people(before, after))


def plain(effect: Effect) -> dict[str, Any]:
    """The same as plain data."""
    return attrs.asdict(effect)


def count(found: tuple[Effect, ...], kind: str) -> int:
    """How many there are of a kind."""
    return sum(1 for one in found if one.kind == kind)


# -------------------------------------------------------------------------------------------------------------- people


def _of_people(before: Tournament | None, after: Tournament) -> Iterator[Effect]:
    was, now = (shown(before) if before else {}), shown(after)
    had, have = (_places(before) if before else {}), _places(after)
    nobody = Shown(None, "", checked_in=False, note="", roles=frozenset())
    for person in dict.fromkeys([*now, *was]):
        then, today = was.get(person, nobody), now.get(person, nobody)
        whose: dict[str, Any] = {"person": person, "name": today.name or then.name or UNNAMED}
        yield from _of_row(then, today, whose)
        for role in sorted(then.roles ^ today.roles):
            given = role in today.roles
            yield Effect(ROLE, role, "" if given else "has", "has" if given else "", **whose)
        if code := _told(had.get(person), have.get(person)):
            yield Effect(MESSAGE, code, **whose)


def _of_row(then: Shown, today: Shown, whose: Mapping[str, Any]) -> Iterator[Effect]:
    cells = {
        "status": (then.status, today.status),
        "checked in": (_yes(then.checked_in), _yes(today.checked_in)),
        "note": (then.note, today.note),
    }
    for what, (old, new) in cells.items():
        if old != new:
            yield Effect(ROW, what, old, new, **whose)


def _yes(value: bool) -> str:  # noqa: FBT001 # a cell's value in words
    return "yes" if value else ""


_Place = tuple[Entrant, Member]


def _places(state: Tournament) -> dict[PersonId, _Place]:
    entrants = sorted(state.entrants.values(), key=lambda one: one.order)
    return {member.person: (entrant, member) for entrant in entrants for member in entrant.members}


_OUT: Mapping[EntrantStatus, str] = {
    EntrantStatus.DROPPED: "dropped",
    EntrantStatus.NO_SHOW: "no_show",
    EntrantStatus.DISQUALIFIED: "disqualified",
    EntrantStatus.REJECTED: "rejected",
}


def _told(was: _Place | None, now: _Place | None) -> str:
    """What a person is told: the weightiest of all that has changed for them; blank when nothing has."""
    if now is None or was == now:
        return ""
    entrant, member = now
    before = was[0].status if was else None
    if entrant.status in _OUT:
        return "" if before is entrant.status else _OUT[entrant.status]
    if was is None:
        return _arrived(entrant)
    if before not in IN_LINE:
        return "received" if before is EntrantStatus.REJECTED and entrant.out is None else "returned"
    return _moved(was, entrant, member)


def _arrived(entrant: Entrant) -> str:
    return {EntrantStatus.REGISTERED: "registered", EntrantStatus.WAITLISTED: "waitlisted"}.get(
        entrant.status, "received"
    )


def _moved(was: _Place, entrant: Entrant, member: Member) -> str:
    """Somebody who takes part as before stands somewhere else."""
    then, before = was
    if entrant.offered_until and not then.offered_until:
        return "offered"
    if then.offered_until and not entrant.seated:
        return "offer_ended"
    if entrant.status is not then.status and (code := _judged(then.status, entrant.status)):
        return code
    if entrant.seated and not then.seated:
        return "promoted"
    if then.seated and not entrant.seated:
        return "unseated"
    if {one.person for one in entrant.members} != {one.person for one in then.members}:
        return "team_changed"
    if member.checked_in != before.checked_in:
        return "checked_in" if member.checked_in else "checked_out"
    return "offer_extended" if entrant.offered_until != then.offered_until else ""


def _judged(then: EntrantStatus, now: EntrantStatus) -> str:
    match now:
        case EntrantStatus.REGISTERED:
            return "promoted" if then is EntrantStatus.WAITLISTED else "registered"
        case EntrantStatus.WAITLISTED:
            return "unseated" if then is EntrantStatus.REGISTERED else "waitlisted"
        case EntrantStatus.PENDING:
            return "pending"
        case _:
            return "received"


# ------------------------------------------------------------------------------------------------------ the tournament


_UNSAID = ("rules", "aliases", "no_shows_open")
"""Told in other ways: rules one by one, the rest by what it means for people."""


def _own(before: Tournament, after: Tournament) -> Iterator[Effect]:
    for field in OWN_FIELDS:
        if field in _UNSAID:
            continue
        old, new = getattr(before, field), getattr(after, field)
        if old != new:
            yield Effect(TOURNAMENT, rule_name(field), words(field, old), words(field, new))
    yield from of_rules(before.rules, after.rules)


def of_rules(before: Rules, after: Rules) -> Iterator[Effect]:
    """Which rules differ."""
    for field in attrs.fields(Rules):
        old, new = getattr(before, field.name), getattr(after, field.name)
        if field.name == "windows":
            for time in attrs.fields(Windows):
                if (then := getattr(old, time.name)) != (now := getattr(new, time.name)):
                    yield Effect(TOURNAMENT, rule_name(time.name), words(time.name, then), words(time.name, now))
        elif field.name == "schedule":  # its times are among the windows
            if (then := old and old.zone) != (now := new and new.zone):
                yield Effect(TOURNAMENT, "time zone", words("", then), words("", now))
        elif old != new:
            yield Effect(TOURNAMENT, rule_name(field.name), words(field.name, old), words(field.name, new))


def rule_name(field: str) -> str:
    """What people call a field of a tournament or of its rules."""
    if field == "no_shows_held":
        return "who is not here"
    field = {"eligibility": "who may play", "recommends_ownership": "proof of ownership recommended"}.get(field, field)
    return field.removesuffix("_s").removesuffix("_at").replace("_", " ")


def _accounts(eligibility: Eligibility) -> str:
    """Which accounts may play."""
    lowest, highest = eligibility.lowest, eligibility.highest
    where = f"at home in {', '.join(sorted(eligibility.platforms))}" if eligibility.platforms else ""
    ranks = " ".join(
        part for part in (f"from {lowest}" if lowest else "", f"up to {highest}" if highest else "") if part
    )
    ranked = f"ranked {ranks} in {words('', eligibility.queue)}" if ranks else ""
    return ", ".join(part for part in (where, ranked) if part) or "any account"


def words(field: str, value: Any) -> str:
    """A field's value as people say it."""
    if value is None:
        return "none"
    if field == "no_shows_held":
        return "staff decide" if value else "nothing is to decide"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M} UTC"
    if isinstance(value, Enum):
        return str(value.value).replace("_", " ")
    if field.endswith("_s"):
        return duration_words(value)
    if isinstance(value, Eligibility):
        return _accounts(value)
    if isinstance(value, tuple):
        return ", then ".join(words("", one) for one in value)
    if isinstance(value, Mapping):
        return ", ".join(f"{one} ({words('', role)})" for one, role in value.items()) or "none"
    return str(value)
