"""
Undo: bring what a command changed back, on today's state.

Pure. An entry goes back to how it stood before the command if it stands today as the command left it; otherwise
something was built upon it, and that is named. A seat that went to somebody else meanwhile is not taken from them
unless that is asked for: whoever comes back is then the first who waits.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs
from attrs import frozen

from tiltyard.models import Entrant, EntrantId, Member, PersonId, Refusal, Tournament
from tiltyard.tournament import commands as c
from tiltyard.tournament import events as e
from tiltyard.tournament import refusals
from tiltyard.tournament.decisions.common import asked_again
from tiltyard.tournament.evolve import evolve, fold
from tiltyard.tournament.forms import OWN_FIELDS, fields_of, form_of
from tiltyard.tournament.roster import IN_LINE, free_seats
from tiltyard.tournament.views import UNNAMED


@frozen
class Blocker:
    """Why something cannot be brought back.

    entrant  whose entry it is about; None for the tournament's own fields
    name     how they are shown
    why      what stands in the way, in words
    """

    entrant: EntrantId | None
    name: str
    why: str


@frozen
class Reversal:
    """What an undo would do, and what it would not."""

    events: tuple[e.Event, ...] = ()
    blockers: tuple[Blocker, ...] = ()


def undo(state: Tournament, command: c.Undo) -> list[e.Event] | Refusal:
    """The compensating events; refused as a whole when something stands in the way, unless part of it will do."""
    if command.before is None or command.after is None:
        return refusals.unknown_command(command.command_id)
    found = reversal(state, command)
    if found.blockers and not command.partial:
        return refusals.undo_blocked([f"{one.name}: {one.why}" for one in found.blockers])
    return list(found.events) or refusals.nothing_to_undo(command.command_id)


def reversal(state: Tournament, command: c.Undo) -> Reversal:
    """What belongs together is brought back together or not at all: the entries between which people moved."""
    before, after = command.before, command.after
    if before is None or after is None:
        return Reversal()
    own = [name for name in OWN_FIELDS if getattr(before, name) != getattr(after, name)]
    found = _reversal(state, before, after, own, command)
    if own and _too_many_sit(found, state):
        # Fewer seats again: whoever got one since keeps it.
        rest = _reversal(state, before, after, [], command)
        return attrs.evolve(
            rest, blockers=(*rest.blockers, Blocker(None, state.name, "there would not be enough seats"))
        )
    return found


def _reversal(state: Tournament, before: Tournament, after: Tournament, own: list[str], command: c.Undo) -> Reversal:
    events: list[e.Event] = []
    blockers: list[Blocker] = []
    if stale := [name for name in own if getattr(state, name) != getattr(after, name)]:
        blockers.append(Blocker(None, state.name, f"{', '.join(stale)} changed since"))
        if "aliases" in stale:
            return Reversal((), tuple(blockers))
    elif own:
        events.append(e.TournamentRestored(command.command_id, fields_of(before, own)))
        state = evolve(state, events[-1])
    for together in _groups(before, after, take_back=command.take_back):
        steps = [_bring_back(state, before, after, one, command) for one in together]
        in_the_way = [step for step in steps if isinstance(step, Blocker)]
        group = [event for step in steps if not isinstance(step, Blocker) for event in step]
        in_the_way = in_the_way or list(_taken(state, group, together))
        if in_the_way:
            blockers += in_the_way
            if "aliases" in own:
                return Reversal((), tuple(blockers))
            continue
        state = fold(group, state) or state
        events += group
    restored = [state.entrants[one.entrant] for one in events if isinstance(one, e.EntrantRestored)]
    again = [event for entrant in restored if entrant.status in IN_LINE for event in asked_again(state, entrant)]
    return Reversal((*events, *again), tuple(blockers))


def _too_many_sit(found: Reversal, state: Tournament) -> bool:
    after = fold(found.events, state) or state
    return free_seats(after) < 0


def _groups(before: Tournament, after: Tournament, *, take_back: bool) -> Iterator[list[EntrantId]]:
    """The entries that the command changed; those that give up a seat first, so that others can have it back."""
    ids = dict.fromkeys([*before.entrants, *after.entrants])
    differing = [one for one in ids if before.entrants.get(one) != after.entrants.get(one)]

    def gained_a_seat(one: EntrantId) -> bool:
        was, now = before.entrants.get(one), after.entrants.get(one)
        return bool(now and now.seated and not (was and was.seated))

    def only_consequence(one: EntrantId) -> bool:
        """It got its seat because of the command, which was about somebody else."""
        was, now = before.entrants.get(one), after.entrants.get(one)
        return gained_a_seat(one) and len(differing) > 1 and _same_but_seat(was, now)

    mine = [one for one in differing if take_back or not only_consequence(one)]
    yield from _together(sorted(mine, key=lambda one: not gained_a_seat(one)), before, after)


def _together(ids: Sequence[EntrantId], before: Tournament, after: Tournament) -> Iterator[list[EntrantId]]:
    """Entries between which people moved, grouped."""
    left = list(ids)
    while left:
        group, people = [left.pop(0)], set[PersonId]()
        people |= _people(group[0], before, after)
        while near := next((one for one in left if people & _people(one, before, after)), None):
            left.remove(near)
            group.append(near)
            people |= _people(near, before, after)
        yield group


def _people(entrant: EntrantId, *states: Tournament) -> set[PersonId]:
    entries = [state.entrants.get(entrant) for state in states]
    return {
        state.aliases.get(member.person, member.person)
        for state in states
        for one in entries
        if one
        for member in one.members
    } | {member.person for one in entries if one for member in one.members}


def _taken(state: Tournament, events: Sequence[e.Event], together: Sequence[EntrantId]) -> Iterator[Blocker]:
    """What the restored entries would have that others have by now: a name outside, a player, a team's name."""
    after = fold(events, state) or state
    others = [one for one in after.entrants.values() if one.id not in together]
    for entrant in (after.entrants[one] for one in together if one in after.entrants):
        for other in others:
            if why := _shared(entrant, other):
                yield Blocker(entrant.id, entrant.name or UNNAMED, f"{other.name or UNNAMED} has {why} now")


def _shared(entrant: Entrant, other: Entrant) -> str:
    for mine in entrant.members:
        for theirs in other.members:
            if _names(mine) & _names(theirs):
                return "what they are known by"
            if mine.person == theirs.person and {entrant.status, other.status} <= IN_LINE:
                return "them"
    same_team = entrant.team and other.team and entrant.team.strip().casefold() == other.team.strip().casefold()
    return "the team's name" if same_team and {entrant.status, other.status} <= IN_LINE else ""


def _names(member: Member) -> set[tuple[str, str]]:
    return {(link.kind.value, link.key) for link in member.links}


def _same_but_seat(was: Entrant | None, now: Entrant | None) -> bool:
    if was is None or now is None:
        return False
    return attrs.evolve(was, seated=now.seated, offered_until=now.offered_until, passed=now.passed) == now


def _bring_back(
    state: Tournament, before: Tournament, after: Tournament, entrant: EntrantId, command: c.Undo
) -> list[e.Event] | Blocker:
    was, left, today = (one.entrants.get(entrant) for one in (before, after, state))
    name = next((one.name for one in (today, left, was) if one and one.name), UNNAMED)
    if today != left:
        return Blocker(entrant, name, _since(command.since, entrant))
    if was is None:
        return _unmade(before, today)
    if any(member.pseudonym for member in (today.members if today else ())) and not _is_erased(was):
        return Blocker(entrant, name, "an erasure cannot be undone")
    if was.seated and not (today and today.seated) and free_seats(state) <= 0:
        if command.take_back:
            return Blocker(entrant, name, "the seat is somebody else's now")
        was = attrs.evolve(was, seated=False, offered_until=None)
    form, words = form_of(was)
    return [e.EntrantRestored(was.person, was.id, command.command_id, form, words=words)]


def _is_erased(entrant: Entrant) -> bool:
    return any(member.pseudonym for member in entrant.members)


def _unmade(before: Tournament, today: Entrant | None) -> list[e.Event]:
    """The command made this entry."""
    if today is None:
        return []
    if any(member.person == today.person for entrant in before.entrants.values() for member in entrant.members):
        return [e.EntryWithdrawn(today.person, today.id)]  # they have the entry back that they had before
    # A sign-up is not unsaid: it was acknowledged. Whoever it was of is out, and the log says why.
    return [e.PlayerDropped(today.person, today.id, had_seat=today.seated)] if today.status in IN_LINE else []


def _since(events: Sequence[e.Event], entrant: EntrantId) -> str:
    touching = [event for event in events if entrant in (getattr(event, "entrant", None), getattr(event, "left", None))]
    kinds = ", ".join(dict.fromkeys(type(event).__name__ for event in touching))
    return f"{kinds or 'something'} has happened since"
