"""
A host tells once how its services fare, and takes over what another host left behind.
"""

from __future__ import annotations

import asyncio

import pytest

from tiltyard.desk.watch import LOOK_EVERY_S, PAUSES_S, Watch
from tiltyard.errors import Unavailable
from tiltyard.models import ServiceState, ServiceStatus
from tiltyard.testing.clock import FakeClock

RUNNING, STOPPED, BACKOFF, FAILED = (
    ServiceState.RUNNING, ServiceState.STOPPED, ServiceState.BACKOFF, ServiceState.FAILED
)  # fmt: skip


class Services:
    """Answers as `tiltyard.desk.services.Services` does, for two services."""

    def __init__(self, state=STOPPED):
        self.states = {"api": state, "web": state}
        self.starts = []
        self.broken = False
        self.supervised = True

    async def status(self):
        return [self._status(name) for name in self.states]

    async def start(self, names=(), *, ports):
        self.starts.append(tuple(names))
        if self.broken:
            self.states = dict.fromkeys(self.states, STOPPED)
            raise Unavailable("service api was not ready")
        self.supervised = True
        for name in names or self.states:
            self.states[name] = RUNNING
        return await self.status()

    def _status(self, name):
        state = self.states[name]
        url = "http://x" if state is RUNNING else None
        why = "ended" if state in (BACKOFF, FAILED) else ""
        return ServiceStatus(name, state, url=url, last_error=why, supervised=self.supervised)


class Evening:
    """A host that watches its services while time passes."""

    def __init__(self, services):
        self.services = services
        self.clock = FakeClock()
        self.told = []
        self.watch = Watch(services, self.clock, self.told.append)

    async def pass_looks(self, number=1):
        for _ in range(number):
            await self.clock.advance(LOOK_EVERY_S)


@pytest.fixture
async def watched():
    """Begins the evening of a host that finds the services in a state."""
    keeping = []

    async def watched(state=STOPPED):
        evening = Evening(Services(state))
        await evening.watch.begin()
        keeping.append(asyncio.create_task(evening.watch.keep()))
        await evening.clock.settle()
        evening.services.starts.clear()
        return evening

    yield watched
    for task in keeping:
        task.cancel()
    await asyncio.gather(*keeping, return_exceptions=True)


async def test_what_ended_by_itself_is_told_once_down_and_once_up_and_is_not_started_from_here(watched):
    evening = await watched()
    await evening.pass_looks(3)
    evening.services.states["web"] = BACKOFF
    await evening.pass_looks(3)
    evening.services.states["web"] = RUNNING
    await evening.pass_looks(3)

    assert evening.services.starts == []
    assert evening.told == ["web: it ended; it is begun again", "web: running again at http://x"]


async def test_what_was_given_up_is_told_with_the_command_that_tries_again(watched):
    evening = await watched()
    evening.services.states["web"] = BACKOFF
    await evening.pass_looks(2)
    evening.services.states["web"] = FAILED
    await evening.pass_looks(5)

    assert evening.services.starts == []
    assert evening.told[1:] == ["web: given up, it ended; `tiltyard services start web` tries again"]


async def test_services_whose_host_was_killed_are_taken_over_while_they_run(watched):
    evening = await watched(RUNNING)
    evening.services.supervised = False
    await evening.pass_looks(2)

    assert evening.services.starts == [("api", "web")]
    assert evening.told == []


async def test_what_a_command_stopped_stays_stopped(watched):
    evening = await watched()
    evening.services.states["web"] = STOPPED
    await evening.pass_looks(5)

    assert evening.services.starts == []
    assert evening.told == ["web: not running any more, it was stopped"]


async def test_a_second_host_takes_over_when_the_first_is_gone(watched):
    evening = await watched(RUNNING)
    assert evening.watch.theirs == {"api", "web"}

    evening.services.states = {"api": STOPPED, "web": STOPPED}
    await evening.pass_looks()
    assert evening.services.starts == []  # the first may be just leaving
    await evening.pass_looks()

    assert evening.services.starts == [("api", "web")]
    assert evening.watch.theirs == frozenset()


@pytest.mark.parametrize("web", [FAILED, STOPPED])
async def test_a_second_host_leaves_single_services_to_the_first(web, watched):
    evening = await watched(RUNNING)
    evening.services.states["web"] = web
    await evening.pass_looks(5)

    assert evening.services.starts == []
    assert len(evening.told) == 1


async def test_what_cannot_be_taken_over_is_tried_again_with_growing_pauses_and_told_once(watched):
    evening = await watched(RUNNING)
    evening.services.broken = True
    evening.services.states = {"api": STOPPED, "web": STOPPED}
    await evening.clock.advance(600)

    assert 10 < len(evening.services.starts) < 20
    assert [words for words in evening.told if "cannot be started now" in words] == [
        "services cannot be started now; it is tried again, less and less often: service api was not ready"
    ]

    evening.services.broken = False
    await evening.clock.advance(PAUSES_S[-1])
    assert evening.services.states["api"] is RUNNING
    assert "api: running again at http://x" in evening.told


async def test_a_host_that_takes_over_and_fails_tries_again(watched):
    evening = await watched(RUNNING)
    evening.services.broken = True
    evening.services.states = {"api": STOPPED, "web": STOPPED}
    await evening.pass_looks(2)
    evening.services.broken = False
    await evening.clock.advance(PAUSES_S[-1])

    assert evening.services.starts == [("api", "web"), ("api", "web")]
    assert set(evening.services.states.values()) == {RUNNING}
