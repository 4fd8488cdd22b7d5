"""
The values methods, in the cases that surprise.
"""

from __future__ import annotations

from contextlib import suppress
from urllib.parse import quote

import pytest

from tiltyard.testing.google_sheets import Formula


@pytest.fixture
def put(api):
    """Write one value into A1 and tell what it became."""

    def put(book, value, option="RAW"):
        answer = api("PUT", f"{book.id}/values/A1", {"values": [[value]]}, valueInputOption=option)
        assert answer.status == 200, answer.json
        return book.tab().cell(0, 0)

    return put


@pytest.mark.parametrize(
    ("typed", "holds"),
    [
        ("=1+1", Formula("=1+1")),
        ("+A1", Formula("=+A1")),
        ("007", 7.0),
        ("1,234.5", 1234.5),
        ("50%", 0.5),
        ("true", True),
        ("'=1", "=1"),
        ("2026-12-05", 46361.0),
        ("12/5/2026", 46361.0),
        ("2026-12-05 18:00", 46361.75),
        ("30/30/2026", "30/30/2026"),
        ("Ann#EUW", "Ann#EUW"),
    ],
)
def test_what_is_typed_becomes_what_it_becomes_in_the_browser(service, put, typed, holds):
    book = service.add()

    assert put(book, typed, "USER_ENTERED").entered == holds
    assert put(book, typed, "RAW").entered == typed


def test_a_date_is_read_in_the_order_of_the_locale(service, put):
    assert put(service.add(locale="de_DE"), "05.12.2026", "USER_ENTERED").entered == 46361.0


def test_a_plain_text_column_keeps_what_is_typed(service, api, batch, put):
    book = service.add()
    batch(
        book,
        {
            "repeatCell": {
                "range": {"sheetId": 0, "endRowIndex": 1},
                "cell": {"userEnteredFormat": {"numberFormat": {"type": "TEXT"}}},
                "fields": "userEnteredFormat.numberFormat",
            }
        },
    )

    assert put(book, "123456789012345678", "USER_ENTERED").entered == "123456789012345678"


def test_a_long_number_loses_digits(service, api, put):
    book = service.add()
    put(book, "123456789012345678", "USER_ENTERED")

    shown = api("GET", f"{book.id}/values/A1").json["values"]
    number = api("GET", f"{book.id}/values/A1", valueRenderOption="UNFORMATTED_VALUE").json["values"]

    assert shown == [["1.23457E+17"]]
    assert number != [[123456789012345678]]


def test_a_date_can_be_read_in_three_ways(service, api, put):
    book = service.add()
    put(book, "2026-12-05 18:00", "USER_ENTERED")

    def read(**options):
        return api("GET", f"{book.id}/values/A1", **options).json["values"][0][0]

    assert read() == "2026-12-05 18:00:00"
    assert read(valueRenderOption="UNFORMATTED_VALUE") == 46361.75
    assert read(valueRenderOption="UNFORMATTED_VALUE", dateTimeRenderOption="FORMATTED_STRING") == "2026-12-05 18:00:00"


def test_trailing_blanks_are_cut_and_blanks_between_are_empty_texts(service, api):
    book = service.add(values=[["a", None, "c", None], [None], ["d", None]])

    read = api("GET", f"{book.id}/values/Sheet1").json

    assert read == {
        "range": "Sheet1!A1:Z1000",
        "majorDimension": "ROWS",
        "values": [["a", "", "c"], [], ["d"]],
    }
    assert "values" not in api("GET", f"{book.id}/values/X1:Z9").json
    by_columns = api("GET", f"{book.id}/values/A1:C3", majorDimension="COLUMNS").json
    assert by_columns["values"] == [["a", "", "d"], [], ["c"]]


def test_null_leaves_a_cell_and_an_empty_text_clears_it(service, api):
    book = service.add(values=[["a", "b"]])

    api("PUT", f"{book.id}/values/A1:B1", {"values": [[None, ""]]}, valueInputOption="RAW")

    assert book.values() == [["a"]]


def test_an_append_goes_below_the_last_table_from_its_first_column(service, api):
    """The example of Google's guide: tables at A1:C2 and B4:D6."""
    book = service.add()
    book.fill(0, [["x"] * 3] * 2)
    book.fill(0, [["y"] * 3] * 3, row=3, column=1)

    landed = []

    def lands(where):
        with suppress(ZeroDivisionError), book.atomically():
            answer = api("POST", f"{book.id}/values/{where}:append", {"values": [["new"]]}, valueInputOption="RAW")
            landed.append(answer.json["updates"]["updatedRange"])
            1 / 0  # noqa: B018 # undone, so that the next one finds the same
        return landed[-1]

    assert {where: lands(where) for where in ("Sheet1", "B4", "C5:D5", "B2:D4", "A3:G10", "A1", "E4")} == {
        "Sheet1": "Sheet1!B7",
        "B4": "Sheet1!B7",
        "C5:D5": "Sheet1!B7",
        "B2:D4": "Sheet1!B7",
        "A3:G10": "Sheet1!B7",
        "A1": "Sheet1!A3",
        "E4": "Sheet1!E4",
    }


def test_an_append_after_a_gap_goes_astray(service, api):
    """As Google answered gspread's tests: what follows a blank cell is a table of its own."""
    book = service.add()
    row = {"values": [["one", "", "three"]]}

    def append(where):
        answer = api("POST", f"{book.id}/values/{where}:append", row, valueInputOption="RAW").json
        return answer.get("tableRange"), answer["updates"]["updatedRange"], answer["updates"]["updatedCells"]

    assert append("Sheet1") == (None, "Sheet1!A1:C1", 3)
    assert append("Sheet1") == ("Sheet1!C1", "Sheet1!C2:E2", 3)
    assert append("A1") == ("Sheet1!A1", "Sheet1!A2:C2", 3)


@pytest.mark.parametrize(
    ("option", "column"),
    [("OVERWRITE", ["table", "new", None, "other"]), ("INSERT_ROWS", ["table", "new", None, None])],
)
def test_an_append_pushes_what_lies_below_down_only_when_told(service, api, option, column):
    book = service.add(values=[["table"], [None], [None], ["other"]])
    where = quote("A1:A2", safe="")

    api(
        "POST",
        f"{book.id}/values/{where}:append",
        {"values": [["new"]]},
        valueInputOption="RAW",
        insertDataOption=option,
    )

    assert [row[0] if row else None for row in book.values()][:4] == column


def test_an_append_makes_the_grid_larger(service, api):
    book = service.add(values=[["a"]])
    book.delete(book.tab(), "ROWS", 1, 1000)

    api("POST", f"{book.id}/values/A1:append", {"values": [["b"], ["c"]]}, valueInputOption="RAW")

    assert (book.values(), book.tab().row_count) == ([["a"], ["b"], ["c"]], 3)


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ("A1001", "Range (Sheet1!A1001) exceeds grid limits. Max rows: 1000, max columns: 26"),
        ("Nowhere!A1", "Unable to parse range: Nowhere!A1"),
        ("A0", "Unable to parse range: A0"),
    ],
)
def test_a_range_that_is_not_there_is_refused(service, api, where, words):
    book = service.add()

    read = api("GET", f"{book.id}/values/{where}")
    written = api("PUT", f"{book.id}/values/{where}", {"values": [["x"]]}, valueInputOption="RAW")

    expected = (400, {"error": {"code": 400, "message": words, "status": "INVALID_ARGUMENT"}})
    assert (read.status, read.json) == (written.status, written.json) == expected


def test_a_tab_that_is_called_like_a_cell_must_be_quoted(service, api):
    book = service.add(values=[["first tab"]])
    book.add_tab("A1")
    book.fill("A1", [["other tab"]])

    assert api("GET", f"{book.id}/values/A1").json["values"] == [["first tab"]]
    assert api("GET", f"{book.id}/values/" + quote("'A1'", safe="")).json["values"] == [["other tab"]]


def test_a_batch_of_values_is_written_whole_or_not_at_all(service, api):
    book = service.add(values=[["a"]])
    data = [{"range": "A1", "values": [["b"]]}, {"range": "Nowhere!A1", "values": [["c"]]}]

    refused = api("POST", f"{book.id}/values:batchUpdate", {"valueInputOption": "RAW", "data": data})
    assert (refused.status, book.values()) == (400, [["a"]])
    assert refused.json["error"]["message"] == "Invalid data[1]: Unable to parse range: Nowhere!A1"

    done = api("POST", f"{book.id}/values:batchUpdate", {"valueInputOption": "RAW", "data": data[:1]})
    assert (done.json["totalUpdatedCells"], book.values()) == (1, [["b"]])


def test_values_are_found_by_what_hangs_on_their_column(service, api, batch):
    book = service.add(values=[["Name", "Seed"], ["Ann", 1]])
    location = {"dimensionRange": {"sheetId": 0, "dimension": "COLUMNS", "startIndex": 1, "endIndex": 2}}
    tag = {"metadataKey": "role", "metadataValue": "seed", "location": location, "visibility": "DOCUMENT"}
    batch(book, {"createDeveloperMetadata": {"developerMetadata": tag}})
    book.insert(book.tab(), "COLUMNS", 0, 1)
    found = {"developerMetadataLookup": {"metadataKey": "role", "metadataValue": "seed"}}

    read = api("POST", f"{book.id}/values:batchGetByDataFilter", {"dataFilters": [found]}).json
    assert read["valueRanges"][0]["valueRange"] == {
        "range": "Sheet1!C1:C1000",
        "majorDimension": "ROWS",
        "values": [["Seed"], ["1"]],
    }
    data = [{"dataFilter": found, "values": [["Seed"], [7]]}]
    api("POST", f"{book.id}/values:batchUpdateByDataFilter", {"valueInputOption": "RAW", "data": data})
    assert book.values()[1] == [None, "Ann", 7]
    api("POST", f"{book.id}/values:batchClearByDataFilter", {"dataFilters": [found]})
    assert book.values() == [[None, "Name"], [None, "Ann"]]
