"""
A table as it was when it was last looked at, row by row, and which row of now is which row of then.

By its key, first of all. A key is made of what people typed, and that is corrected: then by what stayed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Literal

from attrs import Factory, evolve, frozen

from tiltyard.models import Cell, ColumnMapping, PersonId, Role
from tiltyard.rows.cells import comparable
from tiltyard.rows.entries import Entry, EntryKind
from tiltyard.rows.keys import Grid
from tiltyard.rows.merge import Base
from tiltyard.rows.suspicion import Hold

FEW = 3
FEW_OF = 20
"""At most 3 rows, or one of 20, are known by their line: where more have changed, lines do not mean what they did."""

ROW = "row"
"""The wish of a row that has gone from its table as a whole."""

Keep = Literal["table", "tournament"]
"""Whose word holds."""

_LINE = "line"
_STAMPS = (Role.TIMESTAMP, Role.EMAIL)
_OTHERS = frozenset(Role) - {*_STAMPS, Role.DISCORD, Role.IGN, Role.REGISTERED, Role.CHECKIN}


@frozen
class SeenRow:
    """A row as it was when last looked at.

    key      by which it is found again, see `tiltyard.rows.keys`; None when it had none
    mark     by which it is known when its key was corrected, see `row_marks`; blank once it has gone from the table
    person   whose row it was, also while it is refused; None when it has never been anybody's
    counted  the tick in its owner's own check-in column has had its effect; None when that was never weighed
    ours     header of a column of ours to what may stand there from us, see `tiltyard.rows.merge.merge_cell`; in a
             shared table also the role of a shared column to what both sides last agreed on
    added    we were about to add it, and have not seen it in the table yet
    wishes   what somebody cleared in it, to since when: a role, or `ROW` for all of it
    """

    key: str | None
    mark: str = ""
    person: PersonId | None = None
    counted: bool | None = None
    ours: Mapping[str, tuple[Cell, ...]] = Factory(dict)
    added: bool = False
    wishes: Mapping[str, datetime] = Factory(dict)

    @property
    def has_gone(self) -> bool:
        """It was not in the table any more."""
        return not self.mark


@frozen
class Memory:
    """What a tournament remembers of a table.

    rows   as last seen, then those that have gone: they may have been cut to be pasted elsewhere
    looks  at how many there was something new to remember
    stale  the journal went back to an older one since: what stands in our cells now may all be from us
    entries    what staff should know of it
    held       why nothing is taken from it until staff have looked; None when it is not held
    accepted   who may be taken out or unticked although that many at once are held
    restoring  what was cleared is to be written again
    """

    rows: tuple[SeenRow, ...] = ()
    looks: int = 0
    stale: bool = False
    entries: tuple[Entry, ...] = ()
    held: Hold | None = None
    accepted: tuple[PersonId, ...] = ()
    restoring: bool = False

    def by_key(self) -> dict[str, SeenRow]:
        """The rows that can be found by key."""
        return _by_key(self.rows)

    def after_look(self, found: Sequence[SeenRow]) -> Memory:
        """The table was looked at and had these rows. What we wrote in them, and whose they were, is still so.

        A row that we were about to add and that is not there was never added.
        """
        theirs: dict[PersonId | None, SeenRow] = {row.person: row for row in reversed(self.rows) if row.person}
        rows = [
            _onward(then or theirs.get(now.person), now)
            for then, now in zip(recall(found, self.rows), found, strict=True)
        ]
        here = {row.person for row in rows}
        gone = [evolve(row, mark="") for row in self.rows if row.person and row.person not in here and not row.added]
        return evolve(self, rows=(*rows, *gone))

    def rekeyed(self, keys: Mapping[str, str]) -> Memory:
        """The table is read by other columns from now on: the same rows have other keys, old to new."""
        return evolve(self, rows=tuple(evolve(row, key=keys.get(row.key or "", row.key)) for row in self.rows))

    def without(self, people: Collection[PersonId]) -> Memory:
        """Whose rows have gone, and may come again as if they had never been there."""
        return evolve(self, rows=tuple(row for row in self.rows if not (row.has_gone and row.person in people)))

    def expecting(self, added: Sequence[SeenRow]) -> Memory:
        """These rows are about to be added."""
        return evolve(self, rows=(*self.rows, *added))

    def with_wishes(self, wishes: Mapping[PersonId, Mapping[str, datetime]]) -> Memory:
        """Exactly this was cleared in their rows."""
        rows = (evolve(row, wishes=wishes.get(row.person, {}) if row.person else {}) for row in self.rows)
        return evolve(self, rows=tuple(rows))

    def with_ours(self, ours: Base) -> Memory:
        """From now on this may stand in our cells from us."""
        rows = (evolve(row, ours={**row.ours, **ours.get(row.key or "", {})}) for row in self.rows)
        return evolve(self, rows=tuple(rows))


def settle_clashes(memory: Memory, *, keep: Keep, places: Collection[tuple[str, str]]) -> tuple[Memory, int]:
    """Say which side holds where both changed a cell, and how many cells that settles.

    The side that does not hold is what both are said to have agreed on, so that the other one has changed since.
    """
    clashes = [
        one
        for one in memory.entries
        if one.kind is EntryKind.CLASH and (not places or (one.row_key, one.column) in places)
    ]
    base: dict[str, dict[str, tuple[Cell, ...]]] = {}
    for one in clashes:
        yields = one.ours if keep == "table" and one.role else one.theirs
        base.setdefault(one.row_key, {})[one.role or one.column] = (yields,)
    return memory.with_ours(base), len(clashes)


def row_marks(cells: Grid, mapping: ColumnMapping, digest: Callable[..., str]) -> list[str]:
    """A mark of what stays of each row of the grid when its key is corrected.

    That is its time stamp and e-mail address. A row that has neither is known by its line and its other cells.

    digest  makes of words what compares and does not say them
    """
    return [_mark(line - mapping.header_row, row, mapping, digest) for line, row in enumerate(cells)]


def recall(found: Sequence[SeenRow], seen: Sequence[SeenRow]) -> list[SeenRow | None]:
    """Which row of the last look each row of now is; None for a new one.

    A row whose key is new is a corrected one when exactly one row had its mark, has it now, and has lost its key.
    """
    by_key = _by_key(seen)
    before = [by_key.get(row.key) if row.key is not None else None for row in found]
    keys = {row.key for row in before if row}
    sure = _marks_of_one(found) & _marks_of_one(seen)
    lost = {row.mark: row for row in seen if row.mark in sure and row.key not in keys}
    corrected = {place: lost[row.mark] for place, row in enumerate(found) if not before[place] and row.mark in lost}
    by_line = [place for place, row in corrected.items() if row.mark.startswith(_LINE)]
    if len(by_line) > max(FEW, len(found) // FEW_OF):
        corrected = {place: row for place, row in corrected.items() if place not in by_line}
    return [corrected.get(place, row) for place, row in enumerate(before)]


def _by_key(rows: Sequence[SeenRow]) -> dict[str, SeenRow]:
    """Where a key is there twice, the row in the table has it and not the one that has gone."""
    return {row.key: row for row in reversed(rows) if row.key is not None}


def _mark(line: int, row: Sequence[Cell], mapping: ColumnMapping, digest: Callable[..., str]) -> str:
    def said(roles: Iterable[Role]) -> list[str]:
        return [comparable(row[mapping.columns[role]]) for role in sorted(roles) if role in mapping.columns]

    if any(stamps := said(_STAMPS)):
        return f"stamp:{digest(*stamps)}"
    return f"{_LINE}:{digest(str(line), *said(_OTHERS))}"


def _marks_of_one(rows: Iterable[SeenRow]) -> set[str]:
    return {mark for mark, rows_with_it in Counter(row.mark for row in rows).items() if mark and rows_with_it == 1}


def _onward(before: SeenRow | None, row: SeenRow) -> SeenRow:
    if before is None:
        return row
    counted = before.counted if row.counted is None else row.counted
    person = row.person or before.person
    return evolve(row, person=person, counted=counted, ours=before.ours, wishes=before.wishes)
