"""
What an answer of Google Sheets tells about a tab.
"""

from __future__ import annotations

import pytest

from tiltyard.errors import BadPayload
from tiltyard_sheets.grid import snapshot_of


def text(value):
    return {"userEnteredValue": {"stringValue": value}, "effectiveValue": {"stringValue": value}}


def answer(*rows, sheet_id=0, **sheet):
    properties = {
        "sheetId": sheet_id,
        "title": "Players",
        "gridProperties": {"rowCount": 50, "columnCount": 20},
    }
    data = {"rowData": [{"values": [text(one) if isinstance(one, str) else one for one in row]} for row in rows]}
    return {
        "spreadsheetId": "1AbC",
        "properties": {"title": "Cup", "locale": "de_DE", "timeZone": "Europe/Berlin"},
        "sheets": [{"properties": properties, "data": [{**data, **sheet.pop("block", {})}], **sheet}],
    }


def box(top, left, bottom, right):
    return {"startRowIndex": top, "endRowIndex": bottom, "startColumnIndex": left, "endColumnIndex": right}


def read(*rows, **sheet):
    return snapshot_of(answer(*rows, **sheet), 0)


def test_rows_are_padded_and_blank_ends_are_left_out():
    tab = read(["Discord", "IGN", {}], ["ann"], [], ["bob", "B#1"], [{}, {}], [])

    assert tab.cells == [["Discord", "IGN"], ["ann", ""], ["", ""], ["bob", "B#1"]]
    assert (tab.title, tab.locale, tab.zone, tab.height, tab.width) == ("Players", "de_DE", "Europe/Berlin", 50, 20)


def test_a_tab_that_is_not_there_is_none():
    assert snapshot_of(answer(["x"], sheet_id=4), 0) is None


@pytest.mark.parametrize("broken", [{"sheets": [{}]}, {"sheets": 3}, {"sheets": [{"properties": {"sheetId": 0}}]}])
def test_an_answer_in_another_form_is_a_bad_payload(broken):
    with pytest.raises(BadPayload):
        snapshot_of(broken, 0)


def test_a_block_that_does_not_begin_at_the_corner_lands_where_it_says():
    tab = read(["x"], block={"startRow": 2, "startColumn": 1})

    assert tab.cells == [["", ""], ["", ""], ["", "x"]]


def test_cells_merged_downwards_say_it_in_each_row_and_sideways_once():
    merges = [box(0, 0, 2, 1), box(0, 1, 1, 3), box(2, 0, 4, 1)]

    tab = read(["Name", "Rank"], ["", "solo", "duo"], ["Team A", "x"], ["", "y"], merges=merges)

    assert tab.cells == [["Name", "Rank", ""], ["Name", "solo", "duo"], ["Team A", "x", ""], ["Team A", "y", ""]]
    assert "merged" in tab.closed(3, 0)
    assert tab.closed(2, 0) == ""


def test_what_a_formula_fills_is_closed_and_so_is_what_it_spills():
    formula = {"userEnteredValue": {"formulaValue": "=X"}, "effectiveValue": {"stringValue": "a"}}

    tab = read([formula, {"effectiveValue": {"stringValue": "b"}}, "c"])

    assert ["formula" in tab.closed(0, column) for column in range(3)] == [True, True, False]


def test_protection_closes_unless_we_are_let_in():
    tab = read(
        ["a", "b", "c", "d"],
        protectedRanges=[
            {"range": box(0, 0, 1, 1), "description": "mine"},
            {"range": box(0, 1, 1, 2), "requestingUserCanEdit": True},
            {"range": box(0, 2, 1, 3), "warningOnly": True},
        ],
    )

    assert "mine" in tab.closed(0, 0)
    assert [tab.closed(0, column) for column in (1, 2, 3)] == ["", "", ""]


def test_a_protected_tab_is_open_where_it_says():
    tab = read(["a", "b"], protectedRanges=[{"range": {"sheetId": 0}, "unprotectedRanges": [box(0, 1, 9, 2)]}])

    assert tab.closed(0, 0)
    assert tab.closed(0, 1) == ""
    assert tab.closed(40, 19)


def mark(number, key, value, at):
    return [{}] * at + [{"developerMetadata": [{"metadataId": number, "metadataKey": key, "metadataValue": value}]}]


def test_our_marks_are_found_and_those_of_others_are_not_ours():
    block = {"columnMetadata": mark(7, "tiltyard.mark", "discord", 2), "rowMetadata": mark(8, "tiltyard.header", "", 1)}
    block["columnMetadata"][0] = mark(9, "theirs", "discord", 0)[0]

    tab = read(["x"], block=block)

    assert tab.marked_columns() == {"discord": 2}
    assert tab.marked_header() == 1


def test_everything_that_a_write_depends_on_is_in_the_revision():
    rule = {"dataValidation": {"condition": {"type": "BOOLEAN"}, "strict": True}}
    same = [read(["a"]), read(["a"])]
    others = [
        read(["b"]),
        read(["a"], merges=[box(0, 0, 2, 1)]),
        read(["a"], protectedRanges=[{"range": box(0, 0, 1, 1)}]),
        read(["a"], block={"columnMetadata": mark(7, "tiltyard.mark", "discord", 0)}),
        read([{**text("a"), **rule}]),
    ]

    assert len({one.revision for one in same}) == 1
    assert len({one.revision for one in [*same, *others]}) == 1 + len(others)


def test_unticked_boxes_that_are_blank_say_nothing_below_the_last_row():
    rule = {"condition": {"type": "BOOLEAN", "values": [{"userEnteredValue": "here"}]}}
    blank = {"dataValidation": rule}

    tab = read(["Discord", "Here"], ["ann", blank], ["", blank], ["", blank])

    assert tab.cells == [["Discord", "Here"], ["ann", False]]
