"""
What isolation costs: a hook asked through the host beside its functions awaited with gather and a time-out each.

The implementations answer at once, so that only the calling is measured; a vendor takes a thousand times longer.
"""

from __future__ import annotations

import asyncio
import functools
import statistics
import time
from collections.abc import Awaitable, Callable

import structlog

from tiltyard import hookimpl
from tiltyard.models import Evidence, Finding, PersonId, PlayerClaim, Verdict
from tiltyard.testing import open_host

CALLS = 300
ROUNDS = 7
CLAIM = PlayerClaim(PersonId("p"), "Ann#EUW")
ANSWER = [Finding("fine", Verdict.VERIFIED, Evidence.SHAPE)]


class Plugin:
    """Answers at once."""

    @hookimpl
    async def verify_player(self, claim: PlayerClaim) -> list[Finding]:  # noqa: ARG002 # the question's own argument
        """The same answer each time."""
        return ANSWER


async def plainly(implementations: list[Plugin]) -> None:
    """What one would write by hand."""

    async def ask(implementation: Plugin) -> list[Finding]:
        async with asyncio.timeout(10.0):
            return await implementation.verify_player(CLAIM)

    await asyncio.gather(*(ask(one) for one in implementations), return_exceptions=True)


async def per_call_s(call: Callable[[], Awaitable[object]]) -> float:
    """Seconds of one call."""
    begun = time.perf_counter()
    for _ in range(CALLS):
        await call()
    return (time.perf_counter() - begun) / CALLS


async def main() -> None:
    """Measure in turn and print the ratios."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    for number in (1, 4, 16):
        async with open_host(**{f"p{one}": Plugin for one in range(number)}) as host:
            implementations = [Plugin() for _ in range(number)]
            ratios, extras_us = [], []
            for _ in range(ROUNDS):
                ours_s = await per_call_s(functools.partial(host.hooks.verify_player, CLAIM))
                plain_s = await per_call_s(functools.partial(plainly, implementations))
                ratios.append(ours_s / plain_s)
                extras_us.append((ours_s - plain_s) * 1e6)
        print(
            f"{number:2} implementations: {statistics.median(ratios):.2f} times gather with time-outs, "
            f"{statistics.median(extras_us):.0f} us more a call, medians of {ROUNDS}"
        )


if __name__ == "__main__":
    asyncio.run(main())
