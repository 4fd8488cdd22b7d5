"""
Three-way merge of our own columns: what may stand there from us, what stands there now, what should stand there.

What a person typed over is never overwritten: it is a conflict, listed, and the cell stays as typed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from attrs import frozen

from tiltyard.models import HEADER_KEY, Cell, CellChange, RowChanges, RowTable
from tiltyard.rows.cells import is_blank, same
from tiltyard.rows.keys import row_keys


@frozen
class Write:
    """The cell is ours to set."""

    value: Cell


@frozen
class Keep:
    """The cell already says it."""


@frozen
class Edit:
    """A person changed it, and here nothing has changed: it is for us to bring."""

    value: Cell


@frozen
class Clash:
    """A person typed something else over what we wrote."""

    theirs: Cell
    ours: Cell


def merge_cell(base: Sequence[Cell], theirs: Cell, ours: Cell) -> Write | Keep | Clash:
    """What to do with one cell of ours.

    base    what may stand there from us: what we last wrote, and what we were about to write when we were killed
    theirs  what stands there now
    ours    what should stand there

    A cell that somebody emptied is written again: a mirror's state does not go away by being wiped.
    """
    if same(theirs, ours):
        return Keep()
    if is_blank(theirs) or any(same(theirs, one) for one in base):
        return Write(ours)
    return Clash(theirs, ours)


def merge_shared(
    base: Sequence[Cell], theirs: Cell, ours: Cell, alike: Callable[[Cell, Cell], bool] = same
) -> Write | Keep | Edit | Clash:
    """What to do with one cell of a column that both sides write.

    base    what both sides last agreed on, and what we were about to write when we were killed; empty when the two have
            never agreed
    theirs  what stands there now
    ours    what should stand there by the tournament
    alike   whether two cells mean the same

    What a person changed is never written over: it is an `Edit` or a `Clash`.
    """
    if alike(theirs, ours):
        return Keep()
    if any(alike(theirs, one) for one in base):
        return Write(ours)
    if any(alike(ours, one) for one in base):
        return Edit(theirs)
    return Write(ours) if not base and is_blank(theirs) else Clash(theirs, ours)


@frozen
class Conflict:
    """A cell of ours that somebody typed over.

    header  of which of our columns
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
    before   what may stand in our cells from us until the changes are known to have been made; the base of a next merge
    after    what stands there from us once they have
    """

    changes: RowChanges | None
    conflicts: tuple[Conflict, ...]
    before: Base
    after: Base


Wanted = Mapping[str, Mapping[str, Cell]]
"""Row key to (header of our column to value)."""

Base = Mapping[str, Mapping[str, tuple[Cell, ...]]]
"""Row key to (header of our column to what may stand there from us); a cell that was typed over is not in it."""


def plan_changes(
    table: RowTable,
    *,
    header_row: int,
    key_column: int,
    columns: Sequence[str],
    wanted: Wanted,
    base: Base,
    else_column: int | None = None,
) -> Plan:
    """What must change in the table so that our columns say what is wanted; nothing when they do.

    header_row  0 or more: without a header line our columns could not be found again
    columns     headers of our columns, in order; missing ones are added at the right
    wanted      rows that are not in the table are passed over
    base        see `merge_cell`
    """
    placed, additions = place_columns(table, header_row, columns)
    changes = list(additions)
    conflicts = []
    before: defaultdict[str, dict[str, tuple[Cell, ...]]] = defaultdict(dict)
    for row, key in enumerate(row_keys(table.cells, header_row, key_column, else_column)):
        if key is None or key == HEADER_KEY:
            continue
        for header, ours in wanted.get(key, {}).items():
            column = placed[header]
            theirs = table.cells[row][column] if column < table.width else ""
            match merge_cell(base.get(key, {}).get(header, ()), theirs, ours):
                case Write(value):
                    changes.append(CellChange(key, column, theirs, value))
                    before[key][header] = (theirs, value)
                case Keep():
                    before[key][header] = (ours,)
                case Clash():
                    conflicts.append(Conflict(key, header, theirs, ours))
    planned = (
        RowChanges(table.revision, header_row, key_column, tuple(changes), else_column=else_column) if changes else None
    )
    after = {key: {header: cells[-1:] for header, cells in row.items()} for key, row in before.items()}
    return Plan(planned, tuple(conflicts), before, after)


def place_columns(table: RowTable, header_row: int, columns: Sequence[str]) -> tuple[dict[str, int], list[CellChange]]:
    """Where our columns stand, or will stand at the right once their headers are written.

    One that was marked is found by that, too: its header is written again if it was wiped, and stays if it was renamed.
    """
    header = list(table.cells[header_row])
    placed: dict[str, int] = {}
    additions: list[CellChange] = []
    for name in columns:
        if name in header:
            placed[name] = header.index(name)
        elif (marked := table.marked_columns.get(name)) is not None and marked < len(header):
            placed[name] = marked
            if is_blank(header[marked]):
                additions.append(CellChange(HEADER_KEY, marked, header[marked], name))
        else:
            placed[name] = table.width + sum(1 for one in additions if one.column >= table.width)
            additions.append(CellChange(HEADER_KEY, placed[name], "", name))
    return placed, additions
