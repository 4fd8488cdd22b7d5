"""
The follower that lets time pass: it ticks each tournament when its clock is due. What is due is decided by the rules.

A host also leaves a sign of life. When the last one is old, nobody could reach us meanwhile, and every tournament is
told so before its clock: what takes something from players waits that much longer.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from tiltyard.clock import Clock
from tiltyard.desk.desk import Desk
from tiltyard.desk.follower import Progress
from tiltyard.models import Actor, Tournament, TournamentId
from tiltyard.plugin import PluginStore
from tiltyard.tournament import commands as c
from tiltyard.tournament.due import MISSED_AFTER, due_at

log = structlog.get_logger(__name__)

SCHEDULE = Actor("schedule", "ticker", "schedule")

ALIVE_EVERY = timedelta(seconds=30)
ALIVE = "alive_at"


class Ticker:
    """Implements `Follower` and `Watchful`."""

    name = "ticker"
    lease_s = 2.0  # a tick is decided by the journal, so two tickers do no harm

    def __init__(self, desk: Desk, clock: Clock, store: PluginStore) -> None:
        self._desk = desk
        self._clock = clock
        self._store = store
        self._alive_at: datetime | None = None

    async def wants(self, tournament: TournamentId) -> bool:
        """Every tournament has a clock, as long as anything may change in it."""
        state = await self._desk.state(tournament)
        return state is not None and not await self._desk.shut(state)

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

    async def watch(self) -> None:
        """Leave a sign of life; when the last one of any host is old, say for how long nobody was there.

        A host that was put to sleep finds its own last sign old. All hosts of one journal share one sign, so that a
        hand-over leaves no gap; their clocks may differ by less than what counts as missed.
        """
        now = self._clock.now()
        if self._alive_at and timedelta() <= now - self._alive_at < ALIVE_EVERY:
            return
        kept = await self._store.get(ALIVE)
        last = datetime.fromisoformat(str(kept)) if kept else now
        was_here = self._alive_at is not None and now - self._alive_at <= MISSED_AFTER
        if now - last > MISSED_AFTER and not was_here:
            log.info("host_was_away", since=last.isoformat(), minutes=int((now - last).total_seconds() // 60))
            for state in await self._desk.tournaments():
                await self._make_up(state, last, now)
        # Kept after it was made up for: whoever is killed in between is followed by one who makes up for it.
        await self._store.put(ALIVE, max(now, last).isoformat())
        self._alive_at = now

    async def _make_up(self, state: Tournament, since: datetime, until: datetime) -> None:
        if await self._desk.shut(state):
            return
        # Whoever did something in it could reach it then, with or without a host.
        last = (await self._desk.history(state.id, after=state.seq - 1))[-1].at
        command = c.RecordDowntime(tournament=state.id, actor=SCHEDULE, since=max(since, last), until=until)
        await self._desk.handle(command)
