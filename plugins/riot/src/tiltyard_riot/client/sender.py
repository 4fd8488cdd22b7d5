"""
One call: leave to make it, the way there and back, and what came of it told to whoever must know.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter

from attrs import define, frozen
from structlog.typing import FilteringBoundLogger

from tiltyard.clock import Clock
from tiltyard.errors import TiltyardError
from tiltyard_riot.client.breaker import Breaker
from tiltyard_riot.client.endpoints import Call
from tiltyard_riot.client.key import KeyRing
from tiltyard_riot.client.reply import Reply
from tiltyard_riot.client.retry import share_s
from tiltyard_riot.client.wire import Wire
from tiltyard_riot.errors import ServiceDown
from tiltyard_riot.limiter import Answer, Grant, Limiter, Priority

SEND_S = 1.0
"""Kept for the call itself when waiting for the quota: leave that comes with the deadline is of no use."""

FAIR_S = 1.0
"""A host that was given less than this is not down because it did not answer."""

DOUBT_LOAD = 0.5
"""A host that was down and may be back is taken for so much fuller than it is."""

CLOSE_S = 2.0
"""How long calls may take to end when the client is closed."""


@define
class Deadline:
    """Until when a question must be answered, on the clock's monotonic time."""

    clock: Clock
    ends_at_s: float

    @property
    def left_s(self) -> float:
        """Seconds that are left, 0 at least."""
        return max(0.0, self.ends_at_s - self.clock.monotonic())


@frozen(repr=False)
class Sent:
    """A call that was made.

    key   with which
    at_s  when, on the clock's monotonic time
    """

    key: str
    at_s: float
    reply: Reply


class Sender:
    """Makes calls, within the quota, to hosts that are there."""

    def __init__(
        self,
        wire: Wire,
        limiter: Limiter,
        keys: KeyRing,
        *,
        clock: Clock,
        log: FilteringBoundLogger,
        timeout_s: float,
    ) -> None:
        self.calls = 0
        """How many were made."""
        self._wire = wire
        self._limiter = limiter
        self._keys = keys
        self._clock = clock
        self._log = log
        self._timeout_s = timeout_s
        self._breakers: dict[str, Breaker] = {}
        self._under_way: Counter[str] = Counter()
        self._idle = asyncio.Event()
        self._idle.set()
        self._waiting: set[asyncio.Timeout] = set()
        self._reports: set[asyncio.Task[None]] = set()
        self._closed = False

    async def close(self) -> None:
        """Let nobody wait any longer, and wait until everything that was granted has been reported."""
        self._closed = True
        self.wake()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_S):
                await self._idle.wait()
                if self._reports:
                    await asyncio.wait(self._reports)

    def must_be_open(self) -> None:
        """Refuse what comes after the end.

        raises  ServiceDown
        """
        if self._closed:
            raise ServiceDown("the Riot client is closed", next_step="Tiltyard is stopping.")

    def wake(self) -> None:
        """Whoever waits for the quota waits in vain: the key is rejected, or the client is closed."""
        for scope in self._waiting:
            scope.reschedule(asyncio.get_running_loop().time())

    async def choose(self, call: Call, deadline: Deadline, *, instead_of: str) -> str:
        """The host to ask: of those that answer, the least busy; rather not the one that just failed.

        raises  ServiceDown when none answers, and none is to be tried in time
        """
        while True:
            now_s = self._clock.monotonic()
            waits = {host: self._breaker(host).wait_s(now_s) for host in call.hosts}
            free = [host for host in call.hosts if waits[host] == 0]
            if free:
                return min(free, key=lambda host: self._reluctance(host, instead_of))
            wait_s = min(waits.values())
            if wait_s >= deadline.left_s:
                raise _left_alone(call, wait_s)
            await self._clock.sleep(wait_s)

    def _reluctance(self, host: str, instead_of: str) -> tuple[bool, float, int]:
        """The less, the rather it is asked."""
        # A host that may be back is tried once the others have something to do: nobody else would find out.
        doubt = 0.0 if self._breaker(host).closed else DOUBT_LOAD
        # Before its first answer nobody knows how full a host is: what we ask there ourselves must do.
        return host == instead_of, self._limiter.load(host) + doubt, self._under_way[host]

    async def send(
        self,
        call: Call,
        host: str,
        priority: Priority,
        deadline: Deadline,
        *,
        tries_left: int,
        on_trial: bool = False,
    ) -> Sent:
        """What came back, once the quota has allowed it.

        on_trial  with a key that was rejected, to see whether it still is
        raises  KeyRejected, QuotaExhausted; ServiceDown for a host that is left alone just now
        """
        self._keys.current(on_trial=on_trial)
        self._under_way[host] += 1
        self._idle.clear()
        try:
            return await self._sent_there(call, host, priority, deadline, tries_left=tries_left, on_trial=on_trial)
        finally:
            self._under_way[host] -= 1
            if not self._under_way.total():
                self._idle.set()

    async def _sent_there(
        self, call: Call, host: str, priority: Priority, deadline: Deadline, *, tries_left: int, on_trial: bool
    ) -> Sent:
        grant = await self._granted(call, host, priority, deadline)
        reply = Reply(None)
        breaker = self._breaker(host)
        try:
            # Much may have happened while it waited.
            key = self._keys.current(on_trial=on_trial)
            sent_at_s = self._clock.monotonic()
            if wait_s := breaker.wait_s(sent_at_s):
                raise _left_alone(call, wait_s)
            breaker.enter(sent_at_s)
            within_s = min(self._timeout_s, share_s(deadline.left_s, tries_left=tries_left))
            try:
                reply = await self._wire.get(host, call.path, key, within_s=within_s)
            except BaseException:
                breaker.leave()
                raise
            self.calls += 1
            self._heard(host, reply, fair=not reply.late or within_s >= min(FAIR_S, self._timeout_s))
        finally:
            reporting = self._report(grant, Answer(reply.status, reply.headers))
        # Before another is asked for: the limiter must know. A cancellation does not stop it.
        await asyncio.shield(reporting)
        return Sent(key, sent_at_s, reply)

    async def _granted(self, call: Call, host: str, priority: Priority, deadline: Deadline) -> Grant:
        """Leave to make a call; whoever waits for it is woken when the key is rejected."""
        left_s = deadline.left_s
        within_s = left_s - min(SEND_S, left_s / 4)
        try:
            async with asyncio.timeout(None) as scope:
                self._waiting.add(scope)
                try:
                    return await self._limiter.acquire(host, call.method, priority, within_s=within_s)
                finally:
                    self._waiting.discard(scope)
        except TimeoutError:
            if not scope.expired():
                raise
            self.must_be_open()
            raise self._keys.rejection() from None

    def _report(self, grant: Grant, answer: Answer) -> asyncio.Task[None]:
        """Tell the limiter, whatever becomes of the call."""
        reporting = asyncio.get_running_loop().create_task(self._reported(grant, answer), name="riot-report")
        self._reports.add(reporting)
        reporting.add_done_callback(self._reports.discard)
        return reporting

    async def _reported(self, grant: Grant, answer: Answer) -> None:
        try:
            await self._limiter.report(grant, answer)
        except TiltyardError as error:
            # The call is made: what came of it is worth more than how it was counted.
            self._log.warning("riot_call_not_reported", host=grant.host, error=str(error))

    def _heard(self, host: str, reply: Reply, *, fair: bool) -> None:
        breaker = self._breaker(host)
        if reply.status == 429 or not fair:
            breaker.leave()
        elif reply.status is None or reply.status >= 500:
            if breaker.failed(self._clock.monotonic()):
                self._log.warning("riot_down", host=host, error=reply.trouble or f"HTTP {reply.status}")
        elif breaker.answered():
            self._log.warning("riot_back", host=host)

    def _breaker(self, host: str) -> Breaker:
        return self._breakers.setdefault(host, Breaker())


def _left_alone(call: Call, wait_s: float) -> ServiceDown:
    return ServiceDown(
        "Riot did not answer several times in a row and is left alone for a moment",
        which=call.which,
        next_step="Nothing to do: it is tried again by itself.",
        retry_after_s=round(wait_s, 1),
    )
