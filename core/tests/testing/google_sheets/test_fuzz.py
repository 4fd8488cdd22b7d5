"""
Whatever Google would understand is answered, and answered in Google's shape.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tiltyard.testing.google_sheets import ApiError, discovery
from tiltyard.testing.google_sheets.api import Api, Request
from tiltyard.testing.google_sheets.batch import HANDLERS
from tiltyard.testing.google_sheets.resources import Viewer
from tiltyard.testing.google_sheets.spreadsheets import new_spreadsheet

pytest.importorskip("googleapiclient", reason="needs google-api-python-client, which ships Google's discovery document")

DEEPEST = 5
FIELDS = [
    "*",
    "title",
    "userEnteredValue",
    "userEnteredFormat.numberFormat",
    "gridProperties.rowCount",
    "warningOnly",
    "",
]
SCHEMAS = discovery.document()["schemas"]


def values_of(described, depth=0):
    """A strategy for what a schema describes; numbers and names are such as fit a small tab."""
    if "$ref" in described:
        described = SCHEMAS[described["$ref"]]
    kind = described.get("type")
    if "enum" in described:
        return st.sampled_from(described["enum"])
    if kind == "object":
        fields = described.get("properties", {}) if depth < DEEPEST else {}
        return st.fixed_dictionaries({}, optional={name: _field(name, one, depth) for name, one in fields.items()})
    if kind == "array":
        return st.lists(values_of(described["items"], depth + 1), max_size=3)
    if kind == "boolean":
        return st.booleans()
    if kind in ("integer", "number"):
        return st.integers(0, 6)
    return st.sampled_from(["", "Players", "A1", "=A1", "TRUE", "1"])


def _field(name, described, depth):
    return st.sampled_from(FIELDS) if name == "fields" else values_of(described, depth + 1)


REQUESTS = st.sampled_from(sorted(HANDLERS)).flatmap(
    lambda name: values_of(SCHEMAS["Request"]["properties"][name]).map(lambda request: {name: request})
)


@settings(max_examples=100, deadline=None)
@given(requests=st.lists(REQUESTS, min_size=1, max_size=4))
def test_any_batch_is_applied_or_refused_and_then_nothing_has_changed(requests):
    book = new_spreadsheet("Cup", "organiser@example.com")
    book.add_tab("Players", sheet_id=0, rows=5, columns=5)
    book.fill(0, [["Name", "In"], ["Ann", True], ["Bob", 3]])
    api, viewer = Api({book.id: book}), Viewer("organiser@example.com", "1")
    before = api.answer(Request("spreadsheets.get", book.id, query={"includeGridData": ["true"]}), viewer)
    body = {"requests": requests, "includeSpreadsheetInResponse": True, "responseIncludeGridData": True}

    refused = None
    try:
        answer = api.answer(Request("spreadsheets.batchUpdate", book.id, body=body), viewer)
    except ApiError as error:
        refused = error.code

    if refused is not None:
        assert refused in (400, 404)
        assert api.answer(Request("spreadsheets.get", book.id, query={"includeGridData": ["true"]}), viewer) == before
        return
    assert discovery.check_response("POST", f"/v4/spreadsheets/{book.id}:batchUpdate", answer) == []
    assert {len(row) for tab in book.tabs for row in tab.rows} <= {tab.column_count for tab in book.tabs}
