"""
Why somebody stands where they stand, answered from the rules, and what has happened to them.

Pure. Each sentence states a fact that the rules go by; nothing is guessed, and nobody else's history is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import attrs
from attrs import frozen

from tiltyard.models import (
    CheckState,
    Entrant,
    EntrantStatus,
    EventRecord,
    Evidence,
    Member,
    NoShows,
    Phase,
    PromotionRule,
    Proof,
    Tournament,
)
from tiltyard.tournament import windows as w
from tiltyard.tournament.codec import decode
from tiltyard.tournament.decisions.seats import barred
from tiltyard.tournament.evolve import evolve
from tiltyard.tournament.narrate import first_numbers, narrate, numbered
from tiltyard.tournament.roster import IN_LINE, free_seats, standing, waiting
from tiltyard.tournament.text import duration_words
from tiltyard.tournament.views import UNNAMED


@frozen
class Sentence:
    """One fact.

    code  stable, for programs
    text  for people
    """

    code: str
    text: str


@frozen
class Change:
    """One thing that happened to them.

    number  the log's
    who     who did it
    why     the reason that was given; blank when none was
    command what it was done by: with this it is undone
    """

    number: int
    at: datetime
    who: str
    what: str
    why: str
    command: str


@frozen
class Explanation:
    """The whole answer."""

    standing: tuple[Sentence, ...]
    history: tuple[Change, ...]


def explain(state: Tournament, entrant: Entrant, records: Sequence[EventRecord]) -> Explanation:
    """Why an entry stands where it stands.

    records  the tournament's whole history, so that everybody is named as they were then; what is about other people
             is passed over
    """
    return Explanation(tuple(_standing(state, entrant)), tuple(_history(state, entrant, records)))


def plain(found: Explanation) -> dict[str, Any]:
    """The same as plain data."""
    return {
        "standing": [attrs.asdict(one) for one in found.standing],
        "history": [{**attrs.asdict(one), "at": one.at.isoformat()} for one in found.history],
    }


# ----------------------------------------------------------------------------------------------------------- the rules


def _standing(state: Tournament, entrant: Entrant) -> Iterator[Sentence]:
    name = entrant.name or UNNAMED
    if state.archived_at:
        yield Sentence("archived", "The tournament is archived, and nothing in it changes.")
    if entrant.status not in IN_LINE:
        yield from _out(entrant, name)
        return
    yield Sentence("place", f"{name} is at place {entrant.order} in the line of receipt.")
    yield from _checks(state, entrant)
    yield from _proofs(state, entrant)
    if entrant.offered_until:
        yield from _offered(state, entrant, name)
    elif entrant.seated:
        yield Sentence("seated", f"{name} holds a seat.")
        yield from _kept_until(state, entrant, name)
    else:
        yield from _waits(state, entrant, name)


_OUT: Mapping[EntrantStatus, str] = {
    EntrantStatus.DROPPED: "dropped",
    EntrantStatus.NO_SHOW: "was not here in time, so the seat went to somebody else",
    EntrantStatus.DISQUALIFIED: "was disqualified",
    EntrantStatus.REJECTED: "was not accepted",
}


def _out(entrant: Entrant, name: str) -> Iterator[Sentence]:
    yield Sentence(entrant.status.value, f"{name} takes no part: {name} {_OUT[entrant.status]}.")
    if entrant.status is EntrantStatus.REJECTED and (entrant.reason or entrant.next_step):
        yield Sentence(entrant.code or "reason", f"{entrant.reason} {entrant.next_step}".strip())
    if entrant.status is not EntrantStatus.REJECTED:
        again = "Only staff can bring them back" if entrant.status is EntrantStatus.DISQUALIFIED else "To play again"
        yield Sentence("way_back", f"{again}: `tiltyard return`; the place is the end of the line unless staff say so.")


def _checks(state: Tournament, entrant: Entrant) -> Iterator[Sentence]:
    undecided = [member for member in entrant.members if member.check is not CheckState.VERIFIED]
    for member in undecided:
        yield Sentence(member.code or f"check_{member.check.value}", _check_words(member))
    if undecided and not state.rules.pending_holds_seat:
        yield Sentence("pending_holds_no_seat", "By the rules, who is still being checked holds no seat meanwhile.")
    elif undecided and entrant.seated:
        yield Sentence("pending_holds_seat", "By the rules, the seat is kept while the check is under way.")


def _proofs(state: Tournament, entrant: Entrant) -> Iterator[Sentence]:
    """Whether the accounts were shown to be theirs, and how surely; said where the tournament asks for it."""
    for member in entrant.members:
        name = member.shown or UNNAMED
        if member.proof:
            yield Sentence("ownership_proven", f"{name} proved that the account is theirs: {proof_words(member.proof)}")
        elif member.challenge:
            until = _when(member.challenge.until)
            yield Sentence(
                "ownership_challenged", f"{name} was told how to prove that the account is theirs by {until}."
            )
        elif state.rules.wants is Evidence.OWNERSHIP:
            asked = "requires" if state.rules.identity is Evidence.OWNERSHIP else "recommends"
            how = f"Nobody has shown that the account is {name}'s; this tournament {asked} it: `tiltyard prove`."
            yield Sentence("ownership_unproven", how)


def proof_words(proof: Proof) -> str:
    """What was shown, who says so and when, and what it is worth."""
    seen = f", seen {_when(proof.as_of)}" if proof.as_of else ""
    strength = f" {proof.strength}" if proof.strength else ""
    return f"{proof.code} by {proof.source or 'a check'}{seen}.{strength}"


def _check_words(member: Member) -> str:
    name = member.shown or UNNAMED
    why = "".join(f" {words}" for words in (member.reason, member.next_step) if words)
    if member.check is CheckState.REJECTED:
        return f"The name {name} was not accepted.{why}"
    if member.check is CheckState.RECEIVED:
        return f"The name {name} is being checked; no answer has come yet."
    if member.waits_for == "staff":
        return f"The check of {name} waits for staff to accept or reject it.{why}"
    return f"The check of {name} could not be made yet and is asked again by itself.{why}"


def _offered(state: Tournament, entrant: Entrant, name: str) -> Iterator[Sentence]:
    yield Sentence("offered", f"A seat is offered to {name} until {_when(entrant.offered_until)}.")
    yield Sentence("offer_wait", "Who does not take it by then, or declines, goes to the end of the line.")
    if state.check_in is Phase.OPEN:
        yield Sentence("offer_by_check_in", "Checking in takes it too.")


def _waits(state: Tournament, entrant: Entrant, name: str) -> Iterator[Sentence]:
    line = waiting(state)
    position = next(place for place, one in enumerate(line, start=1) if one.id == entrant.id)
    before = line[: position - 1]
    yield Sentence("waitlist", f"{name} waits for a seat, position {position}.")
    yield Sentence("before", f"{_people(len(before))} before them in the line for seats.")
    yield from _overtaken(state, entrant, before)
    free = free_seats(state)
    yield Sentence(
        "seats", f"{state.rules.seats - free} of {state.rules.seats} seats are held, {max(0, free)} are free."
    )
    if code := barred(state, entrant):
        yield Sentence(code, f"A free seat passes them by: {_BARRED[code]}.")


def _people(number: int) -> str:
    return {0: "Nobody stands", 1: "One stands"}.get(number, f"{number} stand")


_BARRED: Mapping[str, str] = {
    "being_checked": "their name is still being checked, and by the rules that holds no seat",
    "half_a_team": "the team looks for a player, and by the rules only whole teams sit",
    "not_here": "check-in has closed, and by the rules seats go to those who are here",
    "let_one_pass": "they let an offer pass, so others are asked first; `tiltyard seat take` when one is free",
}

_RUNGS: Mapping[PromotionRule, str] = {
    PromotionRule.CHECKED_IN_FIRST: "whoever is checked in comes first",
    PromotionRule.WHOLE_TEAMS_FIRST: "whole teams come first",
    PromotionRule.ORDER_OF_RECEIPT: "whoever signed up earlier comes first",
}


def _overtaken(state: Tournament, entrant: Entrant, before: Sequence[Entrant]) -> Iterator[Sentence]:
    """Those who signed up later and stand before them all the same, by the rule that put them there."""
    by_rule: dict[PromotionRule, list[Entrant]] = {}
    for one in before:
        if one.order > entrant.order:
            by_rule.setdefault(_rung(state, one, entrant), []).append(one)
    for rule, passed in by_rule.items():
        names = ", ".join(one.name or UNNAMED for one in passed)
        later = f"{len(passed)} of them signed up later and {'stands' if len(passed) == 1 else 'stand'} before them"
        yield Sentence(rule.value, f"{later}, because {_RUNGS[rule]}: {names}.")


def _rung(state: Tournament, one: Entrant, other: Entrant) -> PromotionRule:
    ladder = state.rules.promotion
    return next(rule for rule in ladder if standing(state, one, rule) != standing(state, other, rule))


def _kept_until(state: Tournament, entrant: Entrant, name: str) -> Iterator[Sentence]:
    """What becomes of the seat of somebody who is not here."""
    if entrant.checked_in:
        late = ", late" if any(member.late for member in entrant.members) else ""
        yield Sentence("checked_in", f"{name} is checked in{late}.")
        return
    if state.no_shows_held:
        yield Sentence("no_shows_held", f"{name} is not here; staff decide what becomes of the seat.")
        return
    if state.rules.no_shows is NoShows.KEEP or (state.check_in is Phase.CLOSED and not state.no_shows_open):
        yield Sentence("seat_kept", "By the rules, the seat is theirs whether they check in or not.")
        return
    then = "it goes to the next who is here" if state.rules.no_shows is NoShows.RELEASE else "staff decide about it"
    yield Sentence("seat_until", f"The seat is theirs until {_over_at(state)}; if {name} is not here by then, {then}.")


def _over_at(state: Tournament) -> str:
    if state.check_in is Phase.CLOSED:
        return f"late check-ins count no more, {_when(state.grace_until)}"
    closes_at, grace_s = w.check_in(state).closes_at, state.rules.grace_s
    grace = f" and {duration_words(grace_s)} more have passed" if grace_s else ""
    if closes_at is None:
        return f"check-in is closed by hand{grace}"
    return f"check-in closes{grace}, {_when(closes_at + timedelta(seconds=grace_s))}"


def _when(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else "by hand"


# --------------------------------------------------------------------------------------------------------- the history


def _history(state: Tournament, entrant: Entrant, records: Sequence[EventRecord]) -> Iterator[Change]:
    numbers = first_numbers(records)
    after: Tournament | None = None
    for record in records:
        event, before = decode(record), after
        after = evolve(before, event)
        if is_about(record, entrant, state):
            yield Change(
                record.seq,
                record.at,
                record.actor.display or record.actor.id,
                numbered(narrate(event, after, before=before), event, numbers),
                record.reason or "",
                record.command_id,
            )


def is_about(record: EventRecord, entrant: Entrant, state: Tournament) -> bool:
    """Whether a fact is about this entry or one of its people, also under what they were taken for before a merge."""
    people = {member.person for member in entrant.members}
    people |= {gone for gone, person in state.aliases.items() if person in people}
    facts = record.facts
    named = {facts.get(name) for name in ("person", "gone", "invitee")}
    return bool(named & people) or entrant.id in (facts.get("entrant"), facts.get("new_entrant"), facts.get("left"))
