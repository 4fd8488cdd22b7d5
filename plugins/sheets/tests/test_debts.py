"""
What writes owe, as it is kept.
"""

from __future__ import annotations

import asyncio
import json
import socket
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiltyard.models import CellChange, Displaced, NewRow, RowChanges
from tiltyard.testing import FakeClock, MemoryStore
from tiltyard_sheets.debts import UNDER_WAY_S, Debts, Request, has_gone, plain, request_from, this_process
from tiltyard_sheets.grid import Mark, Snapshot
from tiltyard_sheets.writing import Aim, Draft

TEXT = st.text(max_size=5)
CELLS = st.one_of(TEXT, st.integers(-9, 9), st.booleans(), st.floats(-9, 9))
ENTERED = st.one_of(st.just({}), st.builds(lambda text: {"stringValue": text}, TEXT))
PLACES = st.tuples(st.integers(0, 3), st.integers(0, 3))


@st.composite
def requests(draw):
    rows = st.lists(st.lists(CELLS, max_size=3), max_size=3)
    snapshot = Snapshot(
        "book", draw(st.integers(0, 9)), draw(TEXT), "", "", draw(rows),
        draw(st.lists(st.lists(ENTERED, max_size=3), max_size=3)), frozenset(), {}, {}, (), (),
        tuple(draw(st.lists(st.builds(Mark, st.integers(0, 9), TEXT, TEXT, st.integers(0, 9)), max_size=2))), 9, 9,
    )  # fmt: skip
    aims = st.builds(Aim, PLACES, TEXT, st.integers(0, 3), CELLS, ENTERED)
    draft = Draft(
        tuple(draw(st.lists(aims, max_size=3))),
        draw(st.dictionaries(PLACES, ENTERED, max_size=3)),
        draw(st.frozensets(st.integers(0, 5), max_size=3)),
        draw(st.dictionaries(TEXT, st.integers(0, 5), max_size=2)),
        draw(st.none() | st.integers(0, 3)),
    )
    new = st.builds(NewRow, TEXT, st.dictionaries(st.integers(0, 3), CELLS, max_size=3))
    changes = RowChanges(
        "r1", 0, 1,
        tuple(draw(st.lists(st.builds(CellChange, TEXT, st.integers(0, 3), CELLS, CELLS), max_size=3))),
        tuple(draw(st.lists(new, max_size=2))),
        draw(st.dictionaries(TEXT, st.integers(0, 5), max_size=2)),
        draw(st.none() | st.integers(0, 3)),
    )  # fmt: skip
    return Request(snapshot, draft, changes)


def of(tab=0):
    snapshot = Snapshot("book", tab, "", "", "", [], [], frozenset(), {}, {}, (), (), (), 1, 1)
    return Request(snapshot, Draft(()), RowChanges("r1", 0, 0, ()))


@given(requests())
def test_a_request_comes_back_from_the_store_as_it_was(request):
    assert request_from(json.loads(json.dumps(plain(request)))) == request


class TestTakingOver:
    async def test_waits_for_as_long_as_the_other_may_be_at_it(self):
        clock = FakeClock()
        store = MemoryStore(clock)
        await Debts(store, "one").note(of())

        assert await Debts(store, "two").take_over(("book", 0)) == UNDER_WAY_S
        await clock.advance(UNDER_WAY_S)
        assert await Debts(store, "two").take_over(("book", 0)) == of()

    async def test_waits_for_nobody_who_has_ended_on_this_machine(self):
        ended = await asyncio.create_subprocess_exec(sys.executable, "-c", "")
        await ended.wait()
        store = MemoryStore(FakeClock())
        await Debts(store, f"{socket.gethostname()}:{ended.pid}:ab").note(of())

        assert await Debts(store, this_process()).take_over(("book", 0)) == of()

    @pytest.mark.parametrize(
        "by",
        [this_process(), "elsewhere:1:ab", "one", f"{socket.gethostname()}:x:ab"],
        ids=["runs", "elsewhere", "no-process", "no-number"],
    )
    def test_who_runs_or_is_elsewhere_may_be_at_it(self, by):
        assert not has_gone(by)

    async def test_only_one_gets_it(self):
        clock = FakeClock()
        store = MemoryStore(clock)
        await Debts(store, "one").note(of())
        await clock.advance(UNDER_WAY_S)

        taken = [await Debts(store, who).take_over(("book", 0)) for who in ("two", "three", "two")]

        assert taken == [of(), UNDER_WAY_S, None]

    async def test_finds_nothing_where_all_is_struck_out(self):
        store = MemoryStore(FakeClock())
        debts = Debts(store, "one")
        await debts.note(of())
        await debts.strike(("book", 0))

        assert await Debts(store, "two").take_over(("book", 0)) is None
        assert await store.get("owed:book:0") is None


class TestTelling:
    async def test_is_done_once_each_also_when_the_same_is_found_again(self):
        hit = Displaced("cid", 2, "no", "yes")
        debts = Debts(MemoryStore(FakeClock()), "one")
        await debts.note(of())
        await debts.note(of(), [hit])
        await debts.note(of(), [hit])

        assert await debts.tell(("book", 0), [hit, hit]) == (hit,)
        await debts.note(of())
        assert await debts.tell(("book", 0)) == ()
