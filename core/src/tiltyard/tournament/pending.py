"""
Who waits for a check: for whom, since when, and what staff can do about it.

Pure. The list that staff work through, in order of receipt.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from attrs import frozen

from tiltyard.models import CheckState, EventRecord, Member, PersonId, Tournament
from tiltyard.tournament.decisions.accounts import CONTRADICTED
from tiltyard.tournament.decisions.lookalikes import LOOKALIKE
from tiltyard.tournament.roster import entrant_of, in_line, member_of
from tiltyard.tournament.views import UNNAMED


@frozen
class Waiting:
    """Somebody without a verdict.

    order      place in line
    waits_for  `answer` (nobody has been asked yet), `retry` or `staff`
    since      when that began; None when the history does not say
    next_try   when they are asked about again; None when that is not planned, or no host is at work
    about      whose account or name it is about as well; blank when it is about nobody else
    staff_can  what staff can do, in a sentence
    """

    person: PersonId
    order: int
    name: str
    waits_for: str
    since: datetime | None
    next_try: datetime | None
    code: str
    reason: str
    about: str
    staff_can: str


def pending(state: Tournament, records: Sequence[EventRecord], tries: Mapping[PersonId, datetime]) -> list[Waiting]:
    """Everyone without a verdict, in order of receipt.

    records  the tournament's whole history
    tries    when somebody is asked about again, as far as that is known
    """
    since = _since(state, records)
    return [
        Waiting(
            member.person,
            entrant.order,
            member.shown or UNNAMED,
            member.waits_for or "answer",
            since.get(member.person),
            None if member.waits_for == "staff" else tries.get(member.person),
            member.code,
            member.reason,
            about := _about(state, member),
            _staff_can(member, about),
        )
        for entrant in in_line(state)
        for member in entrant.members
        if member.check in (CheckState.RECEIVED, CheckState.PENDING)
    ]


_BEGINS = {"SignUpReceived", "SignUpUpdated", "RecheckRequested", "PlayerHeldPending"}


def _since(state: Tournament, records: Sequence[EventRecord]) -> dict[PersonId, datetime]:
    since: dict[PersonId, datetime] = {}
    for record in records:
        if record.type in _BEGINS:
            person = PersonId(record.facts["person"])
            since[state.aliases.get(person, person)] = record.at
    return since


def _about(state: Tournament, member: Member) -> str:
    entrant = entrant_of(state, member.clash_with) if member.clash_with else None
    if entrant is None or member.clash_with is None:
        return ""
    other = state.aliases.get(member.clash_with, member.clash_with)
    return f"{member_of(entrant, other).shown or UNNAMED} at place {entrant.order}"


def _staff_can(member: Member, about: str) -> str:
    if member.check is CheckState.RECEIVED:
        return "wait: it is being asked"
    if member.waits_for == "retry":
        return "wait, or accept with a reason without an answer"
    if member.code == LOOKALIKE:
        return f"compare with {about}: accept with a reason, or reject"
    if member.code == CONTRADICTED:
        return "rename to the same name to take the new account, accept to keep the one from before, or reject"
    if member.clash_with:
        return f"drop or merge one of the two, the other is {about}"
    return "accept or reject with a reason, or recheck"
