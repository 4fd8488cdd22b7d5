"""
Who of several hosts asks for a game, and what becomes of those who wait for it.
"""

from __future__ import annotations

import asyncio

import pytest

from tiltyard.errors import Unavailable
from tiltyard.testing import MemoryStore
from tiltyard_riot.claims import Claims


class Shelf:
    """Where a game is kept, and how often it was asked for."""

    def __init__(self):
        self.asked, self.game, self.fails, self.answered = 0, None, False, asyncio.Event()

    async def fetch(self):
        self.asked += 1
        await self.answered.wait()
        if self.fails:
            raise Unavailable("Riot is away")
        self.game = "a game"
        return self.game

    async def kept(self):
        return self.game


@pytest.fixture
def shelf():
    return Shelf()


@pytest.fixture
def hosts(clock):
    store = MemoryStore(clock)
    return [Claims(store, clock, name=name) for name in "abc"]


async def begin(shelf, claims, *, urgency=2, within_s=60.0, clock):
    """Let a host ask; it has begun to."""
    ends_at_s = clock.monotonic() + within_s
    asked = asyncio.create_task(
        claims.once("g1", shelf.fetch, shelf.kept, urgency=urgency, left_s=lambda: ends_at_s - clock.monotonic())
    )
    for _ in range(20):
        await asyncio.sleep(0)
    return asked


async def test_one_host_asks_and_all_have_the_game(shelf, hosts, clock):
    asked = [await begin(shelf, claims, clock=clock) for claims in hosts]
    shelf.answered.set()

    assert await asyncio.gather(*asked) == ["a game"] * 3
    assert shelf.asked == 1


async def test_when_whoever_asks_fails_another_asks(shelf, hosts, clock):
    first = await begin(shelf, hosts[0], clock=clock)
    shelf.fails = True
    shelf.answered.set()
    with pytest.raises(Unavailable):
        await first
    shelf.fails = False

    assert await (await begin(shelf, hosts[1], clock=clock)) == "a game"
    assert shelf.asked == 2


async def test_who_is_killed_holds_nobody_up_for_longer_than_it_had_time(shelf, hosts, clock):
    never = Shelf()
    killed = await begin(never, hosts[0], within_s=0.5, clock=clock)
    shelf.answered.set()

    assert await (await begin(shelf, hosts[1], clock=clock)) == "a game"

    killed.cancel()
    await asyncio.gather(killed, return_exceptions=True)


async def test_nobody_waits_for_a_host_that_is_less_urgent(shelf, hosts, clock):
    never = Shelf()
    background = await begin(never, hosts[0], urgency=2, within_s=1e9, clock=clock)
    shelf.answered.set()

    assert await (await begin(shelf, hosts[1], urgency=1, clock=clock)) == "a game"

    background.cancel()
    await asyncio.gather(background, return_exceptions=True)


async def test_a_claim_that_was_taken_over_is_not_given_up_by_whom_it_was_taken_from(shelf, hosts, clock):
    never = Shelf()
    background = await begin(never, hosts[0], urgency=2, within_s=1e9, clock=clock)
    live = await begin(shelf, hosts[1], urgency=1, within_s=1e9, clock=clock)
    background.cancel()
    await asyncio.gather(background, return_exceptions=True)
    third = await begin(shelf, hosts[2], urgency=1, within_s=1e9, clock=clock)
    shelf.answered.set()

    assert await asyncio.gather(live, third) == ["a game", "a game"]
    assert shelf.asked == 1
