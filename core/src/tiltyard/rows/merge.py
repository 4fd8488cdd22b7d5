"""
Three-way merge of our own columns: what we last wrote, what stands there now, what should stand there.

What a person typed over is never overwritten: it is a conflict, listed, and the cell stays as typed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import frozen

from tiltyard.models import HEADER_KEY, Cell, CellChange, RowChanges, RowTable
from tiltyard.rows.keys import row_keys


@frozen
class Conflict:
    """A cell of ours that somebody typed over.

    theirs, ours  what stands there, and what we would write
    """

    row_key: str
    header: str
    theirs: Cell
    ours: Cell


@frozen
class Plan:
    """What to write, and what not to.

    changes  None when nothing is to be written
    """

    changes: RowChanges | None
    conflicts: tuple[Conflict, ...]


Wanted = Mapping[str, Mapping[str, Cell]]
"""Row key to (header of our column to value)."""


def plan_changes(
    table: RowTable, *, header_row: int, key_column: int, columns: Sequence[str], wanted: Wanted, base: Wanted
) -> Plan:
    """What must change in the table so that our columns say what is wanted.

    header_row  0 or more: without a header line our columns could not be found again
    columns     headers of our columns, in order; missing ones are added at the right
    base        what we last wrote; a cell that is neither that nor blank nor as wanted is a conflict
    """
    placed, additions = _place(table, header_row, columns)
    changes = list(additions)
    conflicts = []
    for row, key in enumerate(row_keys(table.cells, header_row, key_column)):
        if key is None or key == HEADER_KEY:
            continue
        for header, ours in wanted.get(key, {}).items():
            column = placed[header]
            theirs = table.cells[row][column] if column < table.width else ""
            if theirs == ours:
                continue
            if theirs in ("", base.get(key, {}).get(header, "")):
                changes.append(CellChange(key, column, theirs, ours))
            else:
                conflicts.append(Conflict(key, header, theirs, ours))
    planned = RowChanges(table.revision, header_row, key_column, tuple(changes)) if changes else None
    return Plan(planned, tuple(conflicts))


def _place(table: RowTable, header_row: int, columns: Sequence[str]) -> tuple[dict[str, int], list[CellChange]]:
    header = [str(cell) for cell in table.cells[header_row]]
    placed: dict[str, int] = {}
    additions: list[CellChange] = []
    for name in columns:
        if name in header:
            placed[name] = header.index(name)
        else:
            placed[name] = table.width + len(additions)
            additions.append(CellChange(HEADER_KEY, placed[name], "", name))
    return placed, additions
