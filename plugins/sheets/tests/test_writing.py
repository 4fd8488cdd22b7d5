"""
Changes become one request: few parts, values only, in the right places.
"""

from __future__ import annotations

import asyncio

import pytest

from tiltyard.errors import SourceChanged
from tiltyard.models import CellChange, NewRow, RowChanges, RowSource
from tiltyard_sheets.grid import FIELDS, snapshot_of
from tiltyard_sheets.writing import body_of, draft_write

PLAYERS = [["Discord", "IGN", "Here"], ["ann", "A#1", "no"], ["bob", "B#1", "no"], ["cid", "C#1", "no"]]


def snapshot(sheet):
    answer = asyncio.run(sheet.get_by_filter(sheet.book.id, [{"gridRange": {"sheetId": 0}}], FIELDS))
    return snapshot_of(answer, 0)


def wanted(*changes, new=(), marks=(), header_row=0):
    return RowChanges("r", header_row, 0, changes, tuple(new), dict(marks))


def requests(tab, changes):
    body = body_of(tab, draft_write(tab, changes))
    return body["requests"] if body else []


def test_neighbours_are_written_together_and_only_their_values(sheet):
    tab = snapshot(sheet(PLAYERS))
    cells = [CellChange(row[0], at, row[at], "x") for row in PLAYERS[1:] for at in (1, 2)]

    (only,) = requests(tab, wanted(*cells))

    assert only["updateCells"]["start"] == {"sheetId": 0, "rowIndex": 1, "columnIndex": 1}
    assert only["updateCells"]["fields"] == "userEnteredValue"
    assert [len(row["values"]) for row in only["updateCells"]["rows"]] == [2, 2, 2]


def test_what_does_not_touch_is_written_apart(sheet):
    tab = snapshot(sheet(PLAYERS))

    parts = requests(tab, wanted(CellChange("ann", 1, "A#1", "x"), CellChange("cid", 2, "no", "")))

    assert [one["updateCells"]["rows"] for one in parts] == [
        [{"values": [{"userEnteredValue": {"stringValue": "x"}}]}],
        [{"values": [{}]}],
    ]


def test_a_change_of_a_row_that_is_gone_or_says_something_else_writes_nothing(sheet):
    tab = snapshot(sheet(PLAYERS))

    for change in (CellChange("zed", 1, "", "x"), CellChange("ann", 1, "other", "x")):
        with pytest.raises(SourceChanged):
            draft_write(tab, wanted(change))
    with pytest.raises(SourceChanged):
        draft_write(tab, wanted(new=[NewRow("ann", {0: "ann"})]))


def test_a_row_with_a_number_of_its_own_in_a_column_nobody_uses_is_free(sheet):
    slots = [[*row, float(number)] for number, row in enumerate([*PLAYERS[1:], ["", "", ""], ["", "", ""]], 1)]
    tab = snapshot(sheet([[*PLAYERS[0], "Slot"], *slots]))

    draft = draft_write(tab, wanted(new=[NewRow("dan", {0: "dan", 1: "D#1"})]))

    assert draft.added == {4}


def test_a_row_that_says_something_in_a_used_column_is_not_free(sheet):
    tab = snapshot(sheet([*PLAYERS, ["", "", ""], ["", "waiting for Ann", ""]]))

    draft = draft_write(tab, wanted(new=[NewRow("dan", {0: "dan", 1: "D#1"})]))

    assert draft.added == {6}


def test_a_formula_that_waits_in_a_prepared_row_is_left_and_told(sheet):
    made = sheet(PLAYERS)
    made.human.type("C5", "=1+1")

    draft = draft_write(snapshot(made), wanted(new=[NewRow("dan", {0: "dan", 2: "no"})]))

    assert draft.added == {4}
    assert [(one.row_key, one.column) for one in draft.unwritten] == [("dan", 2)]


def test_a_sheet_that_is_protected_whole_takes_no_row_and_says_why(sheet):
    made = sheet(PLAYERS)
    made.human.protect("A:L")

    draft = draft_write(snapshot(made), wanted(new=[NewRow("dan", {0: "dan", 1: "D#1"})]))

    assert draft.aims == ()
    assert [(one.row_key, one.column) for one in draft.unwritten] == [("dan", 0), ("dan", 1)]
    assert "protected" in draft.unwritten[0].why


def test_a_header_beyond_the_grid_makes_it_wider(sheet):
    tab = snapshot(sheet(PLAYERS, width=3))

    grow, write, *marks = requests(tab, wanted(CellChange("", 3, "", "Tiltyard status"), marks={"status": 3}))

    assert grow["appendDimension"] == {"sheetId": 0, "dimension": "COLUMNS", "length": 1}
    assert write["updateCells"]["start"]["columnIndex"] == 3
    assert [next(iter(one)) for one in marks] == ["createDeveloperMetadata"] * 2


def test_marks_are_private_to_the_project_that_made_them(sheet):
    (column, header) = requests(snapshot(sheet(PLAYERS)), wanted(marks={"discord": 0}))

    for one in (column, header):
        assert one["createDeveloperMetadata"]["developerMetadata"]["visibility"] == "PROJECT"


async def test_a_mark_in_the_wrong_place_is_moved_and_a_second_one_goes(sheet):
    made = sheet(PLAYERS)
    source = RowSource("gsheet", f"{made.book.id}/0")
    for at in (0, 1):
        table = await made.tables.fetch(source)
        await made.tables.write(source, RowChanges(table.revision, 0, 0, (), (), {"ign": at}))
    metadata = made.book.metadata
    assert [(one.key, one.value, one.index) for one in metadata if one.value] == [("tiltyard.mark", "ign", 1)]
