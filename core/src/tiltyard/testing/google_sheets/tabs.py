"""
A tab: a grid of cells, and what hangs on its rows and columns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from attrs import define, evolve, field, frozen

from tiltyard.testing.google_sheets.areas import Area
from tiltyard.testing.google_sheets.cells import BLANK, Cell, Entered, Formula, NumberFormat, Plain, Shown
from tiltyard.testing.google_sheets.errors import invalid
from tiltyard.testing.google_sheets.formulas import computed
from tiltyard.testing.google_sheets.typed import as_typed

MOST_CELLS = 10_000_000
"""In a spreadsheet. source: https://support.google.com/drive/answer/37603 (2026-11)"""

Range = tuple[int, int]
"""First row or column and the one after the last."""


@frozen
class Protection:
    """A protected range. `editors` are addresses; with `warning_only` everybody may, and is only asked first."""

    id: int
    area: Area
    description: str = ""
    warning_only: bool = False
    editors: tuple[str, ...] = ()
    unprotected: tuple[Area, ...] = ()


@define(eq=False, slots=False)
class Tab:
    """One tab. `rows` is the whole grid, also what is blank."""

    sheet_id: int
    title: str
    rows: list[list[Cell]] = field(factory=list)
    frozen_rows: int = 0
    frozen_columns: int = 0
    hidden: bool = False
    color: dict[str, Any] | None = None
    merges: list[Area] = field(factory=list)
    protections: list[Protection] = field(factory=list)
    basic_filter: dict[str, Any] | None = None

    @classmethod
    def blank(cls, sheet_id: int, title: str, *, rows: int = 1000, columns: int = 26) -> Tab:
        """An empty tab; Google's own size unless told."""
        return cls(sheet_id, title, [[BLANK] * columns for _ in range(rows)])

    @property
    def row_count(self) -> int:
        """Rows of the grid."""
        return len(self.rows)

    @property
    def column_count(self) -> int:
        """Columns of the grid."""
        return len(self.rows[0]) if self.rows else 0

    @property
    def area(self) -> Area:
        """All of it, closed."""
        return Area(self.sheet_id, 0, self.row_count, 0, self.column_count)

    def copy(self) -> Tab:
        """As it is now; cells are values and are shared."""
        return evolve(
            self, rows=[list(row) for row in self.rows], merges=list(self.merges), protections=list(self.protections)
        )

    def cell(self, row: int, column: int) -> Cell:
        """A cell, counted from 0; beyond the grid everything is blank."""
        inside = 0 <= row < self.row_count and 0 <= column < self.column_count
        return self.rows[row][column] if inside else BLANK

    def shown(self, row: int, column: int) -> Shown | None:
        """The value that a cell shows: of a formula its result."""
        entered = self.cell(row, column).entered
        return computed(entered.text, self.shown) if isinstance(entered, Formula) else entered

    def put(self, row: int, column: int, cell: Cell) -> None:
        """Set a cell of the grid. What a merge hides keeps no value."""
        if not cell.is_blank and self._hidden_by_merge(row, column):
            cell = cell.with_value(None)
        self.rows[row][column] = cell

    def enter(self, row: int, column: int, entered: Entered | None, how: NumberFormat | None = None) -> None:
        """Set the value of a cell, and its format where the value brings one."""
        cell = self.cell(row, column).with_value(entered)
        self.put(row, column, evolve(cell, format=cell.format or how) if how else cell)

    def type(self, row: int, column: int, text: str, *, locale: str) -> None:
        """What the cell holds after somebody typed that."""
        cell = self.cell(row, column)
        plain_text = cell.format is not None and cell.format.type == "TEXT"
        parsed = as_typed(text, locale=locale, plain_text=plain_text)
        self.enter(row, column, parsed.entered, parsed.format)

    def grow(self, rows: int = 0, columns: int = 0) -> None:
        """Make the grid at least that large."""
        if columns > self.column_count:
            self.insert("COLUMNS", self.column_count, columns - self.column_count)
        if rows > self.row_count:
            self.insert("ROWS", self.row_count, rows - self.row_count)

    def lines(self, area: Area) -> Iterator[tuple[int, int]]:
        """Row and column of every cell of an area."""
        closed = area.within(self.row_count, self.column_count)
        for row in range(closed.top, closed.bottom or 0):
            for column in range(closed.left, closed.right or 0):
                yield row, column

    def last_row_with_values(self) -> int:
        """Number of the last row that shows something, from 1; 0 for an empty tab."""
        found = (
            number for number in range(self.row_count, 0, -1) if any(not c.is_blank for c in self.rows[number - 1])
        )
        return next(found, 0)

    def table_in(self, area: Area) -> Area | None:
        """The table that `append` continues: what hangs together around the last value in the area.

        source  https://developers.google.com/workspace/sheets/api/guides/values#append_values (2026-11): the last
                table in the range; blank rows and columns part tables. Recorded by gspread's tests in 2021: with A1 and
                C1 filled, `Sheet1` finds C1 and `A1` finds A1
        """
        start = self._lowest_value(area.within(self.row_count, self.column_count))
        if start is None:
            return None
        top, bottom, left, right = start[0], start[0] + 1, start[1], start[1] + 1
        while True:
            wider = (
                top - self._any(range(top - 1, top), range(left - 1, right + 1)),
                bottom + self._any(range(bottom, bottom + 1), range(left - 1, right + 1)),
                left - self._any(range(top - 1, bottom + 1), range(left - 1, left)),
                right + self._any(range(top - 1, bottom + 1), range(right, right + 1)),
            )
            if wider == (top, bottom, left, right):
                return Area(self.sheet_id, top, bottom, left, right)
            top, bottom, left, right = wider

    def insert(self, dimension: str, at: int, count: int, *, like_before: bool = False) -> None:
        """Insert blank rows or columns before one; they look like a neighbour."""
        neighbour = at - 1 if like_before else at
        if dimension == "ROWS":
            pattern = self.rows[neighbour] if 0 <= neighbour < self.row_count else [BLANK] * self.column_count
            blank = [_like(cell) for cell in pattern] if at < self.row_count or like_before else [BLANK] * len(pattern)
            self.rows[at:at] = [list(blank) for _ in range(count)]
        else:
            inside = at < self.column_count or like_before
            for row in self.rows:
                cell = _like(row[neighbour]) if inside and 0 <= neighbour < len(row) else BLANK
                row[at:at] = [cell] * count
        self._stretch(dimension, lambda span: inserted(span, at, count))

    def delete(self, dimension: str, start: int, end: int) -> None:
        """Delete rows or columns and what hangs on them.

        raises  ApiError 400 when nothing would be left, or only what is frozen
        """
        total = self.row_count if dimension == "ROWS" else self.column_count
        if end - start >= total:
            raise invalid(f"You can't delete all the {dimension.lower()} on the sheet.")
        fixed = self.frozen_rows if dimension == "ROWS" else self.frozen_columns
        if fixed and start <= fixed and total - (end - start) <= max(0, fixed - max(0, min(end, fixed) - start)):
            raise invalid(f"Sorry, it is not possible to delete all non-frozen {dimension.lower()}.")
        if dimension == "ROWS":
            del self.rows[start:end]
            self.frozen_rows -= max(0, min(end, self.frozen_rows) - start)
        else:
            for row in self.rows:
                del row[start:end]
            self.frozen_columns -= max(0, min(end, self.frozen_columns) - start)
        self._stretch(dimension, lambda span: deleted(span, start, end))

    def move(self, dimension: str, start: int, end: int, to: int) -> None:
        """Move rows or columns before the one at `to`, counted before anything is taken out."""
        if dimension == "ROWS":
            self.rows[:] = moved_list(self.rows, start, end, to)
        else:
            for row in self.rows:
                row[:] = moved_list(row, start, end, to)
        self._stretch(dimension, lambda span: moved(span, start, end, to))

    def sort(self, area: Area, keys: list[tuple[int, bool]]) -> None:
        """Sort the rows of an area by columns of the grid, `(column, descending)`; blanks come last either way."""
        closed = area.within(self.row_count, self.column_count)
        numbers = list(range(closed.top, closed.bottom or 0))
        for column, descending in reversed(keys):
            filled = [row for row in numbers if not self.cell(row, column).is_blank]
            blank = [row for row in numbers if self.cell(row, column).is_blank]
            filled.sort(key=lambda row, at=column: _rank(self.shown(row, at)), reverse=descending)  # type: ignore[misc]
            numbers = filled + blank
        taken = [self.rows[row][closed.left : closed.right] for row in numbers]
        for row, cells in zip(range(closed.top, closed.bottom or 0), taken, strict=True):
            self.rows[row][closed.left : closed.right] = cells

    def merge(self, area: Area) -> None:
        """Merge an area; only its top left value stays.

        raises  ApiError 400 when it cuts through another merge
        """
        closed = area.within(self.row_count, self.column_count)
        if any(one.meets(closed) and not closed.contains(one) for one in self.merges):
            raise invalid("You must select all cells in a merged range to merge or unmerge them.")
        self.merges = [one for one in self.merges if not closed.contains(one)] + [closed]
        for row, column in self.lines(closed):
            if (row, column) != (closed.top, closed.left):
                self.rows[row][column] = self.rows[row][column].with_value(None)

    def unmerge(self, area: Area) -> None:
        """Undo the merges in an area."""
        if any(one.meets(area) and not area.contains(one) for one in self.merges):
            raise invalid("You must select all cells in a merged range to merge or unmerge them.")
        self.merges = [one for one in self.merges if not area.contains(one)]

    def _hidden_by_merge(self, row: int, column: int) -> bool:
        return any(one.holds(row, column) and (row, column) != (one.top, one.left) for one in self.merges)

    def _lowest_value(self, area: Area) -> tuple[int, int] | None:
        for row in range((area.bottom or 0) - 1, area.top - 1, -1):
            for column in range((area.right or 0) - 1, area.left - 1, -1):
                if not self.rows[row][column].is_blank:
                    return row, column
        return None

    def _any(self, rows: range, columns: range) -> bool:
        return any(not self.cell(row, column).is_blank for row in rows for column in columns)

    def _stretch(self, dimension: str, change: Callable[[Range], Range | None]) -> None:
        """Let merges, protections and the filter follow their rows or columns."""
        closed = [_follow(one, dimension, change) for one in self.merges]
        self.merges = [one for one in closed if one is not None and _more_than_one(one)]
        kept = [(one, _follow(one.area, dimension, change)) for one in self.protections]
        self.protections = [evolve(one, area=area) for one, area in kept if area is not None]
        if self.basic_filter is not None:
            area = _follow(Area.from_grid_range(self.basic_filter["range"]), dimension, change)
            self.basic_filter = None if area is None else {**self.basic_filter, "range": area.grid_range}


def inserted(span: Range, at: int, count: int) -> Range:
    """Where rows are after others were inserted before `at`."""
    start, end = span
    return (start + count if start >= at else start, end + count if end > at else end)


def deleted(span: Range, start: int, end: int) -> Range | None:
    """Where rows are after others were deleted; None when they were."""

    def after(position: int) -> int:
        return position - max(0, min(position, end) - start)

    left = after(span[0]), after(span[1])
    return left if left[0] < left[1] else None


def moved(span: Range, start: int, end: int, to: int) -> Range:
    """Where rows are after a move; a span that is torn apart stays where its first and last row have gone."""
    places = moved_list(list(range(max(span[1], end, to))), start, end, to)
    now = [places.index(one) for one in range(*span)]
    together = max(now) - min(now) == len(now) - 1
    return (min(now), max(now) + 1) if together else span


def moved_list(items: list[Any], start: int, end: int, to: int) -> list[Any]:
    """A list whose part stands before what was at `to`."""
    if to <= start:
        return items[:to] + items[start:end] + items[to:start] + items[end:]
    return items[:start] + items[end:to] + items[start:end] + items[to:]


def _follow(area: Area, dimension: str, change: Callable[[Range], Range | None]) -> Area | None:
    start, end = (area.top, area.bottom) if dimension == "ROWS" else (area.left, area.right)
    if end is None:
        if start == 0:
            return area
        moved_start = change((start, start + 1))
        begin = start if moved_start is None else moved_start[0]
        return evolve(area, top=begin) if dimension == "ROWS" else evolve(area, left=begin)
    span = change((start, end))
    if span is None:
        return None
    if dimension == "ROWS":
        return evolve(area, top=span[0], bottom=span[1])
    return evolve(area, left=span[0], right=span[1])


def _more_than_one(area: Area) -> bool:
    return ((area.bottom or 0) - area.top) * ((area.right or 0) - area.left) > 1


def _like(cell: Cell) -> Cell:
    return Cell(format=cell.format, rule=cell.rule, style=cell.style)


def _rank(value: Shown | None) -> tuple[int, float, str]:
    if isinstance(value, bool):
        return 2, float(value), ""
    if isinstance(value, int | float):
        return 0, float(value), ""
    return 1, 0.0, str(value).casefold()


def plain(value: Any) -> Plain | None:
    """A cell's value out of Python: a number is a float, None and an empty text are blank."""
    if value is None or (isinstance(value, str) and not value):
        return None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    return value if isinstance(value, str | bool) else str(value)
