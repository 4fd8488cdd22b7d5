"""
Apply events to a tournament's state. Never chooses, so replay gives the same past; needs no personal text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import attrs

from tiltyard.models import (
    Entrant,
    EntrantId,
    EntrantStatus,
    Link,
    Member,
    PersonId,
    Phase,
    Tournament,
)
from tiltyard.tournament import events as e
from tiltyard.tournament.roster import member_of
from tiltyard.tournament.text import tournament_id


def fold(events: Iterable[e.Event], state: Tournament | None = None) -> Tournament | None:
    """The state after these events; None when nothing has happened."""
    for event in events:
        state = evolve(state, event)
    return state


def evolve(state: Tournament | None, event: e.Event) -> Tournament:
    """The state after one more event."""
    if isinstance(event, e.TournamentCreated):
        return Tournament(
            id=tournament_id(event.scope, event.slug),
            scope=event.scope,
            slug=event.slug,
            name=event.title,
            rules=event.rules,
            seq=1,
        )
    if state is None:
        raise ValueError(f"a tournament's history begins with TournamentCreated, not {type(event).__name__}")
    return attrs.evolve(_APPLY[type(event)](state, event), seq=state.seq + 1)


def _put(state: Tournament, entrant: Entrant, **changes: Any) -> Tournament:
    return attrs.evolve(state, entrants={**state.entrants, entrant.id: entrant}, **changes)


def _change(state: Tournament, entrant: EntrantId, **changes: Any) -> Tournament:
    return _put(state, attrs.evolve(state.entrants[entrant], **changes))


def _change_member(state: Tournament, entrant: EntrantId, person: PersonId, **changes: Any) -> Tournament:
    members = tuple(
        attrs.evolve(member, **changes) if member.person == person else member
        for member in state.entrants[entrant].members
    )
    return _change(state, entrant, members=members)


def _unseat(state: Tournament, entrant: EntrantId, **changes: Any) -> Tournament:
    """Without a seat, and so without a check-in: the tick must not come back with a later seat."""
    members = tuple(attrs.evolve(member, checked_in=False) for member in state.entrants[entrant].members)
    return _change(state, entrant, seated=False, members=members, **changes)


def _opened_registration(state: Tournament, event: e.RegistrationOpened) -> Tournament:
    return attrs.evolve(state, registration=Phase.OPEN, registration_closes_by_hand=event.closes_by_hand)


def _closed_registration(state: Tournament, _: e.RegistrationClosed) -> Tournament:
    return attrs.evolve(state, registration=Phase.CLOSED, registration_closes_by_hand=False)


def _opened_check_in(state: Tournament, event: e.CheckInOpened) -> Tournament:
    return attrs.evolve(state, check_in=Phase.OPEN, check_in_closes_by_hand=event.closes_by_hand)


def _closed_check_in(state: Tournament, _: e.CheckInClosed) -> Tournament:
    return attrs.evolve(state, check_in=Phase.CLOSED, check_in_closes_by_hand=False)


def _received(state: Tournament, event: e.SignUpReceived) -> Tournament:
    before = state.entrants.get(event.entrant)
    known = member_of(before, event.person) if before else Member(event.person, None, None)
    member = attrs.evolve(known, **_claim_words(event), checked_in=False, keys={})
    entrant = Entrant(
        event.entrant,
        (member,),
        EntrantStatus.RECEIVED,
        event.order,
        seated=event.seated,
        claim=state.seq + 1,
    )
    # Re-inserted rather than replaced, so that the mapping stays in order of receipt when someone comes back.
    others = {one: entry for one, entry in state.entrants.items() if one != event.entrant}
    return attrs.evolve(state, entrants={**others, event.entrant: entrant}, next_order=event.order + 1)


def _updated(state: Tournament, event: e.SignUpUpdated) -> Tournament:
    state = _change_member(state, event.entrant, event.person, **_claim_words(event), keys={})
    return _change(
        state,
        event.entrant,
        status=EntrantStatus.RECEIVED,
        seated=event.seated,
        claim=state.seq + 1,
        **_NO_WORDS,
    )


def _claim_words(event: e.SignUpReceived | e.SignUpUpdated) -> dict[str, Any]:
    return {
        "name": None,
        "typed_name": event.typed_name,
        "alternates": tuple(event.alternates or ()),
        "platform": event.platform,
        "pronouns": event.pronouns,
    }


_NO_WORDS: Mapping[str, Any] = {"code": "", "reason": "", "next_step": "", "waits_for": ""}


def _linked(state: Tournament, event: e.IdentityLinked) -> Tournament:
    link = Link(event.kind, event.value, event.provenance, event.key)
    return _change_links(state, event.person, lambda links: (*links, link))


def _unlinked(state: Tournament, event: e.IdentityUnlinked) -> Tournament:
    return _change_links(
        state, event.person, lambda links: tuple(one for one in links if (one.kind, one.key) != (event.kind, event.key))
    )


def _change_links(
    state: Tournament, person: PersonId, change: Callable[[tuple[Link, ...]], tuple[Link, ...]]
) -> Tournament:
    # From the end: most links come with the sign-up before them.
    entrants = reversed(list(state.entrants.values()))
    entrant = next(one for one in entrants if any(member.person == person for member in one.members))
    return _change_member(state, entrant.id, person, links=change(member_of(entrant, person).links))


def _registered(state: Tournament, event: e.PlayerRegistered) -> Tournament:
    state = _change_member(state, event.entrant, event.person, name=event.name, keys=event.keys)
    return _change(state, event.entrant, status=EntrantStatus.REGISTERED, seated=True, **_NO_WORDS)


def _waitlisted(state: Tournament, event: e.PlayerWaitlisted) -> Tournament:
    state = _change_member(state, event.entrant, event.person, name=event.name, keys=event.keys)
    return _unseat(state, event.entrant, status=EntrantStatus.WAITLISTED, **_NO_WORDS)


def _held_pending(state: Tournament, event: e.PlayerHeldPending) -> Tournament:
    state = _change_member(state, event.entrant, event.person, name=event.name, keys=event.keys)
    if not event.seated:
        state = _unseat(state, event.entrant)
    return _change(
        state,
        event.entrant,
        status=EntrantStatus.PENDING,
        seated=event.seated,
        code=event.code,
        reason=event.reason or "",
        next_step=event.next_step or "",
        waits_for=event.waits_for,
    )


def _rejected(state: Tournament, event: e.PlayerRejected) -> Tournament:
    return _unseat(
        state,
        event.entrant,
        status=EntrantStatus.REJECTED,
        code=event.code,
        reason=event.reason or "",
        next_step=event.next_step or "",
        waits_for="",
    )


def _promoted(state: Tournament, event: e.PlayerPromoted) -> Tournament:
    entrant = state.entrants[event.entrant]
    verified = entrant.status is EntrantStatus.WAITLISTED
    status = EntrantStatus.REGISTERED if verified else entrant.status
    return _put(state, attrs.evolve(entrant, seated=True, status=status))


def _checked_in(state: Tournament, event: e.PlayerCheckedIn) -> Tournament:
    return _change_member(state, event.entrant, event.person, checked_in=True)


def _checked_out(state: Tournament, event: e.PlayerCheckedOut) -> Tournament:
    return _change_member(state, event.entrant, event.person, checked_in=False)


def _dropped(state: Tournament, event: e.PlayerDropped) -> Tournament:
    return _unseat(state, event.entrant, status=EntrantStatus.DROPPED, **_NO_WORDS)


def _bound(state: Tournament, event: e.RowsBound) -> Tournament:
    return attrs.evolve(state, binding=event.source)


def _unbound(state: Tournament, _: e.RowsUnbound) -> Tournament:
    return attrs.evolve(state, binding=None)


_APPLY: Mapping[type[e.Event], Callable[[Tournament, Any], Tournament]] = {
    e.RegistrationOpened: _opened_registration,
    e.RegistrationClosed: _closed_registration,
    e.SignUpReceived: _received,
    e.SignUpUpdated: _updated,
    e.IdentityLinked: _linked,
    e.IdentityUnlinked: _unlinked,
    e.PlayerRegistered: _registered,
    e.PlayerWaitlisted: _waitlisted,
    e.PlayerHeldPending: _held_pending,
    e.PlayerRejected: _rejected,
    e.PlayerPromoted: _promoted,
    e.CheckInOpened: _opened_check_in,
    e.CheckInClosed: _closed_check_in,
    e.PlayerCheckedIn: _checked_in,
    e.PlayerCheckedOut: _checked_out,
    e.PlayerDropped: _dropped,
    e.RowsBound: _bound,
    e.RowsUnbound: _unbound,
}
