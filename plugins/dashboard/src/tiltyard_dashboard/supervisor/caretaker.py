"""
Look after services that run: ask how they are, and begin again what ended or hangs.

An end is noticed at once, by the keeper. A hang is found by asking every thirty seconds; a service that has not been
ready yet is not asked, so a slow starter is not taken for one that hangs.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress

import structlog
from attrs import frozen

from tiltyard.clock import Clock
from tiltyard.errors import TiltyardError
from tiltyard.models import Beat, ServiceState
from tiltyard_dashboard.supervisor.exits import Exit
from tiltyard_dashboard.supervisor.life import STRIKES, Life
from tiltyard_dashboard.supervisor.probe import Probe
from tiltyard_dashboard.supervisor.resources import cpu_percent, usage
from tiltyard_dashboard.supervisor.restarts import LEFT_ALONE, hopeless

log = structlog.get_logger(__name__)

LOOK_EVERY_S = 30.0


@frozen
class Hands:
    """What the caretaker has done to a service, each when it is its turn.

    put_down  end what hangs; nothing happens when somebody has stopped it meanwhile
    begin     begin it again, and return when it is ready; nothing happens when somebody has stopped or begun it
              meanwhile. Raises as `Supervisor.start` does, when everything it did is undone
    over      a service was given up: nothing may be left to look after
    """

    put_down: Callable[[Life], Awaitable[None]]
    begin: Callable[[Life], Awaitable[None]]
    over: Callable[[], None]


class Caretaker:
    """Looks after the services of one supervisor.

    jitter  0 to 1, another one each time
    """

    def __init__(self, lives: Mapping[str, Life], clock: Clock, jitter: Callable[[], float], hands: Hands) -> None:
        self._lives = lives
        self._clock = clock
        self._jitter = jitter
        self._hands = hands
        self._looking: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Look at whatever runs from now on; nothing happens when that is done."""
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._keep_looking(), name="look at services")

    async def end(self) -> None:
        """Look no more."""
        looking, self._looking = self._looking, None
        if looking:
            looking.cancel()
            with suppress(asyncio.CancelledError):
                await looking

    def has_ended(self, life: Life, seen: Exit) -> None:
        """A service that was running has ended by itself."""
        log.warning("service_ended", service=life.spec.name, how=seen.what)
        self._revive(life, str(seen), hangs=False, last=seen)

    def _revive(self, life: Life, why: str, *, hangs: bool, last: Exit | None = None) -> None:
        life.enter(ServiceState.BACKOFF, why)
        again = self._begin_again(life, why, hangs=hangs, last=last)
        life.revival = asyncio.create_task(again, name=f"revive {life.spec.name}")
        life.revival.add_done_callback(lambda _: self._hands.over())

    async def _begin_again(self, life: Life, why: str, *, hangs: bool, last: Exit | None) -> None:
        if hangs:
            with suppress(TiltyardError):  # its keeper goes on trying; until then its port is taken, and that is told
                await self._hands.put_down(life)
        while (delay_s := self._delay_s(life, last)) is not None:
            life.enter(ServiceState.BACKOFF, why)
            await self._clock.sleep(delay_s)
            life.restarts.note(self._clock.monotonic())
            try:
                await self._hands.begin(life)
            except TiltyardError as error:
                why, last = life.last_error or str(error), life.kept.exit if life.kept else None
            else:
                log.info("service_runs_again", service=life.spec.name, restarts=life.restarts.count)
                return
        life.enter(ServiceState.FAILED, why if hopeless(last) else f"{why} ({LEFT_ALONE})")
        log.error("service_left_alone", service=life.spec.name, why=why)

    def _delay_s(self, life: Life, last: Exit | None) -> float | None:
        return None if hopeless(last) else life.restarts.delay_s(self._clock.monotonic(), self._jitter())

    async def _keep_looking(self) -> None:
        async with Probe() as probe:
            while True:
                await self._clock.sleep(LOOK_EVERY_S)
                running = [life for life in self._lives.values() if life.state is ServiceState.RUNNING]
                await asyncio.gather(*(self._look(life, probe) for life in running))

    async def _look(self, life: Life, probe: Probe) -> None:
        kept = life.kept
        if kept is None or kept.keeper_pid is None:
            return
        complaint = await probe.complaint(life.spec)
        used = await asyncio.to_thread(usage, kept.keeper_pid)
        if life.kept is not kept or life.state is not ServiceState.RUNNING:
            return  # it ended, or was stopped, while we asked
        now_s = self._clock.monotonic()
        before, then_s = life.usage or (None, now_s)
        share = cpu_percent(before, used, now_s - then_s)
        life.usage = used, now_s
        beat = Beat(self._clock.now(), not complaint, complaint, used.rss_bytes if used else None, share)
        if life.note(beat):
            log.warning("service_hangs", service=life.spec.name, said=complaint)
            self._revive(life, f"hung: {STRIKES} looks in a row found it unwell ({complaint})", hangs=True)
