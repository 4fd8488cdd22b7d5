"""
What several processes count adds up.
"""

from __future__ import annotations

from tiltyard.testing import MemoryStore
from tiltyard_riot.tally import SAVE_AT, Tally


async def test_what_two_processes_count_adds_up(fake_clock):
    store = MemoryStore(fake_clock)
    mine, theirs = {"calls": 3}, {"calls": 4, "retries": 1}
    one, other = Tally(store, lambda: mine), Tally(store, lambda: theirs)
    await one.save()
    mine["calls"] = 5
    await other.save()

    assert await one.totals() == {"calls": 9, "retries": 1}
    assert await other.totals() == {"calls": 9, "retries": 1}


async def test_little_is_not_worth_a_write(fake_clock):
    store = MemoryStore(fake_clock)
    counted = {"calls": SAVE_AT - 1}
    tally = Tally(store, lambda: counted)
    await tally.save(at_least=SAVE_AT)
    assert await store.get("tally") is None

    counted["calls"] += 1
    await tally.save(at_least=SAVE_AT)
    assert await store.get("tally") == {"calls": SAVE_AT}
