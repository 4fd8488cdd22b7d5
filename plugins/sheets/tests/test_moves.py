"""
Whatever people move in the very moment of a write: every row keeps what is its own, and ours lands where it should.
"""

from __future__ import annotations

import asyncio
from functools import partial

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tiltyard.errors import SourceChanged
from tiltyard.models import CellChange, NewRow, RowChanges, RowSource
from tiltyard.rows.keys import key_of

HEADERS = ["Discord", "IGN", "Team", "Here", "Notes", "Tiltyard status"]

KINDS = ["sort", "insert_row", "move_row", "insert_col", "move_col", "delete_row", "delete_col"]

cells = st.sampled_from(["", "", "a", "b", "c", True, False, 3.0, "=1+1", "FALSE"])


@st.composite
def grids(draw):
    width = draw(st.integers(2, len(HEADERS)))
    names = draw(st.lists(st.integers(1, 40).map(str), min_size=1, max_size=8, unique=True))
    titles = draw(st.lists(st.just(["Friday Cup"]), max_size=1))
    rows = [[f"player {name}", *draw(st.lists(cells, min_size=width - 1, max_size=width - 1))] for name in names]
    prepared = [["", *([False] * (width - 1))]] * draw(st.integers(0, 3))
    return len(titles), [*titles, HEADERS[:width], *rows, *prepared]


def lines(total):
    return st.integers(0, total - 1)


@st.composite
def human_actions(draw, header_row, grid, kinds, *, shifted=0):
    """Something a person does in one go: its name and its arguments, 0-based.

    shifted  rows that were inserted above the header line before
    """
    height, width = len(grid), len(grid[header_row])
    below = st.integers(header_row + 1, height - 1)
    kind = draw(st.sampled_from(kinds))
    match kind:
        case "sort":
            return kind, draw(lines(width)), draw(st.booleans()), header_row + shifted + 1
        case "insert_row":
            return kind, draw(st.integers(0, height)), draw(st.integers(1, 3))
        case "delete_row":
            return kind, draw(below)
        case "move_row":
            return kind, draw(below) + shifted, draw(st.integers(header_row + 1, height)) + shifted
        case "insert_col":
            return kind, draw(st.integers(0, width)), draw(st.integers(1, 2))
        case "delete_col":
            return kind, draw(st.integers(1, width - 1))
        case "move_col":
            return kind, draw(lines(width)), draw(st.integers(0, width))


def do(sheet, action):
    tab = sheet.book.tab(0)
    match action:
        case ("sort", column, descending, header_rows):
            sheet.human.sort("ABCDEFGHIJ"[column], descending=descending, header_rows=header_rows)
        case ("insert_row", before, count):
            sheet.book.insert(tab, "ROWS", before, count)
        case ("delete_row", row):
            sheet.book.delete(tab, "ROWS", row, row + 1)
        case ("move_row", row, before):
            sheet.book.move(tab, "ROWS", row, row + 1, before)
        case ("insert_col", before, count):
            sheet.book.insert(tab, "COLUMNS", before, count)
        case ("delete_col", column):
            sheet.book.delete(tab, "COLUMNS", column, column + 1)
        case ("move_col", column, before):
            sheet.book.move(tab, "COLUMNS", column, column + 1, before)


def by_name(values):
    """Key to (header to value): the sheet as rows are, wherever they stand."""
    header = next((row for row in values if "Discord" in row), None)
    if header is None:
        return {}
    at = header.index("Discord")
    found = {}
    for row in values[values.index(header) + 1 :]:
        padded = [*row, *[None] * (len(header) - len(row))]
        if isinstance(padded[at], str):
            found[key_of(padded[at])] = {
                head: cell for head, cell in zip(header, padded, strict=False) if head and cell not in (None, "")
            }
    return found


@st.composite
def cases(draw):
    header_row, grid = draw(grids())
    width = len(grid[header_row])
    keys = [row[0] for row in grid[header_row + 1 :] if row[0]]
    changes = draw(
        st.lists(
            st.tuples(st.sampled_from(keys), st.integers(1, width - 1), st.sampled_from(["new", "x", True])),
            max_size=5,
            unique_by=lambda one: one[:2],
        )
    )
    new = draw(st.lists(st.integers(50, 60).map(lambda n: f"player {n}"), max_size=2, unique=True))
    marked = draw(st.booleans())
    added_column = draw(st.booleans())
    actions = [draw(human_actions(header_row, grid, KINDS))]
    shifted = actions[0][2] if actions[0][0] == "insert_row" and actions[0][1] <= header_row else 0
    # Between our write and its repair nothing is deleted: a row that shows what we wrote by mistake and is deleted in
    # that moment cannot be told from a blank one.
    actions += draw(st.lists(human_actions(header_row, grid, KINDS[:5], shifted=shifted), max_size=1))
    return header_row, grid, changes, new, marked, added_column, actions


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(case=cases())
@example(  # a column at the left before our write, and one more before what puts it right
    case=(
        0,
        [["Discord", "IGN", "Team"], ["player 1", "", "a"], ["", False, False]],
        [],
        [],
        False,
        True,
        [("insert_col", 0, 1), ("insert_col", 0, 1)],
    )
)
@example(  # the header line, hit by our write, moves away from what puts it right
    case=(
        1,
        [["Friday Cup"], ["Discord", "IGN"], ["player 1", ""]],
        [],
        ["player 50"],
        False,
        True,
        [("insert_row", 0, 2), ("insert_col", 0, 1)],
    )
)
@example(  # two rows of which we covered the names change places, and only one of them still shows something
    case=(
        0,
        [["Discord", "IGN", "Team"], ["player 1", "", ""], ["player 2", "", "a"]],
        [("player 1", 2, "new")],
        ["player 51", "player 50"],
        False,
        False,
        [("insert_row", 0, 2), ("sort", 0, False, 3)],
    )
)
@example(  # the typed word FALSE is no empty box
    case=(
        0,
        [["Discord", "IGN", "Team"], ["player 1", "", ""], ["player 2", "", "FALSE"], *[["", False, False]] * 2],
        [],
        ["player 50", "player 51"],
        False,
        False,
        [("insert_row", 0, 1), ("sort", 0, True, 2)],
    )
)
@example(  # a prepared row is sorted to where a player was, whom we write over: that player was not cleared
    case=(
        0,
        [["Discord", "IGN", "Team"], ["player 1", "", ""], ["player 2", "", "a"], ["", False, False]],
        [],
        ["player 50"],
        False,
        False,
        [("sort", 2, True, 1)],
    )
)
@example(  # one word of ours went astray into the header line, and we cover all others but one
    case=(
        0,
        [HEADERS, *([f"player {name}", *[""] * 5] for name in (1, 2, 3))],
        [("player 1", 2, "new"), ("player 1", 3, "new"), ("player 1", 4, "new"), ("player 3", 1, "new")],
        ["player 50"],
        False,
        False,
        [("insert_row", 0, 3), ("insert_row", 0, 1)],
    )
)
@example(  # what is left to be seen of two columns fits either: nothing crossed over when a column was inserted
    case=(
        0,
        [["Discord", "IGN", "Team"], ["player 1", "", ""], ["", False, False]],
        [("player 1", 1, "new"), ("player 1", 2, "new")],
        [],
        False,
        True,
        [("insert_row", 0, 1), ("insert_col", 0, 1)],
    )
)
def test_nothing_of_others_is_lost_and_ours_lands_or_is_told(sheet, case):
    asyncio.run(_check(sheet, *case))


async def _check(sheet, header_row, grid, changes, new, marked, added_column, actions):
    alone, together = sheet(grid), sheet(grid)
    wanted = await _changes(together, header_row, grid, changes, new, marked=marked, added_column=added_column)
    # The second comes between our write and the one that puts it right.
    together.before_write += [partial(do, together, action) for action in actions]
    source = RowSource("gsheet", f"{together.book.id}/0")

    try:
        result = await together.tables.write(source, wanted)
    except SourceChanged:
        result = None

    for action in actions[: len(actions) - len(together.before_write)]:
        do(alone, action)
    if result is None:
        assert by_name(alone.values()) == by_name(together.values())
        return
    told = {(one.row_key, one.column) for one in result.unwritten}
    expected = by_name(alone.values())
    heads = {head for row in alone.values() for head in row if head in grid[header_row]}  # some may have been deleted
    for change in wanted.changes:
        head = grid[header_row][change.column] if change.row_key else ""
        if change.row_key in expected and head in heads and (change.row_key, change.column) not in told:
            expected[change.row_key][head] = change.value
    for one in wanted.new_rows:
        if (one.row_key, 0) not in told:
            expected[one.row_key] = {
                head: cell
                for at, cell in one.cells.items()
                if (head := grid[header_row][at]) in heads and (one.row_key, at) not in told
            }
    assert {name: _said(row) for name, row in by_name(together.values()).items()} == {
        name: _said(row) for name, row in expected.items()
    }


def _said(row):
    """Empty boxes of prepared rows say nothing."""
    return {head: cell for head, cell in row.items() if cell is not False}


async def _changes(sheet, header_row, grid, changes, new, *, marked, added_column):
    source = RowSource("gsheet", f"{sheet.book.id}/0")
    table = await sheet.tables.fetch(source)
    marks = {head: at for at, head in enumerate(grid[header_row])} if marked else {}
    if marked:  # as they are from the second write on
        await sheet.tables.write(source, RowChanges(table.revision, header_row, 0, (), (), marks))
        table = await sheet.tables.fetch(source)
    rows = {row[0]: number for number, row in enumerate(grid) if number > header_row}
    cell_changes = [
        CellChange(name, column, table.cells[rows[name]][column] if column < table.width else "", value)
        for name, column, value in changes
    ]
    if added_column:
        cell_changes.append(CellChange("", table.width, "", "Tiltyard note"))
    new_rows = tuple(NewRow(name, {0: name, 1: "mine"}) for name in new)
    return RowChanges(table.revision, header_row, 0, tuple(cell_changes), new_rows, marks)
