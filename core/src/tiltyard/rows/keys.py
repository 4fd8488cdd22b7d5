"""
Which row is whose: rows are found by a key in one of their cells, never by a remembered number.
"""

from __future__ import annotations

from collections.abc import Sequence

from tiltyard.models import HEADER_KEY, Cell, RowChanges
from tiltyard.rows.cells import comparable

Grid = Sequence[Sequence[Cell]]


def key_of(cell: Cell) -> str | None:
    """A key cell in comparable form, without the @ that people put before a handle; None for a blank one."""
    return comparable(comparable(cell).removeprefix("@")) or None


def row_keys(cells: Grid, header_row: int, key_column: int, else_column: int | None = None) -> list[str | None]:
    """The key of every row of the grid, from its first on.

    header_row   0-based; -1 when there is none
    else_column  by which a row is found whose key cell is blank: it has the key ``ign:`` and that cell's
    returns     `HEADER_KEY` for the header line; None for lines above it and for blank keys; repeats get ``~2``, ``~3``
                in order, so that no two rows share a key
    """
    taken: set[str] = set()
    latest: dict[str, int] = {}
    keys: list[str | None] = []
    for number, row in enumerate(cells):
        plain = _plain_key(row, key_column, else_column) if number > header_row else None
        if number == header_row:
            keys.append(HEADER_KEY)
        elif plain is None:
            keys.append(None)
        else:
            keys.append(_unused(plain, taken, latest))
    return keys


def find_rows(cells: Grid, changes: RowChanges) -> dict[str, int]:
    """Row key, as these changes mean it, to the 0-based row that has it, the header line's included."""
    return {key: number for number, key in enumerate(changed_row_keys(cells, changes)) if key is not None}


def changed_row_keys(cells: Grid, changes: RowChanges) -> list[str | None]:
    """The key of every row of the grid, as these changes mean it."""
    return row_keys(cells, changes.header_row, changes.key_column, changes.else_column)


def _plain_key(row: Sequence[Cell], key_column: int, else_column: int | None) -> str | None:
    if plain := key_of(row[key_column]) if key_column < len(row) else None:
        return plain
    name = key_of(row[else_column]) if else_column is not None and else_column < len(row) else None
    return f"ign:{name}" if name else None


def _unused(plain: str, taken: set[str], latest: dict[str, int]) -> str:
    """`plain`, or its next repeat that nobody has: somebody may really be called ``ann~2``."""
    number = latest.get(plain, 0) + 1
    while (key := plain if number == 1 else f"{plain}~{number}") in taken:
        number += 1
    latest[plain] = number
    taken.add(key)
    return key
