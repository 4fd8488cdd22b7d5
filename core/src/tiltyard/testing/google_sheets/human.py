"""
Somebody who works in the spreadsheet in a browser, at the same time as a program.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

from tiltyard.testing.google_sheets import values
from tiltyard.testing.google_sheets.areas import Area, number
from tiltyard.testing.google_sheets.batch_tabs import rename
from tiltyard.testing.google_sheets.cells import checkbox_values
from tiltyard.testing.google_sheets.resources import Viewer
from tiltyard.testing.google_sheets.spreadsheets import Spreadsheet
from tiltyard.testing.google_sheets.tabs import Protection, Tab


class Human:
    """An editor. Cells are named as in the browser (`B2`), rows are counted from 1, columns have letters.

    lock  held while something is done, so that it comes between calls and never into one

    What is protected against them, or kept out by a strict rule, raises ApiError as it would for a program.
    """

    def __init__(
        self, spreadsheet: Spreadsheet, address: str, lock: AbstractContextManager[Any], tab: Tab | None = None
    ) -> None:
        self._spreadsheet = spreadsheet
        self._viewer = Viewer(address)
        self._lock = lock
        self._tab = tab

    def on(self, title: str) -> Human:
        """The same person with another tab before them; without it, it is the first one."""
        return Human(self._spreadsheet, self._viewer.address, self._lock, self._spreadsheet.tab(title))

    @property
    def tab(self) -> Tab:
        """The tab before them."""
        return self._tab or self._spreadsheet.tabs[0]

    def sees(self, cell: str) -> str:
        """What a cell shows."""
        with self._lock:
            area = self._area(cell)
            read = values.read(self._spreadsheet, area, {})
            return str(read["values"][0][0]) if "values" in read else ""

    def type(self, cell: str, text: str) -> None:
        """Type into a cell: numbers, dates, `TRUE` and formulas become what they are in the browser."""
        with self._lock:
            area = self._area(cell)
            body = {"values": [[text]]}
            values.write(self._spreadsheet, self._viewer, area, body, {"valueInputOption": "USER_ENTERED"})

    def tick(self, cell: str) -> None:
        """Tick a checkbox.

        raises  ValueError for a cell that has none
        """
        self._toggle(cell, 0)

    def untick(self, cell: str) -> None:
        """Untick a checkbox.

        raises  ValueError for a cell that has none
        """
        self._toggle(cell, 1)

    def clear(self, cells: str) -> None:
        """Clear values; rules and formats stay."""
        with self._lock:
            values.clear(self._spreadsheet, self._viewer, self._area(cells))

    def sort(self, column: str, *, descending: bool = False, header_rows: int = 1) -> None:
        """Sort all rows below the header, or below what is frozen where that is more."""
        with self._lock:
            tab = self.tab
            area = Area(tab.sheet_id, max(header_rows, tab.frozen_rows))
            self._spreadsheet.guard(self._viewer.address, [area])
            tab.sort(area, [(number(column), descending)])

    def insert_rows(self, before: int, count: int = 1) -> None:
        """Insert blank rows before one."""
        with self._lock:
            self._spreadsheet.insert(self.tab, "ROWS", before - 1, count)

    def insert_columns(self, before: str, count: int = 1) -> None:
        """Insert blank columns before one."""
        with self._lock:
            self._spreadsheet.insert(self.tab, "COLUMNS", number(before), count)

    def delete_rows(self, first: int, last: int | None = None) -> None:
        """Delete a row, or several up to and with the last."""
        self._delete("ROWS", first - 1, last or first)

    def delete_columns(self, first: str, last: str | None = None) -> None:
        """Delete a column, or several up to and with the last."""
        self._delete("COLUMNS", number(first), number(last or first) + 1)

    def move_rows(self, first: int, last: int | None = None, *, before: int) -> None:
        """Drag rows so that they stand before one."""
        self._move("ROWS", first - 1, last or first, before - 1)

    def move_columns(self, first: str, last: str | None = None, *, before: str) -> None:
        """Drag columns so that they stand before one."""
        self._move("COLUMNS", number(first), number(last or first) + 1, number(before))

    def rename_tab(self, title: str) -> None:
        """Give the tab another title."""
        with self._lock:
            rename(self._spreadsheet, self.tab, title)

    def add_checkboxes(self, cells: str, *, ticked: str | None = None, unticked: str | None = None) -> None:
        """Insert checkboxes, with values of their own when told; blank cells become unticked, as in the browser."""
        custom = [{"userEnteredValue": one} for one in (ticked, unticked) if one is not None]
        condition = {"type": "BOOLEAN", **({"values": custom} if custom else {})}
        rule = {"condition": condition, "strict": True, "showCustomUi": True}
        blank = (checkbox_values(rule) or (True, False))[1]
        with self._lock:
            area = self._area(cells)
            self._spreadsheet.guard(self._viewer.address, [area])
            for row, column in self.tab.lines(area):
                cell = self.tab.cell(row, column)
                changed = cell.with_value(blank) if cell.is_blank else cell
                self.tab.rows[row][column] = changed.with_rule(rule)

    def protect(self, cells: str, *, editors: tuple[str, ...] = (), warning_only: bool = False) -> int:
        """Protect cells, so that only the owner, this person and the editors may change them; answers its id."""
        with self._lock:
            number_ = self._spreadsheet.fresh_id()
            who = () if warning_only else (self._viewer.address, *editors)
            one = Protection(number_, self._area(cells), "", warning_only, who)
            self.tab.protections.append(one)
            return number_

    def unprotect(self) -> None:
        """Take every protection off this tab."""
        with self._lock:
            self.tab.protections.clear()

    def _area(self, cells: str) -> Area:
        title = self.tab.title.replace("'", "''")
        return self._spreadsheet.locate(f"'{title}'!{cells}")

    def _toggle(self, cell: str, which: int) -> None:
        with self._lock:
            area = self._area(cell)
            both = checkbox_values(self.tab.cell(area.top, area.left).rule)
            if both is None:
                raise ValueError(f"{cell} of {self.tab.title!r} has no checkbox; give it one with add_checkboxes")
            self._spreadsheet.guard(self._viewer.address, [area])
            self.tab.enter(area.top, area.left, both[which])

    def _delete(self, dimension: str, start: int, end: int) -> None:
        with self._lock:
            self._spreadsheet.guard(self._viewer.address, [Area.of_dimension(self.tab.sheet_id, dimension, start, end)])
            self._spreadsheet.delete(self.tab, dimension, start, end)

    def _move(self, dimension: str, start: int, end: int, to: int) -> None:
        with self._lock:
            self._spreadsheet.move(self.tab, dimension, start, end, to)
