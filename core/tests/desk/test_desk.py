"""
The one door: acknowledged means durable, the same occasion is answered the same, two processes agree.
"""

from __future__ import annotations

import asyncio

import pytest

from tiltyard.models import Link, LinkKind
from tiltyard.tournament import commands as c
from tiltyard.tournament.answers import Accepted, Pending, Refused


async def test_a_sign_up_is_pending_until_it_was_checked(open_bench):
    async with open_bench() as bench:
        await bench.create()

        answer = await bench.sign_up("ann")

        assert isinstance(answer, Pending)
        assert (answer.order, answer.seated) == (1, True)
        assert await bench.drain() == []
        assert await bench.standing() == {"ann#EUW": "registered"}


async def test_waiting_a_little_gets_the_verdict_itself(open_bench):
    async with open_bench() as bench:
        await bench.create()
        following = asyncio.create_task(bench.app.runner.run())

        answer = await bench.sign_up("ann", wait_s=5)

        assert type(answer) is Accepted
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)


async def test_the_same_press_is_answered_the_same_and_done_once(open_bench):
    async with open_bench() as bench:
        await bench.create()

        first = await bench.sign_up("ann", key="press-1")
        again = await bench.sign_up("ann", key="press-1")

        assert again == first
        assert len((await bench.state()).entrants) == 1


async def test_many_at_once_get_places_without_gaps_and_seats_without_excess(open_bench):
    async with open_bench() as bench:
        await bench.create(capacity=8)

        answers = await asyncio.gather(*(bench.sign_up(f"p{number}") for number in range(50)))
        await bench.drain()

        assert sorted(answer.order for answer in answers) == list(range(1, 51))
        state = await bench.state()
        assert sorted(one.order for one in state.entrants.values() if one.seated) == list(range(1, 9))


async def test_two_processes_on_one_journal_never_overbook(open_bench):
    async with open_bench() as one, open_bench() as two:
        await one.create(capacity=8)

        answers = await asyncio.gather(*((one, two)[number % 2].sign_up(f"p{number}") for number in range(40)))

        assert sorted(answer.order for answer in answers) == list(range(1, 41))
        assert sum(answer.seated for answer in answers) == 8
        assert await one.state() == await two.state()


async def test_a_press_that_arrives_in_two_processes_is_done_once(open_bench):
    async with open_bench() as one, open_bench() as two:
        await one.create()

        answers = await asyncio.gather(*(bench.sign_up("ann", key="press-1") for bench in (one, two)))

        assert answers[0] == answers[1]


async def test_nothing_is_decided_on_what_another_process_has_changed(open_bench):
    async with open_bench() as one, open_bench() as two:
        await one.create()
        await two.do(c.CloseRegistration)
        assert (await one.sign_up("ann")).refusal.code == "registration_closed"

        await two.do(c.OpenRegistration)
        assert isinstance(await one.sign_up("ann"), Pending)


@pytest.fixture
def outrun(monkeypatch):
    """Others are always faster, so that every command on a past state is decided with the tournament's lock held."""
    monkeypatch.setattr("tiltyard.desk.desk.CONFLICTS_BORNE", 0)


async def test_who_is_always_outrun_gets_a_turn(open_bench, outrun):
    async with open_bench() as one, open_bench() as two:
        await one.create(capacity=8)

        answers = await asyncio.gather(*((one, two)[number % 2].sign_up(f"p{number}") for number in range(40)))

        assert sorted(answer.order for answer in answers) == list(range(1, 41))
        assert sum(answer.seated for answer in answers) == 8
        history = await one.desk.history((await one.state()).id)
        assert all(record in history for answer in answers for record in answer.events)
        assert await one.state() == await two.state()


async def test_a_turn_with_the_lock_answers_as_any_other_does(open_bench, outrun):
    async with open_bench() as one, open_bench() as two:
        await one.create()
        first = await one.sign_up("ann", key="press-1")

        assert await two.sign_up("ann", key="press-1") == first
        assert (await two.do(c.CheckIn, person=first.person)).refusal.code == "check_in_not_open"


async def test_what_was_acknowledged_is_there_after_opening_again(open_bench):
    async with open_bench() as bench:
        await bench.create()
        await bench.sign_up("ann")

    async with open_bench() as bench:
        assert await bench.standing() == {"ann#EUW": "received"}
        await bench.drain()
        assert await bench.standing() == {"ann#EUW": "registered"}


async def test_a_handle_is_found_however_it_is_spelt(open_bench):
    async with open_bench() as bench:
        await bench.create()
        answer = await bench.sign_up("ann")

        link = Link(LinkKind.DISCORD_HANDLE, " @ANN", "typed")

        assert await bench.desk.find_person((await bench.state()).id, link) == answer.person


async def test_a_refusal_is_a_value_and_keeps_nothing(open_bench):
    async with open_bench() as bench:
        await bench.create()
        before = (await bench.state()).seq

        answer = await bench.do(c.CheckIn, person="nobody")

        assert isinstance(answer, Refused)
        assert (await bench.state()).seq == before


async def test_names_stand_in_the_personal_part_of_events_only(open_bench):
    async with open_bench() as bench:
        await bench.create()
        await bench.sign_up("ann-the-great", name="Ann The Great#EUW")
        await bench.drain()

        facts = [str(record.facts).casefold() for record in await bench.desk.history((await bench.state()).id)]

        assert not any("great" in words for words in facts)
