"""
Plugins that serve people: begun again when they fail, ended when asked.
"""

from __future__ import annotations

import asyncio
import types

import pytest

from tiltyard import hookimpl
from tiltyard.errors import AccessDenied, Unavailable
from tiltyard.host import serving
from tiltyard.host.serving import ServerState
from tiltyard.markers import hookspec


@hookspec(mode="serve", deadline_s=None)
async def serve_people(desk: str) -> None:
    """Serve people."""


specs = types.ModuleType("specs_of_a_front_end")
specs.serve_people = serve_people


class Brings:
    Hooks = specs


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(serving, "RESTART_FIRST_S", 0.001)
    monkeypatch.setattr(serving, "STOP_WITHIN_S", 0.1)


def server(behave):
    class Server:
        @hookimpl
        async def serve_people(self, desk):
            await behave(desk)

    return Server


async def until(true):
    async with asyncio.timeout(5):
        while not true():  # noqa: ASYNC110 # what is waited for is a value that the host sets
            await asyncio.sleep(0.001)


async def test_each_serves_in_its_own_task_until_the_end(open_host):
    begun, ended = [], []

    async def serves(desk):
        begun.append(desk)
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(desk)

    async with (
        open_host(brings=Brings, a=server(serves), b=server(serves)) as host,
        host.asking.serve(serve_people)("the desk") as people,
    ):
        await until(lambda: len(begun) == 2)
        assert [one.state for one in people.servers] == [ServerState.SERVING] * 2

    assert ended == ["the desk"] * 2


async def test_one_that_fails_is_begun_again_and_delays_no_other(open_host):
    tries, others = [], []

    async def fails_twice(desk):
        tries.append(desk)
        if len(tries) < 3:
            raise Unavailable("not now") if len(tries) == 1 else SystemExit(1)
        await asyncio.Event().wait()

    async def serves(desk):
        others.append(desk)
        await asyncio.Event().wait()

    async with (
        open_host(brings=Brings, a=server(fails_twice), b=server(serves)) as host,
        host.asking.serve(serve_people)("desk") as people,
    ):
        await until(lambda: len(tries) == 3)
        first, second = people.servers
        assert (first.restarts, first.state, second.restarts) == (2, ServerState.SERVING, 0)

    assert len(others) == 1


async def test_one_that_is_refused_waits_for_a_human(open_host):
    async def refused(desk):
        raise AccessDenied("the token was rejected", next_step="Set another one.")

    async with open_host(brings=Brings, a=server(refused)) as host, host.asking.serve(serve_people)("desk") as people:
        (one,) = people.servers
        await until(lambda: one.state is ServerState.NEEDS_HUMAN)

    assert one.reason == "the token was rejected. Set another one."


async def test_one_that_returns_has_nothing_more_to_serve(open_host):
    async def returns(desk): ...

    async with open_host(brings=Brings, a=server(returns)) as host, host.asking.serve(serve_people)("desk") as people:
        await until(lambda: people.servers[0].state is ServerState.ENDED)

    assert people.servers[0].restarts == 0


async def test_one_that_will_not_end_is_left_behind_and_named(open_host):
    let_end = asyncio.Event()

    async def stubborn(desk):
        while not let_end.is_set():
            try:
                await let_end.wait()
            except asyncio.CancelledError:
                continue

    async with open_host(brings=Brings, a=server(stubborn)) as host:
        serving_people = host.asking.serve(serve_people)
        async with serving_people("desk") as people:
            await asyncio.sleep(0.01)
        assert people.servers[0].state is ServerState.LEFT_BEHIND
        let_end.set()
        await asyncio.sleep(0.01)


async def test_one_whose_clean_up_fails_is_not_begun_again(open_host):
    begun = []

    async def untidy(desk):
        begun.append(desk)
        try:
            await asyncio.Event().wait()
        finally:
            raise ValueError("in the clean-up")

    async with open_host(brings=Brings, a=server(untidy)) as host, host.asking.serve(serve_people)("desk"):
        await until(lambda: begun)

    assert len(begun) == 1
