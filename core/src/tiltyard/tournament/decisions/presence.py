"""
Being here or not: check-in, dropping out, not coming, being taken out, and coming back.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import attrs

from tiltyard.models import CheckInBy, Entrant, EntrantId, EntrantStatus, Guild, PersonId, Phase, Refusal, Tournament
from tiltyard.tournament import commands as c
from tiltyard.tournament import events as e
from tiltyard.tournament import refusals
from tiltyard.tournament import windows as w
from tiltyard.tournament.decisions.common import Decision, asked_again, entry, entry_in_line, is_blocked, overrides
from tiltyard.tournament.decisions.seats import barred
from tiltyard.tournament.decisions.teams import left_team, name_given_up
from tiltyard.tournament.roster import IN_LINE, entrant_of, free_seats, in_line, member_of, seated


def check_in(state: Tournament, command: c.CheckIn, now: datetime) -> Decision:
    """Be here. Everyone in line may: who waits shows that they would come, who is being checked cannot help it."""
    entrant = entry_in_line(state, command.person)
    if isinstance(entrant, Refusal):
        return entrant
    late = state.check_in is Phase.CLOSED
    if refusal := _not_now(state, command, now):
        return refusal
    member = member_of(entrant, state.aliases.get(command.person, command.person))
    counts_for = [member]
    if state.rules.check_in_by is CheckInBy.CAPTAIN and member.person == entrant.person:
        counts_for = list(entrant.members)
    arriving = [one for one in counts_for if not one.checked_in]
    if not arriving:
        return refusals.already_checked_in(entrant)
    here: list[e.Event] = [e.PlayerCheckedIn(one.person, entrant.id, late) for one in arriving]
    # Whoever is here takes the seat that is offered to them.
    taken = [e.PlayerPromoted(entrant.person, entrant.id, "offer_taken")] if entrant.offered_until else []
    return [*taken, *here]


def _not_now(state: Tournament, command: c.CheckIn, now: datetime) -> Refusal | None:
    if overrides(command):
        return None
    if state.check_in is Phase.NOT_YET:
        return refusals.check_in_not_open(state.rules.windows.check_in_opens_at)
    in_grace = state.grace_until is not None and now < state.grace_until
    if state.check_in is Phase.CLOSED and not in_grace:
        return refusals.check_in_closed(w.check_in(state).closes_at)
    return None


def check_out(state: Tournament, command: c.CheckOut) -> Decision:
    """Take it back, and keep the seat."""
    entrant = entry(state, command.person)
    if isinstance(entrant, Refusal):
        return entrant
    person = state.aliases.get(command.person, command.person)
    if not member_of(entrant, person).checked_in:
        return refusals.not_checked_in(entrant)
    if state.check_in is not Phase.OPEN and not overrides(command):
        return refusals.check_in_closed(w.check_in(state).closes_at)
    return [e.PlayerCheckedOut(person, entrant.id)]


def drop(state: Tournament, command: c.Drop) -> Decision:
    """Not play. Of a team only that player leaves; the others keep its seat and may find somebody else."""
    entrant = entry_in_line(state, command.person)
    if isinstance(entrant, Refusal):
        return entrant
    left = left_team(state, entrant, command.person, command.new_entrant)
    alone = command.new_entrant if left else entrant.id
    person = state.aliases.get(command.person, command.person)
    return [*left, e.PlayerDropped(person, alone, had_seat=entrant.seated and not left)]


def drop_many(state: Tournament, command: c.DropMany) -> Decision:
    """Take out everyone who is named, or everyone. Of a team that is not named as a whole the others stay."""
    if not command.reason:
        return refusals.reason_missing("Dropping many players")
    if not command.people:
        return [e.PlayerDropped(one.person, one.id, had_seat=one.seated) for one in in_line(state)]
    going: dict[EntrantId, dict[PersonId, None]] = {}
    for person in command.people:
        entrant = entry_in_line(state, person)
        if isinstance(entrant, Refusal):
            return entrant
        going.setdefault(entrant.id, {})[state.aliases.get(person, person)] = None
    events: list[e.Event] = []
    for one, people in going.items():
        entrant = state.entrants[one]
        if len(people) == len(entrant.members):
            events.append(e.PlayerDropped(entrant.person, one, had_seat=entrant.seated))
            continue
        for person in people:
            # Nobody else can come by this id: whoever joins that team again has no entry of their own any more.
            alone = EntrantId(f"{one}-{person}")
            events += left_team(state, entrant, person, alone)
            events.append(e.PlayerDropped(person, alone, had_seat=False))
            state = attrs.evolve(state, next_order=state.next_order + 1)
    return events


def reset_check_ins(state: Tournament, command: c.ResetCheckIns) -> Decision:
    """Nobody is here any more."""
    if not command.reason:
        return refusals.reason_missing("Resetting check-ins")
    return [
        e.PlayerCheckedOut(member.person, entrant.id)
        for entrant in in_line(state)
        for member in entrant.members
        if member.checked_in
    ]


def disqualify(state: Tournament, command: c.Disqualify) -> Decision:
    """Taken out, for a reason."""
    if not command.reason:
        return refusals.reason_missing("Disqualifying a player")
    entrant = entry(state, command.person)
    if isinstance(entrant, Refusal):
        return entrant
    if entrant.status is EntrantStatus.DISQUALIFIED:
        return refusals.not_in_tournament(entrant)
    left = [] if entrant.out else left_team(state, entrant, command.person, command.new_entrant)
    alone = command.new_entrant if left else entrant.id
    person = state.aliases.get(command.person, command.person)
    return [*left, e.PlayerDisqualified(person, alone, had_seat=entrant.seated and not left)]


def mark_no_show(state: Tournament, command: c.MarkNoShow) -> Decision:
    """Did not come."""
    entrant = entry_in_line(state, command.person)
    if isinstance(entrant, Refusal):
        return entrant
    if not command.reason and entrant.checked_in:
        return refusals.reason_missing("Calling a player a no-show who has checked in")
    if not command.reason and state.check_in is not Phase.CLOSED:
        return refusals.reason_missing("Calling a player a no-show before check-in has closed")
    return [e.PlayerNoShow(entrant.person, entrant.id, state.check_in_round)]


def absent(state: Tournament) -> list[Entrant]:
    """Who holds a seat and is not here."""
    return [one for one in seated(state) if not one.checked_in]


def no_shows(state: Tournament) -> Iterator[e.Event]:
    """Whoever is not here loses the seat."""
    for entrant in absent(state):
        yield e.PlayerNoShow(entrant.person, entrant.id, state.check_in_round)
    yield e.NoShowsSettled()


def release_no_shows(state: Tournament, command: c.ReleaseNoShows) -> Decision:
    """Staff's answer; nobody is released while the grace lasts."""
    if not state.no_shows_open or not (command.keep or state.no_shows_held):
        return refusals.no_no_shows(state.id)
    return [e.NoShowsSettled(kept=True)] if command.keep else list(no_shows(state))


def come_back(state: Tournament, command: c.Return, guild: Guild | None) -> Decision:
    """Take part again; not with an account that may not play here, nor with a partner who has one."""
    entrant = entrant_of(state, command.person)
    if entrant is None:
        return refusals.unknown_player(command.person)
    if entrant.status is EntrantStatus.REJECTED:
        return refusals.not_in_tournament(entrant)
    if entrant.out is None:
        return refusals.in_already(entrant)
    if shut_out := [one for one in entrant.members if is_blocked(guild, one.links, one.keys)]:
        return refusals.blocked(shut_out[0].shown or "this entry")
    if not command.reason and (command.old_place or entrant.out is EntrantStatus.DISQUALIFIED):
        return refusals.reason_missing("Bringing a player back like that")
    order = entrant.order if command.old_place else state.next_order
    back = attrs.evolve(entrant, out=None)
    may_sit = free_seats(state) > 0 and back.status in IN_LINE and barred(state, back) is None
    returned = e.PlayerReturned(entrant.person, entrant.id, order, seated=may_sit)
    return [returned, *name_given_up(state, entrant), *asked_again(state, entrant)]
