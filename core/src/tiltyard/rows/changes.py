"""
Apply changes to a grid: rows found by key, all of them or none.
"""

from __future__ import annotations

from tiltyard.errors import SourceChanged
from tiltyard.models import Cell, CellChange, RowChanges
from tiltyard.rows.cells import same
from tiltyard.rows.keys import Grid, find_rows


def apply_changes(cells: Grid, changes: RowChanges) -> list[list[Cell]]:
    """The grid after the changes; its rows stay padded to one width.

    raises  SourceChanged when a row is not there or a cell is not what the change was decided on
    """
    rows = find_rows(cells, changes.header_row, changes.key_column)
    width = max([*(len(row) for row in cells), *(change.column + 1 for change in changes.changes)], default=0)
    grid: list[list[Cell]] = [[*row, *[""] * (width - len(row))] for row in cells]
    for change in changes.changes:
        row = rows.get(change.row_key)
        if row is None:
            raise _changed(change, "its row is gone")
        if not same(grid[row][change.column], change.base):
            raise _changed(change, f"it holds {grid[row][change.column]!r}, not {change.base!r}")
        grid[row][change.column] = change.value
    return grid


def _changed(change: CellChange, how: str) -> SourceChanged:
    where = f"row {change.row_key!r}" if change.row_key else "the header line"
    return SourceChanged(
        "the table has changed; nothing was written",
        which=f"{where}, column {change.column + 1}: {how}",
        next_step="It will be read again and decided anew.",
    )
