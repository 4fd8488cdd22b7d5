"""
Google's discovery document finds what Google would refuse.
"""

from __future__ import annotations

import pytest

from tiltyard.testing.google_sheets import discovery

pytest.importorskip("googleapiclient", reason="needs google-api-python-client, which ships Google's discovery document")

VALUES = "/v4/spreadsheets/k/values/Sheet1%21A1"


@pytest.mark.parametrize(
    ("method", "path", "query", "body"),
    [
        ("GET", "/v4/spreadsheets/k", {"ranges": ["A1", "B2"], "includeGridData": ["true"], "fields": ["*"]}, None),
        ("PUT", VALUES, {"valueInputOption": ["RAW"]}, {"values": [["a", 1, True, None]]}),
        ("POST", f"{VALUES}:append", {"insertDataOption": ["INSERT_ROWS"]}, {"values": [["a"]]}),
        ("POST", "/v4/spreadsheets/k:batchUpdate", {}, {"requests": [{"deleteSheet": {"sheetId": 1}}]}),
        ("POST", "/v4/spreadsheets", {}, {"properties": {"title": "Cup", "locale": None}}),
    ],
)
def test_what_google_takes_is_let_through(method, path, query, body):
    assert discovery.check_request(method, path, query, body) == []


@pytest.mark.parametrize(
    ("method", "path", "query", "body", "words"),
    [
        ("DELETE", "/v4/spreadsheets/k", {}, None, "no method for DELETE"),
        ("GET", "/v5/spreadsheets/k", {}, None, "no method for GET"),
        ("GET", "/v4/spreadsheets/k", {"range": ["A1"]}, None, 'Unknown name "range"'),
        ("GET", VALUES, {"majorDimension": ["ROWS", "ROWS"]}, None, "may be given once"),
        ("GET", VALUES, {"includeGridData": ["true"]}, None, 'Unknown name "includeGridData"'),
        ("GET", "/v4/spreadsheets/k", {"includeGridData": ["yes"]}, None, "TYPE_BOOL"),
        ("PUT", VALUES, {"valueInputOption": ["TYPED"]}, {}, "'valueInputOption' (TYPED)"),
        ("PUT", VALUES, {}, {"values": "a"}, "Invalid value at 'values'"),
        ("PUT", VALUES, {}, {"value": []}, "Unknown name \"value\" at ''"),
        ("GET", VALUES, {}, {"values": []}, "takes no body"),
        (
            "POST",
            "/v4/spreadsheets/k:batchUpdate",
            {},
            {"requests": [{"deleteSheet": {"sheetId": "one"}}]},
            "requests[0].deleteSheet.sheetId",
        ),
        (
            "POST",
            "/v4/spreadsheets/k:batchUpdate",
            {},
            {"requests": [{"mergeCells": {"mergeType": "ALL"}}]},
            "is none of its names",
        ),
        ("POST", "/v4/spreadsheets/k:batchUpdate", {}, [], "an object is wanted"),
    ],
)
def test_what_google_does_not_know_is_named(method, path, query, body, words):
    (problem,) = discovery.check_request(method, path, query, body)

    assert words in problem


def test_an_answer_is_checked_as_well():
    right = {"spreadsheetId": "k", "sheets": [{"properties": {"sheetId": 0}}]}
    wrong = {"spreadsheetId": 1, "sheets": [{"property": {}}]}

    assert discovery.check_response("GET", "/v4/spreadsheets/k", right) == []
    assert len(discovery.check_response("GET", "/v4/spreadsheets/k", wrong)) == 2
    assert discovery.check_response("GET", "/v9", {}) == ["no method for GET /v9"]
