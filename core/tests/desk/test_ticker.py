"""
A host knows for how long nobody was there, and what was running out meanwhile gets that time back.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from tiltyard.desk.ticker import Ticker
from tiltyard.models import Windows
from tiltyard.testing.clock import FakeClock
from tiltyard.tournament import commands as c
from tiltyard.tournament.windows import check_in

from .conftest import CUP


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
async def bench(open_bench, clock):
    """Check-in is open and closes in an hour."""
    async with open_bench(clock=clock) as bench:
        await bench.create(windows=Windows(check_in_closes_at=clock.now() + timedelta(hours=1)))
        await bench.do(c.OpenCheckIn)
        yield bench


@pytest.fixture
def host(bench, clock):
    """The ticker of one more host on this journal."""
    return lambda clock=clock: Ticker(bench.desk, clock, bench.app.journal.store("ticker"))


class Ahead(FakeClock):
    """Another machine's clock that is a little ahead of this one."""

    def __init__(self, clock, by):
        self._clock = clock
        self._by = by

    def now(self):
        return self._clock.now() + self._by


async def later_by(bench):
    state = await bench.state()
    return check_in(state).closes_at - state.rules.windows.check_in_closes_at


async def extensions(bench):
    return [record.facts["because"] for record in await bench.desk.history(CUP) if record.type == "CheckInExtended"]


async def test_the_first_host_ever_has_missed_nothing(bench, host, clock):
    await clock.advance(1800)

    await host().watch()

    assert await extensions(bench) == []


async def test_a_host_that_runs_says_nothing(bench, host, clock):
    ticker = host()
    for _ in range(200):
        await ticker.watch()
        await clock.advance(10)

    assert await extensions(bench) == []


async def test_who_comes_after_a_gap_gives_the_lost_time_back_once(bench, host, clock):
    await host().watch()
    await clock.advance(600)

    successor = host()
    await successor.watch()
    await successor.watch()
    await host().watch()

    assert await extensions(bench) == ["downtime"]
    assert await later_by(bench) == timedelta(minutes=10)


async def test_a_gap_in_which_check_in_would_have_closed_is_made_up_for_before_the_clock(bench, host, clock):
    await host().watch()
    await clock.advance(3000)
    await host().watch()
    await clock.advance(1200)

    ticker = host()
    await ticker.watch()
    await ticker.act(CUP)

    assert (await bench.state()).check_in.value == "open"
    assert set(await extensions(bench)) == {"downtime"}


async def test_a_hand_over_to_another_host_is_no_gap(bench, host, clock):
    first, second = host(), host(Ahead(clock, timedelta(seconds=20)))
    for _ in range(10):
        await first.watch()
        await second.watch()
        await clock.advance(30)
    await clock.advance(60)
    for _ in range(10):
        await second.watch()
        await clock.advance(30)

    assert await extensions(bench) == []


async def test_a_host_that_was_put_to_sleep_was_not_there(bench, host, clock):
    ticker = host()
    await ticker.watch()
    await clock.advance(300)

    await ticker.watch()

    assert await later_by(bench) == timedelta(minutes=5)


async def test_what_was_done_without_a_host_was_within_reach(bench, host, clock):
    await host().watch()
    await clock.advance(600)
    await bench.sign_up("ann")
    await clock.advance(60)

    await host().watch()

    assert await extensions(bench) == []


async def test_an_archived_one_is_left_alone(bench, host, clock):
    await host().watch()
    await bench.do(c.Archive)
    await clock.advance(6000)

    await host().watch()

    assert (await bench.desk.history(CUP))[-1].type == "TournamentArchived"


async def test_a_one_shot_command_leaves_no_sign_of_life(bench, host, clock):
    await host().watch()
    await clock.advance(600)
    await bench.app.runner.drain(0.1)

    assert await extensions(bench) == []
