"""
Changes find their rows by key, and are applied all or not at all.
"""

from __future__ import annotations

import pytest

from tiltyard.errors import SourceChanged
from tiltyard.models import HEADER_KEY, CellChange, NewRow, RowChanges
from tiltyard.rows.changes import apply_changes

GRID = (("Cup", ""), ("Name", "Tag"), ("ann", "EUW"), ("bob", "NA1"))


def changed(*changes):
    return apply_changes(GRID, RowChanges("r", 1, 0, changes))


def test_a_cell_is_found_by_the_key_of_its_row():
    assert changed(CellChange("bob", 1, "NA1", "KR"))[3] == ["bob", "KR"]


def test_a_column_is_added_at_the_right_of_every_row():
    grid = changed(CellChange(HEADER_KEY, 2, "", "Status"), CellChange("ann", 2, "", "registered"))

    assert grid == [["Cup", "", ""], ["Name", "Tag", "Status"], ["ann", "EUW", "registered"], ["bob", "NA1", ""]]


def test_a_row_that_is_gone_is_named():
    with pytest.raises(SourceChanged, match=r"nothing was written: row 'cleo', column 2: its row is gone"):
        changed(CellChange("cleo", 1, "", "x"))


def test_a_cell_that_holds_something_else_is_named():
    with pytest.raises(SourceChanged, match=r"row 'ann', column 2: it holds 'EUW', not 'NA1'"):
        changed(CellChange("bob", 1, "NA1", "KR"), CellChange("ann", 1, "NA1", "KR"))


def test_a_tick_may_have_been_written_as_a_word():
    grid = apply_changes((("Name", "In"), ("ann", "TRUE")), RowChanges("r", 0, 0, (CellChange("ann", 1, True, False),)))

    assert grid[1] == ["ann", False]


def test_the_grid_that_was_given_is_not_touched():
    changed(CellChange("ann", 1, "EUW", "x"))

    assert GRID[2] == ("ann", "EUW")


def test_a_row_is_added_at_the_end():
    grid = apply_changes(GRID, RowChanges("r", 1, 0, (), (NewRow("cleo", {0: "cleo", 2: "new"}),)))

    assert grid[3:] == [["bob", "NA1", ""], ["cleo", "", "new"]]


def test_a_row_that_somebody_added_meanwhile_is_not_added_again():
    with pytest.raises(SourceChanged, match=r"row 'bob' is there already"):
        apply_changes(GRID, RowChanges("r", 1, 0, (), (NewRow("bob", {0: "bob"}),)))
