"""
Which row is whose: rows are found by a key in one of their cells, never by a remembered number.
"""

from __future__ import annotations

from collections.abc import Sequence

from tiltyard.models import HEADER_KEY, Cell
from tiltyard.rows.cells import comparable

Grid = Sequence[Sequence[Cell]]


def key_of(cell: Cell) -> str | None:
    """A key cell in comparable form, without the @ that people put before a handle; None for a blank one."""
    return comparable(comparable(cell).removeprefix("@")) or None


def row_keys(cells: Grid, header_row: int, key_column: int) -> list[str | None]:
    """The key of every row of the grid, from its first on.

    header_row  0-based; -1 when there is none
    returns     `HEADER_KEY` for the header line; None for lines above it and for blank keys; repeats get ``~2``, ``~3``
                in order, so that no two rows share a key
    """
    taken: set[str] = set()
    latest: dict[str, int] = {}
    keys: list[str | None] = []
    for number, row in enumerate(cells):
        plain = key_of(row[key_column]) if number > header_row and key_column < len(row) else None
        if number == header_row:
            keys.append(HEADER_KEY)
        elif plain is None:
            keys.append(None)
        else:
            keys.append(_unused(plain, taken, latest))
    return keys


def find_rows(cells: Grid, header_row: int, key_column: int) -> dict[str, int]:
    """Row key to the 0-based row that has it, the header line's included."""
    return {key: number for number, key in enumerate(row_keys(cells, header_row, key_column)) if key is not None}


def _unused(plain: str, taken: set[str], latest: dict[str, int]) -> str:
    """`plain`, or its next repeat that nobody has: somebody may really be called ``ann~2``."""
    number = latest.get(plain, 0) + 1
    while (key := plain if number == 1 else f"{plain}~{number}") in taken:
        number += 1
    latest[plain] = number
    taken.add(key)
    return key
