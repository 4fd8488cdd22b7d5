"""
Our own columns: what people typed over them is never overwritten.
"""

from __future__ import annotations

from datetime import UTC, datetime

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiltyard.models import HEADER_KEY, CellChange, RowSource, RowTable
from tiltyard.rows.changes import apply_changes
from tiltyard.rows.keys import row_keys
from tiltyard.rows.merge import Clash, Keep, Write, merge_cell, place_columns, plan_changes

OURS = ("Status", "Here")


def table_of(*rows):
    return RowTable(RowSource("csv", "x.csv"), rows, "r1", datetime(2026, 12, 5, tzinfo=UTC))


def plan(grid, wanted, base=None):
    return plan_changes(grid, header_row=0, key_column=0, columns=OURS, wanted=wanted, base=base or {})


@pytest.mark.parametrize(
    ("base", "theirs", "ours", "deed"),
    [
        pytest.param([], "", "registered", Write("registered"), id="never-written"),
        pytest.param(["received"], "received", "registered", Write("registered"), id="as-we-left-it"),
        pytest.param(["received"], "", "registered", Write("registered"), id="emptied"),
        pytest.param(["received"], "received", "", Write(""), id="taken-back"),
        pytest.param(["received"], "registered", "registered", Keep(), id="already-so"),
        pytest.param([True], "TRUE", True, Keep(), id="already-so-in-other-words"),
        pytest.param(["received"], "mine!", "registered", Clash("mine!", "registered"), id="typed-over"),
        pytest.param(["received"], "mine!", "received", Clash("mine!", "received"), id="typed-over-what-still-holds"),
        pytest.param([], "mine!", "registered", Clash("mine!", "registered"), id="typed-before-we-came"),
        pytest.param(["received", "pending"], "pending", "registered", Write("registered"), id="killed-after"),
        pytest.param(["received", "pending"], "received", "registered", Write("registered"), id="killed-before"),
    ],
)
def test_what_stood_there_before_decides(base, theirs, ours, deed):
    assert merge_cell(base, theirs, ours) == deed


def test_missing_columns_are_added_at_the_right():
    grid = table_of(("Name",), ("ann",))

    planned = plan(grid, {"ann": {"Status": "registered"}})

    assert planned.changes.changes == (
        CellChange(HEADER_KEY, 1, "", "Status"),
        CellChange(HEADER_KEY, 2, "", "Here"),
        CellChange("ann", 1, "", "registered"),
    )


def test_a_plan_carries_what_its_changes_were_decided_on():
    planned = plan(table_of(("Name",), ("ann",)), {}).changes

    assert (planned.revision, planned.header_row, planned.key_column) == ("r1", 0, 0)


def test_what_is_right_already_is_not_written():
    grid = table_of(("Name", "Status", "Here"), ("ann", "registered", ""))

    assert plan(grid, {"ann": {"Status": "registered"}}).changes is None


def test_what_somebody_typed_over_stays_and_is_listed():
    grid = table_of(("Name", "Status", "Here"), ("ann", "my friend!", ""))

    planned = plan(grid, {"ann": {"Status": "registered"}}, {"ann": {"Status": ("received",)}})

    assert planned.changes is None
    assert [(one.row_key, one.header, one.theirs) for one in planned.conflicts] == [("ann", "Status", "my friend!")]


def test_rows_are_found_wherever_they_were_sorted_to():
    grid = table_of(("Name", "Status", "Here"), ("bob", "", ""), ("ann", "", ""))

    planned = plan(grid, {"ann": {"Status": "registered"}})

    assert apply_changes(grid.cells, planned.changes)[2][1] == "registered"


def test_rows_that_are_not_in_the_table_are_passed_over():
    grid = table_of(("Name", "Status", "Here"), ("ann", "", ""))

    assert plan(grid, {"cleo": {"Status": "registered"}}).changes is None


values = st.sampled_from(["", "x", "=y", True, False, 3, 4.0])
states = st.dictionaries(st.sampled_from(OURS), values)
names = st.text(alphabet="abAB~2 ", max_size=3)
typed = st.sampled_from(["", " ", "x", "TRUE", "mine"])


@st.composite
def merges(draw):
    rows = draw(st.lists(st.tuples(names, typed, typed), max_size=6))
    header = draw(st.sampled_from([("Name", "Status", "Here"), ("Name", "Here", ""), ("Name", "", "")]))
    grid = table_of(header, *rows)
    keys = [key for key in row_keys(grid.cells, 0, 0) if key]
    wanted = {key: draw(states) for key in keys}
    base = {key: {header: (cell,) for header, cell in draw(states).items()} for key in keys}
    return grid, wanted, base


def applied(grid, planned):
    return attrs.evolve(grid, cells=apply_changes(grid.cells, planned.changes)) if planned.changes else grid


@given(merges())
def test_planning_again_after_applying_writes_nothing(merge):
    grid, wanted, base = merge
    first = plan(grid, wanted, base)

    again = plan(applied(grid, first), wanted, base)

    assert again.changes is None
    assert again.conflicts == first.conflicts


@given(merges())
def test_nothing_that_a_person_typed_is_lost_without_being_listed(merge):
    grid, wanted, base = merge
    planned = plan(grid, wanted, base)
    after = applied(grid, planned)

    for before, now in zip(grid.cells, after.cells, strict=True):
        assert all(new == old for old, new in zip(before, now, strict=False) if old == "mine")
    listed = {(one.row_key, one.header) for one in planned.conflicts}
    for row, key in enumerate(row_keys(after.cells, 0, 0)):
        for column, header in enumerate(after.cells[0]):
            if key and header in wanted.get(key, {}) and after.cells[row][column] == "mine":
                assert (key, header) in listed


@given(merges(), st.booleans())
def test_what_may_have_been_written_is_never_taken_for_somebody_elses(merge, happened):
    grid, wanted, base = merge
    first = plan(grid, wanted, base)
    remembered = {key: {**base[key], **first.before.get(key, {})} for key in base}

    next_wanted = {key: dict.fromkeys(row, "next") for key, row in wanted.items()}
    after = plan(applied(grid, first) if happened else grid, next_wanted, remembered)

    assert {(one.row_key, one.header) for one in after.conflicts} == {
        (one.row_key, one.header) for one in first.conflicts
    }


@given(merges())
def test_only_our_columns_are_written(merge):
    grid, wanted, base = merge

    after = applied(grid, plan(grid, wanted, base))

    assert [row[0] for row in after.cells] == [row[0] for row in grid.cells]


def test_a_column_of_ours_that_was_marked_is_found_without_its_header():
    grid = attrs.evolve(table_of(["Name", "", ""], ["ann", "x", ""]), marked_columns={"Status": 1})

    assert place_columns(grid, 0, ("Status", "Note")) == (
        {"Status": 1, "Note": 3},
        [CellChange(HEADER_KEY, 1, "", "Status"), CellChange(HEADER_KEY, 3, "", "Note")],
    )
