"""
Who had which name when: sign-ups, corrections, and what accounts were called.

Pure. Read from the history, so that an erasure takes the names away with the events that hold them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from attrs import frozen

from tiltyard.models import EventRecord, PersonId
from tiltyard.tournament import events as e
from tiltyard.tournament.codec import decode

_HOW: Mapping[type[e.Event], str] = {
    e.SignUpReceived: "signed up",
    e.SignUpUpdated: "corrected",
    e.PlayerRegistered: "checked",
    e.PlayerWaitlisted: "checked",
    e.PlayerHeldPending: "checked",
    e.PlayerRenamed: "renamed",
}


@frozen
class HadName:
    """One name of one person.

    name   as it was shown
    since  when it was first said
    until  when another one took its place; None while it is theirs
    how    `signed up`, `corrected`, `checked` (as the account is spelt) or `renamed` (what the account is called now)
    """

    person: PersonId
    name: str
    since: datetime
    until: datetime | None
    how: str


def names(records: Iterable[EventRecord]) -> list[HadName]:
    """Every name that anybody had, by person in order of receipt, the oldest first.

    records  the tournament's whole history
    """
    had: dict[PersonId, list[HadName]] = {}
    for record in records:
        event = decode(record)
        if isinstance(event, e.PeopleMerged):
            both = [*had.pop(event.person, []), *had.pop(event.gone, [])]
            had[event.person] = _in_order(event.person, both)
        elif (how := _HOW.get(type(event))) and (name := _name(event)):
            person = PersonId(record.facts["person"])
            mine = had.setdefault(person, [])
            if not mine or mine[-1].name != name:
                mine[:] = [*_ended(mine, record.at), HadName(person, name, record.at, None, how)]
    return [one for mine in had.values() for one in mine]


def _name(event: e.Event) -> str | None:
    if isinstance(event, e.SignUpReceived | e.SignUpUpdated):
        return event.typed_name
    name: str | None = getattr(event, "name", None)
    return name


def _ended(mine: list[HadName], at: datetime) -> Iterator[HadName]:
    for one in mine:
        yield one if one.until else HadName(one.person, one.name, one.since, at, one.how)


def _in_order(person: PersonId, both: list[HadName]) -> list[HadName]:
    """What two people were called who turned out to be one; what is theirs now is the name that was said last."""
    ordered = sorted(both, key=lambda one: one.since)
    last = max((one.since for one in both if one.until is None), default=None)
    return [
        HadName(person, one.name, one.since, one.until or (None if one.since == last else last), one.how)
        for one in ordered
    ]
