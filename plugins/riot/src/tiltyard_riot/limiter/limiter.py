"""
The limiter of one process that has the quota for itself.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import count

from tiltyard.clock import Clock
from tiltyard_riot.limiter.book import Book
from tiltyard_riot.limiter.figures import host_stats
from tiltyard_riot.limiter.grant import Answer, Grant, Priority
from tiltyard_riot.limiter.headers import read_headers
from tiltyard_riot.limiter.lane import Lane, through
from tiltyard_riot.limiter.stats import LimiterStats
from tiltyard_riot.limiter.waiting import Ask

AT_ONCE = 64
"""So many of each line are looked at together."""


class InProcessLimiter:
    """Implements `Limiter` in memory. What was used before it began, the first answer of each host tells.

    chance  0 to 1, so that not all come back at the same moment
    """

    def __init__(self, clock: Clock, *, chance: Callable[[], float] = random.random) -> None:
        self._clock = clock
        self._chance = chance
        self._gates: dict[str, _Gate] = {}

    async def acquire(self, host: str, method: str, priority: Priority, *, within_s: float) -> Grant:
        """See `Limiter`."""
        return await through(self._gate(host), method, priority, within_s)

    async def report(self, grant: Grant, answer: Answer) -> None:
        """See `Limiter`."""
        gate = self._gate(grant.host)
        now_s = self._clock.monotonic()
        told = read_headers(answer.status, answer.headers)
        gate.book.report(now_s, grant.id, told, received_s=now_s, jitter=self._chance())
        gate.serve()

    def load(self, host: str) -> float:
        """See `Limiter`."""
        gate = self._gate(host)
        gate.book.pass_time(self._clock.monotonic())
        return gate.book.load(len(gate.lane.waiting))

    async def stats(self) -> LimiterStats:
        """See `Limiter`."""
        now_s = self._clock.monotonic()
        for gate in self._gates.values():
            gate.book.pass_time(now_s)
        return LimiterStats(
            tuple(host_stats(host, gate.book, gate.lane.waiting, now_s) for host, gate in sorted(self._gates.items()))
        )

    async def close(self) -> None:
        """Refuse all that wait, and end all timers."""
        for gate in self._gates.values():
            await gate.lane.close()

    def _gate(self, host: str) -> _Gate:
        gate = self._gates.get(host)
        if gate is None:
            gate = self._gates[host] = _Gate(host, self._clock)
        return gate


class _Gate:
    """The book of one host, and those who wait there."""

    def __init__(self, host: str, clock: Clock) -> None:
        self.book = Book()
        self.lane = Lane(host, clock, self.serve)
        self._clock = clock
        self._numbers = count(1)

    def serve(self) -> None:
        """Let through whom the quota allows, and refuse whose time is over."""
        now_s = self._clock.monotonic()
        served = self.book.grant(now_s, self.lane.waiting.lines(AT_ONCE), self._new_id)
        while served.granted:
            for ask, grant_id in served.granted:
                if not self.lane.hand(ask, grant_id):
                    self.book.unsent(grant_id)
            served = self.book.grant(now_s, self.lane.waiting.lines(AT_ONCE), self._new_id)
        self.lane.refuse_the_late(self.earliest_s)
        self.lane.set_timer(served.wake_s)

    def give_back(self, grant_id: str) -> None:
        """A grant was not used."""
        self.book.unsent(grant_id)
        self.serve()

    def earliest_s(self, ask: Ask) -> float:
        """A moment before which this one surely cannot be let through."""
        return self.book.earliest_s(self._clock.monotonic(), ask.method, self.lane.waiting.ahead(ask))

    def _new_id(self) -> str:
        return str(next(self._numbers))
