"""
Undo: bring what a command changed back, on today's state.

Pure. An entry goes back to how it stood before the command if it stands today as the command left it; otherwise
something was built upon it, and that is named. A seat that went to somebody else meanwhile is not taken from them
unless that is asked for: whoever comes back is then the first who waits.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce

import attrs
from attrs import frozen

from tiltyard.models import Entrant, EntrantId, Guild, Member, PersonId, Refusal, Tournament
from tiltyard.tournament import commands as c
from tiltyard.tournament import events as e
from tiltyard.tournament import refusals
from tiltyard.tournament.decisions.common import asked_again, is_blocked
from tiltyard.tournament.decisions.teams import name_given_up
from tiltyard.tournament.evolve import evolve
from tiltyard.tournament.forms import OWN_FIELDS, fields_of, form_of
from tiltyard.tournament.narrate import narrate, numbered
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


def undo(state: Tournament, command: c.Undo, guild: Guild | None = None) -> list[e.Event] | Refusal:
    """The compensating events; refused as a whole when something stands in the way, unless part of it will do."""
    if command.after is None:
        return refusals.unknown_command("that line")
    if command.before is None:
        return refusals.creation_stands(state.name)
    found = reversal(state, command)
    barred = list(_let_back(state, found, guild))
    if barred:
        found = Reversal((), (*found.blockers, *barred))
    if found.blockers and not command.partial:
        return refusals.undo_blocked([f"{one.name}: {one.why}" for one in found.blockers])
    return list(found.events) or refusals.nothing_to_undo(f"line {command.before.seq + 1}")


def _let_back(state: Tournament, found: Reversal, guild: Guild | None) -> Iterator[Blocker]:
    """Who would take part again although the guild has blocked them since."""
    after = reduce(evolve, found.events, state)
    for entrant in after.entrants.values():
        before = state.entrants.get(entrant.id)
        comes_back = entrant.status in IN_LINE and (before is None or before.status not in IN_LINE)
        if comes_back and any(is_blocked(guild, one.links, one.keys) for one in entrant.members):
            yield Blocker(entrant.id, entrant.name or UNNAMED, "the account is blocked here; unblock it first")


def reversal(state: Tournament, command: c.Undo) -> Reversal:
    """What can be brought back; the tournament's own fields only as long as everybody's seat is left to them."""
    if command.before is None or command.after is None:
        return Reversal()
    own = [name for name in OWN_FIELDS if getattr(command.before, name) != getattr(command.after, name)]
    stale = [name for name in own if getattr(state, name) != getattr(command.after, name)]
    if stale:
        return _brought_back(state, command, [], [Blocker(None, state.name, f"{', '.join(stale)} changed since")])
    found = _brought_back(state, command, own, [])
    after = reduce(evolve, found.events, state)
    if not own or free_seats(after) >= 0 or free_seats(after) >= free_seats(state):
        return found
    losing = f"{-free_seats(after)} would lose seats that were given since"
    return _brought_back(state, command, [], [Blocker(None, state.name, losing)])


def _brought_back(state: Tournament, command: c.Undo, own: list[str], blockers: list[Blocker]) -> Reversal:
    """Entries that belong together at once, those who give up a seat first, so that whoever had it can have it back."""
    before, after = command.before, command.after
    if before is None or after is None:
        return Reversal()
    events: list[e.Event] = []
    if own:
        events.append(e.TournamentRestored(command.command_id, fields_of(before, own)))
        state = evolve(state, events[-1])
    for group in _together(before, after, _changed(before, after, take_back=command.take_back)):
        tried, steps, in_the_way = state, [], []
        for changed in group:
            step = _bring_back(tried, before, after, changed, command)
            if isinstance(step, Blocker):
                in_the_way.append(step)
                continue
            tried = reduce(evolve, step, tried)
            steps += step
        in_the_way = in_the_way or list(_taken(tried, group))
        blockers = [*blockers, *in_the_way]
        if not in_the_way:
            state = tried
            events += steps
    if blockers and before.aliases != after.aliases:
        return Reversal((), tuple(blockers))  # whether two people are one is not half undone
    restored = [state.entrants[one.entrant] for one in events if isinstance(one, e.EntrantRestored)]
    again = [
        event
        for entrant in restored
        if entrant.status in IN_LINE
        for event in (*name_given_up(state, entrant), *asked_again(state, entrant))
    ]
    return Reversal((*events, *again), tuple(blockers))


def _together(before: Tournament, after: Tournament, changed: Sequence[EntrantId]) -> list[list[EntrantId]]:
    """Entries of the same people: one of them brought back without the other would be a second one."""
    groups: list[tuple[set[PersonId], list[EntrantId]]] = []
    for one in changed:
        people, ids = _people_of(before, after, one), [one]
        for group in [group for group in groups if group[0] & people]:
            people, ids = group[0] | people, [*group[1], *ids]
            groups.remove(group)
        groups.append((people, ids))
    place = {one: number for number, one in enumerate(changed)}
    return sorted((sorted(ids, key=place.__getitem__) for _, ids in groups), key=lambda ids: place[ids[0]])


def _people_of(before: Tournament, after: Tournament, entrant: EntrantId) -> set[PersonId]:
    entries = [one.entrants[entrant] for one in (before, after) if entrant in one.entrants]
    return {after.aliases.get(member.person, member.person) for entry in entries for member in entry.members}


def _taken(after: Tournament, together: Sequence[EntrantId]) -> Iterator[Blocker]:
    """What the restored entries would have that others have by now: a name outside, or a player."""
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
    return ""


def _names(member: Member) -> set[tuple[str, str]]:
    return {(link.kind.value, link.key) for link in member.links}


def _changed(before: Tournament, after: Tournament, *, take_back: bool) -> list[EntrantId]:
    ids = dict.fromkeys([*before.entrants, *after.entrants])
    differing = [one for one in ids if before.entrants.get(one) != after.entrants.get(one)]

    def gained_a_seat(one: EntrantId) -> bool:
        was, now = before.entrants.get(one), after.entrants.get(one)
        return bool(now and now.seated and not (was and was.seated))

    def only_consequence(one: EntrantId) -> bool:
        """It got its seat because of the command, which was about somebody else, or about the rules."""
        was, now = before.entrants.get(one), after.entrants.get(one)
        return bool(was and now and gained_a_seat(one)) and others and _same_but_seat(was, now)

    others = len(differing) > 1 or before.rules != after.rules
    mine = [one for one in differing if take_back or not only_consequence(one)]
    return sorted(mine, key=lambda one: not gained_a_seat(one))


def _same_but_seat(was: Entrant | None, now: Entrant | None) -> bool:
    if was is None or now is None:
        return False
    return attrs.evolve(was, seated=now.seated, offered_until=now.offered_until, passed=now.passed) == now


def _bring_back(
    state: Tournament, before: Tournament, after: Tournament, entrant: EntrantId, command: c.Undo
) -> list[e.Event] | Blocker:
    was, left, today = (one.entrants.get(entrant) for one in (before, after, state))
    shown = (today or left or was).name if (today or left or was) else None  # type: ignore[union-attr]
    name = shown or "an entry without a name"
    if today != left and not (was is None and _only_judged(command.since, entrant)):
        return Blocker(entrant, name, _since(state, before, after, entrant, command))
    if was is None:
        return _unmade(before, today)
    if today and _erased_in(today) - _erased_in(was):
        return Blocker(entrant, name, "an erasure cannot be undone")
    if today and (new := _new_in(before, was, today)):
        return Blocker(entrant, new, "signed up by that, and would be in no entry; take them out instead")
    if was.seated and not (today and today.seated) and free_seats(state) <= 0:
        if command.take_back:
            return Blocker(entrant, name, "the seat is somebody else's now")
        was = attrs.evolve(was, seated=False, offered_until=None)
    form, words = form_of(was)
    return [e.EntrantRestored(was.person, was.id, command.command_id, form, words=words)]


def _erased_in(entrant: Entrant) -> set[PersonId]:
    return {member.person for member in entrant.members if member.pseudonym}


def _new_in(before: Tournament, was: Entrant, today: Entrant) -> str | None:
    """Who came into this entry by the command and had none before."""
    known = {member.person for entrant in before.entrants.values() for member in entrant.members}
    staying = {member.person for member in was.members}
    new = [member for member in today.members if member.person not in known | staying]
    return (new[0].shown or "somebody") if new else None


def _unmade(before: Tournament, today: Entrant | None) -> list[e.Event]:
    """The command made this entry."""
    if today is None:
        return []
    if any(member.person == today.person for entrant in before.entrants.values() for member in entrant.members):
        return [e.EntryWithdrawn(today.person, today.id)]  # they have the entry back that they had before
    # A sign-up is not unsaid: it was acknowledged. Whoever it was of is out, and the log says why.
    return [e.PlayerDropped(today.person, today.id, had_seat=today.seated)] if today.status in IN_LINE else []


_JUDGED = (e.PlayerRegistered, e.PlayerWaitlisted, e.PlayerHeldPending, e.PlayerRejected, e.RecheckRequested)


def _only_judged(events: Sequence[e.Event], entrant: EntrantId) -> bool:
    """Nobody has done anything with an entry since it was made but check its name: that happens to every entry."""
    return all(isinstance(event, _JUDGED) for event in events if entrant == getattr(event, "entrant", None))


_NAMED = 3
"""So many lines of the log are named that stand in the way of one entry."""


def _since(state: Tournament, before: Tournament, after: Tournament, entrant: EntrantId, command: c.Undo) -> str:
    """What was done with an entry since, by the lines of the log: what is to be undone first."""

    def words(event: e.Event) -> str:
        said = numbered(narrate(event, state), event, {command.command_id: before.seq + 1})
        undone: str = getattr(event, "undone", "")
        return said.replace(undone, "something else") if undone else said

    lines = [
        f"line {number} ({words(event)})"
        for number, event in enumerate(command.since, start=after.seq + 1)
        if entrant in (getattr(event, "entrant", None), getattr(event, "left", None))
    ]
    more = [f"and {len(lines) - _NAMED} more"] if len(lines) > _NAMED else []
    # The latest first: that is the order in which they can be undone.
    return f"since then {', '.join([*lines[: -_NAMED - 1 : -1], *more]) or 'something else has changed it'}"
