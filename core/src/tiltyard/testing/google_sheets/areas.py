"""
Areas of a tab, and how people and programs write them: `'Check-in'!A2:F`, GridRange, DimensionRange.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from attrs import evolve, frozen

from tiltyard.testing.google_sheets.errors import invalid

_CORNER = re.compile(r"\$?([A-Za-z]{1,3})?\$?([1-9]\d*)?")
_CELL = re.compile(r"\$?[A-Za-z]{1,3}\$?[1-9]\d*")
_PLAIN_TITLE = re.compile(r"[A-Za-z_]\w*", re.ASCII)


@frozen
class Area:
    """A rectangle of cells of one tab; ends are not part of it, None is open. All counted from 0."""

    sheet_id: int
    top: int = 0
    bottom: int | None = None
    left: int = 0
    right: int | None = None

    @classmethod
    def from_grid_range(cls, given: Mapping[str, Any]) -> Area:
        """Google's GridRange."""
        return cls(
            int(given.get("sheetId", 0)),
            int(given.get("startRowIndex", 0)),
            _whole(given.get("endRowIndex")),
            int(given.get("startColumnIndex", 0)),
            _whole(given.get("endColumnIndex")),
        )

    @classmethod
    def of_dimension(cls, sheet_id: int, dimension: str, start: int, end: int | None) -> Area:
        """Whole rows or whole columns."""
        if dimension == "ROWS":
            return cls(sheet_id, top=start, bottom=end)
        return cls(sheet_id, left=start, right=end)

    @property
    def grid_range(self) -> dict[str, int]:
        """As a GridRange; open ends are left out, as Google leaves them out."""
        whole_rows = self.left == 0 and self.right is None
        whole_columns = self.top == 0 and self.bottom is None
        named = {
            "startRowIndex": None if whole_columns else self.top,
            "endRowIndex": self.bottom,
            "startColumnIndex": None if whole_rows else self.left,
            "endColumnIndex": self.right,
        }
        return {"sheetId": self.sheet_id, **{key: value for key, value in named.items() if value is not None}}

    def within(self, rows: int, columns: int) -> Area:
        """With its ends closed by a grid of that size."""
        return evolve(
            self,
            bottom=rows if self.bottom is None else min(self.bottom, rows),
            right=columns if self.right is None else min(self.right, columns),
        )

    def meets(self, other: Area) -> bool:
        """Whether a cell is in both."""
        return (
            self.sheet_id == other.sheet_id
            and _overlap(self.top, self.bottom, other.top, other.bottom)
            and _overlap(self.left, self.right, other.left, other.right)
        )

    def contains(self, other: Area) -> bool:
        """Whether every cell of the other is in this one."""
        return (
            self.sheet_id == other.sheet_id
            and _covers(self.top, self.bottom, other.top, other.bottom)
            and _covers(self.left, self.right, other.left, other.right)
        )

    def holds(self, row: int, column: int) -> bool:
        """Whether the cell is in it."""
        return (
            self.top <= row
            and (self.bottom is None or row < self.bottom)
            and self.left <= column
            and (self.right is None or column < self.right)
        )


def a1(title: str, area: Area) -> str:
    """A closed area in A1 notation, with the tab's title in front, quoted where Google quotes it."""
    assert area.bottom is not None  # noqa: S101 # callers close it
    assert area.right is not None  # noqa: S101
    first = f"{letters(area.left)}{area.top + 1}"
    last = f"{letters(area.right - 1)}{area.bottom}"
    return f"{quoted(title)}!{first}" + (f":{last}" if last != first else "")


def quoted(title: str) -> str:
    """A title as it stands in A1 notation."""
    if _PLAIN_TITLE.fullmatch(title) and not _CELL.fullmatch(title):
        return title
    return "'" + title.replace("'", "''") + "'"


def split_a1(text: str) -> tuple[str | None, str | None]:
    """The title and the cells of A1 notation; None where the text names none.

    A bare word is a cell where it can be one (a tab named `P1` must be quoted), else a title.
    """
    if text.startswith("'"):
        end = re.match(r"'((?:[^']|'')*)'(?:!(.*))?$", text, re.DOTALL)
        if end is None:
            raise invalid(f"Unable to parse range: {text}")
        return end[1].replace("''", "'"), end[2]
    title, separator, cells = text.rpartition("!")
    if separator:
        return title, cells
    return (None, text) if _looks_like_cells(text) else (text, None)


def parse_cells(text: str, sheet_id: int, whole: str) -> Area:
    """The cells part of A1 notation: `B2`, `A2:F`, `3:5`.

    whole  what the caller sent, for the message
    raises ApiError 400, as Google words it
    """
    first, separator, last = text.partition(":")
    start, end = _CORNER.fullmatch(first), _CORNER.fullmatch(last if separator else first)
    if not first or start is None or end is None or (separator and not last) or not (start[1] or start[2]):
        raise invalid(f"Unable to parse range: {whole}")
    if not separator and not (start[1] and start[2]):
        raise invalid(f"Unable to parse range: {whole}")
    rows = sorted(int(one[2]) for one in (start, end) if one[2])
    columns = sorted(number(one[1]) for one in (start, end) if one[1])
    open_rows, open_columns = len(rows) < 2, len(columns) < 2
    return Area(
        sheet_id,
        top=rows[0] - 1 if rows else 0,
        bottom=None if open_rows else rows[1],
        left=columns[0] if columns else 0,
        right=None if open_columns else columns[1] + 1,
    )


def letters(column: int) -> str:
    """The letters of a column counted from 0: 0 is A, 26 is AA."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def number(text: str) -> int:
    """The column of letters, counted from 0."""
    column = 0
    for letter in text.upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1


def _looks_like_cells(text: str) -> bool:
    first, separator, last = text.partition(":")
    if separator:
        return bool(first and last and _CORNER.fullmatch(first) and _CORNER.fullmatch(last))
    return _CELL.fullmatch(text) is not None


def _overlap(start: int, end: int | None, other_start: int, other_end: int | None) -> bool:
    return (end is None or other_start < end) and (other_end is None or start < other_end)


def _covers(start: int, end: int | None, other_start: int, other_end: int | None) -> bool:
    return start <= other_start and (end is None or (other_end is not None and other_end <= end))


def _whole(value: Any) -> int | None:
    return None if value is None else int(value)
