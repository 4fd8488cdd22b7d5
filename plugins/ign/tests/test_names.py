"""
What is remembered of names, and for how long.
"""

from __future__ import annotations

import asyncio

from tiltyard.models import PersonId, PlayerClaim
from tiltyard_ign.findings import findings_about
from tiltyard_ign.names import AT_ONCE, Names
from tiltyard_ign.settings import IgnSettings


def claim(typed, *taken):
    return PlayerClaim(PersonId("p"), typed, roster_keys={"name": frozenset(taken)})


def names(clock, **settings):
    return Names(IgnSettings(**settings), clock)


async def test_a_name_is_looked_at_once_while_it_is_remembered(fake_clock):
    remembering = names(fake_clock, remember_s=60)
    for _ in range(3):
        await remembering.findings(claim("Ann#EUW"))
    await fake_clock.advance(61)
    await remembering.findings(claim("Ann#EUW"))

    figures = remembering.figures()["names"]

    assert (figures.size, figures.hits, figures.misses) == (1, 2, 2)


async def test_no_more_is_remembered_than_the_settings_say(fake_clock):
    remembering = names(fake_clock, remember_most=10)
    for number in range(50):
        await remembering.findings(claim(f"Player {number}#EUW"))

    figures = remembering.figures()["names"]

    assert (figures.size, figures.most) == (10, 10)


async def test_names_of_a_roster_are_forgotten_with_their_time(fake_clock):
    remembering = names(fake_clock, remember_s=60)
    await remembering.findings(claim("Ann#EUW", "Bob#EUW", "Cat#EUW"))
    await fake_clock.advance(60)
    await remembering.findings(claim("Ann#EUW", "Bob#EUW"))

    assert remembering.figures()["names of a roster"].size == 1


async def test_a_roster_that_is_larger_than_what_is_remembered_is_looked_through_all_the_same(fake_clock):
    remembering = names(fake_clock, remember_most=10)
    taken = [f"Other{number}#EUW" for number in range(30)]

    for _ in range(2):
        found = await remembering.findings(claim("Famuos#EUW", "Famous#EUW", *taken))

        assert [one.code for one in found] == ["riot_id_shape", "riot_id_near_equal"]


async def test_a_roster_that_is_too_large_is_put_in_order_once_and_makes_room_for_another(fake_clock):
    remembering = names(fake_clock, remember_most=10)
    large = [f"Other{number}#EUW" for number in range(30)]
    for taken in (large, large, ["Bob#EUW"]):
        await remembering.findings(claim("Ann#EUW", *taken))

    figures = remembering.figures()["names of a roster"]

    assert (figures.size, figures.misses) == (1, 31)


async def test_a_large_roster_and_a_small_one_come_to_the_same(fake_clock):
    """Many names are put into the index in a thread; several claims at a time wait for it."""
    taken = [f"Player{number}#EUW" for number in range(AT_ONCE * 2)]
    asked = [claim("Famuos#EUW", "Famous#EUW", *taken), claim("Zoology#EUW", *taken), claim("Famos#EUW", "Famous#EUW")]
    remembering = names(fake_clock)

    found = await asyncio.gather(*map(remembering.findings, asked))

    assert found == [findings_about(one) for one in asked]


async def test_near_names_are_let_in_where_the_host_says_so(fake_clock):
    found = await names(fake_clock, near_equal=False).findings(claim("Famuos#EUW", "Famous#EUW"))

    assert [one.code for one in found] == ["riot_id_shape"]
