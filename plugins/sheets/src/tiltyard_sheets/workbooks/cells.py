"""
Cells of a workbook as cells of a table: dates as ISO text, merged cells filled, numbers that lost digits told apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from tiltyard.models import Cell

WorkbookCell = str | int | float | bool | date | datetime | time | timedelta
Place = tuple[int, int]
"""0-based row and column."""

EXACT = 2**53
"""From here on doubles leave numbers out: what stands in a cell may be a neighbour of what was typed."""


def table_cells(
    rows: Sequence[Sequence[WorkbookCell]],
    merged: Iterable[tuple[Place, Place]] = (),
    digits: Mapping[Place, str] | None = None,
) -> list[list[Cell]]:
    """The same grid in cells that travel.

    rows    as python-calamine reads them, padded to one width, from the sheet's first row and column on
    merged  first and last place of each merged range; all but its first cell are blank
    digits  the text of large numbers where the file has it
    """
    known = digits or {}
    cells = [
        [known.get((number, index)) or _cell(one) for index, one in enumerate(row)] for number, row in enumerate(rows)
    ]
    for (top, left), (bottom, right) in merged:
        # One value over several lines belongs to each of them; a title over several columns belongs to none.
        if left == right:
            for number in range(top + 1, min(bottom, len(cells) - 1) + 1):
                cells[number][left] = cells[top][left]
    return cells


def large_numbers(rows: Sequence[Sequence[WorkbookCell]]) -> list[Place]:
    """Where numbers stand whose digits a double cannot be trusted with, such as ids of Discord accounts."""
    return [(number, index) for number, row in enumerate(rows) for index, one in enumerate(row) if _is_large(one)]


def _is_large(one: WorkbookCell) -> bool:
    return isinstance(one, int | float) and abs(one) >= EXACT


def _cell(one: WorkbookCell) -> Cell:
    if isinstance(one, timedelta):
        minutes, seconds = divmod(round(one.total_seconds()), 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours}:{minutes:02}:{seconds:02}"
    if isinstance(one, date | time):
        return one.isoformat()
    if _is_large(one):
        # As a spreadsheet shows it, and not as digits: those would name some other account.
        return f"{one:.16G}"
    if isinstance(one, float) and one.is_integer():
        return int(one)
    return one
