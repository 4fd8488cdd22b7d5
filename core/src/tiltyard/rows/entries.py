"""
What staff should know of a table: cells that stay as somebody typed them, and why.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum

from attrs import evolve, frozen

from tiltyard.models import Cell, PersonId


class EntryKind(StrEnum):
    """Why a cell or a row is on the list."""

    CLASH = "clash"
    """Both sides changed it. The cell stays as typed, the tournament as it was."""
    REFUSED = "refused"
    """The rules refuse what was typed."""
    WAITING = "waiting"
    """Cleared or unticked: it takes effect after a while unless it is taken back."""
    LOCKED = "locked"
    """Its owner lets nobody write there."""
    DISPLACED = "displaced"
    """Hit by mistake while rows were moved, and put back."""


@frozen
class Entry:
    """One cell, or one row, that staff should know of.

    row_number  the line as people count it, when it was last looked at; None when the row has gone
    column      header of the column; blank for the whole row
    role        what the column means; blank for one of ours and for the whole row
    theirs      what stands there
    ours        what the tournament says
    why, next_step  in words
    since       when it was first found so
    """

    kind: EntryKind
    row_key: str
    row_number: int | None
    person: PersonId | None
    column: str
    role: str
    theirs: Cell
    ours: Cell
    why: str
    next_step: str
    since: datetime

    @property
    def place(self) -> tuple[str, str, str]:
        """What it is about: the same while nothing is done about it."""
        return self.kind, self.row_key, self.column


def carried_on(found: Iterable[Entry], before: Iterable[Entry]) -> tuple[Entry, ...]:
    """What was found now, since when it was first found; what was put back stays listed until somebody clears it."""
    known = {one.place: one for one in before}
    fresh = [
        evolve(one, since=known[one.place].since) if one.place in known and _says_same(one, known[one.place]) else one
        for one in found
    ]
    places = {one.place for one in fresh}
    displaced = [one for one in before if one.kind is EntryKind.DISPLACED and one.place not in places]
    return (*fresh, *displaced[-KEPT_DISPLACED:])


KEPT_DISPLACED = 50
"""So many cells that were put back stay listed."""


def in_words(entries: Sequence[Entry]) -> str:
    """The list in a sentence; blank when there is nothing for staff to do."""
    open_ones = [one for one in entries if one.kind is not EntryKind.DISPLACED]
    if not open_ones:
        return ""
    first = open_ones[0]
    where = f"row {first.row_number}" if first.row_number else f"the row of {first.row_key!r}"
    more = f", and {len(open_ones) - 1} more" if len(open_ones) > 1 else ""
    return f"{where}, {first.column or 'whole row'}: {first.why}{more} (`tiltyard sheets conflicts` lists them)"


def _says_same(one: Entry, other: Entry) -> bool:
    return (one.theirs, one.ours) == (other.theirs, other.ours)
