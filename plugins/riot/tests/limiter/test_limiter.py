"""
The limiter of one process, over a clock that stands still until it is told to go on.
"""

from __future__ import annotations

import asyncio

import pytest

from tiltyard.testing import FakeClock
from tiltyard_riot.errors import QuotaExhausted
from tiltyard_riot.limiter import Answer, InProcessLimiter, Priority

RANKS = "tft-league-v1 by-puuid"


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
async def limiter(clock):
    limiter = InProcessLimiter(clock, chance=lambda: 0.5)
    yield limiter
    await limiter.close()


async def test_the_first_call_goes_at_once_and_the_next_waits_for_its_answer(limiter, clock):
    first = await take(limiter)
    second = asyncio.create_task(take(limiter))
    await clock.settle()
    assert not second.done()

    await limiter.report(first, told())

    assert (await second).method == RANKS


async def test_calls_beyond_the_limit_go_when_the_window_is_over(limiter, clock):
    await limiter.report(await take(limiter), told(app={1: 2}))
    await take(limiter)
    third = asyncio.create_task(take(limiter))
    await clock.settle()

    await clock.advance(0.99)
    assert not third.done()
    await clock.advance(0.02)

    assert third.done()
    await third


async def test_who_cannot_be_served_in_time_is_told_at_once_and_when_to_come_again(limiter):
    await limiter.report(await take(limiter), told(app={120: 1}))

    with pytest.raises(QuotaExhausted, match="used up") as refused:
        await take(limiter, within_s=20.0)

    assert refused.value.retry_after_s == pytest.approx(120.0, abs=1.0)
    assert RANKS in str(refused.value)


async def test_who_was_promised_a_call_but_waits_too_long_is_told_then(limiter, clock):
    first = await take(limiter)
    waits = asyncio.create_task(take(limiter, within_s=5.0))
    await clock.settle()
    await clock.advance(5.0)

    with pytest.raises(QuotaExhausted):
        await waits
    await limiter.report(first, told())


async def test_who_is_cancelled_leaves_the_line_and_the_call_to_the_next(limiter, clock):
    first = await take(limiter)
    gone, next_one = (asyncio.create_task(take(limiter)) for _ in range(2))
    await clock.settle()

    gone.cancel()
    await clock.settle()
    await limiter.report(first, told(app={10: 2}))
    await clock.settle()

    assert gone.cancelled()
    assert next_one.done()
    await next_one


async def test_a_call_that_was_handed_to_somebody_who_is_cancelled_at_that_moment_is_not_lost(limiter, clock):
    first = await take(limiter)
    gone, next_one = (asyncio.create_task(take(limiter)) for _ in range(2))
    await clock.settle()

    await limiter.report(first, told(app={10: 2}))
    gone.cancel()
    await clock.settle()

    assert gone.cancelled()
    assert next_one.done()
    await next_one


async def test_hosts_have_quotas_of_their_own_and_tell_how_full_they_are(limiter):
    await limiter.report(await take(limiter, host="europe"), told(app={10: 4}))
    await take(limiter, host="europe")

    assert limiter.load("europe") == 0.5
    assert limiter.load("asia") == 0.0
    assert (await take(limiter, host="asia")).host == "asia"


async def test_load_goes_above_one_when_calls_wait(limiter, clock):
    await limiter.report(await take(limiter), told(app={10: 1}))
    waits = asyncio.create_task(take(limiter, within_s=60.0))
    await clock.settle()

    assert limiter.load("na1") == 2.0
    await clock.advance(11.0)
    await waits


async def test_a_429_is_counted_by_kind_and_shows_how_long_the_host_is_let_alone(limiter):
    headers = {"X-Rate-Limit-Type": "application", "retry-after": "7"}
    await limiter.report(await take(limiter), Answer(429, headers))

    (host,) = (await limiter.stats()).hosts

    assert host.rejected == {"application": 1}
    assert host.blocked_for_s == 7.0


async def test_statistics_tell_windows_waiters_and_calls_in_flight(limiter, clock):
    await limiter.report(await take(limiter), told(app={1: 20, 10: 100}))
    grants = [await take(limiter) for _ in range(19)]
    waits = asyncio.create_task(take(limiter, priority=Priority.BACKGROUND))
    await clock.settle()

    (host,) = (await limiter.stats()).hosts

    assert [(one.scope, one.limit, one.period_s, one.used) for one in host.windows[:2]] == [
        ("application", 20, 1, 20),
        ("application", 100, 10, 20),
    ]
    assert host.waiting == {"interactive": 0, "live": 0, "background": 1}
    assert (host.in_flight, host.granted) == (19, 20)
    for grant in grants:
        await limiter.report(grant, Answer(None))
    await clock.advance(1.1)
    await waits


async def test_closing_refuses_those_who_wait(clock):
    limiter = InProcessLimiter(clock)
    await take(limiter)
    waits = asyncio.create_task(take(limiter))
    await clock.settle()

    await limiter.close()

    with pytest.raises(QuotaExhausted):
        await waits


async def test_ten_thousand_who_wait_are_served_in_their_order(limiter, clock):
    await limiter.report(await take(limiter), told(app={1: 5000}, method="100000:10"))
    served = []

    async def one(number):
        grant = await take(limiter, within_s=100.0)
        served.append(number)
        await limiter.report(grant, told(app={1: 5000}, method="100000:10"))

    tasks = [asyncio.create_task(one(number)) for number in range(10_000)]
    for _ in range(10):
        await clock.advance(1.1)
    assert all(task.done() for task in tasks)
    await asyncio.gather(*tasks)

    assert served == sorted(served)


async def take(limiter, *, host="na1", method=RANKS, priority=Priority.INTERACTIVE, within_s=20.0):
    return await limiter.acquire(host, method, priority, within_s=within_s)


def told(status=200, *, app=None, method="1000:10"):
    app = app or {1: 20, 120: 100}
    return Answer(
        status,
        {
            "X-App-Rate-Limit": ",".join(f"{limit}:{period_s}" for period_s, limit in app.items()),
            "X-App-Rate-Limit-Count": ",".join(f"1:{period_s}" for period_s in app),
            "X-Method-Rate-Limit": method,
            "X-Method-Rate-Limit-Count": "1:10",
        },
    )
