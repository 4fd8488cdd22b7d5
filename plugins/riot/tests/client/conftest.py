"""
A client of the local stand-in for the Riot API, on real connections.
"""

from __future__ import annotations

import asyncio
import random

import pytest
import structlog

from tiltyard.clock import SystemClock
from tiltyard.testing.riot_api import KEY
from tiltyard_riot.client import RiotClient
from tiltyard_riot.limiter import Grant, LimiterStats


class NoLimiter:
    """Grants everything at once, and remembers what it was told.

    loads  how full it says that hosts are
    """

    def __init__(self, loads=()):
        self.loads = dict(loads)
        self.grants = []
        self.reports = []

    async def acquire(self, host, method, priority, *, within_s):
        grant = Grant(str(len(self.grants)), host, method, priority)
        self.grants.append(grant)
        return grant

    async def report(self, grant, answer):
        self.reports.append((grant, answer))

    def load(self, host):
        return self.loads.get(host, 0.0)

    async def stats(self):
        return LimiterStats(())


class QuickClock(SystemClock):
    """The machine's clock, but for sleeping, which takes a hundredth of the time."""

    async def sleep(self, seconds):
        await asyncio.sleep(seconds / 100)


@pytest.fixture
def limiter():
    return NoLimiter()


@pytest.fixture
async def connect(riot_api, limiter):
    """`connect(timeout_s=1)`: a client of the stand-in; the fixture closes it, and sees that all was reported once."""
    opened = []

    def connect(key=KEY, *, limiter=limiter, base_url=None, **options):
        options = {"clock": QuickClock(), "chance": random.Random(1), "log": structlog.get_logger(), **options}
        client = RiotClient(key, base_url or riot_api.base_url, limiter=limiter, **options)
        opened.append(client)
        return client

    yield connect
    for client in opened:
        await client.close()
    assert not [task for task in asyncio.all_tasks() if task.get_name().startswith("riot")]
    assert sorted(grant.id for grant, _ in limiter.reports) == sorted(grant.id for grant in limiter.grants)


@pytest.fixture
def client(connect):
    return connect()


@pytest.fixture
def ann(riot_api):
    return riot_api.add_account("Ann#EUW", rank="Gold II 45", double_up="master 120", hyper_roll="blue 2400")
