"""
One leader a follower: a dead one is succeeded in time, a stopped one finds out before it remembers anything.
"""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
import time
from contextlib import asynccontextmanager

import leads
import pytest
from structlog.testing import capture_logs

from tiltyard.clock import SystemClock
from tiltyard.desk.desk import stream_of
from tiltyard.desk.follower import IDLE_S, Progress, Runner
from tiltyard.errors import JournalAway, LeaseLost
from tiltyard.journal import Journal, Lease

LEASE_S = 2.0
A_LITTLE_S = 1.5


@pytest.fixture
async def stream(open_bench):
    """A tournament that wants a visit."""
    async with open_bench() as bench:
        await bench.create()
        return stream_of((await bench.state()).id)


@asynccontextmanager
async def leader(url, work_s):
    """A process that is in the middle of its work."""
    argv = [sys.executable, leads.__file__, url, str(LEASE_S), str(work_s)]
    process = subprocess.Popen(argv, stdout=subprocess.PIPE, text=True)  # noqa: ASYNC220 # it is read in a thread
    try:
        assert await asyncio.to_thread(process.stdout.readline) == "begins\n"
        yield process
    finally:
        process.kill()
        process.communicate()


async def succeed(url, since):
    """Wait for the lease, do the work; gives the seconds since then, and the cursor."""
    journal = await Journal.open(url, SystemClock())
    done = asyncio.Event()
    works = leads.Works(LEASE_S, say=lambda words: done.set() if words == "has done" else None)
    following = asyncio.create_task(Runner([works], journal, SystemClock(), "the successor").run())
    async with asyncio.timeout(20):
        await done.wait()
    took_s = time.monotonic() - since
    await asyncio.sleep(0.2)  # its cursor
    following.cancel()
    await asyncio.gather(following, return_exceptions=True)
    cursor = await journal.cursor("works", (await journal.heads())[0].stream)
    await journal.close()
    return took_s, cursor


async def test_a_killed_leader_is_succeeded_when_its_lease_ends(stream, journal_url):
    async with leader(journal_url, work_s=60) as process:
        await asyncio.sleep(LEASE_S)  # it has renewed its lease meanwhile
        process.kill()

        took_s, cursor = await succeed(journal_url, time.monotonic())

    print(f"succeeded after {took_s:.2f} s; the lease lasts {LEASE_S} s")
    assert took_s < LEASE_S + IDLE_S + A_LITTLE_S
    assert cursor == 2


async def test_a_stopped_leader_remembers_nothing_after_it_was_succeeded(stream, journal_url):
    async with leader(journal_url, work_s=0.5) as process:
        process.send_signal(signal.SIGSTOP)
        await succeed(journal_url, time.monotonic())
        journal = await Journal.open(journal_url, SystemClock())
        await journal.forget_follower("works")

        process.send_signal(signal.SIGCONT)
        said = [await asyncio.to_thread(process.stdout.readline) for _ in range(2)]

        assert said[0] == "has done\n"
        assert "follower_lost_lease" in said[1]
        await journal.close()


class Succeeded(leads.Works):
    """While it works, somebody else takes over."""

    def __init__(self, journal):
        super().__init__(60.0)
        self._journal = journal

    async def act(self, _tournament):
        await self._journal.give_up_lease("follower:works", "me")
        await self._journal.take_lease("follower:works", "somebody else", 60)
        return Progress()


async def test_who_was_succeeded_meanwhile_says_so_and_writes_no_cursor(open_bench):
    async with open_bench() as bench:
        await bench.create()
        journal = bench.app.journal

        with capture_logs() as lines:
            left = await Runner([Succeeded(journal)], journal, bench.app.clock, "me").drain(0.05)

        assert left == ["works is done by another Tiltyard process"]
        assert "follower_lost_lease" in [line["event"] for line in lines]
        assert await journal.cursors("works") == {}


async def test_a_cursor_wants_the_lease_it_is_written_under(open_bench):
    async with open_bench() as bench:
        journal = bench.app.journal
        lease = Lease("follower:works", "me")

        with pytest.raises(LeaseLost):
            await journal.advance("works", "s", 1, lease=lease)
        await journal.take_lease(lease.name, lease.holder, 5)
        await journal.advance("works", "s", 1, lease=lease)

        assert await journal.cursor("works", "s") == 1


class Away:
    """A journal whose server is away for a while."""

    def __init__(self, journal, looks):
        self._journal = journal
        self._looks = looks

    def __getattr__(self, name):
        return getattr(self._journal, name)

    async def heads(self, prefix=""):
        self._looks -= 1
        if self._looks >= 0:
            raise JournalAway("the server does not answer")
        return await self._journal.heads(prefix)


async def test_a_host_outlasts_a_journal_that_is_away(open_bench, monkeypatch):
    monkeypatch.setattr("tiltyard.desk.follower.IDLE_S", 0.05)
    async with open_bench() as bench:
        await bench.create()
        runner = Runner([leads.Works(5.0)], Away(bench.app.journal, 3), bench.app.clock, "me")

        with capture_logs() as lines:
            following = asyncio.create_task(runner.run())
            async with asyncio.timeout(5):
                while not await bench.app.journal.cursors("works"):  # noqa: ASYNC110 # no news tells of a cursor
                    await asyncio.sleep(0.01)
            await asyncio.sleep(0.1)
            following.cancel()
            await asyncio.gather(following, return_exceptions=True)

        about = [line["event"] for line in lines if line["event"].endswith("_journal")]
        assert about == ["follower_without_journal", "follower_found_journal"]
