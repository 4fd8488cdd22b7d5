"""
Everything on one credential shares one quota, over clients, stores and processes.
"""

from __future__ import annotations

import asyncio
import json
import sys

import pytest

from tiltyard.clock import SystemClock
from tiltyard.journal import Journal
from tiltyard.testing import FakeClock, MemoryStore
from tiltyard.testing.google_sheets import Quota as GooglesQuota
from tiltyard_sheets.client.quota import Quota
from tiltyard_sheets.errors import QuotaExhausted
from tiltyard_sheets.settings import SheetsSettings

SETTINGS = SheetsSettings(reads_per_minute=2, writes_per_minute=1)

PROCESS = """
import asyncio, json, sys
import structlog
from tiltyard.clock import SystemClock
from tiltyard.journal import Journal
from tiltyard.settings import plugin_settings
from tiltyard_sheets.client import SheetsClient
from tiltyard_sheets.settings import SheetsSettings

async def main(url, book, settings, reads):
    clock = SystemClock()
    journal = await Journal.open(url, clock)
    settings = plugin_settings("sheets", SheetsSettings, settings)
    client = SheetsClient(settings, clock=clock, store=journal.store("plugin:sheets"), log=structlog.get_logger())
    await asyncio.gather(*(client.get_by_filter(book, [], "spreadsheetId") for _ in range(reads)))
    await client.close()
    await journal.close()

asyncio.run(main(*json.loads(sys.argv[1])))
"""


@pytest.fixture
def quotas():
    """Two on the same store, as two processes have them, and their clock."""
    clock = FakeClock()
    store = MemoryStore(clock)
    return Quota(SETTINGS, clock=clock, store=store), Quota(SETTINGS, clock=clock, store=store), clock


async def test_what_one_took_the_other_has_not(quotas):
    one, other, _ = quotas
    await one.take("robot", "read", within_s=0)
    await other.take("robot", "read", within_s=0)

    with pytest.raises(QuotaExhausted) as caught:
        await one.take("robot", "read", within_s=30)

    assert 60 <= caught.value.retry_after_s < 62
    assert await other.left("robot", "read") == 0


async def test_reads_writes_and_other_credentials_have_buckets_of_their_own(quotas):
    one, _, _ = quotas
    await one.take("robot", "write", within_s=0)

    await one.take("robot", "read", within_s=0)
    await one.take("another", "write", within_s=0)


async def test_who_can_wait_waits_in_line(quotas):
    one, other, clock = quotas
    served = []

    async def ask(quota, name):
        await quota.take("robot", "write", within_s=600)
        served.append((name, clock.monotonic()))

    asking = [asyncio.ensure_future(ask(quota, name)) for quota, name in ((one, "a"), (other, "b"), (one, "c"))]
    await clock.settle()
    await clock.advance(200)
    await asyncio.gather(*asking)

    assert [name for name, _ in served] == ["a", "b", "c"]
    assert [at_s for _, at_s in served] == pytest.approx([0, 61, 122])


async def test_what_is_refused_books_nothing(quotas):
    one, other, clock = quotas
    await one.take("robot", "write", within_s=0)
    for _ in range(5):
        with pytest.raises(QuotaExhausted):
            await one.take("robot", "write", within_s=1)
    await clock.advance(62)

    await other.take("robot", "write", within_s=0)


async def test_googles_no_holds_for_everybody_on_the_credential(quotas):
    one, other, clock = quotas
    await one.shut("robot", "read", for_s=60)

    with pytest.raises(QuotaExhausted):
        await other.take("robot", "read", within_s=59)
    await clock.advance(60)
    await other.take("robot", "read", within_s=0)


async def test_two_processes_on_one_journal_stay_within_googles_quota(google_sheets, book, key_file, tmp_path):
    url = f"sqlite:///{tmp_path / 'journal.sqlite3'}"
    journal = await Journal.open(url, SystemClock())
    await journal.close()
    google_sheets.quota = GooglesQuota(reads=8, writes=8, window_s=2.0)
    settings = {
        "credentials_file": str(key_file),
        "api_url": google_sheets.url,
        "reads_per_minute": 8,
        "quota_window_s": 2.0,
    }
    told = json.dumps([url, book.id, settings, 6])
    processes = [await asyncio.create_subprocess_exec(sys.executable, "-c", PROCESS, told) for _ in range(2)]

    codes = await asyncio.wait_for(asyncio.gather(*(process.wait() for process in processes)), 60)

    assert codes == [0, 0]
    assert [call.status for call in google_sheets.calls if call.reads] == [200] * 12
