"""
Our own columns: what people typed over them is never overwritten.
"""

from __future__ import annotations

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiltyard.errors import SourceChanged
from tiltyard.models import CellChange, RowChanges
from tiltyard.rows.changes import apply_changes
from tiltyard.rows.hygiene import neutralise, restore
from tiltyard.rows.keys import key_of, row_keys
from tiltyard.rows.merge import plan_changes
from tiltyard.rows.truth import truth

OURS = ("Status", "Here")


def plan(grid, wanted, base=None):
    return plan_changes(grid, header_row=0, key_column=0, columns=OURS, wanted=wanted, base=base or {})


def test_missing_columns_are_added_at_the_right(table):
    grid = table(("Name",), ("ann",))

    planned = plan(grid, {"ann": {"Status": "registered"}})

    assert apply_changes(grid.cells, planned.changes) == [["Name", "Status", "Here"], ["ann", "registered", ""]]


def test_what_is_right_already_is_not_written(table):
    grid = table(("Name", "Status", "Here"), ("ann", "registered", ""))

    assert plan(grid, {"ann": {"Status": "registered"}}).changes is None


def test_what_somebody_typed_over_stays_and_is_listed(table):
    grid = table(("Name", "Status", "Here"), ("ann", "my friend!", ""))

    planned = plan(grid, {"ann": {"Status": "registered"}}, {"ann": {"Status": "received"}})

    assert planned.changes is None
    assert [(one.theirs, one.ours) for one in planned.conflicts] == [("my friend!", "registered")]


def test_rows_are_found_wherever_they_were_sorted_to(table):
    grid = table(("Name", "Status", "Here"), ("bob", "", ""), ("ann", "", ""))

    planned = plan(grid, {"ann": {"Status": "registered"}})

    assert apply_changes(grid.cells, planned.changes)[2][1] == "registered"


@pytest.mark.parametrize("change", [CellChange("gone", 0, "", "x"), CellChange("ann", 0, "other", "x")])
def test_a_change_that_does_not_fit_the_table_changes_nothing(change, table):
    grid = table(("Name",), ("ann",))

    with pytest.raises(SourceChanged, match="nothing was written"):
        apply_changes(grid.cells, RowChanges("r", 0, 0, (change,)))


names = st.text(alphabet="abcAB ", min_size=1, max_size=3)
states = st.dictionaries(st.sampled_from(OURS), st.sampled_from(["", "x", "y"]))


@given(st.lists(st.tuples(names, st.sampled_from(["", "x", "mine"])), min_size=1, max_size=6), st.data())
def test_planning_again_after_applying_writes_nothing(rows, data):
    from datetime import UTC, datetime

    from tiltyard.models import RowSource, RowTable

    cells = [["Name", "Status", "Here"], *[[name, status, ""] for name, status in rows]]
    grid = RowTable(RowSource("csv", "x"), cells, "r", datetime(2026, 1, 1, tzinfo=UTC))
    keys = [key for key in row_keys(cells, 0, 0) if key]
    wanted = {key: data.draw(states) for key in keys}

    first = plan(grid, wanted)
    after = attrs.evolve(grid, cells=apply_changes(cells, first.changes)) if first.changes else grid

    assert plan(after, wanted).changes is None
    assert all(after.cells[row][0] == cells[row][0] for row in range(len(cells)))


@given(st.text())
def test_what_was_neutralised_comes_back(text):
    assert restore(neutralise(text)) == text


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "＝1"])
def test_what_a_spreadsheet_would_run_is_neutralised(text):
    assert neutralise(text).startswith("'")


@given(st.text())
def test_a_key_is_its_own_key(text):
    once = key_of(text)

    assert once is None or key_of(once) == once


@pytest.mark.parametrize(
    ("cell", "means"),
    [("TRUE", True), (" Ja ", True), ("✓", True), ("no", False), (False, False), ("", None), ("maybe", None)],
)
def test_yes_and_no(cell, means):
    assert truth(cell) is means
