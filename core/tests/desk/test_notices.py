"""
Plugins are told what has happened: once and in order, each at its own pace, and again after a failure.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from tiltyard import hookimpl
from tiltyard.clock import SystemClock
from tiltyard.errors import Unavailable

from .conftest import CUP, Names


class Listens:
    """Writes down what it is told; fails as often as the test wants."""

    told: list
    failures: list

    @hookimpl
    async def on_event(self, event):
        if type(self).failures:
            raise type(self).failures.pop(0)
        type(self).told.append((event.seq, event.type))


@pytest.fixture
def listener():
    return type("Listener", (Listens,), {"told": [], "failures": []})


class Shifted(SystemClock):
    """The machine's clock, some time later."""

    def __init__(self, later):
        self.later = later

    def now(self):
        return super().now() + self.later


async def types_of(bench):
    return [(record.seq, record.type) for record in await bench.desk.history(CUP)]


async def test_a_plugin_is_told_everything_once_and_in_order(open_bench, listener):
    async with open_bench(Names, listener) as bench:
        await bench.create()
        await bench.sign_up("ann")
        assert await bench.drain() == []
        happened = await types_of(bench)

    assert listener.told == happened
    assert happened[0] == (1, "TournamentCreated")


async def test_what_it_could_not_take_is_told_again_from_there_on(open_bench, listener):
    listener.failures[:] = [ValueError("oh"), Unavailable("not now", retry_after_s=0.01)]
    async with open_bench(Names, listener) as bench:
        await bench.create()
        await bench.drain()
        happened = await types_of(bench)

    assert listener.told == happened


async def test_one_that_fails_delays_no_other(open_bench, listener):
    class Broken:
        @hookimpl
        async def on_event(self, event):
            raise RuntimeError("always")

    async with open_bench(Names, Broken, listener) as bench:
        await bench.create()
        left = await bench.drain(0.3)
        happened = await types_of(bench)

    assert listener.told == happened
    assert [words for words in left if "on_event:broken" in words and "always" in words]


async def test_one_that_is_new_is_not_told_the_past(open_bench, listener):
    async with open_bench(Names) as bench:
        await bench.create()
        await bench.drain()
    async with open_bench(Names, listener) as bench:
        await bench.sign_up("ann")
        await bench.drain()

    assert listener.told[0] == (3, "SignUpReceived")


async def test_one_that_was_away_is_told_what_it_missed(open_bench, listener):
    async with open_bench(Names, listener) as bench:
        await bench.create()
        await bench.drain()
    listener.told.clear()
    async with open_bench(Names) as bench:
        await bench.sign_up("ann")
        await bench.drain()
        assert f"on_event:{listener.__name__.lower()}" in await bench.app.journal.followers()
    async with open_bench(Names, listener) as bench:
        await bench.drain()

    assert listener.told[0] == (3, "SignUpReceived")


async def test_what_is_an_hour_old_is_passed_over(open_bench, listener):
    async with open_bench(Names, listener) as bench:
        await bench.create()
    listener.told.clear()
    async with open_bench(Names, listener, clock=Shifted(timedelta(hours=2))) as bench:
        await bench.sign_up("ann")
        await bench.drain()

    assert listener.told[0] == (3, "SignUpReceived")


async def test_one_that_starts_late_is_told_once_it_has_started(open_bench, listener, monkeypatch):
    monkeypatch.setattr("tiltyard.host.host.RETRY_FIRST_S", 0.05)
    attempts = []

    async def start(self, ctx):
        attempts.append(ctx)
        if len(attempts) < 2:
            raise Unavailable("not yet")

    listener.start = start
    async with open_bench(Names, listener) as bench:
        await bench.create()
        async with asyncio.timeout(5):
            await bench.drain(5)

    assert [seq for seq, _ in listener.told] == [1, 2]
