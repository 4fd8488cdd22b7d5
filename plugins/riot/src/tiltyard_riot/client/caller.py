"""
One question, from asking to its answer: tries, deadline, and whether the key is good.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from random import Random
from typing import Any, TypeVar

from structlog.typing import FilteringBoundLogger

from tiltyard.clock import Clock
from tiltyard.deadline import time_left_s
from tiltyard.errors import TiltyardError
from tiltyard_riot.client import endpoints
from tiltyard_riot.client.endpoints import Call
from tiltyard_riot.client.key import KeyRing
from tiltyard_riot.client.reply import KeyInDoubt, read_reply
from tiltyard_riot.client.retry import TRIES, backoff_s, may_repeat
from tiltyard_riot.client.sender import Deadline, Sender, Sent
from tiltyard_riot.errors import NotFound, QuotaExhausted, RateLimited, RouteRefused, ServiceDown
from tiltyard_riot.limiter import Priority
from tiltyard_riot.routing import PLATFORMS

T = TypeVar("T")

ANSWER_SHARE = 0.95
"""Of what our caller has left: the rest is for saying what came of it."""

GRACE = 1.02
"""Whoever keeps to the deadline is let speak first: they know more about why."""

LARGE_BYTES = 2**18
"""Read in a thread."""

PROBE_PLATFORM = "euw1"
"""Whose status page tells whether a key is good, when the call in doubt went to no platform."""


class Caller:
    """Asks as often as it takes."""

    def __init__(
        self, sender: Sender, keys: KeyRing, *, clock: Clock, log: FilteringBoundLogger, chance: Random
    ) -> None:
        self.keys = keys
        self.tally: Counter[str] = Counter()
        self._sender = sender
        self._clock = clock
        self._log = log
        self._chance = chance
        self._probing = asyncio.Lock()
        self._rejected = False

    async def ask(self, call: Call, parse: Callable[[Any], T], priority: Priority, within_s: float) -> T:
        """What `parse` makes of the answer; asks again as long as that can help and there is time.

        raises  what `read_reply` and `parse` raise; KeyRejected, RouteRefused, QuotaExhausted
        """
        left_s = time_left_s()
        whole_s = within_s if left_s is None else min(within_s, left_s * ANSWER_SHARE)
        deadline = Deadline(self._clock, self._clock.monotonic() + whole_s)
        self._sender.must_be_open()
        try:
            # What follows keeps to the deadline by itself; a limiter whose store hangs might not.
            async with asyncio.timeout(whole_s * GRACE):
                if self.keys.take_trial(self._clock.monotonic()):
                    await self._try_rejected(deadline)
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

    async def _repeated(self, call: Call, parse: Callable[[Any], T], priority: Priority, deadline: Deadline) -> T:
        tries, host = 0, ""
        last: TiltyardError | None = None
        while True:
            self._sender.must_be_open()
            try:
                host = await self._sender.choose(call, deadline, instead_of=host)
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

    async def _once(
        self,
        call: Call,
        parse: Callable[[Any], T],
        host: str,
        priority: Priority,
        deadline: Deadline,
        *,
        tries_left: int,
    ) -> T:
        """What one answer says."""
        sent = await self._sender.send(call, host, priority, deadline, tries_left=tries_left)

        def read() -> T:
            return parse(read_reply(call, sent.reply))

        try:
            said = read() if len(sent.reply.body) < LARGE_BYTES else await asyncio.to_thread(read)
        except KeyInDoubt:
            raise await self._doubted(call, sent, deadline) from None
        except NotFound:
            self._accepted(sent)
            raise
        self._accepted(sent)
        return said

    # ------------------------------------------------------------------------------------------------------- the key

    async def _doubted(self, call: Call, sent: Sent, deadline: Deadline) -> TiltyardError:
        """What it means that Riot answered 401 or 403: another call that is good for every key tells.

        returns  KeyRejected, RouteRefused, or ServiceDown when that cannot be told now
        """
        async with self._probing:
            if sent.key != self.keys.current():
                return ServiceDown("the key was replaced meanwhile", which=call.which, next_step="It is asked again.")
            if self.keys.was_good_since(sent.key, sent.at_s):
                return _refused_route(call)
            if call.method == endpoints.STATUS_METHOD:
                return self._reject(sent.key)
            platform = call.hosts[0] if call.hosts[0] in PLATFORMS else PROBE_PLATFORM
            probe = endpoints.status(platform)
            probed = await self._sender.send(probe, platform, Priority.INTERACTIVE, deadline, tries_left=1)
            try:
                read_reply(probe, probed.reply)
            except KeyInDoubt:
                return self._reject(probed.key)
            except TiltyardError as error:
                return ServiceDown(
                    "Riot refuses a call, and whether the key is good cannot be told now",
                    which=call.which,
                    next_step="Nothing to do: it is asked again.",
                    retry_after_s=getattr(error, "retry_after_s", None),
                )
            self._accepted(probed)
            return _refused_route(call)

    async def _try_rejected(self, deadline: Deadline) -> None:
        """One call tells whether Riot takes the key by now."""
        probe = endpoints.status(PROBE_PLATFORM)
        with suppress(KeyInDoubt, TiltyardError):
            sent = await self._sender.send(
                probe, PROBE_PLATFORM, Priority.INTERACTIVE, deadline, tries_left=1, on_trial=True
            )
            read_reply(probe, sent.reply)
            self.keys.readmit(sent.key)
            self._accepted(sent)

    def _reject(self, key: str) -> TiltyardError:
        """Stop everything, and say so once."""
        self.keys.reject(key, self._clock.monotonic())
        error = self.keys.rejection()
        self._rejected = True
        self._log.error("riot_key_rejected", what=error.what, next_step=error.next_step)
        self._sender.wake()
        return error

    def _accepted(self, sent: Sent) -> None:
        if self.keys.is_rejected(sent.key):
            return  # its call was sent before
        self.keys.is_good(sent.key, sent.at_s)
        if self._rejected:
            self._rejected = False
            self._log.warning("riot_key_accepted")


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
