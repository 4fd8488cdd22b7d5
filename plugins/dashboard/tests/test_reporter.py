"""
What the host writes down for the API, and when.
"""

from __future__ import annotations

import asyncio

import pytest
import structlog

from tiltyard.errors import JournalError, Unavailable
from tiltyard.front import PluginReport
from tiltyard.models import ServiceState, ServiceStatus
from tiltyard.outcome import Outcome
from tiltyard.testing import FakeClock, MemoryStore
from tiltyard_dashboard.reporter import ENDS_AFTER_S, EVERY_S, PANELS, PLUGINS, RENEW_EVERY_S, SERVICES, Reporter


class Desk:
    def __init__(self):
        self.reports = [PluginReport("riot", "ready")]

    def plugins(self):
        return self.reports


class Counting(MemoryStore):
    down = False
    puts = 0

    async def put(self, key, value, *, ttl_s=None):
        if self.down:
            raise JournalError("the journal is away")
        self.puts += 1
        await super().put(key, value, ttl_s=ttl_s)


@pytest.fixture
async def bench():
    """A reporter at work."""

    class Bench:
        clock = FakeClock()
        desk = Desk()
        statuses = [ServiceStatus("api", ServiceState.RUNNING, pid=7)]  # noqa: RUF012 # one bench a test
        panels = [Outcome("riot", "dashboard_panels", value=[{"title": "Riot"}])]  # noqa: RUF012

        def __init__(self):
            self.store = Counting(self.clock)

        async def ask_panels(self):
            return self.panels

        async def ask_statuses(self):
            return self.statuses

        async def items(self, key):
            return (await self.store.get(key))["items"]

    bench = Bench()
    bench.clock = bench.store._clock = FakeClock()
    reporter = Reporter(
        bench.store, bench.clock, structlog.get_logger(), panels=bench.ask_panels, statuses=bench.ask_statuses
    )
    task = asyncio.create_task(reporter.run(bench.desk))
    await bench.clock.settle()
    yield bench
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_plugins_services_and_panels_are_told_at_once(bench):
    assert (await bench.items(PLUGINS))[0]["state"] == "ready"
    assert (await bench.items(SERVICES))[0]["state"] == "running"
    assert (await bench.items(PANELS))[0]["title"] == "Riot"


async def test_a_change_is_told_at_the_next_look_and_the_same_only_now_and_then(bench):
    puts = bench.store.puts
    await bench.clock.advance(EVERY_S)
    assert bench.store.puts == puts

    bench.desk.reports = [PluginReport("riot", "quarantined", "it raised")]
    await bench.clock.advance(EVERY_S)

    assert (await bench.items(PLUGINS))[0]["state"] == "quarantined"
    assert bench.store.puts == puts + 1
    for _ in range(int(RENEW_EVERY_S / EVERY_S)):
        await bench.clock.advance(EVERY_S)
    assert bench.store.puts == puts + 4


async def test_what_nobody_renews_ends(bench):
    bench.store.down = True
    for _ in range(int(ENDS_AFTER_S / EVERY_S) + 1):
        await bench.clock.advance(EVERY_S)

    assert await bench.store.get(PLUGINS) is None


async def test_a_journal_that_comes_back_is_told_again(bench):
    bench.store.down = True
    bench.desk.reports = [PluginReport("riot", "waiting")]
    await bench.clock.advance(EVERY_S)
    bench.store.down = False
    await bench.clock.advance(EVERY_S)

    assert (await bench.items(PLUGINS))[0]["state"] == "waiting"


async def test_one_plugins_bad_panel_hides_nobody_elses(bench):
    bench.panels = [
        Outcome("odd", "dashboard_panels", value=[{"colour": "red"}]),
        Outcome("sheets", "dashboard_panels", value=[{"title": "Sheets"}]),
        Outcome("riot", "dashboard_panels", error=Unavailable("not now")),
    ]
    for _ in range(4):
        await bench.clock.advance(EVERY_S)

    assert [(one["plugin"], one["title"]) for one in await bench.items(PANELS)] == [
        ("sheets", "Sheets"),
        ("riot", "Riot"),  # as it was before it failed
    ]
