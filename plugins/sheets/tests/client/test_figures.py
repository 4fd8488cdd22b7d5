"""
Figures add up, over processes and days.
"""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiltyard.testing import FakeClock, MemoryStore
from tiltyard_sheets.client.figures import DAYS_KEPT, Tally, add_day, stats_of

LEFT, QUOTA = (None, None), (60, 60)
REQUESTS = st.lists(
    st.tuples(
        st.sampled_from([("get", "read"), ("batchUpdate", "write"), ("files.list", "other")]),
        st.floats(0.0001, 30),
        st.booleans(),
        st.booleans(),
    ),
    max_size=40,
)


def counted(requests):
    tally = Tally()
    for (method, kind), took_s, ok, again in requests:
        tally.request(method, kind, took_s, ok=ok, again=again)
    return tally.take()


@given(REQUESTS, REQUESTS)
def test_two_processes_tell_together_what_one_would_have_told(one, other):
    apart = add_day(json.loads(json.dumps(add_day(None, "2026-11-26", counted(one)))), "2026-11-26", counted(other))
    together = add_day(None, "2026-11-26", counted([*one, *other]))

    assert stats_of(apart, ["2026-11-26"], left=LEFT, quota=QUOTA) == stats_of(
        together, ["2026-11-26"], left=LEFT, quota=QUOTA
    )


@given(REQUESTS.filter(bool))
def test_figures_are_those_of_the_requests(requests):
    stats = stats_of(add_day(None, "d", counted(requests)), ["d"], left=LEFT, quota=QUOTA)
    took_s = sorted(took for _, took, _, _ in requests)
    rank = -(-95 * len(took_s) // 100) - 1

    assert stats.calls == len(requests) == sum(one.calls for one in stats.methods.values())
    assert stats.retries == sum(again for *_, again in requests)
    assert sum(one.errors for one in stats.methods.values()) == sum(not ok for _, _, ok, _ in requests)
    assert stats.avg_s == pytest.approx(sum(took_s) / len(took_s), abs=1e-5)
    assert took_s[rank] * 0.999 <= stats.p95_s <= max(0.001, took_s[rank] * 1.2)


def test_old_days_are_dropped_and_only_those_asked_for_are_told():
    kept = None
    for day in range(1, 12):
        kept = add_day(kept, f"2026-11-{day:02}", counted([(("get", "read"), 0.1, True, False)]))

    assert len(kept) == DAYS_KEPT
    assert stats_of(kept, ["2026-11-11", "2026-11-10"], left=LEFT, quota=QUOTA).reads == 2


def test_nothing_asked_is_nothing_told():
    stats = stats_of(None, ["d"], left=(60, 60), quota=QUOTA)

    assert (stats.calls, stats.avg_s, stats.p95_s, stats.reads_left) == (0, None, None, 60)


async def test_another_process_sees_the_hosts_figures_within_a_second(google_sheets, book, connect, store):
    host, other = connect(), connect()
    await host.metadata(book.id)
    await host.metadata(book.id)
    google_sheets.fail(404, kind="reads")
    with pytest.raises(Exception, match="no such Google Sheet"):
        await host.metadata(book.id, fresh=True)
    await host.close()

    stats = await other.stats()

    assert (stats.reads, stats.cache_hits, stats.cache_misses) == (2, 1, 2)
    assert stats.errors == {"SheetNotFound": 1}
    assert stats.methods["get"].errors == 1
    assert (stats.reads_left, stats.writes_left) == (58, 60)


async def test_figures_are_kept_once_a_second_at_most(google_sheets, book, connect):
    clock = FakeClock()
    changes = []

    class Counting(MemoryStore):
        async def change(self, key, change, **options):
            changes.append(key)
            return await super().change(key, change, **options)

    client = connect(clock=clock, store=Counting(clock))
    for _ in range(5):
        await client.metadata(book.id, fresh=True)
        await clock.settle()
        await clock.advance(0.1)

    assert changes.count("stats") == 1
    await clock.advance(1)
    assert changes.count("stats") == 2
