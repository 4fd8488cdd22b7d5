"""
Equal questions at the same time are one request.
"""

from __future__ import annotations

import asyncio

import pytest

from tiltyard.errors import Unavailable
from tiltyard_riot.single_flight import SingleFlight


class Riot:
    """Answers when it is let."""

    def __init__(self):
        self.asked = 0
        self.cancelled = 0
        self.go = asyncio.Event()

    async def __call__(self):
        self.asked += 1
        try:
            await self.go.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        return self.asked


async def turns():
    for _ in range(5):
        await asyncio.sleep(0)


async def test_everybody_who_asks_meanwhile_has_the_one_answer():
    flights, riot = SingleFlight(), Riot()
    asking = [asyncio.create_task(flights.once("q", riot)) for _ in range(5)]
    await turns()
    riot.go.set()

    assert await asyncio.gather(*asking) == [1] * 5
    assert (riot.asked, flights.joined) == (1, 4)


async def test_other_questions_and_later_ones_are_their_own():
    flights, riot = SingleFlight(), Riot()
    riot.go.set()

    assert [await flights.once("q", riot), await flights.once("q", riot), await flights.once("r", riot)] == [1, 2, 3]


async def test_one_who_leaves_takes_nothing_from_the_others():
    flights, riot = SingleFlight(), Riot()
    first, second = (asyncio.create_task(flights.once("q", riot)) for _ in range(2))
    await turns()
    first.cancel()
    await turns()
    riot.go.set()

    assert await second == 1
    assert riot.cancelled == 0


async def test_when_the_last_one_leaves_the_request_ends():
    flights, riot = SingleFlight(), Riot()
    asking = [asyncio.create_task(flights.once("q", riot)) for _ in range(2)]
    await turns()
    for one in asking:
        one.cancel()
    await asyncio.gather(*asking, return_exceptions=True)
    await turns()

    assert riot.cancelled == 1
    riot.go.set()
    assert await flights.once("q", riot) == 2


async def test_an_error_is_everybodys():
    async def away():
        await asyncio.sleep(0)
        raise Unavailable("away")

    flights = SingleFlight()
    outcomes = await asyncio.gather(*(flights.once("q", away) for _ in range(3)), return_exceptions=True)

    assert [type(one) for one in outcomes] == [Unavailable] * 3


async def test_nobody_waits_behind_a_request_that_is_less_urgent():
    flights, riot = SingleFlight(), Riot()
    background = asyncio.create_task(flights.once("q", riot, urgency=2))
    await turns()
    person = asyncio.create_task(flights.once("q", riot, urgency=0))
    await turns()
    also_background = asyncio.create_task(flights.once("q", riot, urgency=2))
    await turns()
    riot.go.set()
    await asyncio.gather(background, person, also_background)

    assert (riot.asked, flights.joined) == (2, 1)


async def test_closing_ends_what_is_under_way():
    flights, riot = SingleFlight(), Riot()
    asking = asyncio.create_task(flights.once("q", riot))
    await turns()
    await flights.close()

    with pytest.raises(asyncio.CancelledError):
        await asking
    assert riot.cancelled == 1
