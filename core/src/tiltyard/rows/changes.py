"""
Apply changes to a grid: rows found by key and rows added, all of them or none.
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
    rows = find_rows(cells, changes)
    columns = [
        *(change.column for change in changes.changes),
        *(column for row in changes.new_rows for column in row.cells),
    ]
    width = max([*(len(row) for row in cells), *(column + 1 for column in columns)], default=0)
    grid: list[list[Cell]] = [[*row, *[""] * (width - len(row))] for row in cells]
    for change in changes.changes:
        row = rows.get(change.row_key)
        if row is None:
            raise _changed(change, "its row is gone")
        if not same(grid[row][change.column], change.base):
            raise _changed(change, f"it holds {grid[row][change.column]!r}, not {change.base!r}")
        grid[row][change.column] = change.value
    for new in changes.new_rows:
        if new.row_key in rows:
            raise SourceChanged(
                "the table has changed; nothing was written",
                which=f"row {new.row_key!r} is there already",
                next_step="It will be read again and decided anew.",
            )
        grid.append([new.cells.get(column, "") for column in range(width)])
    return grid


def _changed(change: CellChange, how: str) -> SourceChanged:
    where = f"row {change.row_key!r}" if change.row_key else "the header line"
    return SourceChanged(
        "the table has changed; nothing was written",
        which=f"{where}, column {change.column + 1}: {how}",
        next_step="It will be read again and decided anew.",
    )
