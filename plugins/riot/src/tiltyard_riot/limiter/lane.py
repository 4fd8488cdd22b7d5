"""
Those who wait for one host of the Riot API, and the one timer that they share.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

from tiltyard.clock import Clock
from tiltyard_riot.errors import QuotaExhausted
from tiltyard_riot.limiter.grant import Grant, Priority
from tiltyard_riot.limiter.waiting import Ask, Waiting


class Timer:
    """Calls somebody at a moment, once; a new moment takes the place of the last one."""

    def __init__(self, clock: Clock, call: Callable[[], None]) -> None:
        self._clock = clock
        self._call = call
        self._at_s: float | None = None
        self._task: asyncio.Task[None] | None = None
        self._ending: set[asyncio.Task[None]] = set()

    def set(self, at_s: float | None) -> None:
        """Call at this moment of the monotonic clock, or never."""
        if at_s == self._at_s:
            return
        self.stop()
        if at_s is not None:
            self._at_s = at_s
            self._task = asyncio.create_task(self._wait(at_s))

    def set_by(self, at_s: float) -> None:
        """Call at this moment, or earlier if that was said already."""
        if self._at_s is None or at_s < self._at_s:
            self.set(at_s)

    def stop(self) -> None:
        """Call nobody."""
        self._at_s = None
        if self._task is not None:
            self._task.cancel()
            self._ending.add(self._task)
            self._task.add_done_callback(self._ending.discard)
            self._task = None

    async def close(self) -> None:
        """Call nobody, and return when nothing of it runs any more."""
        self.stop()
        await asyncio.gather(*self._ending, return_exceptions=True)

    async def _wait(self, at_s: float) -> None:
        await self._clock.sleep(max(0.0, at_s - self._clock.monotonic()))
        self._at_s = self._task = None
        self._call()


class Lane:
    """Hands grants to those who wait, and lets nobody wait longer than they would."""

    def __init__(self, host: str, clock: Clock, wake: Callable[[], None]) -> None:
        self.host = host
        self.waiting = Waiting()
        self.refused = 0
        self._clock = clock
        self._timer = Timer(clock, wake)
        self._promised: dict[int, asyncio.Future[Grant]] = {}

    def stand(self, method: str, priority: Priority, within_s: float) -> tuple[Ask, asyncio.Future[Grant]]:
        """Stand at the end of the line."""
        ask = self.waiting.add(method, priority, self._clock.monotonic() + within_s)
        promised = self._promised[ask.number] = asyncio.get_running_loop().create_future()
        return ask, promised

    def stand_aside(self, ask: Ask) -> None:
        """Wait for nothing but the moment at which the grant is handed over."""
        self.waiting.remove(ask)

    def hand(self, ask: Ask, grant_id: str) -> bool:
        """Give a grant to the one who asked; False when nobody is there to take it."""
        self.waiting.remove(ask)
        promised = self._promised.pop(ask.number, None)
        if promised is None or promised.done():
            return False
        promised.set_result(Grant(grant_id, self.host, ask.method, ask.priority))
        return True

    def leave(self, ask: Ask) -> None:
        """Go, without a grant."""
        self.waiting.remove(ask)
        self._promised.pop(ask.number, None)

    def refuse(self, ask: Ask, retry_after_s: float) -> None:
        """Tell one who waits that it takes too long."""
        self.waiting.remove(ask)
        promised = self._promised.pop(ask.number, None)
        if promised is not None and not promised.done():
            self.refused += 1
            promised.set_exception(
                QuotaExhausted(
                    "all calls to the Riot API that its quota allows are used up for now",
                    which=f"{ask.method} on {self.host}",
                    next_step=f"It goes on by itself; try again in {max(1, round(retry_after_s))} s.",
                    retry_after_s=retry_after_s,
                )
            )

    def refuse_if_late(self, ask: Ask, earliest_s: float) -> None:
        """Tell one who cannot have its call in time.

        earliest_s  when it could have it, of the monotonic clock
        """
        if earliest_s > ask.until_s:
            self.refuse(ask, earliest_s - self._clock.monotonic())

    def refuse_the_late(self, earliest_s: Callable[[Ask], float]) -> None:
        """Tell those whose time is over.

        earliest_s  when one of them could have had its call, of the monotonic clock
        """
        now_s = self._clock.monotonic()
        for ask in self.waiting.over(now_s):
            self.refuse(ask, max(0.0, earliest_s(ask) - now_s))

    def set_timer(self, wake_s: float | None) -> None:
        """Wake when somebody may be let through, or has waited long enough; of the monotonic clock."""
        moments = [at_s for at_s in (wake_s, self.waiting.first_over_s()) if at_s is not None]
        self._timer.set(min(moments) if moments and self.waiting else None)

    async def close(self) -> None:
        """Refuse all that wait, and end the timer."""
        for line in self.waiting.lines(len(self.waiting)):
            for ask in line:
                self.refuse(ask, 0.0)
        await self._timer.close()


class Gate(Protocol):
    """What lets those of a lane through."""

    lane: Lane

    def serve(self) -> None:
        """Let through whom the quota allows, now or soon."""

    def earliest_s(self, ask: Ask) -> float:
        """A moment before which this one surely cannot be let through, of the monotonic clock."""

    def give_back(self, grant_id: str) -> None:
        """A grant was not used."""


async def through(gate: Gate, method: str, priority: Priority, within_s: float) -> Grant:
    """Stand in line at a gate until the call may be sent. May be cancelled: nothing is booked then.

    raises  QuotaExhausted, as soon as it is certain that this takes too long
    """
    ask, promised = gate.lane.stand(method, priority, within_s)
    gate.serve()
    if not promised.done():
        gate.lane.refuse_if_late(ask, gate.earliest_s(ask))
    try:
        return await promised
    except asyncio.CancelledError:
        if grant := _taken(promised):
            gate.give_back(grant.id)
        raise
    finally:
        gate.lane.leave(ask)


def _taken(promised: asyncio.Future[Grant]) -> Grant | None:
    """The grant of one who was cancelled at the moment when it was handed over; None when there is none."""
    if not promised.done() or promised.cancelled():
        return None
    with suppress(QuotaExhausted):
        return promised.result()
    return None
