"""
A tab as it was read in one request: its cells, what may be written where, and our marks.

Pure. `fields` says what to ask for; `snapshot_of` reads the answer of `spreadsheets.getByDataFilter`, and as well the
spreadsheet that a write brings back.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

from attrs import field, frozen

from tiltyard.errors import BadPayload
from tiltyard.models import Cell, RowTable
from tiltyard.rows.cells import is_blank
from tiltyard_sheets.address import SCHEME, canonical
from tiltyard_sheets.values import Entered, Rule, reading_of, refused_by, rule_of, zone_of

MARK_KEY = "tiltyard.mark"
"""Key of the developer metadata on a column that is marked; its value is the mark."""

HEADER_KEY_OF_MARK = "tiltyard.header"
"""Key of the developer metadata on the header line."""

FIELDS = (
    "spreadsheetId,properties(title,locale,timeZone),sheets("
    "properties(sheetId,title,index,hidden,gridProperties(rowCount,columnCount)),"
    "merges,protectedRanges(range,unprotectedRanges,requestingUserCanEdit,warningOnly,description),"
    "data(startRow,startColumn,"
    "rowData(values(userEnteredValue,effectiveValue,formattedValue,effectiveFormat(numberFormat),"
    "dataValidation(condition,strict))),"
    "rowMetadata(developerMetadata),columnMetadata(developerMetadata)))"
)
"""What a snapshot is made of; colours and fonts would be twenty times as much."""

_NO_END = 2**31

Position = tuple[int, int]
"""0-based row and column."""


@frozen
class Box:
    """A rectangle of cells; `bottom` and `right` are one past it."""

    top: int
    left: int
    bottom: int
    right: int

    @classmethod
    def of(cls, grid_range: Mapping[str, Any]) -> Box:
        """A `GridRange`: what it leaves out is unbounded."""
        return cls(
            grid_range.get("startRowIndex", 0),
            grid_range.get("startColumnIndex", 0),
            grid_range.get("endRowIndex", _NO_END),
            grid_range.get("endColumnIndex", _NO_END),
        )

    def has(self, row: int, column: int) -> bool:
        """Whether the cell is in it."""
        return self.top <= row < self.bottom and self.left <= column < self.right


@frozen
class Protection:
    """Cells that we may not edit.

    but     parts of them that we may
    title   what its owner called it; may be blank
    """

    box: Box
    but: tuple[Box, ...]
    title: str

    def has(self, row: int, column: int) -> bool:
        """Whether the cell is in it."""
        return self.box.has(row, column) and not any(one.has(row, column) for one in self.but)


@frozen
class Mark:
    """Developer metadata of ours on a row or column; Google moves it along with that.

    id   unique in the spreadsheet
    at   0-based row of the header line's, column of the others'
    """

    id: int
    key: str
    value: str
    at: int


@frozen
class Snapshot:
    """A tab at one moment.

    tab         its sheetId, which lasts
    title       of the tab, at that moment
    locale      of the spreadsheet, such as `de_DE`
    zone        of the spreadsheet, such as `Europe/Berlin`
    cells       as `RowTable` wants them: padded, trailing blank rows and columns left out, merged cells filled down
    entered     what was entered in each cell, not padded: to put a cell back exactly
    spilled     cells that the formula of another cell fills
    rules       data validation of the cells that have one
    flags       what people should know of single cells
    height, width   of the whole tab, blank cells included
    """

    spreadsheet_id: str
    tab: int
    title: str
    locale: str
    zone: str
    cells: Sequence[Sequence[Cell]] = field(repr=False)
    entered: Sequence[Sequence[Entered]] = field(repr=False)
    spilled: frozenset[Position] = field(repr=False)
    rules: Mapping[Position, Rule] = field(repr=False)
    flags: Mapping[Position, str]
    merges: tuple[Box, ...]
    protections: tuple[Protection, ...]
    marks: tuple[Mark, ...]
    height: int
    width: int

    @cached_property
    def revision(self) -> str:
        """A digest of what is in the tab and how it is laid out; what a write depends on is all in it."""
        told = json.dumps([self.cells, self.entered, repr(self.protections), repr(self.merges), self.tab])
        marks = sorted((one.key, one.value, one.at) for one in self.marks)
        rules = sorted(self.rules.items(), key=lambda item: item[0])
        return hashlib.sha256(f"{told}{marks}{rules!r}".encode(errors="surrogatepass")).hexdigest()[:32]

    def cell(self, row: int, column: int) -> Cell:
        """As read; blank outside of what was read."""
        return self.cells[row][column] if row < len(self.cells) and column < len(self.cells[row]) else ""

    def entered_at(self, row: int, column: int) -> Entered:
        """What was entered there; empty where nothing was."""
        return self.entered[row][column] if row < len(self.entered) and column < len(self.entered[row]) else {}

    def rule(self, row: int, column: int) -> Rule | None:
        """The data validation of a cell."""
        return self.rules.get((row, column))

    def is_formula(self, row: int, column: int) -> bool:
        """A formula fills it: its own or that of another cell."""
        return "formulaValue" in self.entered_at(row, column) or (row, column) in self.spilled

    def closed(self, row: int, column: int, *, even_formulas: bool = True) -> str:
        """Why nobody but its owner may write there; blank when we may."""
        for one in self.protections:
            if one.has(row, column):
                return f'its owner protected it ("{one.title}")' if one.title else "its owner protected it"
        if even_formulas and self.is_formula(row, column):
            return "a formula fills it"
        if any(box.has(row, column) and (row, column) != (box.top, box.left) for box in self.merges):
            return "it is inside of a merged cell"
        return ""

    def obstacle(self, row: int, column: int, value: Cell) -> str:
        """Why `value` cannot be written there; blank when it can."""
        return self.closed(row, column) or refused_by(self.rule(row, column), value)

    def marked_columns(self) -> dict[str, int]:
        """Mark to the column that has it; the one first made counts, should somebody have copied a column."""
        return {one.value: one.at for one in reversed(self.marks) if one.key == MARK_KEY}

    def marked_header(self) -> int | None:
        """The row of the header line that was marked."""
        return next((one.at for one in self.marks if one.key == HEADER_KEY_OF_MARK), None)

    def table(self, read_at: datetime, *, look_again_s: float | None, rest_s: float) -> RowTable:
        """For whoever asked for rows."""
        return RowTable(
            canonical(self.spreadsheet_id, self.tab),
            self.cells,
            self.revision,
            read_at,
            document=f"{SCHEME}:{self.spreadsheet_id}",
            two_way=True,
            marked_columns=self.marked_columns(),
            marked_header=self.marked_header(),
            look_again_s=look_again_s,
            rest_s=rest_s,
        )


def snapshot_of(answer: Mapping[str, Any], tab: int) -> Snapshot | None:
    """The tab in an answer; None when the spreadsheet has no such tab.

    raises  BadPayload when the answer is not one for `FIELDS`
    """
    try:
        sheets = [one for one in answer.get("sheets", ()) if one["properties"].get("sheetId", 0) == tab]
        return _snapshot(answer, sheets[0], tab) if sheets else None
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadPayload(
            "Google Sheets answered a tab in another form than it promises",
            which=f"{type(error).__name__}: {error}",
            excerpt=str(answer)[:200],
        ) from error


def _snapshot(answer: Mapping[str, Any], sheet: Mapping[str, Any], tab: int) -> Snapshot:
    of_all = answer.get("properties") or {}
    grid = sheet["properties"].get("gridProperties") or {}
    merges = tuple(map(Box.of, sheet.get("merges", ())))
    read = _Cells(zone_name=str(of_all.get("timeZone", "")))
    marks = []
    for block in sheet.get("data", ()):
        read.take(block)
        marks += [*_marks(block, "rowMetadata", "startRow"), *_marks(block, "columnMetadata", "startColumn")]
    return Snapshot(
        spreadsheet_id=str(answer["spreadsheetId"]),
        tab=tab,
        title=str(sheet["properties"].get("title", "")),
        locale=str(of_all.get("locale", "")),
        zone=str(of_all.get("timeZone", "")),
        cells=_padded(_filled_down(read.cells, merges), read.entered),
        entered=read.entered,
        spilled=frozenset(read.spilled),
        rules=read.rules,
        flags=read.flags,
        merges=merges,
        protections=tuple(_protections(sheet.get("protectedRanges", ()))),
        marks=tuple(sorted(marks, key=lambda one: one.id)),
        height=int(grid.get("rowCount", len(read.cells))),
        width=int(grid.get("columnCount", max(map(len, read.cells), default=0))),
    )


class _Cells:
    """Collects cells while an answer is gone through."""

    def __init__(self, zone_name: str) -> None:
        self._zone = zone_of(zone_name)
        self.cells: list[list[Cell]] = []
        self.entered: list[list[Entered]] = []
        self.spilled: set[Position] = set()
        self.rules: dict[Position, Rule] = {}
        self.flags: dict[Position, str] = {}

    def take(self, block: Mapping[str, Any]) -> None:
        """One `GridData`."""
        left = block.get("startColumn", 0)
        for row, one in enumerate(block.get("rowData", ()), block.get("startRow", 0)):
            values = one.get("values", ())
            while len(self.cells) <= row:
                self.cells.append([])
                self.entered.append([])
            missing = left + len(values) - len(self.cells[row])
            self.cells[row].extend([""] * missing)
            self.entered[row].extend([{}] * missing)
            for column, data in enumerate(values, left):
                self._take_cell(row, column, data or {})

    def _take_cell(self, row: int, column: int, data: Mapping[str, Any]) -> None:
        rule = rule_of(data.get("dataValidation"))
        reading = reading_of(data, rule, self._zone)
        entered = data.get("userEnteredValue") or {}
        self.cells[row][column] = reading.value
        self.entered[row][column] = entered
        if rule is not None:
            self.rules[row, column] = rule
        if reading.flag:
            self.flags[row, column] = reading.flag
        if data.get("effectiveValue") and not entered:
            self.spilled.add((row, column))


def _marks(block: Mapping[str, Any], dimension: str, start: str) -> Iterator[Mark]:
    for at, one in enumerate(block.get(dimension, ()), block.get(start, 0)):
        for told in one.get("developerMetadata", ()):
            if told.get("metadataKey") in {MARK_KEY, HEADER_KEY_OF_MARK}:
                yield Mark(int(told["metadataId"]), told["metadataKey"], str(told.get("metadataValue", "")), at)


def _protections(protected: Sequence[Mapping[str, Any]]) -> Iterator[Protection]:
    for one in protected:
        # Discovery document, ProtectedRange: a warning lets everybody edit, and asks only people.
        if not one.get("requestingUserCanEdit") and not one.get("warningOnly"):
            but = tuple(map(Box.of, one.get("unprotectedRanges", ())))
            yield Protection(Box.of(one.get("range", {})), but, str(one.get("description", "")))


def _filled_down(cells: Sequence[Sequence[Cell]], merges: Sequence[Box]) -> list[list[Cell]]:
    """With what stands in a merged cell in each of its lines: a team over two rows is the team of both.

    Sideways it stays in the first column only: the others would be taken for columns of that name.
    """
    filled = [list(row) for row in cells]
    for box in merges:
        top = filled[box.top] if box.top < len(filled) else []
        value = top[box.left] if box.left < len(top) else ""
        if is_blank(value):
            continue
        for row in range(box.top + 1, box.bottom):
            while len(filled) <= row:
                filled.append([])
            filled[row].extend([""] * (box.left + 1 - len(filled[row])))
            filled[row][box.left] = value
    return filled


def _padded(cells: Sequence[Sequence[Cell]], entered: Sequence[Sequence[Entered]]) -> list[list[Cell]]:
    """Without trailing blank rows and columns, all rows of one width."""

    def says_something(row: int, column: int) -> bool:
        cell = cells[row][column]
        # A checkbox whose unchecked value is blank says nothing where nobody has touched it.
        untouched = cell is False and not (row < len(entered) and column < len(entered[row]) and entered[row][column])
        return not is_blank(cell) and not untouched

    said = [
        (row, column) for row, line in enumerate(cells) for column in range(len(line)) if says_something(row, column)
    ]
    height = max((row for row, _ in said), default=-1) + 1
    width = max((column for _, column in said), default=-1) + 1
    return [[*line[:width], *[""] * (width - len(line))] for line in cells[:height]]
