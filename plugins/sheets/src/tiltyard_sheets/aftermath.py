"""
After a write: did every value land where it was meant to, and what does the next request put right.

Pure. Somebody may sort the sheet between our read and our write, and then our values stand in other people's rows. The
answer to the write shows it: those cells get back what was in them, and ours are written where their rows are now.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

import attrs
from attrs import frozen

from tiltyard.models import Displaced, RowChanges, Unwritten
from tiltyard.rows.cells import same
from tiltyard.rows.keys import changed_row_keys
from tiltyard_sheets.alignment import Alignment, align
from tiltyard_sheets.grid import HEADER_KEY_OF_MARK, Mark, Position, Snapshot
from tiltyard_sheets.values import Entered, moved_formula
from tiltyard_sheets.writing import Aim, Draft, aim_at, free_row, used_columns


@frozen
class Aftermath:
    """What came of a request.

    repair      what the next one must do; None when everything is right
    changes     the same changes, with header line and key column as they are numbered now
    displaced   what was hit by mistake
    unwritten   what has lost its place: its row or column is gone, or is closed where it is now
    key_gone    the key column cannot be found any more; all that was written is to be put back
    """

    repair: Draft | None
    changes: RowChanges
    displaced: tuple[Displaced, ...]
    unwritten: tuple[Unwritten, ...]
    key_gone: bool = False


def look_after(before: Snapshot, draft: Draft, changes: RowChanges, after: Snapshot) -> Aftermath:
    """Compare the tab as it stands after a request with what the request meant.

    before   the tab that it was drafted on
    changes  as they are numbered in `before`
    after    as the answer to the request tells it
    """
    there = _where(before, draft, changes, after)
    numbered = _renumbered(changes, there)
    if numbered is None:
        put_back = _put_back(before, draft, there, after)
        return Aftermath(Draft((), put_back) if put_back else None, changes, (), (), key_gone=True)
    aims, unwritten, added = _aims_now(draft, there, after, numbered)
    # Where nothing moved stands what was entered, in whichever form Google gives it back.
    landed = {at for at in draft.cells if there.source(at) == at}
    missed = [aim for aim in aims if aim.at not in landed and after.entered_at(*aim.at) != aim.entered]
    hit = {aim.at for aim in aims}
    put_back = {at: cell for at, cell in _put_back(before, draft, there, after).items() if at not in hit}
    repair = Draft(tuple(missed), put_back, added, numbered.marks, _header_now(draft, there))
    displaced = tuple(_displaced(before, draft, changes, there, hit))
    needed = repair.cells or _marks_are_off(repair, after)
    return Aftermath(repair if needed else None, numbered, displaced, tuple(unwritten))


def look_later(before: Snapshot, draft: Draft, changes: RowChanges, after: Snapshot) -> Aftermath:
    """What is to be put right when nobody knows whether a request was applied, because its answer was lost.

    after  as it was read some time later

    A cell is put back only if it still holds what this write entered there: people may have worked in the sheet since.
    What is not written yet stays so: whoever reads the sheet next decides anew.
    """
    there = _where(before, draft, changes, after, stand=_added_that_stand(draft, after))
    numbered = _renumbered(changes, there)
    hit = {aim.at for aim in _aims_now(draft, there, after, numbered)[0]} if numbered else set()

    def is_ours(at: Position) -> bool:
        source = there.source(at)
        ours = [draft.cells[at]] if at in draft.cells else []
        if source is not None and source in draft.put_back:  # not put back yet
            ours.append(before.entered_at(*source))
        return after.entered_at(*at) in ours

    astray = _put_back(before, draft, there, after)
    put_back = {at: cell for at, cell in astray.items() if at not in hit and is_ours(at)}
    displaced = tuple(
        attrs.evolve(one, column=there.columns.get(one.column, one.column))
        for one in _displaced(before, draft, changes, there, draft.cells.keys() - put_back.keys())
    )
    return Aftermath(Draft((), put_back) if put_back else None, numbered or changes, displaced, ())


def _added_that_stand(draft: Draft, after: Snapshot) -> frozenset[int]:
    """New rows that are whole where they were written."""
    gone = {at[0] for at, entered in draft.cells.items() if after.entered_at(*at) != entered}
    return draft.added - gone


def _where(
    before: Snapshot, draft: Draft, changes: RowChanges, after: Snapshot, *, stand: frozenset[int] = frozenset()
) -> Alignment:
    return align(
        _without_marks_moved_by(draft, before),
        after,
        draft.cells,
        header_row=changes.header_row,
        key_column=changes.key_column,
        added=draft.added,
        stand=stand,
    )


def _put_back(before: Snapshot, draft: Draft, there: Alignment, after: Snapshot) -> dict[Position, Entered]:
    """What must stand again in the places that we wrote to, were none of our aims there."""
    wanted: dict[Position, Entered] = {}
    for at in draft.cells:
        source = there.source(at)
        if source is None:
            wanted[at] = {}
        elif source in draft.put_back:
            wanted[at] = draft.put_back[source]
        else:
            wanted[at] = moved_formula(before.entered_at(*source), source[0], at[0])
    for source, entered in draft.put_back.items():
        if (at_now := there.place(source)) is not None:
            wanted[at_now] = entered
    return {at: entered for at, entered in wanted.items() if after.entered_at(*at) != entered}


def _aims_now(
    draft: Draft, there: Alignment, after: Snapshot, changes: RowChanges
) -> tuple[list[Aim], list[Unwritten], frozenset[int]]:
    """The aims where their rows and columns are now, those that have no place any more, and the rows of new ones."""
    aims: list[Aim] = []
    unwritten: list[Unwritten] = []
    rows: dict[int, int] = {row: there.rows[row] for row in draft.added if row in there.rows}
    free = max(free_row(after, used_columns(changes), changes), *(row + 1 for row in rows.values()), 0)
    for taken in sorted(draft.added - rows.keys()):  # somebody took its place
        rows[taken], free = free, free + 1
    where = {**there.rows, **rows}
    for aim in draft.aims:
        was_row, was_column = aim.at
        row = where.get(was_row)
        column = there.columns.get(was_column)
        if row is None or was_row in there.rekeyed:
            why = "its row was taken away while it was written"
        elif column is None:
            why = "its column was taken away while it was written"
        elif (row, column) == aim.at or not (why := after.obstacle(row, column, aim.value)):
            aims.append(aim_at(after, (row, column), aim.row_key, aim.column, aim.value))
            continue
        unwritten.append(Unwritten(aim.row_key, aim.column, why))
    return aims, unwritten, frozenset(rows.values())


def _displaced(
    before: Snapshot, draft: Draft, changes: RowChanges, there: Alignment, aimed: Collection[Position]
) -> Iterator[Displaced]:
    keys = changed_row_keys(before.cells, changes)
    values = {aim.at: aim.value for aim in draft.aims}
    for at in draft.cells:
        source = there.source(at)
        if source is None or source == at or at in aimed or source[0] >= len(keys):
            continue
        key, value = keys[source[0]], before.cell(*source)
        if key is not None and at in values and not same(value, values[at]):
            yield Displaced(key, source[1], value, values[at])


def _renumbered(changes: RowChanges, there: Alignment) -> RowChanges | None:
    """The changes as rows and columns are numbered now; None when the key column or the header line is gone."""
    key_column = there.columns.get(changes.key_column)
    header_row = there.rows.get(changes.header_row) if changes.header_row >= 0 else -1
    if key_column is None or header_row is None:
        return None
    columns = there.columns
    return attrs.evolve(
        changes,
        header_row=header_row,
        key_column=key_column,
        else_column=None if changes.else_column is None else columns.get(changes.else_column),
        changes=tuple(
            attrs.evolve(one, column=columns[one.column]) for one in changes.changes if one.column in columns
        ),
        new_rows=tuple(
            attrs.evolve(one, cells={columns[at]: cell for at, cell in one.cells.items() if at in columns})
            for one in changes.new_rows
        ),
        marks={mark: columns[at] for mark, at in changes.marks.items() if at in columns},
    )


def _without_marks_moved_by(draft: Draft, before: Snapshot) -> Snapshot:
    """Marks that the request itself set elsewhere tell nothing of where their columns went."""

    def stays(mark: Mark) -> bool:
        if mark.key == HEADER_KEY_OF_MARK:
            return draft.header in {None, mark.at}
        return draft.marks.get(mark.value, mark.at) == mark.at

    return attrs.evolve(before, marks=tuple(filter(stays, before.marks)))


def _header_now(draft: Draft, there: Alignment) -> int | None:
    return None if draft.header is None else there.rows.get(draft.header)


def _marks_are_off(draft: Draft, after: Snapshot) -> bool:
    header_is_off = draft.header is not None and draft.header != after.marked_header()
    return header_is_off or any(after.marked_columns().get(mark) != at for mark, at in draft.marks.items())
