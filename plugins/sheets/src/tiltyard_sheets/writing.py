"""
From changes of rows to one request that writes them: which cell where, what cannot be written, where new rows go.

Pure. All of it is one `spreadsheets.batchUpdate`, which Google applies whole or not at all, and which brings the tab
back as it stands after it. Only values are written: formats, rules and notes of the cells stay.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attrs import Factory, frozen

from tiltyard.errors import SourceChanged
from tiltyard.models import HEADER_KEY, Cell, CellChange, RowChanges, Unwritten
from tiltyard.rows.cells import is_blank, same
from tiltyard.rows.keys import find_rows
from tiltyard_sheets.address import a1_of, a1_of_tab
from tiltyard_sheets.grid import HEADER_KEY_OF_MARK, MARK_KEY, Mark, Position, Snapshot
from tiltyard_sheets.values import Entered, entered_of

Json = dict[str, Any]


@frozen
class Aim:
    """A cell that shall hold a value.

    at      where it stands in the snapshot that the write was drafted on
    column  as the changes number it
    """

    at: Position
    row_key: str
    column: int
    value: Cell
    entered: Entered


@frozen
class Draft:
    """What a request is to do to a snapshot.

    aims       cells of ours
    put_back   cells that an earlier request of the same write hit by mistake, and what was entered there
    added      rows of the snapshot that new rows were given
    marks      mark to the column that shall have it
    header     row that shall be marked as the header line; None when none shall
    unwritten  what nobody but the table's owner may write
    """

    aims: tuple[Aim, ...]
    put_back: Mapping[Position, Entered] = Factory(dict)
    added: frozenset[int] = frozenset()
    marks: Mapping[str, int] = Factory(dict)
    header: int | None = None
    unwritten: tuple[Unwritten, ...] = ()

    @property
    def cells(self) -> dict[Position, Entered]:
        """Everything that is entered, by where."""
        return {**self.put_back, **{aim.at: aim.entered for aim in self.aims}}


def draft_write(snapshot: Snapshot, changes: RowChanges) -> Draft:
    """Where each change goes.

    raises  SourceChanged when the changes were not decided on this snapshot's content
    """
    rows = find_rows(snapshot.cells, changes)
    aims: list[Aim] = []
    unwritten: list[Unwritten] = []
    for change in changes.changes:
        at = _place_of(change, rows, snapshot)
        if why := snapshot.obstacle(*at, change.value):
            unwritten.append(Unwritten(change.row_key, change.column, f"{a1_of(*at)}: {why}"))
        else:
            aims.append(aim_at(snapshot, at, change.row_key, change.column, change.value))
    added = set()
    free = free_row(snapshot, used_columns(changes), changes)
    for new in changes.new_rows:
        if new.row_key in rows:
            raise _changed(f"row {new.row_key!r} is there already")
        row = next(
            (row for row in range(free, _end_of_search(snapshot, free)) if not _closed(snapshot, row, changes)), None
        )
        if row is None:
            why = snapshot.closed(free, changes.key_column) or "every row below is closed to us"
            unwritten += [Unwritten(new.row_key, column, f"no row is free for it: {why}") for column in new.cells]
            continue
        for column, value in new.cells.items():
            if why := snapshot.obstacle(row, column, value):
                unwritten.append(Unwritten(new.row_key, column, f"{a1_of(row, column)}: {why}"))
            else:
                aims.append(aim_at(snapshot, (row, column), new.row_key, column, value))
        added.add(row)
        free = row + 1
    header = changes.header_row if changes.marks and changes.header_row >= 0 else None
    return Draft(tuple(aims), {}, frozenset(added), dict(changes.marks), header, tuple(unwritten))


def aim_at(snapshot: Snapshot, at: Position, row_key: str, column: int, value: Cell) -> Aim:
    """The aim for a value at a place, entered as the rule there wants it."""
    return Aim(at, row_key, column, value, entered_of(value, snapshot.rule(*at)))


def used_columns(changes: RowChanges) -> frozenset[int]:
    """The columns in which a row that says something is somebody's: those that are mapped, or written now."""
    written = (column for new in changes.new_rows for column in new.cells)
    changed = (change.column for change in changes.changes if change.row_key != HEADER_KEY)
    names = () if changes.else_column is None else (changes.else_column,)
    return frozenset((changes.key_column, *names, *changes.marks.values(), *written, *changed))


def free_row(snapshot: Snapshot, used: frozenset[int], changes: RowChanges) -> int:
    """The first row below the last one that says something in a column that is used.

    Rows that were only prepared are free: empty boxes to tick, numbers in a column of their own, formulas that wait for
    a name.
    """
    said = (
        row
        for row in range(len(snapshot.cells) - 1, changes.header_row, -1)
        if any(_says_something(snapshot, row, column, changes.key_column) for column in used)
    )
    return next(said, changes.header_row) + 1


def body_of(snapshot: Snapshot, draft: Draft) -> Json | None:
    """The body of `spreadsheets.batchUpdate`; None when there is nothing to do.

    The grid grows by what is missing, at its end: nothing is inserted where people work.
    """
    cells = draft.cells
    requests = [
        *_growth(snapshot, cells, [*draft.marks.values()]),
        *_updates(snapshot.tab, cells),
        *_mark_requests(snapshot, draft),
    ]
    if not requests:
        return None
    return {
        "requests": requests,
        "includeSpreadsheetInResponse": True,
        "responseRanges": [a1_of_tab(snapshot.title)],
        "responseIncludeGridData": True,
    }


def _place_of(change: CellChange, rows: Mapping[str, int], snapshot: Snapshot) -> Position:
    row = rows.get(change.row_key)
    where = f"row {change.row_key!r}" if change.row_key else "the header line"
    if row is None:
        raise _changed(f"{where} is gone")
    holds = snapshot.cell(row, change.column)
    if not same(holds, change.base):
        raise _changed(f"{where}, cell {a1_of(row, change.column)} holds {holds!r}, not {change.base!r}")
    return row, change.column


def _says_something(snapshot: Snapshot, row: int, column: int, key_column: int) -> bool:
    cell = snapshot.cell(row, column)
    waits = column != key_column and snapshot.is_formula(row, column)
    return not is_blank(cell) and cell is not False and not waits


def _closed(snapshot: Snapshot, row: int, changes: RowChanges) -> bool:
    """No new row can go there: what says whose it is cannot be written. Any other cell that is closed is left."""
    names = (changes.key_column,) if changes.else_column is None else (changes.key_column, changes.else_column)
    return any(snapshot.closed(row, column, even_formulas=False) for column in names)


def _end_of_search(snapshot: Snapshot, free: int) -> int:
    """Beyond it there is only what is closed without end."""
    ends = [one.box.bottom for one in snapshot.protections if one.box.bottom <= snapshot.height]
    return max(snapshot.height, free, *ends) + 1


def _growth(snapshot: Snapshot, cells: Mapping[Position, Entered], marked: Sequence[int]) -> Iterator[Json]:
    height = max((row + 1 for row, _ in cells), default=0)
    width = max([*(column + 1 for _, column in cells), *(column + 1 for column in marked)], default=0)
    for dimension, needed, there in (("ROWS", height, snapshot.height), ("COLUMNS", width, snapshot.width)):
        if needed > there:
            yield {
                "appendDimension": {"sheetId": snapshot.tab, "dimension": dimension, "length": needed - there},
            }


def _updates(tab: int, cells: Mapping[Position, Entered]) -> Iterator[Json]:
    """As few `updateCells` as the cells allow: one for each rectangle of neighbours."""
    blocks: list[tuple[int, int, list[list[Entered]]]] = []
    open_blocks: dict[tuple[int, int, int], list[list[Entered]]] = {}
    for row, column, run in _runs(cells):
        block = open_blocks.pop((row, column, len(run)), None)
        if block is None:
            block = []
            blocks.append((row, column, block))
        block.append(run)
        open_blocks[row + 1, column, len(run)] = block
    for row, column, block in blocks:
        yield {
            "updateCells": {
                "start": {"sheetId": tab, "rowIndex": row, "columnIndex": column},
                "rows": [{"values": [{"userEnteredValue": one} if one else {} for one in run]} for run in block],
                "fields": "userEnteredValue",
            }
        }


def _runs(cells: Mapping[Position, Entered]) -> Iterator[tuple[int, int, list[Entered]]]:
    """Neighbours in one row: row, first column, what is entered."""
    run: list[Entered] = []
    first = (-1, -1)
    for row, column in sorted(cells):
        if (row, column) != (first[0], first[1] + len(run)):
            if run:
                yield *first, run
            first, run = (row, column), []
        run.append(cells[row, column])
    if run:
        yield *first, run


def _mark_requests(snapshot: Snapshot, draft: Draft) -> Iterator[Json]:
    wanted = [(MARK_KEY, mark, column) for mark, column in draft.marks.items()]
    if draft.header is not None:
        wanted.append((HEADER_KEY_OF_MARK, "", draft.header))
    for key, value, at in wanted:
        there = [one for one in snapshot.marks if one.key == key and one.value == value]
        location = {"dimensionRange": _line(snapshot.tab, "ROWS" if key == HEADER_KEY_OF_MARK else "COLUMNS", at)}
        if not there:
            yield {
                "createDeveloperMetadata": {
                    "developerMetadata": {
                        "metadataKey": key,
                        **({"metadataValue": value} if value else {}),
                        "location": location,
                        # developers.google.com/workspace/sheets/api/guides/metadata (read 2026-11): PROJECT keeps
                        # other programs from reading or changing it. A robot of another project marks anew.
                        "visibility": "PROJECT",
                    }
                }
            }
        elif there[0].at != at:
            yield {
                "updateDeveloperMetadata": {
                    "dataFilters": [_lookup(there[0])],
                    "developerMetadata": {"location": location},
                    "fields": "location",
                }
            }
        for extra in there[1:]:
            yield {"deleteDeveloperMetadata": {"dataFilter": _lookup(extra)}}


def _line(tab: int, dimension: str, at: int) -> Json:
    return {"sheetId": tab, "dimension": dimension, "startIndex": at, "endIndex": at + 1}


def _lookup(mark: Mark) -> Json:
    return {"developerMetadataLookup": {"metadataId": mark.id}}


def _changed(how: str) -> SourceChanged:
    return SourceChanged(
        "the sheet has changed; nothing was written", which=how, next_step="It will be read again and decided anew."
    )
