"""
A clock that stands still until the test lets time pass.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

START = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)


class FakeClock:
    """Implements `tiltyard.clock.Clock`. Who sleeps wakes when time has passed, not by waiting."""

    def __init__(self, start: datetime = START) -> None:
        self._start = start
        self._passed_s = 0.0
        self._sleepers: list[tuple[float, asyncio.Future[None]]] = []

    def now(self) -> datetime:
        """The present, aware UTC."""
        return self._start + timedelta(seconds=self._passed_s)

    def monotonic(self) -> float:
        """Seconds since the clock was made."""
        return self._passed_s

    async def sleep(self, seconds: float) -> None:
        """Return once the test has let this much time pass."""
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        woken = asyncio.get_running_loop().create_future()
        self._sleepers.append((self._passed_s + seconds, woken))
        await woken

    async def advance(self, seconds: float) -> None:
        """Let time pass, waking sleepers one after another in the order of their times."""
        until_s = self._passed_s + seconds
        while due := [sleeper for sleeper in self._sleepers if sleeper[0] <= until_s]:
            first = min(due, key=lambda sleeper: sleeper[0])
            self._sleepers.remove(first)
            self._passed_s = max(self._passed_s, first[0])
            if not first[1].done():
                first[1].set_result(None)
            await self.settle()
        self._passed_s = until_s
        await self.settle()

    async def settle(self) -> None:
        """Let everybody who can go on do so, without any time passing."""
        for _ in range(10):
            await asyncio.sleep(0)
