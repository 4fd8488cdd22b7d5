"""
A spreadsheet: tabs, developer metadata, and who may do what.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from attrs import define, evolve, field, frozen

from tiltyard.testing.google_sheets import tabs
from tiltyard.testing.google_sheets.areas import Area, parse_cells, split_a1
from tiltyard.testing.google_sheets.errors import invalid, protected
from tiltyard.testing.google_sheets.tabs import Protection, Tab, plain

ANYONE = "anyone"
"""The address under which a spreadsheet is shared with everybody who has the link."""

ROLES = ("reader", "commenter", "writer", "owner")


@frozen
class Metadata:
    """A piece of developer metadata, and where it hangs: on everything, a tab, a row or a column."""

    id: int
    key: str
    value: str | None
    visibility: str
    project: str
    """Who may see it when `visibility` is PROJECT."""
    sheet_id: int | None = None
    dimension: str | None = None
    """ROWS or COLUMNS."""
    index: int | None = None

    @property
    def location_type(self) -> str:
        """Google's DeveloperMetadataLocationType."""
        if self.sheet_id is None:
            return "SPREADSHEET"
        return {None: "SHEET", "ROWS": "ROW", "COLUMNS": "COLUMN"}[self.dimension]

    @property
    def area(self) -> Area | None:
        """The cells that it stands for."""
        if self.sheet_id is None:
            return None
        if self.dimension is None or self.index is None:
            return Area(self.sheet_id)
        return Area.of_dimension(self.sheet_id, self.dimension, self.index, self.index + 1)


@define(eq=False, slots=False)
class Spreadsheet:
    """One spreadsheet. Find its tabs by title: `spreadsheet.tab("Players")`."""

    id: str
    title: str
    owner: str
    locale: str = "en_US"
    time_zone: str = "Etc/GMT"
    tabs: list[Tab] = field(factory=list)
    metadata: list[Metadata] = field(factory=list)
    shared: dict[str, str] = field(factory=dict)
    """Roles by address; of the owner, too."""
    next_id: int = 1

    def tab(self, which: str | int = 0) -> Tab:
        """A tab by its title, or by its place from 0.

        raises  KeyError when there is none
        """
        if isinstance(which, int):
            return self.tabs[which]
        found = next((one for one in self.tabs if one.title == which), None)
        if found is None:
            raise KeyError(f"no tab {which!r} in {self.title!r}, only {[one.title for one in self.tabs]}")
        return found

    def by_id(self, sheet_id: int) -> Tab:
        """A tab by its sheetId.

        raises  ApiError 400 when there is none
        """
        found = next((one for one in self.tabs if one.sheet_id == sheet_id), None)
        if found is None:
            raise invalid(f"No grid with id: {sheet_id}")
        return found

    def add_tab(
        self, title: str, *, sheet_id: int | None = None, rows: int = 1000, columns: int = 26, index: int | None = None
    ) -> Tab:
        """Add an empty tab.

        raises  ApiError 400 when the title or the id is taken
        """
        if any(one.title.casefold() == title.casefold() for one in self.tabs):
            raise invalid(f'A sheet with the name "{title}" already exists. Please enter another name.')
        if any(one.sheet_id == sheet_id for one in self.tabs):
            raise invalid(f"Sheet with id {sheet_id} already exists.")
        tab = Tab.blank(self.fresh_id() if sheet_id is None else sheet_id, title, rows=rows, columns=columns)
        self.tabs.insert(len(self.tabs) if index is None else index, tab)
        self.check_size()
        return tab

    def fresh_id(self) -> int:
        """An id that nothing in this spreadsheet has."""
        self.next_id += 1
        return self.next_id * 7919 % 2_000_000_000

    def check_size(self) -> None:
        """Refuse to grow beyond what a spreadsheet may hold."""
        cells = sum(one.row_count * one.column_count for one in self.tabs)
        if cells > tabs.MOST_CELLS:
            raise invalid(
                f"This action would increase the number of cells in the workbook above the limit of {tabs.MOST_CELLS} "
                "cells."
            )

    def role(self, address: str) -> str | None:
        """What somebody may: "reader", "commenter", "writer", "owner", or None."""
        if address == self.owner:
            return "owner"
        roles = [self.shared[one] for one in (address, ANYONE) if one in self.shared]
        return max(roles, key=ROLES.index, default=None)

    def locate(self, text: str) -> Area:
        """The area that A1 notation names, not closed.

        raises  ApiError 400 for a tab that is not there, or for what is no A1 notation
        """
        title, cells = split_a1(text)
        if title is None:
            tab = self.tabs[0]
        else:
            same = [one for one in self.tabs if one.title == title]
            alike = [one for one in self.tabs if one.title.casefold() == title.casefold()]
            if not (same or alike):
                raise invalid(f"Unable to parse range: {text}")
            tab = (same or alike)[0]
        return Area(tab.sheet_id) if cells is None else parse_cells(cells, tab.sheet_id, text)

    def allowed(self, protection: Protection, address: str) -> bool:
        """Whether somebody may edit what is protected."""
        return protection.warning_only or address == self.owner or address in protection.editors

    def guard(self, address: str, areas: Iterable[Area]) -> None:
        """Let nobody touch what is protected against them.

        raises  ApiError 400 in the words that Google uses
        """
        for area in areas:
            for one in self.by_id(area.sheet_id).protections:
                free = any(open_area.contains(area) for open_area in one.unprotected)
                if one.area.meets(area) and not free and not self.allowed(one, address):
                    raise protected()

    def insert(self, tab: Tab, dimension: str, at: int, count: int, *, like_before: bool = False) -> None:
        """Insert rows or columns; developer metadata moves along."""
        tab.insert(dimension, at, count, like_before=like_before)
        self._follow(tab, dimension, lambda span: tabs.inserted(span, at, count))
        self.check_size()

    def delete(self, tab: Tab, dimension: str, start: int, end: int) -> None:
        """Delete rows or columns; their developer metadata goes with them."""
        tab.delete(dimension, start, end)
        self._follow(tab, dimension, lambda span: tabs.deleted(span, start, end))

    def move(self, tab: Tab, dimension: str, start: int, end: int, to: int) -> None:
        """Move rows or columns; developer metadata moves along."""
        if start < to < end:
            raise invalid("Cannot move a dimension to a location within itself.")
        tab.move(dimension, start, end, to)
        self._follow(tab, dimension, lambda span: tabs.moved(span, start, end, to))

    def delete_tab(self, tab: Tab) -> None:
        """Delete a tab and what hangs on it.

        raises  ApiError 400 for the last one
        """
        if len(self.tabs) == 1:
            raise invalid("You can't remove all the sheets in a document.")
        self.tabs.remove(tab)
        self.metadata = [one for one in self.metadata if one.sheet_id != tab.sheet_id]

    def visible_metadata(self, project: str) -> Iterator[Metadata]:
        """What a project may see."""
        return (one for one in self.metadata if one.visibility == "DOCUMENT" or one.project == project)

    def fill(self, which: str | int, values: Sequence[Sequence[Any]], *, row: int = 0, column: int = 0) -> None:
        """Put values where they belong, as they are: text stays text, None leaves a cell blank."""
        tab = self.tab(which)
        tab.grow(row + len(values), column + max(map(len, values), default=0))
        for line, cells in enumerate(values, row):
            for place, value in enumerate(cells, column):
                tab.enter(line, place, plain(value))

    def values(self, which: str | int = 0) -> list[list[Any]]:
        """What a tab shows, trailing blanks cut off; None for a blank in between."""
        tab = self.tab(which)
        rows = [[tab.shown(row, column) for column in range(tab.column_count)] for row in range(tab.row_count)]
        return trimmed(rows)

    @contextmanager
    def atomically(self) -> Iterator[None]:
        """All of what the block does, or nothing. Tabs that somebody holds stay the same objects."""
        before = dict(vars(self))
        before |= {"metadata": list(self.metadata), "shared": dict(self.shared)}
        tabs_before = [(one, one.copy()) for one in self.tabs]
        try:
            yield
        except BaseException:
            vars(self).update(before)
            self.tabs = [one for one, _ in tabs_before]
            for tab, saved in tabs_before:
                vars(tab).update(vars(saved))
            raise

    def _follow(self, tab: Tab, dimension: str, change: Any) -> None:
        kept: list[Metadata] = []
        for one in self.metadata:
            if one.sheet_id != tab.sheet_id or one.dimension != dimension or one.index is None:
                kept.append(one)
            elif (span := change((one.index, one.index + 1))) is not None:
                kept.append(evolve(one, index=span[0]))
        self.metadata = kept


def new_spreadsheet(title: str, owner: str, **more: Any) -> Spreadsheet:
    """A spreadsheet without tabs, under an id like Google's."""
    return Spreadsheet(secrets.token_urlsafe(33), title, owner, **more)


def trimmed(rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """Without trailing blank cells and rows, as Google answers."""
    cut = [list(row) for row in rows]
    for row in cut:
        while row and row[-1] is None:
            row.pop()
    while cut and not cut[-1]:
        cut.pop()
    return cut
