"""
Apply events to a tournament's state. Never chooses, so replay gives the same past; needs no personal text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

import attrs

from tiltyard.models import (
    CheckState,
    Entrant,
    EntrantId,
    EntrantStatus,
    Link,
    Member,
    OpenChallenge,
    PersonId,
    Phase,
    Proof,
    Tournament,
)
from tiltyard.tournament import events as e
from tiltyard.tournament.forms import entrant_from, fields_from
from tiltyard.tournament.roster import free_seats, member_of
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
            staff=event.staff,
            seq=1,
        )
    if state is None:
        raise ValueError(f"a tournament's history begins with TournamentCreated, not {type(event).__name__}")
    after = _APPLY[type(event)](state, event)
    # Whoever let an offer pass may want the next seat; not the very one that somebody else has let pass, and not one
    # that an undo is about to give back.
    same_seat = isinstance(event, e.OfferEnded | e.EntrantRestored)
    if state.rules.offer_wait_s and not same_seat and _sets_a_seat_free(state, after):
        after = _asked_anew(after)
    return attrs.evolve(after, seq=state.seq + 1)


def _sets_a_seat_free(before: Tournament, after: Tournament) -> bool:
    return free_seats(after) > max(0, free_seats(before))


def _put(state: Tournament, entrant: Entrant, **changes: Any) -> Tournament:
    return attrs.evolve(state, entrants={**state.entrants, entrant.id: entrant}, **changes)


def _change(state: Tournament, entrant: EntrantId, **changes: Any) -> Tournament:
    return _put(state, attrs.evolve(state.entrants[entrant], **changes))


def _with_member(entrant: Entrant, person: PersonId, **changes: Any) -> Entrant:
    members = tuple(
        attrs.evolve(member, **changes) if member.person == person else member for member in entrant.members
    )
    return attrs.evolve(entrant, members=members)


def _change_member(state: Tournament, entrant: EntrantId, person: PersonId, **changes: Any) -> Tournament:
    return _put(state, _with_member(state.entrants[entrant], person, **changes))


def _here(entrant: Entrant, **changes: Any) -> tuple[Member, ...]:
    return tuple(attrs.evolve(member, **changes) for member in entrant.members)


_NOT_HERE: Mapping[str, Any] = {"checked_in": False, "late": False}
_NO_WORDS: Mapping[str, Any] = {"code": "", "reason": "", "next_step": "", "waits_for": "", "clash_with": None}


def _unseat(state: Tournament, entrant: EntrantId, **changes: Any) -> Tournament:
    """Without a seat, and so without a check-in: the tick must not come back with a later seat."""
    members = _here(state.entrants[entrant], **_NOT_HERE)
    return _change(state, entrant, seated=False, offered_until=None, members=members, **changes)


def _at_the_end(state: Tournament, entrant: Entrant, **changes: Any) -> Tournament:
    """Re-inserted rather than replaced, so that the mapping stays in order of receipt when someone comes back."""
    others = {one: entry for one, entry in state.entrants.items() if one != entrant.id}
    return attrs.evolve(state, entrants={**others, entrant.id: entrant}, **changes)


def _without(state: Tournament, entrant: EntrantId) -> Tournament:
    return attrs.evolve(state, entrants={one: entry for one, entry in state.entrants.items() if one != entrant})


# ----------------------------------------------------------------------------------------------------- the tournament


def _rules_changed(state: Tournament, event: e.RulesChanged) -> Tournament:
    state = _asked_anew(attrs.evolve(state, rules=event.rules))
    if "registration" in event.renewed:
        state = attrs.evolve(state, registration=_renewed(state.registration), registration_closes_by_hand=False)
    if "check_in" in event.renewed:
        phase = _renewed(state.check_in)
        state = attrs.evolve(state, check_in=phase, check_in_closes_by_hand=False, check_in_until=None, **_NO_GRACE)
    return state


def _renewed(phase: Phase) -> Phase:
    return Phase.NOT_YET if phase is Phase.CLOSED else phase


_NO_GRACE: Mapping[str, Any] = {"grace_until": None, "no_shows_open": False, "no_shows_held": False}


def _staff_granted(state: Tournament, event: e.StaffGranted) -> Tournament:
    return attrs.evolve(state, staff={**state.staff, event.who: event.role})


def _staff_revoked(state: Tournament, event: e.StaffRevoked) -> Tournament:
    return attrs.evolve(state, staff={who: role for who, role in state.staff.items() if who != event.who})


def _paused(state: Tournament, _: e.OutsidePaused) -> Tournament:
    return attrs.evolve(state, paused=True)


def _resumed(state: Tournament, _: e.OutsideResumed) -> Tournament:
    return attrs.evolve(state, paused=False)


def _archived(state: Tournament, event: e.TournamentArchived) -> Tournament:
    return attrs.evolve(state, archived_at=event.at)


def _unarchived(state: Tournament, _: e.TournamentUnarchived) -> Tournament:
    return attrs.evolve(state, archived_at=None)


def _bound(state: Tournament, event: e.RowsBound) -> Tournament:
    return attrs.evolve(state, binding=event.source)


def _unbound(state: Tournament, _: e.RowsUnbound) -> Tournament:
    return attrs.evolve(state, binding=None)


# -------------------------------------------------------------------------------------------------------- the windows


def _opened_registration(state: Tournament, event: e.RegistrationOpened) -> Tournament:
    return attrs.evolve(
        state,
        registration=Phase.OPEN,
        registration_closes_by_hand=event.closes_by_hand,
        registration_by_hand=_by_hand(event),
    )


def _closed_registration(state: Tournament, event: e.RegistrationClosed) -> Tournament:
    by_hand = _by_hand(event)
    return attrs.evolve(
        state, registration=Phase.CLOSED, registration_closes_by_hand=False, registration_by_hand=by_hand
    )


def _by_hand(event: e.RegistrationOpened | e.RegistrationClosed | e.CheckInOpened | e.CheckInClosed) -> bool:
    return event.by == "command"


def _opened_check_in(state: Tournament, event: e.CheckInOpened) -> Tournament:
    if event.round != state.check_in_round:
        entrants = {
            one: attrs.evolve(entry, members=_here(entry, **_NOT_HERE)) for one, entry in state.entrants.items()
        }
        state = attrs.evolve(state, entrants=entrants, check_in_round=event.round)
    return attrs.evolve(
        state,
        check_in=Phase.OPEN,
        check_in_closes_by_hand=event.closes_by_hand,
        check_in_by_hand=_by_hand(event),
        check_in_until=event.closes_at,
        **_NO_GRACE,
    )


def _extended_check_in(state: Tournament, event: e.CheckInExtended) -> Tournament:
    return attrs.evolve(state, check_in_until=event.until, lost_until=event.lost_until or state.lost_until)


def _closed_check_in(state: Tournament, event: e.CheckInClosed) -> Tournament:
    return attrs.evolve(
        state,
        check_in=Phase.CLOSED,
        check_in_closes_by_hand=False,
        check_in_by_hand=_by_hand(event),
        grace_until=event.grace_until,
        no_shows_open=event.no_shows_open,
        no_shows_held=False,
    )


def _extended_grace(state: Tournament, event: e.GraceExtended) -> Tournament:
    return attrs.evolve(state, grace_until=event.until, lost_until=event.lost_until or state.lost_until)


def _held_no_shows(state: Tournament, _: e.NoShowsHeld) -> Tournament:
    return attrs.evolve(state, no_shows_held=True)


def _settled_no_shows(state: Tournament, _: e.NoShowsSettled) -> Tournament:
    return attrs.evolve(state, no_shows_open=False, no_shows_held=False)


# ---------------------------------------------------------------------------------------------------------- sign-ups


def _received(state: Tournament, event: e.SignUpReceived) -> Tournament:
    before = state.entrants.get(event.entrant)
    known = member_of(before, event.person) if before else Member(event.person, None, None)
    member = attrs.evolve(known, **_claim(state, event), **_NOT_HERE, free_agent=event.free_agent)
    entrant = Entrant(event.entrant, (member,), event.order, seated=event.seated, team=event.team)
    return _at_the_end(state, entrant, next_order=event.order + 1)


def _updated(state: Tournament, event: e.SignUpUpdated) -> Tournament:
    state = _change_member(state, event.entrant, event.person, **_claim(state, event))
    return _change(state, event.entrant, seated=event.seated)


def _claim(state: Tournament, event: e.SignUpReceived | e.SignUpUpdated) -> dict[str, Any]:
    return {
        "name": None,
        "typed_name": event.typed_name,
        "alternates": tuple(event.alternates or ()),
        "platform": event.platform,
        "pronouns": event.pronouns,
        "keys": {},
        "claim": state.seq + 1,
        "check": CheckState.RECEIVED,
        "pseudonym": "",
        "waived": (),
        "challenge": None,
        "proof": None,
        **_NO_WORDS,
    }


def _claimed(state: Tournament, _: e.EntryClaimed) -> Tournament:
    return state


def _registered(state: Tournament, event: e.PlayerRegistered) -> Tournament:
    return _change(_verified(state, event), event.entrant, seated=True)


def _waitlisted(state: Tournament, event: e.PlayerWaitlisted) -> Tournament:
    return _verified(state, event)


def _verified(state: Tournament, event: e.PlayerRegistered | e.PlayerWaitlisted) -> Tournament:
    known = member_of(state.entrants[event.entrant], event.person).waived
    waived = tuple(dict.fromkeys((*known, *event.waived)))
    checked = {"name": event.name, "keys": event.keys, "check": CheckState.VERIFIED, "waived": waived, **_NO_WORDS}
    return _change_member(state, event.entrant, event.person, **checked)


def _held_pending(state: Tournament, event: e.PlayerHeldPending) -> Tournament:
    state = _change_member(
        state,
        event.entrant,
        event.person,
        name=event.name,
        keys=event.keys,
        check=CheckState.PENDING,
        code=event.code,
        reason=event.reason or "",
        next_step=event.next_step or "",
        waits_for=event.waits_for,
        clash_with=event.clash_with,
    )
    return state if event.seated else _unseat(state, event.entrant)


def _rejected(state: Tournament, event: e.PlayerRejected) -> Tournament:
    state = _change_member(
        state,
        event.entrant,
        event.person,
        check=CheckState.REJECTED,
        code=event.code,
        reason=event.reason or "",
        next_step=event.next_step or "",
        waits_for="",
        clash_with=None,
    )
    # The others of a team keep its seat: they may find somebody else, or the name is corrected.
    return _unseat(state, event.entrant) if state.entrants[event.entrant].status is EntrantStatus.REJECTED else state


def _recheck(state: Tournament, event: e.RecheckRequested) -> Tournament:
    again = {"check": CheckState.RECEIVED, "claim": state.seq + 1, **_NO_WORDS}
    return _change_member(state, event.entrant, event.person, **again)


def _renamed(state: Tournament, event: e.PlayerRenamed) -> Tournament:
    return _change_member(state, event.entrant, event.person, name=event.name, keys=event.keys)


def _rekeyed(state: Tournament, event: e.AccountRekeyed) -> Tournament:
    member = member_of(state.entrants[event.entrant], event.person)
    proof = member.proof and attrs.evolve(member.proof, account=event.keys.get("puuid", ""))
    return _change_member(state, event.entrant, event.person, keys=event.keys, proof=proof)


def _challenged(state: Tournament, event: e.OwnershipChallenged) -> Tournament:
    member = member_of(state.entrants[event.entrant], event.person)
    challenge = OpenChallenge(event.code, event.until, event.strength)
    # Whoever waited for staff because of the proof is asked about again by itself.
    waits_for = "retry" if member.waits_for == "staff" and not member.clash_with else member.waits_for
    return _change_member(state, event.entrant, event.person, challenge=challenge, waits_for=waits_for)


def _proven(state: Tournament, event: e.OwnershipProven) -> Tournament:
    proof = Proof(event.code, event.source, event.account, event.as_of, event.strength)
    return _change_member(state, event.entrant, event.person, challenge=None, proof=proof)


# ------------------------------------------------------------------------------------------------------------- people


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
    entrant = _newest_of(state, person)
    return _change_member(state, entrant.id, person, links=change(member_of(entrant, person).links))


def _newest_of(state: Tournament, person: PersonId) -> Entrant:
    # From the end: most events are about whoever came last.
    entrants = reversed(list(state.entrants.values()))
    return next(one for one in entrants if any(member.person == person for member in one.members))


def _merged(state: Tournament, event: e.PeopleMerged) -> Tournament:
    kept, removed = state.entrants[event.entrant], state.entrants[event.removed]
    mine, other = _either_of(kept, event), _either_of(removed, event)
    links = {(link.kind, link.key): link for link in (*mine.links, *other.links)}
    merged = attrs.evolve(
        mine,
        person=event.person,
        links=tuple(links.values()),
        checked_in=mine.checked_in or other.checked_in,
        late=mine.late or other.late,
    )
    members = tuple(merged if member.person == mine.person else member for member in kept.members)
    captain = event.person if kept.captain == event.gone else kept.captain
    kept = attrs.evolve(
        kept,
        members=members,
        seated=event.seated,
        offered_until=_offered_still(kept, removed) if event.seated else None,
        passed=kept.passed and removed.passed,
        captain=captain,
    )
    state = _put(_without(state, event.removed), kept)
    # Who had turned out to be the one who is gone is, with them, the one who stays.
    aliases = {one: event.person if of == event.gone else of for one, of in state.aliases.items()}
    return attrs.evolve(state, aliases={**aliases, event.gone: event.person})


def _offered_still(*entries: Entrant) -> datetime | None:
    """A seat that is theirs does not become an offer because the other entry had one."""
    times = [entry.offered_until for entry in entries if entry.seated]
    return None if None in times else max((time for time in times if time), default=None)


def _either_of(entrant: Entrant, event: e.PeopleMerged) -> Member:
    return next(member for member in entrant.members if member.person in (event.person, event.gone))


def _erased(state: Tournament, event: e.PersonErased) -> Tournament:
    nothing = {"name": None, "typed_name": None, "alternates": (), "pronouns": None, "pseudonym": event.pseudonym}
    for entrant in list(state.entrants.values()):
        for member in entrant.members:
            if member.person == event.person:
                links = tuple(attrs.evolve(link, value=None) for link in member.links)
                words = {**nothing, "links": links, "reason": "", "next_step": ""}
                state = _change_member(state, entrant.id, event.person, **words)
    return state


# -------------------------------------------------------------------------------------------------------------- seats


def _promoted(state: Tournament, event: e.PlayerPromoted) -> Tournament:
    return _change(state, event.entrant, seated=True, offered_until=None, passed=False)


def _unseated(state: Tournament, event: e.PlayerUnseated) -> Tournament:
    return _change(state, event.entrant, seated=False, offered_until=None)


def _offered(state: Tournament, event: e.SeatOffered) -> Tournament:
    return _change(state, event.entrant, seated=True, offered_until=event.until)


def _extended_offer(state: Tournament, event: e.OfferExtended) -> Tournament:
    state = attrs.evolve(state, lost_until=event.lost_until or state.lost_until)
    return _change(state, event.entrant, offered_until=event.until)


def _ended_offer(state: Tournament, event: e.OfferEnded) -> Tournament:
    entrant = attrs.evolve(
        state.entrants[event.entrant], seated=False, offered_until=None, passed=True, order=event.order
    )
    return _at_the_end(state, entrant, next_order=event.order + 1)


# ----------------------------------------------------------------------------------------------------------- presence


def _checked_in(state: Tournament, event: e.PlayerCheckedIn) -> Tournament:
    return _change_member(state, event.entrant, event.person, checked_in=True, late=event.late)


def _checked_out(state: Tournament, event: e.PlayerCheckedOut) -> Tournament:
    return _change_member(state, event.entrant, event.person, **_NOT_HERE)


def _dropped(state: Tournament, event: e.PlayerDropped) -> Tournament:
    return _out(state, event.entrant, EntrantStatus.DROPPED)


def _no_show(state: Tournament, event: e.PlayerNoShow) -> Tournament:
    return _out(state, event.entrant, EntrantStatus.NO_SHOW)


def _disqualified(state: Tournament, event: e.PlayerDisqualified) -> Tournament:
    return _out(state, event.entrant, EntrantStatus.DISQUALIFIED)


def _out(state: Tournament, entrant: EntrantId, status: EntrantStatus) -> Tournament:
    return _unseat(state, entrant, out=status, invited=())


def _asked_anew(state: Tournament) -> Tournament:
    if not any(entrant.passed for entrant in state.entrants.values()):
        return state
    entrants = {one: attrs.evolve(entrant, passed=False) for one, entrant in state.entrants.items()}
    return attrs.evolve(state, entrants=entrants)


def _returned(state: Tournament, event: e.PlayerReturned) -> Tournament:
    entrant = attrs.evolve(state.entrants[event.entrant], out=None, order=event.order, seated=event.seated)
    if event.order < state.next_order:
        return _put(state, entrant)
    return _at_the_end(state, entrant, next_order=event.order + 1)


# -------------------------------------------------------------------------------------------------------------- teams


def _team_named(state: Tournament, event: e.TeamNamed) -> Tournament:
    return _change(state, event.entrant, team=event.team)


def _invited(state: Tournament, event: e.TeamInvited) -> Tournament:
    return _change(state, event.entrant, invited=(*state.entrants[event.entrant].invited, event.invitee))


def _invite_ended(state: Tournament, event: e.InviteEnded) -> Tournament:
    invited = tuple(one for one in state.entrants[event.entrant].invited if one != event.invitee)
    return _change(state, event.entrant, invited=invited)


def _team_joined(state: Tournament, event: e.TeamJoined) -> Tournament:
    team, alone = state.entrants[event.entrant], state.entrants[event.left]
    member = attrs.evolve(member_of(alone, event.person), free_agent=False)
    others = tuple(attrs.evolve(one, free_agent=False) for one in team.members)
    team = attrs.evolve(
        team,
        members=(*others, member),
        captain=team.person,
        order=event.order,
        seated=event.seated,
        offered_until=None,
        passed=team.passed and alone.passed,
        invited=(),
    )
    return _in_order(_put(_without(state, event.left), team))


def _team_left(state: Tournament, event: e.TeamLeft) -> Tournament:
    team = state.entrants[event.entrant]
    member = attrs.evolve(member_of(team, event.person), **_NOT_HERE)
    others = tuple(one for one in team.members if one.person != event.person)
    state = _put(state, attrs.evolve(team, members=others, captain=event.captain))
    return _at_the_end(state, Entrant(event.new_entrant, (member,), event.order), next_order=event.order + 1)


def _in_order(state: Tournament) -> Tournament:
    return attrs.evolve(state, entrants=dict(sorted(state.entrants.items(), key=lambda item: item[1].order)))


def _locked(state: Tournament, _: e.TeamsLocked) -> Tournament:
    return attrs.evolve(state, teams_locked=True)


def _unlocked(state: Tournament, _: e.TeamsUnlocked) -> Tournament:
    return attrs.evolve(state, teams_locked=False)


def _free_agent(state: Tournament, event: e.FreeAgentSet) -> Tournament:
    return _change_member(state, event.entrant, event.person, free_agent=event.free_agent)


# --------------------------------------------------------------------------------------------------------------- undo


def _entrant_restored(state: Tournament, event: e.EntrantRestored) -> Tournament:
    return _in_order(_put(state, entrant_from(event.form, event.words)))


def _withdrawn(state: Tournament, event: e.EntryWithdrawn) -> Tournament:
    return _without(state, event.entrant)


def _tournament_restored(state: Tournament, event: e.TournamentRestored) -> Tournament:
    return attrs.evolve(state, **fields_from(event.fields))


_APPLY: Mapping[type[e.Event], Callable[[Tournament, Any], Tournament]] = {
    e.RulesChanged: _rules_changed,
    e.StaffGranted: _staff_granted,
    e.StaffRevoked: _staff_revoked,
    e.OutsidePaused: _paused,
    e.OutsideResumed: _resumed,
    e.TournamentArchived: _archived,
    e.TournamentUnarchived: _unarchived,
    e.RowsBound: _bound,
    e.RowsUnbound: _unbound,
    e.RegistrationOpened: _opened_registration,
    e.RegistrationClosed: _closed_registration,
    e.CheckInOpened: _opened_check_in,
    e.CheckInExtended: _extended_check_in,
    e.CheckInClosed: _closed_check_in,
    e.GraceExtended: _extended_grace,
    e.NoShowsHeld: _held_no_shows,
    e.NoShowsSettled: _settled_no_shows,
    e.SignUpReceived: _received,
    e.SignUpUpdated: _updated,
    e.EntryClaimed: _claimed,
    e.PlayerRegistered: _registered,
    e.PlayerWaitlisted: _waitlisted,
    e.PlayerHeldPending: _held_pending,
    e.PlayerRejected: _rejected,
    e.RecheckRequested: _recheck,
    e.PlayerRenamed: _renamed,
    e.AccountRekeyed: _rekeyed,
    e.OwnershipChallenged: _challenged,
    e.OwnershipProven: _proven,
    e.IdentityLinked: _linked,
    e.IdentityUnlinked: _unlinked,
    e.PeopleMerged: _merged,
    e.PersonErased: _erased,
    e.PlayerPromoted: _promoted,
    e.PlayerUnseated: _unseated,
    e.SeatOffered: _offered,
    e.OfferExtended: _extended_offer,
    e.OfferEnded: _ended_offer,
    e.PlayerCheckedIn: _checked_in,
    e.PlayerCheckedOut: _checked_out,
    e.PlayerDropped: _dropped,
    e.PlayerNoShow: _no_show,
    e.PlayerDisqualified: _disqualified,
    e.PlayerReturned: _returned,
    e.TeamNamed: _team_named,
    e.TeamInvited: _invited,
    e.InviteEnded: _invite_ended,
    e.TeamJoined: _team_joined,
    e.TeamLeft: _team_left,
    e.TeamsLocked: _locked,
    e.TeamsUnlocked: _unlocked,
    e.FreeAgentSet: _free_agent,
    e.EntrantRestored: _entrant_restored,
    e.EntryWithdrawn: _withdrawn,
    e.TournamentRestored: _tournament_restored,
}
