"""
Batches of requests: all or nothing, and what hangs on rows and columns follows them.
"""

from __future__ import annotations

import pytest

from tiltyard.testing.google_sheets import PERSON, ROBOT, Formula

PROTECTED = (
    "You are trying to edit a protected cell or object. Please contact the spreadsheet owner to remove protection if "
    "you need to edit."
)
PLAYERS = [["Name", "Discord", "In"], ["Cleo", "3", False], ["Ann", "1", True], ["Bob", "2", False]]


@pytest.fixture
def book(service):
    return service.add(values=PLAYERS, tab="Players")


def cells(*rows, row=0, column=0, fields="userEnteredValue", sheet_id=0):
    """A request that writes texts, truths and numbers."""
    kinds = {bool: "boolValue", str: "stringValue", int: "numberValue"}
    return {
        "updateCells": {
            "start": {"sheetId": sheet_id, "rowIndex": row, "columnIndex": column},
            "rows": [{"values": [{"userEnteredValue": {kinds[type(one)]: one}} for one in line]} for line in rows],
            "fields": fields,
        }
    }


def column_tag(index, key="role", visibility="DOCUMENT"):
    location = {"dimensionRange": {"sheetId": 0, "dimension": "COLUMNS", "startIndex": index, "endIndex": index + 1}}
    tag = {"metadataKey": key, "metadataValue": str(index), "location": location, "visibility": visibility}
    return {"createDeveloperMetadata": {"developerMetadata": tag}}


class TestCells:
    def test_a_text_cannot_become_a_formula(self, batch, book):
        batch(book, cells(["=1+1", True, 5], row=1))

        assert book.values()[1] == ["=1+1", True, 5]

    def test_a_formula_is_one_when_it_is_given_as_one(self, batch, book):
        value = {"userEnteredValue": {"formulaValue": '=HYPERLINK("https://example.com","Ann")'}}
        request = {
            "updateCells": {
                "start": {"sheetId": 0, "rowIndex": 2},
                "rows": [{"values": [value]}],
                "fields": "userEnteredValue",
            }
        }

        assert batch(book, request).status == 200
        assert book.tab().cell(2, 0).entered == Formula('=HYPERLINK("https://example.com","Ann")')
        assert book.values()[2][0] == "Ann"

    def test_a_range_clears_what_is_not_given_and_a_start_does_not(self, batch, book):
        batch(book, cells(["Dora"], row=1))
        assert book.values()[1] == ["Dora", "3", False]

        whole = {"sheetId": 0, "startRowIndex": 1, "endRowIndex": 3, "startColumnIndex": 0, "endColumnIndex": 2}
        rows = [{"values": [{"userEnteredValue": {"stringValue": "Eve"}}]}]
        batch(book, {"updateCells": {"range": whole, "rows": rows, "fields": "userEnteredValue"}})
        assert book.values()[1:3] == [["Eve", None, False], [None, None, True]]

    def test_the_last_row_of_the_grid_is_the_last(self, batch, book):
        refused = batch(book, cells(["x"], row=1000))

        assert (refused.status, refused.json["error"]["message"]) == (
            400,
            "Invalid requests[0].updateCells: GridCoordinate.rowIndex[1000] is after last row in grid[999]",
        )

    def test_appended_cells_stand_below_the_last_value(self, batch, book):
        rows = [{"values": [{"userEnteredValue": {"stringValue": "Dan"}}]}]
        batch(book, {"appendCells": {"sheetId": 0, "rows": rows, "fields": "userEnteredValue"}})

        assert book.values()[-1] == ["Dan"]

    def test_nothing_is_applied_when_one_request_is_wrong(self, batch, book):
        tab = book.tab()

        refused = batch(
            book,
            {"addSheet": {"properties": {"title": "New"}}},
            cells(["gone"], row=1),
            column_tag(1),
            {"deleteDimension": {"range": {"sheetId": 0, "dimension": "ROWS", "startIndex": 1, "endIndex": 2}}},
            cells(["x"], sheet_id=99),
        )

        assert (refused.status, refused.json["error"]) == (
            400,
            {
                "code": 400,
                "message": "Invalid requests[4].updateCells: No grid with id: 99",
                "status": "INVALID_ARGUMENT",
            },
        )
        assert (book.values(), book.metadata, book.tabs) == (PLAYERS, [], [tab])

    def test_fields_may_not_be_missing(self, batch, book):
        assert (
            "At least one field must be listed in 'fields'"
            in (batch(book, cells(["x"], fields="")).json["error"]["message"])
        )

    def test_a_strict_checkbox_takes_only_its_own_values(self, batch, book):
        rule = {
            "condition": {"type": "BOOLEAN", "values": [{"userEnteredValue": "Yes"}, {"userEnteredValue": "No"}]},
            "strict": True,
        }
        column = {"sheetId": 0, "startRowIndex": 1, "startColumnIndex": 2, "endColumnIndex": 3}
        batch(book, {"setDataValidation": {"range": column, "rule": rule}})

        refused = batch(book, cells([True], row=1, column=2))
        assert refused.json["error"]["message"].endswith(
            "The data you entered in cell C2 violates the data validation rules set on this cell."
        )
        assert batch(book, cells(["Yes"], row=1, column=2)).status == 200
        assert book.values()[1][2] == "Yes"

    def test_text_is_found_and_replaced(self, batch, book):
        answer = batch(book, {"findReplace": {"find": "AN", "replacement": "Han", "allSheets": True}})

        assert answer.json["replies"][0]["findReplace"]["occurrencesChanged"] == 1
        assert book.values()[2][0] == "Hann"


class TestTheAnswer:
    def test_the_answer_shows_how_the_rows_stand_after_the_write(self, batch, book):
        answer = batch(
            book,
            cells(["Dora"], row=1),
            includeSpreadsheetInResponse=True,
            responseRanges=["Players!A2:B3"],
            responseIncludeGridData=True,
        ).json

        (sheet,) = answer["updatedSpreadsheet"]["sheets"]
        assert sheet["data"][0]["startRow"] == 1
        assert [
            [cell["effectiveValue"]["stringValue"] for cell in row["values"]] for row in sheet["data"][0]["rowData"]
        ] == [["Dora", "3"], ["Ann", "1"]]
        assert answer["replies"] == [{}]

    def test_a_filter_and_a_mask_bring_one_tab_in_one_read(self, api, batch, book):
        book.add_tab("Other", sheet_id=5)
        batch(
            book,
            {"mergeCells": {"range": {"sheetId": 0, "endRowIndex": 1, "endColumnIndex": 2}, "mergeType": "MERGE_ALL"}},
            {"addProtectedRange": {"protectedRange": {"range": {"sheetId": 0, "endRowIndex": 1}, "warningOnly": True}}},
            column_tag(1),
        )
        fields = (
            "properties(title,timeZone),sheets(properties(sheetId,title),merges,"
            "protectedRanges(range,requestingUserCanEdit,warningOnly),"
            "data(rowData.values(userEnteredValue,dataValidation),columnMetadata.developerMetadata))"
        )

        read = api(
            "POST",
            f"{book.id}:getByDataFilter",
            {"dataFilters": [{"gridRange": {"sheetId": 0}}]},
            fields=fields,
        ).json

        assert set(read) == {"properties", "sheets"}
        (sheet,) = read["sheets"]
        assert sheet["properties"] == {"sheetId": 0, "title": "Players"}
        assert sheet["merges"] == [
            {"sheetId": 0, "startRowIndex": 0, "endRowIndex": 1, "startColumnIndex": 0, "endColumnIndex": 2}
        ]
        assert sheet["protectedRanges"] == [
            {
                "range": {"sheetId": 0, "startRowIndex": 0, "endRowIndex": 1},
                "requestingUserCanEdit": True,
                "warningOnly": True,
            }
        ]
        rows = sheet["data"][0]["rowData"]
        assert rows[0]["values"][:2] == [{"userEnteredValue": {"stringValue": "Name"}}, {}]
        assert rows[2]["values"][2] == {"userEnteredValue": {"boolValue": True}}
        tags = [one.get("developerMetadata", []) for one in sheet["data"][0]["columnMetadata"]]
        assert [[tag["metadataValue"] for tag in one] for one in tags[:3]] == [[], ["1"], []]

    def test_cells_are_told_only_when_asked_for(self, api, book):
        assert "data" not in api("GET", book.id).json["sheets"][0]
        assert "data" in api("GET", book.id, includeGridData="true").json["sheets"][0]
        assert "data" not in api("GET", book.id, includeGridData="true", fields="sheets.properties").json["sheets"][0]

    def test_a_mask_that_is_none_is_refused(self, api, book):
        assert api("GET", book.id, fields="sheets(properties").status == 400


class TestProtection:
    @pytest.fixture(autouse=True)
    def first_column_is_protected(self, service, book):
        service.human(book).protect("A1:A10")

    def test_a_write_into_it_holds_back_the_whole_batch(self, batch, book):
        refused = batch(book, cells(["9"], row=1, column=1), cells(["Dora"], row=1))

        assert (refused.status, refused.json["error"]["message"]) == (
            400,
            f"Invalid requests[1].updateCells: {PROTECTED}",
        )
        assert book.values() == PLAYERS

    def test_every_way_to_change_it_is_barred(self, api, batch, book):
        (one,) = book.tab().protections
        for request in (
            {"sortRange": {"range": {"sheetId": 0, "startRowIndex": 1}, "sortSpecs": [{"dimensionIndex": 1}]}},
            {"deleteDimension": {"range": {"sheetId": 0, "dimension": "ROWS", "startIndex": 1, "endIndex": 2}}},
            {"deleteProtectedRange": {"protectedRangeId": one.id}},
            {"deleteSheet": {"sheetId": 0}},
        ):
            assert PROTECTED in batch(book, request).json["error"]["message"], request
        assert api("POST", f"{book.id}/values/A1:clear").json["error"]["message"] == PROTECTED
        written = api("PUT", f"{book.id}/values/A2", {"values": [["x"]]}, valueInputOption="RAW")
        assert written.json["error"]["message"] == PROTECTED
        assert book.values() == PLAYERS

    def test_who_may_not_edit_is_told_so_and_not_who_may(self, api, book):
        (one,) = api("GET", book.id).json["sheets"][0]["protectedRanges"]

        assert "requestingUserCanEdit" not in one
        assert "editors" not in one

    def test_an_editor_and_the_owner_may(self, service, batch, book):
        service.human(book).unprotect()
        service.human(book).protect("A1:A10", editors=(ROBOT,))

        assert batch(book, cells(["Dora"], row=1)).status == 200
        service.human(book).type("A3", "Anna")
        assert [row[0] for row in book.values()] == ["Name", "Dora", "Anna", "Bob"]

    def test_a_warning_bars_nobody(self, service, batch, book):
        service.human(book).unprotect()
        service.human(book).protect("A1:A10", warning_only=True)

        assert batch(book, cells(["Dora"], row=1)).status == 200

    def test_it_can_be_changed_by_who_may(self, batch, book):
        own = {"range": {"sheetId": 0, "startColumnIndex": 2, "endColumnIndex": 3}, "description": "ours"}
        made = batch(book, {"addProtectedRange": {"protectedRange": own}}).json["replies"][0]["addProtectedRange"]
        number = made["protectedRange"]["protectedRangeId"]
        assert made["protectedRange"]["editors"]["users"] == sorted([PERSON, ROBOT])

        changed = {"protectedRange": {"protectedRangeId": number, "warningOnly": True}, "fields": "warningOnly"}
        assert batch(book, {"updateProtectedRange": changed}).status == 200
        assert [one.warning_only for one in book.tab().protections] == [False, True]


class TestDeveloperMetadata:
    def test_it_follows_its_column_and_dies_with_it(self, api, batch, book):
        batch(book, column_tag(0), column_tag(1), column_tag(2))
        move = {"source": {"sheetId": 0, "dimension": "COLUMNS", "startIndex": 0, "endIndex": 1}, "destinationIndex": 3}
        insert = {"range": {"sheetId": 0, "dimension": "COLUMNS", "startIndex": 0, "endIndex": 2}}
        delete = {"range": {"sheetId": 0, "dimension": "COLUMNS", "startIndex": 2, "endIndex": 3}}

        batch(book, {"moveDimension": move}, {"insertDimension": insert}, {"deleteDimension": delete})

        assert book.values()[0] == [None, None, "In", "Name"]
        assert {one.value: one.index for one in book.metadata} == {"2": 2, "0": 3}
        found = api(
            "POST",
            f"{book.id}/developerMetadata:search",
            {"dataFilters": [{"developerMetadataLookup": {"metadataKey": "role"}}]},
        ).json["matchedDeveloperMetadata"]
        assert [one["developerMetadata"]["location"]["locationType"] for one in found] == ["COLUMN", "COLUMN"]

    def test_a_sort_leaves_it_where_it_is(self, batch, book):
        location = {"dimensionRange": {"sheetId": 0, "dimension": "ROWS", "startIndex": 1, "endIndex": 2}}
        tag = {"metadataKey": "row", "location": location, "visibility": "DOCUMENT"}
        sort = {"range": {"sheetId": 0, "startRowIndex": 1}, "sortSpecs": [{"dimensionIndex": 0}]}

        batch(book, {"createDeveloperMetadata": {"developerMetadata": tag}}, {"sortRange": sort})

        assert [row[0] for row in book.values()] == ["Name", "Ann", "Bob", "Cleo"]
        assert [one.index for one in book.metadata] == [1]

    def test_a_project_hides_its_own(self, service, session, api, batch, book):
        batch(book, column_tag(0, visibility="PROJECT"))
        service.share(book, "other@example.com")
        other = session(service.service_account("other@example.com", project="999"))
        search = {"dataFilters": [{"developerMetadataLookup": {"metadataKey": "role"}}]}

        assert api("POST", f"{book.id}/developerMetadata:search", search).json != {}
        assert api("POST", f"{book.id}/developerMetadata:search", search, by=other).json == {}

    def test_it_can_be_read_changed_and_deleted(self, api, batch, book):
        made = batch(book, column_tag(1)).json["replies"][0]["createDeveloperMetadata"]["developerMetadata"]
        which = {"developerMetadataLookup": {"metadataId": made["metadataId"]}}
        assert api("GET", f"{book.id}/developerMetadata/{made['metadataId']}").json == made

        change = {"dataFilters": [which], "developerMetadata": {"metadataValue": "new"}, "fields": "metadataValue"}
        batch(book, {"updateDeveloperMetadata": change})
        assert [one.value for one in book.metadata] == ["new"]
        batch(book, {"deleteDeveloperMetadata": {"dataFilter": which}})
        assert api("GET", f"{book.id}/developerMetadata/{made['metadataId']}").status == 404

    def test_it_hangs_on_everything_or_on_a_tab_as_well(self, api, batch, book):
        for location in ({"spreadsheet": True}, {"sheetId": 0}):
            tag = {"metadataKey": "bound", "location": location, "visibility": "DOCUMENT"}
            assert batch(book, {"createDeveloperMetadata": {"developerMetadata": tag}}).status == 200

        read = api("GET", book.id).json
        assert read["developerMetadata"][0]["location"] == {"locationType": "SPREADSHEET", "spreadsheet": True}
        assert read["sheets"][0]["developerMetadata"][0]["location"] == {"locationType": "SHEET", "sheetId": 0}


class TestTabs:
    def test_a_spreadsheet_is_made_with_all_in_it(self, api, service):
        sheet = {
            "properties": {"title": "Sign-ups", "gridProperties": {"frozenRowCount": 1, "rowCount": 50}},
            "data": [
                {
                    "rowData": [{"values": [{"userEnteredValue": {"stringValue": "Name"}}]}],
                    "columnMetadata": [{"developerMetadata": [{"metadataKey": "role", "visibility": "DOCUMENT"}]}],
                }
            ],
            "protectedRanges": [{"range": {"endRowIndex": 1}, "warningOnly": True}],
        }

        made = api("POST", "", {"properties": {"title": "Cup", "timeZone": "Europe/Berlin"}, "sheets": [sheet]}).json

        book = service.spreadsheet(made["spreadsheetId"])
        assert (book.title, book.time_zone, book.owner) == ("Cup", "Europe/Berlin", ROBOT)
        assert (book.values(), book.tab().frozen_rows, book.tab().row_count) == ([["Name"]], 1, 50)
        assert [one.location_type for one in book.metadata] == ["COLUMN"]
        assert [one.warning_only for one in book.tab().protections] == [True]

    def test_a_filter_is_set_and_taken_away(self, batch, api, book):
        area = {"sheetId": 0, "startRowIndex": 0, "endRowIndex": 4, "startColumnIndex": 0, "endColumnIndex": 3}
        batch(book, {"setBasicFilter": {"filter": {"range": area}}})
        assert api("GET", book.id).json["sheets"][0]["basicFilter"] == {"range": area}

        batch(book, {"clearBasicFilter": {"sheetId": 0}})
        assert "basicFilter" not in api("GET", book.id).json["sheets"][0]

    @pytest.mark.parametrize(
        ("request_", "words"),
        [
            ({"addSheet": {"properties": {"title": "Players"}}}, "already exists"),
            ({"deleteSheet": {"sheetId": 0}}, "can't remove all the sheets"),
            ({"updateSheetProperties": {"properties": {"sheetId": 0, "hidden": True}, "fields": "hidden"}}, "hide all"),
            ({"addChart": {}}, "does not know how to do requests[0].addChart"),
            ({}, "No request set"),
        ],
    )
    def test_what_cannot_be_is_refused(self, batch, book, request_, words):
        refused = batch(book, request_)

        assert refused.status in (400, 501)
        assert words in refused.json["error"]["message"]
