"""
The client asks, writes and appends, over real connections.
"""

from __future__ import annotations

from typing import Any

import pytest

from tiltyard_sheets.client import to_cell
from tiltyard_sheets.errors import SheetNotFound, SheetsDown

CELLS = "sheets(properties(sheetId,title),data(rowData(values(effectiveValue))))"


def put(text: str, *, row: int = 1, column: int = 0) -> dict[str, Any]:
    where = {"sheetId": 0, "rowIndex": row, "columnIndex": column}
    change = {"start": where, "rows": [{"values": [to_cell(text)]}], "fields": "userEnteredValue"}
    return {"requests": [{"updateCells": change}]}


def said(answer) -> list[list[Any]]:
    (data,) = answer["sheets"][0]["data"]
    return [
        [next(iter(cell.get("effectiveValue", {"": ""}).values())) for cell in row.get("values", ())]
        for row in data["rowData"]
    ]


async def test_a_tab_is_read_in_one_read(google_sheets, book, connect):
    answer = await connect().get_by_filter(book.id, [{"gridRange": {"sheetId": 0}}], CELLS)

    assert said(answer)[:3] == [["Discord", "Riot ID"], ["ann", "Ann#EUW"], ["bob", "Bob#EUW"]]
    assert google_sheets.count() == google_sheets.count("reads") == 1


async def test_what_is_written_stands_in_the_sheet_as_text(google_sheets, book, connect):
    await connect().batch_update(book.id, put("=1+1"))

    answer = await connect().get_by_filter(book.id, [{"gridRange": {"sheetId": 0}}], CELLS)
    assert said(answer)[1][0] == "=1+1"
    assert google_sheets.count("writes") == 1


async def test_one_token_serves_many_calls(google_sheets, book, connect):
    client = connect()

    for _ in range(3):
        await client.metadata(book.id, fresh=True)

    assert google_sheets.count("token") == 1
    assert google_sheets.count("reads") == 3


async def test_metadata_is_asked_for_once(google_sheets, book, connect):
    client = connect()

    first, second = await client.metadata(book.id), await client.metadata(book.id)

    assert first is second
    assert first["properties"]["title"] == "Friday Cup"
    assert first["sheets"][0]["properties"]["sheetId"] == 0
    stats = await client.stats()
    assert (stats.cache_hits, stats.cache_misses, google_sheets.count("reads")) == (1, 1, 1)


async def test_metadata_is_asked_for_again_when_we_changed_the_tabs(google_sheets, book, connect):
    client = connect()
    await client.metadata(book.id)

    await client.batch_update(book.id, {"requests": [{"addSheet": {"properties": {"title": "Teams"}}}]})

    titles = [one["properties"]["title"] for one in (await client.metadata(book.id))["sheets"]]
    assert titles == ["Sheet1", "Teams"]


async def test_metadata_is_kept_when_we_changed_cells_only(google_sheets, book, connect):
    client = connect()
    await client.metadata(book.id)

    await client.batch_update(book.id, put("cat"))
    await client.metadata(book.id)

    assert google_sheets.count("reads") == 1


async def test_a_new_sheet_is_made(google_sheets, connect):
    made = await connect().create({"properties": {"title": "Sunday Cup"}})

    assert google_sheets.spreadsheet(made["spreadsheetId"]).title == "Sunday Cup"


async def test_rows_are_appended_below_the_last_one(google_sheets, book, connect):
    client = connect()

    appended = await client.append_rows(book.id, 0, [["cat", "Cat#EUW"], ["=1", "D#1"]], key_column=0)

    assert (appended.added, appended.found) == (2, 0)
    answer = await client.get_by_filter(book.id, [{"gridRange": {"sheetId": 0}}], CELLS)
    assert [row[0] for row in said(answer) if row] == ["Discord", "ann", "bob", "cat", "=1"]


@pytest.mark.parametrize("trouble", [503, 500, "reset"])
@pytest.mark.parametrize("when", ["before", "after"])
async def test_an_append_whose_answer_was_lost_is_checked_and_not_doubled(google_sheets, book, connect, trouble, when):
    google_sheets.fail(trouble, kind="writes", when=when)
    client = connect()

    appended = await client.append_rows(book.id, 0, [["cat", ""], ["dog", ""]], key_column=0)

    assert (appended.added, appended.found) == ((2, 0) if when == "before" else (0, 2))
    answer = await client.get_by_filter(book.id, [{"gridRange": {"sheetId": 0}}], CELLS)
    assert [row[0] for row in said(answer) if row] == ["Discord", "ann", "bob", "cat", "dog"]


async def test_an_append_that_is_lost_again_and_again_is_given_up(google_sheets, book, connect):
    google_sheets.fail(503, kind="writes", times=10)

    with pytest.raises(SheetsDown) as caught:
        await connect(attempts=2).append_rows(book.id, 0, [["cat"]], key_column=0)

    assert caught.value.may_have_happened
    assert google_sheets.count("writes") == 2


async def test_values_for_fixed_cells_are_put_again_when_the_answer_was_lost(google_sheets, book, connect):
    google_sheets.fail(503, kind="writes", when="after")

    await connect().put_values(book.id, {"Sheet1!A2:B2": [["eve", "=1+1"]]})

    assert google_sheets.count("writes") == 2
    answer = await connect().get_by_filter(book.id, [{"gridRange": {"sheetId": 0}}], CELLS)
    assert said(answer)[1] == ["eve", "=1+1"]


async def test_a_title_is_looked_up_in_drive(google_sheets, book, connect):
    google_sheets.add("Other")

    assert await connect().resolve(" Friday Cup ") == book.id
    assert google_sheets.count("drive.files.list") == 1


async def test_an_address_and_a_key_are_understood_without_asking(google_sheets, book, connect):
    client = connect()

    assert await client.resolve(f"https://docs.google.com/spreadsheets/d/{book.id}/edit#gid=7") == book.id
    assert await client.resolve(book.id) == book.id
    assert not google_sheets.calls


async def test_a_title_of_several_sheets_names_them(google_sheets, book, connect):
    other = google_sheets.add("Friday Cup")

    with pytest.raises(SheetNotFound, match="several sheets") as caught:
        await connect().resolve("Friday Cup")

    assert book.id in str(caught.value)
    assert other.id in str(caught.value)


async def test_a_title_that_nobody_shared_says_with_whom_to_share(google_sheets, connect):
    client = connect()

    with pytest.raises(SheetNotFound, match=f"Share it with {google_sheets.service_account()['client_email']}"):
        await client.resolve("It's a \\ cup")


async def test_gspreads_own_methods_work_on_the_wire(google_sheets, book, connect):
    client = connect()
    await client.metadata(book.id)
    wire = client._wire
    wire.deadline(10)

    assert wire.values_get(book.id, "A1:B1")["values"] == [["Discord", "Riot ID"]]
