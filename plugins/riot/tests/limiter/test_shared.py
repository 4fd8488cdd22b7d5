"""
Limiters of several processes, over one store and a clock that stands still until it is told to go on.
"""

from __future__ import annotations

import asyncio
import random

import pytest
import structlog
from riot_quota import Server
from structlog.testing import capture_logs

from tiltyard.errors import JournalAway
from tiltyard.testing import FakeClock, MemoryStore
from tiltyard_riot.errors import QuotaExhausted
from tiltyard_riot.limiter import Answer, Priority, SharedLimiter, read_stats

RANKS = "tft-league-v1 by-puuid"


class Store(MemoryStore):
    """A store that may be away, or take its time."""

    def __init__(self, clock):
        super().__init__(clock)
        self.clock = clock
        self.away = False
        self.takes_s = 0.0
        self.rounds = 0

    async def change_at(self, key, change, *, ttl_s=None):
        self.rounds += 1
        if self.takes_s:
            await self.clock.sleep(self.takes_s)
        if self.away:
            raise JournalAway("the journal's database server does not answer")
        return await super().change_at(key, change, ttl_s=ttl_s)


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def store(clock):
    return Store(clock)


@pytest.fixture
async def open_limiter(clock, store):
    made = []

    def open_limiter(name):
        made.append(SharedLimiter(store, clock, structlog.get_logger(), name=name, chance=lambda: 0.5))
        return made[-1]

    yield open_limiter
    store.takes_s = 0.0
    for limiter in made:
        await limiter.close()


@pytest.fixture
async def two(open_limiter, clock):
    """Two that have met at na1, where a window of 10 s takes ten calls, of which three are used."""
    one, other = open_limiter("one"), open_limiter("other")
    await one.report(await take(one), told())
    await clock.settle()
    await other.report(await take(other), told(count=2))
    await clock.settle()
    await one.report(await take(one), told(count=3))
    await clock.advance(0.3)
    return one, other


async def test_a_call_needs_one_round_to_the_store(two, store, clock):
    one, _ = two
    before = store.rounds

    await take(one)

    assert store.rounds == before + 1


async def test_calls_that_wait_together_go_in_one_round(two, store, clock):
    one, _ = two
    before = store.rounds

    await asyncio.gather(*(take(one) for _ in range(7)))

    assert store.rounds == before + 1


async def test_what_one_process_used_the_other_does_not_have(two, clock):
    one, other = two
    await asyncio.gather(*(take(one) for _ in range(7)))

    waits = asyncio.create_task(take(other))
    await clock.advance(9.0)
    assert not waits.done()
    # What was granted and is not answered is not over with the window.
    await clock.advance(1.1)
    assert waits.done()
    await waits


async def test_who_cannot_be_served_in_time_is_told_when_to_come_again(two, clock):
    one, other = two
    await asyncio.gather(*(take(one) for _ in range(7)))
    waits = asyncio.create_task(take(other, within_s=3.0))
    await clock.settle()
    await clock.advance(0.1)

    late = asyncio.create_task(take(other, within_s=3.0))
    await clock.settle()
    with pytest.raises(QuotaExhausted) as refused:
        await late
    await clock.advance(3.0)

    assert 5.0 < refused.value.retry_after_s < 21.0
    with pytest.raises(QuotaExhausted):
        await waits


@pytest.mark.parametrize("steps", range(1, 9))
async def test_who_is_cancelled_at_any_moment_leaves_no_call_booked(two, store, clock, steps):
    one, _ = two
    gone = asyncio.create_task(take(one))
    for _ in range(steps):
        await asyncio.sleep(0)
    if not gone.done():
        gone.cancel()
        await clock.settle()
        await clock.settle()

        (host,) = (await read_stats(store, clock, ["na1"])).hosts
        assert (host.in_flight, host.windows[0].used) == (0, 3)
    await asyncio.gather(gone, return_exceptions=True)


async def test_without_the_store_each_goes_on_with_its_part_and_says_so_once(two, store, clock):
    one, _ = two
    await clock.advance(11.0)
    store.away = True

    with capture_logs() as logs:
        counts = [await calls_in(limiter, clock, 3.0) for limiter in two]

    assert counts == [5, 5]
    assert [log["event"] for log in logs] == ["riot_quota_store_away"] * 2
    assert [log["share"] for log in logs] == [2, 2]
    assert (await one.stats()).hosts[0].share == 2
    store.away = False
    await clock.advance(20.0)


async def test_a_store_that_takes_too_long_is_as_good_as_away_and_its_late_grants_are_not_lost(two, store, clock):
    one, other = two
    await clock.advance(11.0)
    store.takes_s = 7.0
    waits = asyncio.create_task(take(one))
    await clock.settle()

    await clock.advance(2.1)
    assert waits.done()
    await one.report(await waits, told())
    store.takes_s = 0.0
    await clock.advance(30.0)

    assert len(await asyncio.gather(*(take(other) for _ in range(10)))) == 10


async def test_calls_that_were_made_without_the_store_are_booked_when_it_is_back(two, store, clock):
    one, _ = two
    await clock.advance(11.0)
    store.away = True
    assert await calls_in(one, clock, 1.0) == 5

    store.away = False
    with capture_logs() as logs:
        await clock.advance(1.5)

    assert [log["event"] for log in logs] == ["riot_quota_shared_again"]
    (host,) = (await read_stats(store, clock, ["na1", "euw1"])).hosts
    assert [(window.limit, window.used) for window in host.windows] == [(10, 5)]
    await clock.advance(20.0)


@pytest.mark.parametrize("seed", range(4))
async def test_no_window_is_filled_too_far_while_the_store_goes_and_comes(open_limiter, store, clock, seed):
    server, chance, limiters = Server.of(), random.Random(seed), [open_limiter("one"), open_limiter("other")]
    statuses = []

    async def call(limiter):
        grant = await take(limiter, within_s=300.0)
        await clock.sleep(chance.uniform(0.01, 0.04))
        status, headers = server.call(clock.monotonic(), RANKS)
        statuses.append(status)
        await clock.sleep(chance.uniform(0.01, 0.04))
        await limiter.report(grant, Answer(status, headers))

    tasks = [asyncio.create_task(call(limiter)) for limiter in limiters for _ in range(200)]
    for step in range(1100):
        store.away = 250 <= step < 650
        await clock.advance(0.05)

    assert all(task.done() for task in tasks)
    await asyncio.gather(*tasks)
    assert statuses == [200] * 400


async def test_who_begins_while_the_store_is_away_takes_a_small_part(open_limiter, store, clock):
    store.away = True
    limiter = open_limiter("one")

    assert await calls_in(limiter, clock, 3.0) == 2
    store.away = False
    await clock.advance(2.0)


async def test_a_store_that_is_away_for_an_hour_leaves_nothing_behind_that_grows(two, store, clock):
    one, _ = two
    store.away = True
    for _ in range(60):
        await calls_in(one, clock, 1.0)
        await clock.advance(60.0)

    gate = one._gates["na1"]

    assert len(gate._answered) <= 12
    assert len(gate._went) <= 12
    store.away = False
    await clock.advance(2.0)


async def test_load_and_statistics_tell_of_other_processes_too(two, store, clock):
    one, other = two
    await asyncio.gather(*(take(one) for _ in range(6)))
    await take(other)

    assert other.load("na1") == pytest.approx(1.0)
    (host,) = (await read_stats(store, clock, ["na1"])).hosts
    assert (host.windows[0].used, host.in_flight, host.granted) == (10, 7, 10)


async def test_who_leaves_is_no_longer_one_of_those_who_share(two, open_limiter, clock):
    one, other = two

    await other.close()
    await take(one)

    assert one._gates["na1"].hosts == 1


async def take(limiter, *, priority=Priority.INTERACTIVE, within_s=60.0):
    return await limiter.acquire("na1", RANKS, priority, within_s=within_s)


def told(count=1):
    return Answer(200, {"X-App-Rate-Limit": "10:10", "X-App-Rate-Limit-Count": f"{count}:10"})


async def calls_in(limiter, clock, seconds):
    """How many calls it lets through; all answered at once, as if nobody else called."""
    count = 0

    async def one():
        nonlocal count
        grant = await take(limiter, within_s=seconds)
        count += 1
        headers = {"X-App-Rate-Limit": "10:10", "X-App-Rate-Limit-Count": f"{min(count, 10)}:10"}
        await limiter.report(grant, Answer(200, headers))

    tasks = [asyncio.create_task(one()) for _ in range(12)]
    await clock.settle()
    await clock.advance(seconds / 2)
    await clock.advance(seconds / 2)
    await asyncio.gather(*tasks, return_exceptions=True)
    return count
