"""
Who gets a seat that is free, at once or as an offer, and how an offer ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from tiltyard.models import Entrant, EntrantStatus, NoShows, Phase, PromotionRule, Refusal, Tournament
from tiltyard.tournament import commands as c
from tiltyard.tournament import events as e
from tiltyard.tournament import refusals
from tiltyard.tournament.decisions.common import Decision, entry_in_line, in_teams, is_whole
from tiltyard.tournament.roster import free_seats, standing, waiting


def given(state: Tournament, now: datetime) -> Iterator[e.Event]:
    """Free seats go down the line. Who is still being checked gets theirs too: order of receipt decides, not luck."""
    free = free_seats(state)
    if free <= 0:
        return
    line = [one for one in waiting(state) if barred(state, one) is None]
    for place, entrant in enumerate(line[:free]):
        rule = _deciding(state, entrant, line[place + 1 :])
        if _is_asked(state, entrant):
            until = now + timedelta(seconds=state.rules.offer_wait_s or 0)
            yield e.SeatOffered(entrant.person, entrant.id, until, rule)
        else:
            yield e.PlayerPromoted(entrant.person, entrant.id, rule)


def barred(state: Tournament, entrant: Entrant) -> str | None:
    """Why a free seat passes this entrant by, as a code; None when it does not."""
    rules = state.rules
    if entrant.status is EntrantStatus.PENDING and not rules.pending_holds_seat:
        return "being_checked"
    if not is_whole(state, entrant) and not rules.half_teams_sit:
        return "half_a_team"
    if state.check_in is Phase.CLOSED and rules.no_shows is not NoShows.KEEP and not entrant.checked_in:
        return "not_here"
    if entrant.passed and not entrant.checked_in:
        return "let_one_pass"
    return None


def sits_at_once(state: Tournament) -> bool:
    """Whether somebody who gets in line now has a seat: nobody waits for it, and nothing passes them by either."""
    rules = state.rules
    must_be_here = state.check_in is Phase.CLOSED and rules.no_shows is not NoShows.KEEP
    return free_seats(state) > 0 and not must_be_here and (not in_teams(state) or rules.half_teams_sit)


def _is_asked(state: Tournament, entrant: Entrant) -> bool:
    """Who is here, or is still being checked, need not say once more that they would come."""
    verified = entrant.status is EntrantStatus.WAITLISTED
    return bool(state.rules.offer_wait_s) and verified and not entrant.checked_in


def _deciding(state: Tournament, entrant: Entrant, behind: Sequence[Entrant]) -> str:
    """The rung of the ladder that put them before somebody who had signed up earlier."""
    overtaken = [one for one in behind if one.order < entrant.order]
    for rule in state.rules.promotion:
        if any(standing(state, one, rule) > standing(state, entrant, rule) for one in overtaken):
            return rule.value
    return PromotionRule.ORDER_OF_RECEIPT.value


def take(state: Tournament, command: c.TakeSeat) -> Decision:
    """Say yes, also later to a seat that nobody else has wanted."""
    entrant = entry_in_line(state, command.person)
    if isinstance(entrant, Refusal):
        return entrant
    nobody_else = all(barred(state, one) for one in waiting(state))
    if barred(state, entrant) == "let_one_pass" and free_seats(state) > 0 and nobody_else:
        return [e.PlayerPromoted(entrant.person, entrant.id, "asked_for")]
    if entrant.offered_until is None:
        return refusals.no_offer(entrant)
    return [e.PlayerPromoted(entrant.person, entrant.id, "offer_taken")]


def decline(state: Tournament, command: c.DeclineSeat) -> Decision:
    """Say no for now: the end of the line, so that the seat goes to the others first."""
    entrant = entry_in_line(state, command.person)
    if isinstance(entrant, Refusal):
        return entrant
    if entrant.offered_until is None:
        return refusals.no_offer(entrant)
    return [e.OfferEnded(entrant.person, entrant.id, state.next_order, "declined")]
