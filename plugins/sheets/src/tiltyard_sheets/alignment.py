"""
Which row and column of a tab is which of an earlier snapshot, after somebody sorted, inserted, moved or deleted.

Pure. Between the two we wrote into some places without knowing of the move: what stands in those now is ours and says
nothing about what they are. Columns are known by our marks, then by their headers, then by what is in them, then by
their neighbours; rows by their keys, then by what is in them, then by their neighbours.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from attrs import frozen

from tiltyard.models import Cell
from tiltyard.rows.cells import comparable, is_blank, text_of
from tiltyard.rows.keys import key_of
from tiltyard_sheets.grid import HEADER_KEY_OF_MARK, MARK_KEY, Position, Snapshot

ALIKE = 0.6
"""Columns without a header are one and the same when this part of what is in them is."""

Line = tuple[str | None, ...]
"""Cells as comparable text; None where we wrote."""


@frozen
class Alignment:
    """Rows and columns before, to where they are now; what is missing is gone.

    rekeyed  rows before whose key somebody changed: they stand where they stood, but are somebody else's
    """

    rows: Mapping[int, int]
    columns: Mapping[int, int]
    rekeyed: frozenset[int] = frozenset()

    def place(self, at: Position) -> Position | None:
        """Where a cell is now; None when it is gone."""
        row, column = self.rows.get(at[0]), self.columns.get(at[1])
        return None if row is None or column is None else (row, column)

    def source(self, at: Position) -> Position | None:
        """Where the cell that is here now was before; None when there was none."""
        row, column = self._rows_back.get(at[0]), self._columns_back.get(at[1])
        return None if row is None or column is None else (row, column)

    @cached_property
    def _rows_back(self) -> dict[int, int]:
        return {new: old for old, new in self.rows.items()}

    @cached_property
    def _columns_back(self) -> dict[int, int]:
        return {new: old for old, new in self.columns.items()}


def align(
    before: Snapshot,
    after: Snapshot,
    written: Collection[Position],
    *,
    header_row: int,
    key_column: int,
    added: Collection[int] = (),
    stand: Collection[int] = (),
) -> Alignment:
    """What is where.

    written  places in which we wrote without looking, as they are numbered in both snapshots
    header_row, key_column   of `before`
    added    rows of `before` that were blank and were given to new rows
    stand    those of them that hold what we wrote there: people see that it is a player's row, so what they typed
             beside it is about that player
    """
    return _Aligner(before, after, written, header_row, key_column, added, stand).alignment()


class _Aligner:
    def __init__(
        self,
        before: Snapshot,
        after: Snapshot,
        written: Collection[Position],
        header_row: int,
        key_column: int,
        added: Collection[int],
        stand: Collection[int],
    ) -> None:
        self._before = before
        self._after = after
        self._written = frozenset(written)
        self._header = header_row
        self._key = key_column
        self._added = frozenset(added)
        self._stand = frozenset(stand)
        # Lines that we wrote to beyond what was there count as well.
        height = max((row + 1 for row, _ in written), default=0)
        width = max((column + 1 for _, column in written), default=0)
        self._height = max(height, len(before.cells))
        self._width = max(width, key_column + 1, *map(len, before.cells[:1]))
        # The request itself made the grid larger where it wrote beyond it.
        self._inserted = after.height - max(before.height, height)
        self._width_written = width
        self._height_now = max(height, len(after.cells)) + max(0, self._inserted)
        self._inserted_columns = after.width - max(before.width, width)
        self._width_now = max(width, *map(len, after.cells[:1])) + max(0, self._inserted_columns)

    def alignment(self) -> Alignment:
        if self._is_as_it_was():
            return Alignment({row: row for row in range(self._height)}, {col: col for col in range(self._width)})
        header_now = self._header_now()
        columns = self._columns(header_now)
        rows, rekeyed = self._rows(header_now, columns)
        return Alignment(rows, columns, rekeyed)

    def _old(self, row: int, column: int) -> str:
        return _told(self._before.cell(row, column))

    def _now(self, row: int, column: int) -> str | None:
        return None if (row, column) in self._written else _told(self._after.cell(row, column))

    def _is_as_it_was(self) -> bool:
        """Nothing has moved, nor has anybody changed anything."""
        if (self._height, self._width) != (self._height_now, self._width_now):
            return False
        return _ids(self._before, MARK_KEY, self._after) and all(
            self._now(row, column) in {None, self._old(row, column)}
            for row in range(self._height)
            for column in range(self._width)
        )

    # Columns ---------------------------------------------------------------------------------------------------------

    def _header_now(self) -> int | None:
        if self._header < 0:
            return None
        words = Counter(filter(None, (self._old(self._header, column) for column in range(self._width))))

        def likeness(row: int) -> tuple[int, int, int]:
            here = Counter(filter(None, (self._now(row, column) for column in range(self._width_now))))
            # Of two that have as many of its words, one that says other things besides is less like it.
            return (words & here).total(), -here.total(), -abs(row - self._header)

        marked = dict(_same_marks(self._before, self._after, HEADER_KEY_OF_MARK)).get(self._header)
        if marked is not None and likeness(marked)[0]:  # who sorts the header line away leaves its mark behind
            return marked
        best = max(range(self._height_now), key=likeness, default=None)
        return best if best is not None and likeness(best)[0] else None

    def _columns(self, header_now: int | None) -> dict[int, int]:
        pairs = _Pairs(self._width, self._width_now)
        for old, new in _same_marks(self._before, self._after, MARK_KEY):
            pairs.join(old, new)
        if self._inserted_columns > 0 and self._inserted == 0:  # then most likely the rows stand where they stood
            rows = range(max(self._height, self._height_now))
            stood = [tuple(self._old(row, column) for row in rows) for column in range(self._width)]
            stand: list[Line] = [tuple(self._now(row, column) for row in rows) for column in range(self._width_now)]
            self._join_one_edit(pairs, stood, stand, self._inserted_columns)
        if header_now is not None:
            pairs.join_equal(
                lambda column: comparable(self._old(self._header, column)) or None,
                lambda column: comparable(self._now(header_now, column) or "") or None,
            )
        # Without a header line in sight nobody knows which rows now stand below it: all count, before and now.
        below = range(self._header + 1 if header_now is not None else 0, self._height)
        below_now = range(header_now + 1 if header_now is not None else 0, self._height_now)
        bags = {column: Counter(filter(None, (self._old(row, column) for row in below))) for column in pairs.old_left()}
        bags_now = {
            column: Counter(filter(None, (self._now(row, column) for row in below_now))) for column in pairs.new_left()
        }

        covered = {column: sum(self._now(row, column) is None for row in below_now) for column in pairs.new_left()}
        gone = max(0, -self._inserted)

        def likeness(old: int, new: int) -> float:
            # What we wrote over, or what went with its row, is missing from a column without making it another.
            seen = bags[old].total() - covered[new] - gone
            return (bags[old] & bags_now[new]).total() / max(seen, bags_now[new].total(), 1)

        pairs.join_likest(likeness, at_least=ALIKE)
        deleted = self._after.width < max(self._before.width, self._width_written)
        if header_now is not None:
            pairs.join_covered(
                [column for column in pairs.old_left() if self._old(self._header, column)],
                [column for column in pairs.new_left() if self._now(header_now, column) is None],
                lambda old, new: not bags_now[new] - bags[old],
                any_of_them=not deleted,
            )
        # Where columns were deleted, one without a header is not the one whose header is missing.
        pairs.join_neighbours(
            lambda old, new: (
                not deleted
                or header_now is None
                or not self._old(self._header, old)
                or self._now(header_now, new) is None
            )
        )
        return pairs.joined

    # Rows ------------------------------------------------------------------------------------------------------------

    def _rows(self, header_now: int | None, columns: Mapping[int, int]) -> tuple[dict[int, int], frozenset[int]]:
        pairs = _Pairs(self._height, self._height_now)
        shared = sorted(columns.items())
        old = [tuple(self._old(row, column) for column, _ in shared) for row in range(self._height)]
        now: list[Line] = [tuple(self._now(row, column) for _, column in shared) for row in range(self._height_now)]
        for row in self._stand:
            pairs.join(row, row)
        self._join_one_edit(pairs, old, now, self._inserted)
        if header_now is not None:
            pairs.join(self._header, header_now)
        key_now = columns.get(self._key)
        if key_now is not None:
            self._join_keys(pairs, old, now, header_now, key_now)
        self._join_contents(pairs, old, now)
        self._join_lost(pairs, old, now)
        self._join_free(pairs, old, now, columns.values())
        return pairs.joined, self._rekeyed(pairs.joined, key_now)

    def _join_one_edit(self, pairs: _Pairs, old: Sequence[Line], now: Sequence[Line], more: int) -> None:
        """All lines at once, when lines that were inserted or deleted in one place explain everything that is seen."""

        def fits(row: int, there: int) -> bool:
            return _fits(old[row], now[there]) if 0 <= there < len(now) else not _tells(old[row])

        stay_until = next((row for row in range(len(old)) if not fits(row, row)), len(old))
        move_from = next((row for row in range(len(old) - 1, -1, -1) if not fits(row, row + more)), -1) + 1
        gone = max(0, -more)
        # Rows above `at` stay; below it some are new, or were deleted. Where several places explain it, that one counts
        # at which the fewest rows that say something are gone.
        places = [
            at
            for at in range(max(0, move_from - gone), stay_until + 1)
            if not any(_tells(line) for line in now[at : at + max(0, more)])
        ]
        if places:
            at = min(places, key=lambda place: sum(_tells(line) for line in old[place : place + gone]))
            for row in range(len(old)):
                if _tells(old[row]) and not at <= row < at + gone:
                    pairs.join(row, row if row < at else row + more)

    def _join_keys(
        self, pairs: _Pairs, old: Sequence[Line], now: Sequence[Line], header_now: int | None, key_now: int
    ) -> None:
        theirs: defaultdict[str, list[int]] = defaultdict(list)
        here: defaultdict[str, list[int]] = defaultdict(list)
        for row in range(self._header + 1, self._height):
            if key := key_of(self._old(row, self._key)):
                theirs[key].append(row)
        for row in range(header_now + 1 if header_now is not None else 0, self._height_now):
            if key := key_of(self._now(row, key_now) or ""):
                here[key].append(row)
        for key, rows in theirs.items():
            rows_now = here.get(key, [])
            if len(rows) > 1 or len(rows_now) > 1:  # of one key: told apart by what else is in them
                pairs.join_matching(rows, rows_now, lambda one, other: _fits(old[one], now[other]))
            pairs.join_in_order(rows, rows_now)

    def _join_contents(self, pairs: _Pairs, old: Sequence[Line], now: Sequence[Line]) -> None:
        """Rows without a key, or whose key we wrote over, by what else is in them."""
        telling = [row for row in pairs.new_left() if _tells(now[row])]
        pairs.join_matching(
            [row for row in pairs.old_left() if _tells(old[row])],
            telling,
            lambda one, other: _fits(old[one], now[other]),
        )

    def _join_lost(self, pairs: _Pairs, old: Sequence[Line], now: Sequence[Line]) -> None:
        """Rows that we may have written over whole, by their neighbours, and else by elimination."""
        lost = [row for row in pairs.old_left() if _tells(old[row]) and not self._was_emptied(row, pairs, old, now)]
        covered = [row for row in pairs.new_left() if None in now[row]]
        pairs.join_covered(
            lost, covered, lambda one, other: _fits(old[one], now[other]), any_of_them=self._inserted >= 0
        )

    def _was_emptied(self, row: int, pairs: _Pairs, old: Sequence[Line], now: Sequence[Line]) -> bool:
        above, below = pairs.joined.get(row - 1), pairs.joined.get(row + 1)
        if above is None or below != above + 2:
            return False
        here = now[above + 1]
        # Who empties a row brings no boxes into it: one with more of them came from elsewhere.
        got_more = any(cell and not was for was, cell in zip(old[row], here, strict=True))
        return None not in here and not _tells(here) and not got_more

    def _join_free(self, pairs: _Pairs, old: Sequence[Line], now: Sequence[Line], columns: Collection[int]) -> None:
        """Blank rows are as good as each other: a new row that stands in one stands right.

        It does not where somebody typed something into the same row meanwhile.
        """
        first = pairs.joined.get(self._header, -1) + 1
        others = [column for column in range(self._width_now) if column not in columns]
        for row in sorted(self._added):
            if row < first or row >= self._height_now or _tells(tuple(self._now(row, column) for column in others)):
                continue
            if not _tells(now[row]) or _fits(old[row], now[row]):
                pairs.join(row, row)
        pairs.join_neighbours(
            lambda one, _: one not in self._added and not (self._inserted < 0 and _tells(old[one]))  # was deleted
        )

    def _rekeyed(self, rows: Mapping[int, int], key_now: int | None) -> frozenset[int]:
        if key_now is None:
            return frozenset()
        return frozenset(
            old
            for old, new in rows.items()
            if old > self._header
            and old not in self._added
            and (key := self._now(new, key_now)) is not None
            and key_of(key) != key_of(self._old(old, self._key))
        )


class _Pairs:
    """Lines before and now, joined one to one; what is joined first stays."""

    def __init__(self, old: int, new: int) -> None:
        self._old = old
        self._new = new
        self.joined: dict[int, int] = {}
        self._back: dict[int, int] = {}

    def old_left(self) -> list[int]:
        return [line for line in range(self._old) if line not in self.joined]

    def new_left(self) -> list[int]:
        return [line for line in range(self._new) if line not in self._back]

    def join(self, old: int, new: int) -> bool:
        if old in self.joined or new in self._back:
            return False
        self.joined[old] = new
        self._back[new] = old
        return True

    def join_in_order(self, old: Iterable[int], new: Iterable[int]) -> None:
        left = [line for line in new if line not in self._back]
        for one, other in zip([line for line in old if line not in self.joined], left, strict=False):
            self.join(one, other)

    def join_equal(self, of_old: Callable[[int], Hashable | None], of_new: Callable[[int], Hashable | None]) -> None:
        """Lines that are called the same, in order."""
        called: defaultdict[Hashable, list[int]] = defaultdict(list)
        for line in self.new_left():
            if (name := of_new(line)) is not None:
                called[name].append(line)
        for line in self.old_left():
            if (name := of_old(line)) is not None and called[name]:
                self.join(line, called[name].pop(0))

    def join_matching(self, old: Sequence[int], new: Sequence[int], fits: Callable[[int, int], bool]) -> None:
        """Each line now with the one that belongs there by its neighbours if that fits, or else the first that does."""
        for line in new:
            if line in self._back:
                continue
            beside = self.beside(line)
            candidates = [beside, *old] if beside is not None and beside in old else old
            found = next((one for one in candidates if one not in self.joined and fits(one, line)), None)
            if found is not None:
                self.join(found, line)

    def join_likest(self, likeness: Callable[[int, int], float], *, at_least: float) -> None:
        """The likest two first."""
        likest = sorted(
            (
                (likeness(one, other), -abs(one - other), one, other)
                for one in self.old_left()
                for other in self.new_left()
            ),
            reverse=True,
        )
        for how, _, one, other in likest:
            if how >= at_least:
                self.join(one, other)

    def join_covered(
        self, lost: Sequence[int], covered: Sequence[int], fits: Callable[[int, int], bool], *, any_of_them: bool
    ) -> None:
        """Lines that are seen nowhere with lines that we wrote over: by their neighbours, and else by elimination.

        any_of_them  nothing was deleted, so the lost ones must be under there
        """
        for line in covered:
            beside = self.beside(line)
            if beside is not None and beside in lost and fits(beside, line):
                self.join(beside, line)
        if any_of_them:
            self.join_matching(lost, covered, fits)
            self._make_room(lost, covered, fits)

    def _make_room(self, lost: Sequence[int], covered: Sequence[int], fits: Callable[[int, int], bool]) -> None:
        """Join lost lines that fit only where another lost one was put, if that fits elsewhere as well."""
        among = frozenset(lost)
        places = [new for new in covered if new not in self._back or self._back[new] in among]
        for line in lost:
            if line in self.joined:
                continue
            wanted_by: dict[int, int] = {}
            free = self._free_place(line, places, fits, wanted_by)
            if free is None:  # nor is there room for any other line that would have to come this way
                places = [new for new in places if new not in wanted_by]
            while free is not None:
                moved = wanted_by[free]
                left = self.joined.get(moved)
                self.joined[moved], self._back[free] = free, moved
                free = left

    def _free_place(
        self, line: int, places: Sequence[int], fits: Callable[[int, int], bool], wanted_by: dict[int, int]
    ) -> int | None:
        """The nearest place that becomes taken when `line` is put where another stands, and that one moves on.

        wanted_by  is filled with each place that was thought of, and the line that would come there
        """
        asking = [line]
        for one in asking:
            for new in places:
                if new in wanted_by or not fits(one, new):
                    continue
                wanted_by[new] = one
                if new not in self._back:
                    return new
                asking.append(self._back[new])
        return None

    def beside(self, new: int) -> int | None:
        """The line before that stood as far from the next joined line above, or else below, as this one does now."""
        for step in (-1, 1):
            neighbour = new + step
            while 0 <= neighbour < self._new and neighbour not in self._back:
                neighbour += step
            if neighbour in self._back:
                old = self._back[neighbour] + (new - neighbour)
                if 0 <= old < self._old and old not in self.joined:
                    return old
        return None

    def join_neighbours(self, may: Callable[[int, int], bool]) -> None:
        """What is left, where it continues what is joined; at the edges, where nothing was put before it."""
        for new in self.new_left():
            old = self.beside(new) if self.joined else new
            if old is not None and old < self._old and may(old, new):
                self.join(old, new)


def _same_marks(before: Snapshot, after: Snapshot, key: str) -> Iterator[Position]:
    there = {one.id: one.at for one in after.marks if one.key == key}
    return ((one.at, there[one.id]) for one in before.marks if one.key == key and one.id in there)


def _ids(before: Snapshot, key: str, after: Snapshot) -> bool:
    return all(old == new for old, new in _same_marks(before, after, key))


def _told(cell: Cell) -> str:
    """As text; the typed word FALSE with the apostrophe that tells it from an empty box in Google as well."""
    return f"'{cell}" if cell == "FALSE" else text_of(cell)


def _tells(line: Line) -> bool:
    """Something in it makes it this line and no other: an empty box to tick does not."""
    return any(cell is not None and not is_blank(cell) and cell != "FALSE" for cell in line)


def _fits(old: Line, now: Line) -> bool:
    """They say the same where we did not write."""
    return all(here is None or here == there for there, here in zip(old, now, strict=True))
