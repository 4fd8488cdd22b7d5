"""
What Riot has answered is kept for as long as it is good for.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from tiltyard.testing import MemoryStore
from tiltyard_riot.cache import Cache, Figures, Kind


@pytest.fixture
def store(fake_clock):
    return MemoryStore(fake_clock)


@pytest.fixture
def cache(store, fake_clock):
    return Cache(store, fake_clock)


async def test_an_answer_is_there_until_its_time_is_over(cache, fake_clock):
    at = await cache.put(Kind.RANKS, "p", ["gold"], app="app", ttl_s=60)

    kept = await cache.get(Kind.RANKS, "p", app="app")
    assert (kept.value, kept.at) == (["gold"], at)
    await fake_clock.advance(61)
    assert await cache.get(Kind.RANKS, "p", app="app") is None
    assert (cache.hits, cache.misses) == (1, 1)


async def test_an_answer_may_be_too_old_for_one_and_good_for_another(cache, fake_clock):
    await cache.put(Kind.NAME, "ann#euw", "p", app="app", ttl_s=600)
    await fake_clock.advance(100)

    assert await cache.get(Kind.NAME, "ann#euw", app="app", within_s=60) is None
    assert await cache.get(Kind.NAME, "ann#euw", app="app", within_s=120)


async def test_a_match_is_kept_for_ever(cache, fake_clock):
    await cache.put(Kind.MATCH, "EUW1_1", {}, app="app", ttl_s=None)
    await fake_clock.advance(timedelta(days=3650).total_seconds())

    assert await cache.get(Kind.MATCH, "EUW1_1", app="app")


async def test_ids_of_another_application_are_not_found(cache):
    await cache.put(Kind.NAME, "ann#euw", "p", app="one", ttl_s=None)

    assert await cache.get(Kind.NAME, "ann#euw", app="other") is None


async def test_kinds_do_not_mix(cache):
    await cache.put(Kind.NAME, "x", "p", app="app", ttl_s=None)

    assert await cache.get(Kind.ACCOUNT, "x", app="app") is None


async def test_what_is_kept_can_be_counted_and_its_age_told(cache, fake_clock):
    first = await cache.put(Kind.MATCH, "EUW1_1", "x" * 98, app="app", ttl_s=None)
    await fake_clock.advance(10)
    second = await cache.put(Kind.MATCH, "EUW1_2", "x" * 98, app="app", ttl_s=None)
    await cache.put(Kind.RANKS, "p", [], app="app", ttl_s=5)
    await fake_clock.advance(10)

    figures = await cache.figures()

    assert figures[Kind.MATCH] == Figures(2, 200, first, second)
    assert figures[Kind.RANKS] == Figures()


async def test_clearing_forgets_all_of_it_and_nothing_else(cache, store):
    await store.put("proof:x", {"puuid": "p"})
    for number in range(40):
        await cache.put(Kind.MATCH, f"EUW1_{number}", {}, app="app", ttl_s=None)
    await cache.put(Kind.NAME, "ann#euw", "p", app="app", ttl_s=None)

    assert await cache.clear() == 41
    assert await cache.get(Kind.MATCH, "EUW1_1", app="app") is None
    assert await cache.clear() == 0
    assert await store.get("proof:x")


async def test_no_key_tells_whom_it_is_about(cache, store):
    await cache.put(Kind.NAME, "ann#euw", {"puuid": "p"}, app="app", ttl_s=None)

    assert not any("ann" in key for key in store._kept)
