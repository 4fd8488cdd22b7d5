"""
Which row is whose: rows are found by a key in one of their cells, never by a remembered number.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence

from tiltyard.models import HEADER_KEY, Cell


def key_of(cell: Cell) -> str | None:
    """A key cell in comparable form: width, case and outer spaces do not count; None for a blank one.

    A Discord id that a spreadsheet made a number keeps its digits.
    """
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
    visible = "".join(one for one in unicodedata.normalize("NFKC", text) if unicodedata.category(one) != "Cf")
    return " ".join(visible.casefold().split()).removeprefix("@") or None


def row_keys(cells: Sequence[Sequence[Cell]], header_row: int, key_column: int) -> list[str | None]:
    """The key of every row of the grid, from its first on.

    The header line has `HEADER_KEY`; lines above it and blank keys have None; repeats get ``~2``, ``~3`` in order.
    """
    seen = Counter[str]()
    keys: list[str | None] = []
    for number, row in enumerate(cells):
        key = key_of(row[key_column]) if number > header_row and key_column < len(row) else None
        if number == header_row:
            key = HEADER_KEY
        elif key is not None:
            seen[key] += 1
            key = key if seen[key] == 1 else f"{key}~{seen[key]}"
        keys.append(key)
    return keys
