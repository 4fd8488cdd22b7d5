"""
Make a sign-up sheet: a new spreadsheet, or an empty tab of one that somebody shared with us.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tiltyard.errors import BadInput
from tiltyard.models import RowSource
from tiltyard_sheets.address import canonical, parse_address
from tiltyard_sheets.client import SheetsClient
from tiltyard_sheets.client.cells import shown_value
from tiltyard_sheets.errors import AccessMissing, SheetNotFound
from tiltyard_sheets.template import new_spreadsheet, template_requests

_NEW_TAB = 0
_VALUES = "sheets(data(rowData(values(effectiveValue,userEnteredValue))))"


async def create_spreadsheet(client: SheetsClient, title: str, *, share: str | None, teams: bool) -> RowSource:
    """A new spreadsheet from the template, which belongs to the account of our credentials.

    share   e-mail address that may edit it; without one nobody but our own account can open it
    raises  BadInput when that account may not keep any files, AccessDenied, Unavailable
    """
    try:
        made = await client.create(new_spreadsheet(title, tab=_NEW_TAB))
    except AccessMissing as error:
        # developers.google.com/workspace/drive/api/guides/about-files (read 2026-11): a service account has no storage.
        raise BadInput(
            "Google lets this account keep no sheets of its own",
            which=client.robot_address() or title,
            next_step="Create an empty sheet yourself, share it with that address as an editor, and run: "
            "tiltyard sheets create --into LINK",
        ) from error
    spreadsheet_id = str(made["spreadsheetId"])
    tab: Mapping[str, Any] = made.get("sheets", [{}])[0].get("properties", {})
    await _write(client, spreadsheet_id, tab, teams=teams)
    if share:
        await client.share(spreadsheet_id, share)
    return canonical(spreadsheet_id, int(tab.get("sheetId", _NEW_TAB)))


async def fill_tab(client: SheetsClient, source: RowSource, *, teams: bool) -> RowSource:
    """The template in an empty tab: the one that the link names, or the first that is not hidden.

    raises  BadInput when something stands in it; nothing was written then. SheetNotFound, AccessDenied, Unavailable
    """
    address = parse_address(source)
    spreadsheet_id = address.spreadsheet_id or await client.resolve(address.title or "")
    known = await client.metadata(spreadsheet_id, fresh=True)
    tabs = [
        one["properties"] for one in known.get("sheets", ()) if one["properties"].get("sheetType", "GRID") == "GRID"
    ]
    asked = address.sheet_id
    wanted = [one for one in tabs if (not one.get("hidden") if asked is None else one.get("sheetId", 0) == asked)]
    if not wanted:
        raise SheetNotFound(
            "the spreadsheet has no such tab", which=str(source), next_step="Take the link of one it has."
        )
    tab = wanted[0]
    number = int(tab.get("sheetId", 0))
    answer = await client.get_by_filter(spreadsheet_id, [{"gridRange": {"sheetId": number}}], _VALUES)
    if any(shown_value(cell) != "" for cell in _cells(answer)):
        raise BadInput(
            "that tab is not empty, and nothing was written",
            which=f'tab "{tab.get("title", "")}" of "{known.get("properties", {}).get("title", "")}"',
            next_step="Add an empty tab and take its link; or keep this one and bind it: tiltyard bind LINK",
        )
    await _write(client, spreadsheet_id, tab, teams=teams)
    return canonical(spreadsheet_id, number)


async def _write(client: SheetsClient, spreadsheet_id: str, tab: Mapping[str, Any], *, teams: bool) -> None:
    grid = tab.get("gridProperties", {})
    size = {"width": int(grid.get("columnCount", 0)), "rows": int(grid.get("rowCount", 2))}
    requests = template_requests(int(tab.get("sheetId", 0)), teams=teams, **size)
    await client.batch_update(spreadsheet_id, {"requests": requests})


def _cells(answer: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [
        cell
        for sheet in answer.get("sheets", ())
        for block in sheet.get("data", ())
        for row in block.get("rowData", ())
        for cell in row.get("values", ())
    ]
