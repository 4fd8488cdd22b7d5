"""
The two windows of a tournament, registration and check-in: when they open, and when they close.

Pure. A window follows its two times. Somebody who opens it by hand after its closing time means it to be open: that
time has had its turn, and from then on only a hand closes the window.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from attrs import frozen

from tiltyard.models import NoShows, Phase, Refusal, Tournament
from tiltyard.tournament import durations, refusals, schedule_refusals
from tiltyard.tournament import events as e


@frozen
class Window:
    """One window as it stands.

    name       as people say it
    opens_at   the time that was set for it; None: only by hand
    closes_at  likewise; None also when that time does not count any more
    """

    name: str
    phase: Phase
    opens_at: datetime | None
    closes_at: datetime | None

    @property
    def due_at(self) -> datetime | None:
        """When the clock next changes it by itself; None when it will not."""
        return {Phase.NOT_YET: self.opens_at, Phase.OPEN: self.closes_at, Phase.CLOSED: None}[self.phase]

    def cannot_open(self) -> Refusal | None:
        """Why it is not opened by hand."""
        return refusals.already_open(self.name) if self.phase is Phase.OPEN else None

    def cannot_close(self) -> Refusal | None:
        """Why it is not closed by hand."""
        if self.phase is Phase.NOT_YET:
            return refusals.not_open_yet(self.name, self.opens_at)
        return refusals.already_closed(self.name) if self.phase is Phase.CLOSED else None

    def is_past(self, now: datetime) -> bool:
        """Its closing time has had its turn."""
        return self.closes_at is not None and self.closes_at <= now


def registration(state: Tournament) -> Window:
    """When people may sign up."""
    times = state.rules.windows
    closes_at = None if state.registration_closes_by_hand else times.registration_closes_at
    return Window("registration", state.registration, times.registration_opens_at, closes_at)


def check_in(state: Tournament) -> Window:
    """When players may check in."""
    times = state.rules.windows
    closes_at = None if state.check_in_closes_by_hand else state.check_in_until or _set_for(state)
    return Window("check-in", state.check_in, times.check_in_opens_at, closes_at)


def _set_for(state: Tournament) -> datetime | None:
    """The time that the rules set is that of the check-in before the first round."""
    return state.rules.windows.check_in_closes_at if state.check_in_round == 0 else None


def open_registration(state: Tournament, now: datetime) -> list[e.Event] | Refusal:
    """By hand."""
    window = registration(state)
    return window.cannot_open() or [e.RegistrationOpened(closes_by_hand=window.is_past(now))]


def close_registration(state: Tournament) -> list[e.Event] | Refusal:
    """By hand."""
    return registration(state).cannot_close() or [e.RegistrationClosed()]


def open_check_in(
    state: Tournament, now: datetime, *, round_number: int = 0, closes_at: datetime | None = None
) -> list[e.Event] | Refusal:
    """By hand; for another round also while it is open."""
    window = check_in(state)
    same_round = round_number == state.check_in_round
    if round_number < 0:
        return refusals.bad_round(round_number)
    if closes_at and closes_at <= now:
        return has_passed("check-in closes", closes_at, now)
    if same_round and closes_at is None and (refusal := window.cannot_open()):
        return refusal
    by_hand = closes_at is None and same_round and window.is_past(now)
    if same_round and not by_hand:
        closes_at = closes_at or state.check_in_until
    return [e.CheckInOpened(closes_by_hand=by_hand, round=round_number, closes_at=closes_at)]


def has_passed(which: str, moment: datetime, now: datetime) -> Refusal:
    """Why a window cannot close then."""
    ago = durations.relative(int((moment - now).total_seconds()))
    return schedule_refusals.time_in_the_past(which, f"{moment:%Y-%m-%d %H:%M} UTC", ago)


def close_check_in(state: Tournament, now: datetime) -> list[e.Event] | Refusal:
    """By hand."""
    return check_in(state).cannot_close() or [check_in_closed(state, "command", now)]


def check_in_closed(state: Tournament, by: str, at: datetime) -> e.Event:
    """No more check-ins; late ones count until the grace is over, and then the no-shows are decided."""
    open_question = state.rules.no_shows is not NoShows.KEEP
    until = at + timedelta(seconds=state.rules.grace_s)
    return e.CheckInClosed(by, until if open_question or state.rules.grace_s else None, open_question)
