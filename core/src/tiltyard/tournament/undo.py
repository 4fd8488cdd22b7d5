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

from tiltyard.models import Entrant, EntrantId, Refusal, Tournament
from tiltyard.tournament import commands as c
from tiltyard.tournament import events as e
from tiltyard.tournament import refusals
from tiltyard.tournament.evolve import evolve
from tiltyard.tournament.forms import OWN_FIELDS, fields_of, form_of
from tiltyard.tournament.roster import IN_LINE, free_seats


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
    """Entry by entry, those who give up a seat first, so that whoever had it before can have it back."""
    before, after = command.before, command.after
    if before is None or after is None:
        return Reversal()
    events: list[e.Event] = []
    blockers: list[Blocker] = []
    own = [name for name in OWN_FIELDS if getattr(before, name) != getattr(after, name)]
    if own:
        stale = [name for name in own if getattr(state, name) != getattr(after, name)]
        if stale:
            blockers.append(Blocker(None, state.name, f"{', '.join(stale)} changed since"))
        else:
            events.append(e.TournamentRestored(command.command_id, fields_of(before, own)))
            state = evolve(state, events[-1])
    for changed in _changed(before, after, take_back=command.take_back):
        step = _bring_back(state, before, after, changed, command)
        if isinstance(step, Blocker):
            blockers.append(step)
            continue
        for event in step:
            state = evolve(state, event)
        events += step
    return Reversal(tuple(events), tuple(blockers))


def _changed(before: Tournament, after: Tournament, *, take_back: bool) -> Iterator[EntrantId]:
    ids = dict.fromkeys([*before.entrants, *after.entrants])
    differing = [one for one in ids if before.entrants.get(one) != after.entrants.get(one)]

    def gained_a_seat(one: EntrantId) -> bool:
        was, now = before.entrants.get(one), after.entrants.get(one)
        return bool(now and now.seated and not (was and was.seated))

    def only_consequence(one: EntrantId) -> bool:
        """It got its seat because of the command, which was about somebody else."""
        was, now = before.entrants.get(one), after.entrants.get(one)
        return bool(was and now and gained_a_seat(one)) and len(differing) > 1 and _same_but_seat(was, now)

    mine = [one for one in differing if take_back or not only_consequence(one)]
    return iter(sorted(mine, key=lambda one: not gained_a_seat(one)))


def _same_but_seat(was: Entrant | None, now: Entrant | None) -> bool:
    if was is None or now is None:
        return False
    return attrs.evolve(was, seated=now.seated, offered_until=now.offered_until) == now


def _bring_back(
    state: Tournament, before: Tournament, after: Tournament, entrant: EntrantId, command: c.Undo
) -> list[e.Event] | Blocker:
    was, left, today = (one.entrants.get(entrant) for one in (before, after, state))
    shown = (today or left or was).name if (today or left or was) else None  # type: ignore[union-attr]
    name = shown or "an entry without a name"
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
