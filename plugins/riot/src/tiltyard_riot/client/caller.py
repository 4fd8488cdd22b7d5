"""
One call, from the quota to its answer: tries, deadline, hosts that are down and keys that are rejected.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Any, TypeVar

from attrs import define
from structlog.typing import FilteringBoundLogger

from tiltyard.clock import Clock
from tiltyard.deadline import time_left_s
from tiltyard.errors import TiltyardError
from tiltyard_riot.client import endpoints
from tiltyard_riot.client.breaker import Breaker
from tiltyard_riot.client.endpoints import Call
from tiltyard_riot.client.key import KeyRing
from tiltyard_riot.client.reply import KeyInDoubt, Reply, read_reply
from tiltyard_riot.client.retry import TRIES, backoff_s, may_repeat, share_s
from tiltyard_riot.client.wire import Wire
from tiltyard_riot.errors import QuotaExhausted, RateLimited, RouteRefused, ServiceDown
from tiltyard_riot.limiter import Answer, Grant, Limiter, Priority
from tiltyard_riot.routing import PLATFORMS

T = TypeVar("T")

ANSWER_SHARE = 0.95
"""Of what our caller has left: the rest is for saying what came of it."""

GRACE = 1.02
"""Whoever keeps to the deadline is let speak first: they know more about why."""

SEND_S = 1.0
"""Kept for the call itself when waiting for the quota: leave that comes with the deadline is of no use."""

FAIR_S = 1.0
"""A host that was given less than this is not down because it did not answer."""

CLOSE_S = 2.0
"""How long calls may take to end when the client is closed."""

LARGE_BYTES = 2**18
"""Read in a thread."""

PROBE_PLATFORM = "euw1"
"""Whose status page tells whether a key is good, when the call in doubt went to no platform."""


_KEY_IS_GOOD = (200, 404)


@define
class _Deadline:
    clock: Clock
    ends_at_s: float

    @property
    def left_s(self) -> float:
        return max(0.0, self.ends_at_s - self.clock.monotonic())


class Caller:
    """Makes calls for the client."""

    def __init__(
        self,
        wire: Wire,
        limiter: Limiter,
        keys: KeyRing,
        *,
        clock: Clock,
        log: FilteringBoundLogger,
        timeout_s: float,
        chance: Random,
    ) -> None:
        self.keys = keys
        self.tally: Counter[str] = Counter()
        self._wire = wire
        self._limiter = limiter
        self._clock = clock
        self._log = log
        self._timeout_s = timeout_s
        self._chance = chance
        self._breakers: dict[str, Breaker] = {}
        self._under_way: Counter[str] = Counter()
        self._idle = asyncio.Event()
        self._idle.set()
        self._probing = asyncio.Lock()
        self._waiting: set[asyncio.Timeout] = set()
        self._reports: set[asyncio.Task[None]] = set()
        self._rejected = False
        self._closed = False

    async def ask(self, call: Call, parse: Callable[[Any], T], priority: Priority, within_s: float) -> T:
        """What `parse` makes of the answer; asks again as long as that can help and there is time.

        raises  what `read_reply` and `parse` raise; KeyRejected, RouteRefused, QuotaExhausted
        """
        left_s = time_left_s()
        whole_s = within_s if left_s is None else min(within_s, left_s * ANSWER_SHARE)
        deadline = _Deadline(self._clock, self._clock.monotonic() + whole_s)
        self._open()
        try:
            # What follows keeps to the deadline by itself; a limiter whose store hangs might not.
            async with asyncio.timeout(whole_s * GRACE):
                return await self._repeated(call, parse, priority, deadline)
        except TimeoutError:
            self.tally["ServiceDown"] += 1
            raise _too_late(call, whole_s) from None
        except TiltyardError as error:
            self.tally[type(error).__name__] += 1
            raise

    def rotate(self, source: str | Callable[[], str]) -> None:
        """Use another key from now on."""
        self.keys.replace(source)

    async def close(self) -> None:
        """Let nobody wait any longer, and wait until everything that was granted has been reported."""
        self._closed = True
        self._wake()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_S):
                await self._idle.wait()
                if self._reports:
                    await asyncio.wait(self._reports)

    async def _repeated(self, call: Call, parse: Callable[[Any], T], priority: Priority, deadline: _Deadline) -> T:
        tries, host = 0, ""
        last: TiltyardError | None = None
        while True:
            try:
                self._open()
                host = await self._host(call, deadline, instead_of=host)
                said = await self._once(call, parse, host, priority, deadline, tries_left=TRIES - tries)
            except QuotaExhausted as error:
                # Riot's own no says more than that we keep to it.
                if isinstance(last, RateLimited):
                    last.retry_after_s = error.retry_after_s
                    raise last from None
                raise
            except TiltyardError as error:
                last, tries = error, tries + 1
                wait_s = backoff_s(error, tries=tries, chance=self._chance)
                if not may_repeat(error, tries=tries) or wait_s >= deadline.left_s:
                    raise
                self.tally["retries"] += 1
                await self._clock.sleep(wait_s)
            else:
                return said

    async def _host(self, call: Call, deadline: _Deadline, *, instead_of: str) -> str:
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

    def _reluctance(self, host: str, instead_of: str) -> tuple[bool, bool, float, int]:
        """The less, the rather it is asked."""
        # Before its first answer nobody knows how full a host is: what we ask there ourselves must do.
        busy = self._limiter.load(host), self._under_way[host]
        return not self._breaker(host).closed, host == instead_of, *busy

    async def _once(
        self,
        call: Call,
        parse: Callable[[Any], T],
        host: str,
        priority: Priority,
        deadline: _Deadline,
        *,
        tries_left: int,
    ) -> T:
        """What one answer says."""
        key, sent_at_s, reply = await self._sent(call, host, priority, deadline, tries_left=tries_left)
        if reply.status in _KEY_IS_GOOD:
            self._accepted(key, sent_at_s)

        def read() -> T:
            return parse(read_reply(call, reply))

        try:
            return read() if len(reply.body) < LARGE_BYTES else await asyncio.to_thread(read)
        except KeyInDoubt:
            raise await self._doubted(call, key, sent_at_s, deadline) from None

    async def _sent(
        self, call: Call, host: str, priority: Priority, deadline: _Deadline, *, tries_left: int
    ) -> tuple[str, float, Reply]:
        """What came back of one call that the quota allowed, with the key and the moment it was sent."""
        self.keys.current()
        self._under_way[host] += 1
        self._idle.clear()
        try:
            return await self._sent_there(call, host, priority, deadline, tries_left=tries_left)
        finally:
            self._under_way[host] -= 1
            if not self._under_way.total():
                self._idle.set()

    async def _sent_there(
        self, call: Call, host: str, priority: Priority, deadline: _Deadline, *, tries_left: int
    ) -> tuple[str, float, Reply]:
        grant = await self._granted(call, host, priority, deadline)
        reply = Reply(None)
        breaker = self._breaker(host)
        try:
            # Much may have happened while it waited.
            key = self.keys.current()
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
            self.tally["calls"] += 1
            self._heard(host, reply, fair=not reply.late or within_s >= min(FAIR_S, self._timeout_s))
        finally:
            reporting = self._report(grant, Answer(reply.status, reply.headers))
        # Before another is asked for: the limiter must know. A cancellation does not stop it.
        await asyncio.shield(reporting)
        return key, sent_at_s, reply

    async def _granted(self, call: Call, host: str, priority: Priority, deadline: _Deadline) -> Grant:
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
            self._open()
            raise self.keys.rejection() from None

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

    # ------------------------------------------------------------------------------------------------------- the key

    async def _doubted(self, call: Call, key: str, sent_at_s: float, deadline: _Deadline) -> TiltyardError:
        """What it means that Riot answered 401 or 403: another call that is good for every key tells.

        returns  KeyRejected, RouteRefused, or ServiceDown when that cannot be told now
        """
        async with self._probing:
            if key != self.keys.current():
                return ServiceDown("the key was replaced meanwhile", which=call.which, next_step="It is asked again.")
            if self.keys.was_good_since(key, sent_at_s):
                return _refused_route(call)
            if call.method == endpoints.STATUS_METHOD:
                return self._reject(key)
            platform = call.hosts[0] if call.hosts[0] in PLATFORMS else PROBE_PLATFORM
            probe = endpoints.status(platform)
            probed_key, probed_at_s, reply = await self._sent(
                probe, platform, Priority.INTERACTIVE, deadline, tries_left=1
            )
            try:
                read_reply(probe, reply)
            except KeyInDoubt:
                return self._reject(probed_key)
            except TiltyardError as error:
                return ServiceDown(
                    "Riot refuses a call, and whether the key is good cannot be told now",
                    which=call.which,
                    next_step="Nothing to do: it is asked again.",
                    retry_after_s=getattr(error, "retry_after_s", None),
                )
            self._accepted(probed_key, probed_at_s)
            return _refused_route(call)

    def _reject(self, key: str) -> TiltyardError:
        """Stop everything, and say so once."""
        self.keys.reject(key)
        error = self.keys.rejection()
        self._rejected = True
        self._log.error("riot_key_rejected", what=error.what, next_step=error.next_step)
        self._wake()
        return error

    def _wake(self) -> None:
        """Whoever waits for the quota waits in vain."""
        for scope in self._waiting:
            scope.reschedule(asyncio.get_running_loop().time())

    def _open(self) -> None:
        """Refuse what comes after the end.

        raises  ServiceDown
        """
        if self._closed:
            raise ServiceDown("the Riot client is closed", next_step="Tiltyard is stopping.")

    def _accepted(self, key: str, sent_at_s: float) -> None:
        if self.keys.is_rejected(key):
            return  # its call was sent before
        self.keys.is_good(key, sent_at_s)
        if self._rejected:
            self._rejected = False
            self._log.warning("riot_key_accepted")


def _left_alone(call: Call, wait_s: float) -> ServiceDown:
    return ServiceDown(
        "Riot did not answer several times in a row and is left alone for a moment",
        which=call.which,
        next_step="Nothing to do: it is tried again by itself.",
        retry_after_s=round(wait_s, 1),
    )


def _too_late(call: Call, whole_s: float) -> ServiceDown:
    return ServiceDown(
        f"no answer about the {call.what} within {whole_s:.1f} s",
        which=call.which,
        next_step="Nothing to do: it is asked again.",
    )


def _refused_route(call: Call) -> RouteRefused:
    return RouteRefused(
        f"Riot takes the API key and refuses it the {call.what}",
        which=call.method,
        next_step="The key has no right to it, or Riot has removed it: look at your product at "
        "https://developer.riotgames.com, and for a newer release.",
    )
