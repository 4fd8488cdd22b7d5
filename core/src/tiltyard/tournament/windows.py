"""
The two windows of a tournament, registration and check-in: when they open, and when they close.

Pure. A window follows its two times. Somebody who opens it by hand after its closing time means it to be open: that
time has had its turn, and from then on only a hand closes the window.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from attrs import frozen

from tiltyard.models import Phase, Refusal, Tournament
from tiltyard.tournament import events as e
from tiltyard.tournament import refusals


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
    opened: type[e.RegistrationOpened | e.CheckInOpened]
    closed: type[e.RegistrationClosed | e.CheckInClosed]

    @property
    def due_at(self) -> datetime | None:
        """When the clock next changes it by itself; None when it will not."""
        return {Phase.NOT_YET: self.opens_at, Phase.OPEN: self.closes_at, Phase.CLOSED: None}[self.phase]

    def due(self, now: datetime) -> Iterator[e.Event]:
        """What the clock has done to it by `now`."""
        phase = self.phase
        if phase is Phase.NOT_YET and self.opens_at and self.opens_at <= now:
            phase = Phase.OPEN
            yield self.opened("schedule")
        if phase is Phase.OPEN and self.closes_at and self.closes_at <= now:
            yield self.closed("schedule")

    def open(self, now: datetime) -> list[e.Event] | Refusal:
        """Open it by hand."""
        if self.phase is Phase.OPEN:
            return refusals.already_open(self.name)
        return [self.opened("command", closes_by_hand=self.closes_at is not None and self.closes_at <= now)]

    def close(self) -> list[e.Event] | Refusal:
        """Close it by hand."""
        return [self.closed("command")] if self.phase is Phase.OPEN else refusals.already_closed(self.name)


def registration(state: Tournament) -> Window:
    """When people may sign up."""
    times = state.rules.windows
    return Window(
        "registration",
        state.registration,
        times.registration_opens_at,
        None if state.registration_closes_by_hand else times.registration_closes_at,
        e.RegistrationOpened,
        e.RegistrationClosed,
    )


def check_in(state: Tournament) -> Window:
    """When seated players may check in."""
    times = state.rules.windows
    return Window(
        "check-in",
        state.check_in,
        times.check_in_opens_at,
        None if state.check_in_closes_by_hand else times.check_in_closes_at,
        e.CheckInOpened,
        e.CheckInClosed,
    )


def due(state: Tournament, now: datetime) -> list[e.Event]:
    """What the clock has done to both by `now`, in order."""
    return [*registration(state).due(now), *check_in(state).due(now)]


def due_at(state: Tournament) -> datetime | None:
    """When the clock next changes something by itself; None when it will not."""
    moments = (registration(state).due_at, check_in(state).due_at)
    return min((moment for moment in moments if moment is not None), default=None)
