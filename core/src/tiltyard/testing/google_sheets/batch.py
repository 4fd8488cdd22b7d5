"""
`spreadsheets.batchUpdate`: requests are applied one after the other, or none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tiltyard.testing.google_sheets import batch_cells, batch_tabs
from tiltyard.testing.google_sheets.errors import PROTECTED, ApiError, invalid
from tiltyard.testing.google_sheets.masks import parse_mask
from tiltyard.testing.google_sheets.resources import Viewer, spreadsheet_json
from tiltyard.testing.google_sheets.spreadsheets import Spreadsheet

Json = dict[str, Any]
Handler = Callable[[Spreadsheet, Viewer, Mapping[str, Any]], Json]

HANDLERS: dict[str, Handler] = {**batch_cells.HANDLERS, **batch_tabs.HANDLERS}
"""What each kind of request does; it answers its part of `replies`."""


def apply(spreadsheet: Spreadsheet, viewer: Viewer, requests: Sequence[Mapping[str, Any]]) -> list[Json]:
    """Apply requests, one after the other; who calls it goes back when one fails.

    raises  ApiError 400 naming the request
    """
    if not requests:
        raise invalid("Must specify at least one request.")
    return [_apply_one(spreadsheet, viewer, number, request) for number, request in enumerate(requests)]


def response(spreadsheet: Spreadsheet, viewer: Viewer, body: Mapping[str, Any], replies: list[Json]) -> Json:
    """Google's BatchUpdateSpreadsheetResponse."""
    answer: Json = {"spreadsheetId": spreadsheet.id, "replies": replies}
    if body.get("includeSpreadsheetInResponse"):
        answer["updatedSpreadsheet"] = spreadsheet_json(
            spreadsheet,
            viewer,
            areas=[spreadsheet.locate(one) for one in body.get("responseRanges", [])],
            grid_data=bool(body.get("responseIncludeGridData")),
            mask=parse_mask(""),
        )
    return answer


def _apply_one(spreadsheet: Spreadsheet, viewer: Viewer, number: int, request: Mapping[str, Any]) -> Json:
    names = list(request)
    if len(names) != 1:
        raise invalid(
            f"Invalid requests[{number}]: No request set." if not names else "oneof field 'kind' is already set."
        )
    (name,) = names
    if name not in HANDLERS:
        raise ApiError(501, f"Tiltyard's stand-in does not know how to do requests[{number}].{name}")
    try:
        return HANDLERS[name](spreadsheet, viewer, request[name])
    except ApiError as error:
        if error.code != 400 or error.message.startswith("Invalid "):
            raise
        if error.message == PROTECTED:
            raise ApiError(400, f"Invalid requests[{number}].{name}: {PROTECTED}") from None
        raise ApiError(400, f"Invalid requests[{number}].{name}: {error.message}", details=error.details) from None
