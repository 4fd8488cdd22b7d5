"""
The follower that lets time pass: it ticks each tournament when its clock is due. What is due is decided by the rules.
"""

from __future__ import annotations

from tiltyard.clock import Clock
from tiltyard.desk.desk import Desk
from tiltyard.desk.follower import Progress
from tiltyard.models import Actor, TournamentId
from tiltyard.tournament import commands as c
from tiltyard.tournament.due import due_at

SCHEDULE = Actor("schedule", "ticker", "schedule")


class Ticker:
    """Implements `Follower`."""

    name = "ticker"
    lease_s = 2.0  # a tick is decided by the journal, so two tickers do no harm

    def __init__(self, desk: Desk, clock: Clock) -> None:
        self._desk = desk
        self._clock = clock

    async def wants(self, tournament: TournamentId) -> bool:
        """Every tournament has a clock."""
        return await self._desk.state(tournament) is not None

    async def act(self, tournament: TournamentId) -> Progress:
        """Tick if something is due, and say when to come back."""
        state = await self._desk.state(tournament)
        moment = due_at(state) if state else None
        if moment is not None and moment <= self._clock.now():
            await self._desk.handle(c.Tick(tournament=tournament, actor=SCHEDULE))
            state = await self._desk.state(tournament)
            moment = due_at(state) if state else None
        if moment is None:
            return Progress()
        return Progress(again_in_s=max(0.0, (moment - self._clock.now()).total_seconds()))
