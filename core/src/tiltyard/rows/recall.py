"""
A table as it was when it was last looked at, row by row, and which row of now is which row of then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import Factory, evolve, frozen

from tiltyard.models import Cell, PersonId
from tiltyard.rows.merge import Base


@frozen
class SeenRow:
    """A row as it was when last looked at.

    key     by which it is found again, see `tiltyard.rows.keys`; None when it had none
    person  whose row it was, also while it is refused; None when it has never been anybody's
    counted the tick in its owner's own check-in column has had its effect; None when that was never weighed
    ours    header of a column of ours to what may stand there from us, see `tiltyard.rows.merge.merge_cell`
    """

    key: str | None
    person: PersonId | None = None
    counted: bool | None = None
    ours: Mapping[str, tuple[Cell, ...]] = Factory(dict)


@frozen
class Memory:
    """What a tournament remembers of a table.

    looks  at how many there was something new to remember
    """

    rows: tuple[SeenRow, ...] = ()
    looks: int = 0

    def by_key(self) -> dict[str, SeenRow]:
        """The rows that can be found by key."""
        return {row.key: row for row in self.rows if row.key is not None}

    def after_look(self, found: Iterable[SeenRow]) -> Memory:
        """The table was looked at and had these rows. What we wrote in them, and whose they were, is still so.

        Rows that have gone stay remembered with whom they belong to: they may have been cut to be pasted elsewhere.
        """
        before = self.by_key()
        rows = [_onward(before.get(row.key) if row.key else None, row) for row in found]
        here = {row.key for row in rows}
        gone = [row for row in self.rows if row.person and row.key not in here]
        return evolve(self, rows=(*rows, *gone))

    def with_ours(self, ours: Base) -> Memory:
        """From now on this may stand in our cells from us."""
        rows = (evolve(row, ours={**row.ours, **ours.get(row.key or "", {})}) for row in self.rows)
        return evolve(self, rows=tuple(rows))


def _onward(before: SeenRow | None, row: SeenRow) -> SeenRow:
    if before is None:
        return row
    counted = before.counted if row.counted is None else row.counted
    return evolve(row, person=row.person or before.person, counted=counted, ours=before.ours)
