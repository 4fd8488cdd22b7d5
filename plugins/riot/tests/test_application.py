"""
Whose key it is.
"""

from __future__ import annotations

import pytest

from tiltyard.errors import Unavailable
from tiltyard.testing import MemoryStore
from tiltyard_riot.application import Application
from tiltyard_riot.errors import ForeignPuuid


class Riot:
    """Reads PUUIDs of one application."""

    def __init__(self):
        self.asked = []
        self.error = None

    async def read(self, puuid):
        self.asked.append(puuid)
        if self.error:
            raise self.error


@pytest.fixture
def riot():
    return Riot()


@pytest.fixture
def application(fake_clock, riot):
    store = MemoryStore(fake_clock)
    return lambda: Application(store, riot.read)


async def test_it_stays_the_same_over_restarts_and_costs_no_call(application, riot):
    first = await application().id("RGAPI-1")

    assert await application().id("RGAPI-1") == first
    assert riot.asked == []


async def test_a_regenerated_key_is_the_same_application(application, riot):
    before = application()
    first = await before.id("RGAPI-1")
    await before.seen("puuid")

    assert await application().id("RGAPI-2") == first
    assert riot.asked == ["puuid"]
    assert await application().id("RGAPI-2") == first
    assert riot.asked == ["puuid"]


async def test_a_key_that_cannot_read_the_old_ids_is_another_application(application, riot):
    before = application()
    first = await before.id("RGAPI-1")
    await before.seen("puuid")
    riot.error = ForeignPuuid("another application's")

    assert await before.id("RGAPI-2") != first


async def test_the_new_application_has_a_canary_of_its_own(application, riot):
    one = application()
    await one.id("RGAPI-1")
    await one.seen("old")
    riot.error = ForeignPuuid("another application's")
    second = await one.id("RGAPI-2")
    await one.seen("new")
    riot.error, riot.asked = None, []

    assert await application().id("RGAPI-3") == second
    assert riot.asked == ["new"]


async def test_without_a_canary_nothing_from_before_is_trusted(application):
    assert await application().id("RGAPI-1") != await application().id("RGAPI-2")


async def test_while_riot_is_away_nobody_knows(application, riot):
    before = application()
    await before.id("RGAPI-1")
    await before.seen("puuid")
    riot.error = Unavailable("away")

    with pytest.raises(Unavailable):
        await before.id("RGAPI-2")
