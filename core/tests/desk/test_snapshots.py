"""
Snapshots: a state comes back as it was, a stale one is passed over, and nothing depends on there being one.
"""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime

import pytest

from tiltyard.desk import snapshots
from tiltyard.desk.desk import stream_of
from tiltyard.journal import Snapshot
from tiltyard.models import Tournament, Windows
from tiltyard.tournament import commands as c
from tiltyard.tournament.codec import converter

LATER = datetime(2030, 1, 1, tzinfo=UTC)


@pytest.fixture
def often(monkeypatch):
    """A snapshot every few events."""
    monkeypatch.setattr("tiltyard.desk.snapshots.EVERY", 5)


async def kept(bench, mark=None):
    await bench.desk.close()  # what is under way
    return await bench.app.journal.snapshot(stream_of((await bench.state()).id), mark or snapshots.fold_mark())


async def reads(bench, monkeypatch):
    """What a desk that remembers nothing reads of the journal to know the state."""
    after = []
    read = type(bench.app.journal).read

    async def spy(journal, stream, *, after=0, limit=None):
        afters.append(after)
        return await read(journal, stream, after=after, limit=limit)

    afters = after
    monkeypatch.setattr(type(bench.app.journal), "read", spy)
    bench.desk._states.clear()
    state = await bench.state()
    monkeypatch.undo()
    return state, after


async def a_colourful_cup(bench):
    await bench.create(capacity=3, windows=Windows(check_in_opens_at=LATER))
    people = [await bench.sign_up(f"p{number}") for number in (3, 1, 2, 5, 4)]
    await bench.sign_up("untagged", name="no tag")
    await bench.drain()
    await bench.do(c.OpenCheckIn)
    await bench.do(c.CheckIn, person=people[0].person)
    await bench.do(c.Drop, person=people[1].person)


async def test_every_field_of_a_state_comes_back_as_it_was(open_bench):
    async with open_bench() as bench:
        await a_colourful_cup(bench)
        state = await bench.state()

        plain = json.loads(json.dumps(converter.unstructure(state)))

        again = converter.structure(plain, Tournament)
        assert again == state
        assert list(again.entrants) == list(state.entrants)
        assert repr(again) == repr(state)


async def test_a_state_is_loaded_from_the_last_snapshot_on(open_bench, often, monkeypatch):
    async with open_bench() as bench:
        await a_colourful_cup(bench)
        before = await bench.state()
        snapshot = await kept(bench)

        again, after = await reads(bench, monkeypatch)

        assert snapshot.seq > before.seq - 10
        assert after == [snapshot.seq]
        assert again == before
        assert repr(again) == repr(before)


async def test_a_snapshot_of_other_rules_is_passed_over_and_replaced(open_bench, often, monkeypatch):
    async with open_bench() as bench:
        await a_colourful_cup(bench)
        before = await bench.state()
        assert await kept(bench)

        with monkeypatch.context() as patch:
            patch.setattr("tiltyard.desk.snapshots.fold_mark", lambda: "of the next release")
            bench.desk._states.clear()
            assert await bench.state() == before
            assert (await kept(bench, "of the next release")).seq == before.seq
        assert await kept(bench) is None


async def test_a_snapshot_that_cannot_be_read_is_passed_over(open_bench):
    async with open_bench() as bench:
        await bench.create()
        state = await bench.state()
        await bench.app.journal.keep_snapshot(stream_of(state.id), snapshots.fold_mark(), Snapshot(1, {"id": 7}))
        bench.desk._states.clear()

        assert await bench.state() == state


async def test_what_was_forgotten_is_not_kept_again_by_whoever_was_late(open_bench, often):
    async with open_bench() as bench:
        await a_colourful_cup(bench)
        journal, late, stream = bench.app.journal, await kept(bench), stream_of((await bench.state()).id)
        head = (await bench.state()).seq

        await journal.forget_snapshots(stream)
        await journal.keep_snapshot(stream, snapshots.fold_mark(), late)
        await journal.keep_snapshot(stream, "another mark", Snapshot(head, late.state))

        assert await kept(bench) is None
        assert await kept(bench, "another mark") is None
        await journal.keep_snapshot(stream, snapshots.fold_mark(), Snapshot(head + 1, late.state))
        assert (await kept(bench)).seq == head + 1


async def test_an_older_snapshot_never_takes_the_place_of_a_newer_one(open_bench):
    async with open_bench() as bench:
        await bench.create()
        journal, mark, stream = bench.app.journal, snapshots.fold_mark(), stream_of((await bench.state()).id)

        await asyncio.gather(*(journal.keep_snapshot(stream, mark, Snapshot(seq, {})) for seq in (5, 9, 7)))

        assert (await kept(bench)).seq == 9


def test_the_mark_is_of_the_code_that_is_there():
    assert len(snapshots.fold_mark()) == 64
