"""
What the clock does to a tournament, and what it does not do when nobody was there to see it.

Pure. What is due happens in the order of its times. Opening and closing registration is made up for, however late.
What takes something from a player (check-in closing, an offer running out, no-shows) is never sprung on people: where
its time was missed, because nothing of Tiltyard ran then, it comes as much later as it was missed by, or staff confirm.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

from attrs import frozen

from tiltyard.models import Entrant, NoShows, Phase, Tournament
from tiltyard.tournament import commands as c
from tiltyard.tournament import events as e
from tiltyard.tournament import windows as w
from tiltyard.tournament.decisions.presence import absent, no_shows
from tiltyard.tournament.evolve import evolve

MISSED_AFTER = timedelta(minutes=2)
"""A time that is seen to so late was missed; a host that runs sees to it within seconds."""

EXTENDED_AT_MOST = timedelta(hours=1)
"""However long nobody was there, people are not kept waiting for longer than this."""

FAR = datetime.max.replace(tzinfo=UTC)

Happens = Callable[[], Sequence[e.Event]]


@frozen
class _Step:
    """What the clock does next to one thing."""

    at: datetime
    happens: Happens


def due(state: Tournament, now: datetime) -> list[e.Event]:
    """What has become due by `now`, in order."""
    events: list[e.Event] = []
    while steps := [step for step in _steps(state, now) if step.at <= now]:
        happened = min(steps, key=lambda step: step.at).happens()
        for event in happened:
            state = evolve(state, event)
        events += happened
    return events


def due_at(state: Tournament) -> datetime | None:
    """When the clock next changes something by itself; None when it will not."""
    return min((step.at for step in _steps(state, FAR)), default=None)


def _steps(state: Tournament, now: datetime) -> Iterator[_Step]:
    if state.archived_at:
        return
    registration, check_in = w.registration(state), w.check_in(state)
    if registration.due_at:
        turned = e.RegistrationOpened if registration.phase is Phase.NOT_YET else e.RegistrationClosed
        yield _Step(registration.due_at, lambda: [turned("schedule")])
    if check_in.due_at and check_in.phase is Phase.NOT_YET:
        yield _Step(check_in.due_at, lambda: [e.CheckInOpened("schedule", closes_at=state.check_in_until)])
    if check_in.due_at and check_in.phase is Phase.OPEN:
        yield _Step(check_in.due_at, partial(_closing, state, check_in.due_at, now))
    if state.no_shows_open and not state.no_shows_held and state.grace_until:
        yield _Step(state.grace_until, partial(_no_shows, state, state.grace_until, now))
    for entrant in state.entrants.values():
        if entrant.offered_until:
            yield _Step(entrant.offered_until, partial(_offer_over, state, entrant, entrant.offered_until, now))


def _closing(state: Tournament, closes_at: datetime, now: datetime) -> list[e.Event]:
    if _is_missed(closes_at, now):
        return [e.CheckInExtended(_later(closes_at, now), "missed")]
    return [w.check_in_closed(state, "schedule", closes_at)]


def _no_shows(state: Tournament, over_at: datetime, now: datetime) -> list[e.Event]:
    missing = len(absent(state))
    if not missing:
        return [e.NoShowsSettled()]
    if state.rules.no_shows is NoShows.STAFF:
        return [e.NoShowsHeld(missing, "rules")]
    return [e.NoShowsHeld(missing, "missed")] if _is_missed(over_at, now) else list(no_shows(state))


def _offer_over(state: Tournament, entrant: Entrant, until: datetime, now: datetime) -> list[e.Event]:
    if _is_missed(until, now):
        return [e.OfferExtended(entrant.person, entrant.id, _later(until, now), "missed")]
    return [e.OfferEnded(entrant.person, entrant.id, state.next_order, "expired")]


def _is_missed(moment: datetime, now: datetime) -> bool:
    return now - moment > MISSED_AFTER


def _later(moment: datetime, now: datetime) -> datetime:
    return now + min(now - moment, EXTENDED_AT_MOST)


def after_downtime(state: Tournament, command: c.RecordDowntime) -> list[e.Event]:
    """What was running out while nobody could reach us gets that time back."""
    return [*_check_in_back(state, command), *_grace_back(state, command), *_offers_back(state, command)]


def _check_in_back(state: Tournament, command: c.RecordDowntime) -> Iterator[e.Event]:
    window = w.check_in(state)
    by_hand = window.phase is Phase.NOT_YET and window.opens_at is None
    if window.phase is Phase.CLOSED or window.closes_at is None or by_hand:
        return
    if lost := _lost(state, command, window.opens_at, window.closes_at):
        yield e.CheckInExtended(window.closes_at + lost, "downtime", command.until)


def _grace_back(state: Tournament, command: c.RecordDowntime) -> Iterator[e.Event]:
    if not state.no_shows_open or state.no_shows_held or state.grace_until is None:
        return
    began_at = state.grace_until - timedelta(seconds=state.rules.grace_s)
    if lost := _lost(state, command, began_at, state.grace_until):
        yield e.GraceExtended(state.grace_until + lost, command.until)


def _offers_back(state: Tournament, command: c.RecordDowntime) -> Iterator[e.Event]:
    wait = timedelta(seconds=state.rules.offer_wait_s or 0)
    for entrant in state.entrants.values():
        if (until := entrant.offered_until) and (lost := _lost(state, command, until - wait, until)):
            yield e.OfferExtended(entrant.person, entrant.id, until + lost, "downtime", command.until)


def _lost(state: Tournament, command: c.RecordDowntime, opens_at: datetime | None, closes_at: datetime) -> timedelta:
    """How much of the time until `closes_at` nobody could use; nothing when that is too little to notice.

    What was given back already, because two have seen the same downtime, is not given twice.
    """
    since = max(moment for moment in (command.since, opens_at, state.lost_until) if moment)
    if since >= closes_at or command.until - since <= MISSED_AFTER:
        return timedelta()
    return min(command.until - since, EXTENDED_AT_MOST)
