"""
gspread's own client works with the stand-in as it does with Google.
"""

from __future__ import annotations

import gspread
import pytest

SIGN_UPS = [["Name", "Checked in", "Seed"], ["Ann#EUW", True, 3], ["Bob#EUW", False, 1], ["Cleo#EUW", False, 2]]


@pytest.fixture
def book(service):
    return service.add("Friday Cup", SIGN_UPS, tab="Sign-ups")


@pytest.fixture
def sheet(client, book):
    return client.open_by_key(book.id).sheet1


def test_it_opens_by_key_by_title_and_by_url(client, book):
    assert client.open_by_key(book.id).title == "Friday Cup"
    assert client.open("Friday Cup").id == book.id
    assert client.open_by_url(f"https://docs.google.com/spreadsheets/d/{book.id}/edit#gid=0").id == book.id
    with pytest.raises(gspread.SpreadsheetNotFound):
        client.open("Saturday Cup")


def test_it_finds_a_worksheet_by_title_and_by_id(client, book):
    opened = client.open_by_key(book.id)

    assert opened.worksheet("Sign-ups").id == opened.get_worksheet_by_id(0).id == 0
    with pytest.raises(gspread.WorksheetNotFound):
        opened.worksheet("Results")


def test_it_reads_values_formatted_and_unformatted(sheet):
    assert sheet.get_all_values()[:2] == [["Name", "Checked in", "Seed"], ["Ann#EUW", "TRUE", "3"]]
    assert sheet.get_all_records()[0] == {"Name": "Ann#EUW", "Checked in": "TRUE", "Seed": 3}
    assert sheet.get("B2:C2", value_render_option="UNFORMATTED_VALUE") == [[True, 3]]
    assert sheet.acell("A3").value == "Bob#EUW"
    assert sheet.col_values(1) == ["Name", "Ann#EUW", "Bob#EUW", "Cleo#EUW"]
    assert sheet.find("Cleo#EUW").address == "A4"
    assert sheet.batch_get(["A1", "C2:C4"]) == [[["Name"]], [["3"], ["1"], ["2"]]]


def test_it_writes_cells_rows_and_batches(sheet, book):
    sheet.update([["Dan#EUW", "=1+1"]], "A5")
    sheet.update_acell("C5", "=C2+1")
    sheet.batch_update([{"range": "A2", "values": [["Anna#EUW"]]}, {"range": "B3:B4", "values": [[True], [True]]}])
    sheet.append_row(["Eve#EUW", False, 9])

    assert book.values() == [
        SIGN_UPS[0],
        ["Anna#EUW", True, 3],
        ["Bob#EUW", True, 1],
        ["Cleo#EUW", True, 2],
        ["Dan#EUW", "=1+1", 4],
        ["Eve#EUW", False, 9],
    ]
    assert sheet.acell("C5", value_render_option="FORMULA").value == "=C2+1"


def test_it_sorts_inserts_and_deletes(sheet, book):
    sheet.sort((3, "asc"), range="A2:C4")
    assert [row[0] for row in book.values()] == ["Name", "Bob#EUW", "Cleo#EUW", "Ann#EUW"]

    sheet.insert_row(["Zoe#EUW", True], 2)
    sheet.delete_rows(3)
    sheet.insert_cols([["Discord"]], 1)
    assert [row[:2] for row in book.values()] == [
        ["Discord", "Name"],
        [None, "Zoe#EUW"],
        [None, "Cleo#EUW"],
        [None, "Ann#EUW"],
    ]


def test_sorting_after_an_append_asks_for_a_row_too_many_and_may(sheet):
    """gspread 6.2.1 counts the appended row as one more of the grid."""
    sheet.append_row(["Aaron#EUW"])

    sheet.sort((1, "des"))

    assert sheet.col_values(1)[0] == "Name"


def test_it_clears(sheet, book):
    sheet.batch_clear(["A2:A3", "C4"])
    assert book.values() == [SIGN_UPS[0], [None, True, 3], [None, False, 1], ["Cleo#EUW", False]]

    sheet.clear()
    assert book.values() == []


def test_it_keeps_tabs(client, book):
    opened = client.open_by_key(book.id)
    added = opened.add_worksheet("Results", rows=5, cols=3)
    added.update_title("Standings")
    copy = opened.duplicate_sheet(0, new_sheet_name="Copy")

    assert [one.title for one in opened.worksheets()] == ["Copy", "Sign-ups", "Standings"]
    assert copy.get_all_values() == client.open_by_key(book.id).worksheet("Sign-ups").get_all_values()
    assert (added.row_count, added.col_count) == (5, 3)
    opened.del_worksheet(added)
    assert [one.title for one in book.tabs] == ["Copy", "Sign-ups"]


def test_it_freezes_merges_and_protects(sheet, book, service):
    sheet.freeze(rows=1)
    sheet.merge_cells("A1:B1")
    sheet.add_protected_range("A1:C1", ["organiser@example.com"])
    tab = book.tab()

    assert (tab.frozen_rows, tab.cell(0, 1).is_blank) == (1, True)
    assert sheet.get("A1:C1", combine_merged_cells=True) == [["Name", "Name", "Seed"]]
    (one,) = tab.protections
    sheet.delete_protected_range(one.id)
    assert tab.protections == []


def test_it_formats_and_validates(sheet, book):
    sheet.format("A2:A4", {"numberFormat": {"type": "TEXT"}, "textFormat": {"bold": True}})
    sheet.add_validation("B2:B4", gspread.utils.ValidationConditionType.boolean, [], strict=True)

    assert book.tab().cell(1, 0).format.type == "TEXT"
    assert book.tab().cell(1, 1).rule["condition"] == {"type": "BOOLEAN", "values": []}


def test_it_makes_a_spreadsheet_and_shares_nothing_by_itself(client, service):
    """gspread makes files through Drive, which has no stand-in here; the Sheets API makes them as well."""
    answer = client.http_client.request("post", "https://sheets.googleapis.com/v4/spreadsheets", json={}).json()

    assert client.open_by_key(answer["spreadsheetId"]).sheet1.title == "Sheet1"
    assert service.spreadsheet(answer["spreadsheetId"]).role("somebody@example.com") is None


def test_errors_are_those_that_gspread_knows(client, service, book):
    with pytest.raises(gspread.SpreadsheetNotFound):
        client.open_by_key("nowhere")
    service.unshare(book, service.service_account()["client_email"])
    with pytest.raises(PermissionError):
        client.open_by_key(book.id)
