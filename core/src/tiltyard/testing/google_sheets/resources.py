"""
Spreadsheets as the JSON that Google answers: properties, grids, protections, developer metadata.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from attrs import frozen

from tiltyard.testing.google_sheets.areas import Area
from tiltyard.testing.google_sheets.cells import Cell, Entered, Formula, NotComputed, Shown
from tiltyard.testing.google_sheets.formulas import link_of
from tiltyard.testing.google_sheets.masks import Mask, masked_json, wants
from tiltyard.testing.google_sheets.spreadsheets import Metadata, Spreadsheet
from tiltyard.testing.google_sheets.tabs import Protection, Tab
from tiltyard.testing.google_sheets.typed import as_number, shown


@frozen
class Viewer:
    """Who asks."""

    address: str
    project: str = "0"


def spreadsheet_json(
    spreadsheet: Spreadsheet,
    viewer: Viewer,
    *,
    areas: Sequence[Area] = (),
    grid_data: bool = False,
    mask: Mask | None = None,
) -> dict[str, Any]:
    """Google's Spreadsheet resource.

    areas      only these cells, and only the tabs that they are on; all when empty
    grid_data  whether to tell what is in cells; a mask decides it alone
    """
    mask = mask or {}
    with_cells = wants(mask, "sheets", "data") if mask else grid_data
    chosen = {area.sheet_id for area in areas}
    visible = list(spreadsheet.visible_metadata(viewer.project))
    answer: dict[str, Any] = {
        "spreadsheetId": spreadsheet.id,
        "properties": {
            "title": spreadsheet.title,
            "locale": spreadsheet.locale,
            "autoRecalc": "ON_CHANGE",
            "timeZone": spreadsheet.time_zone,
            "defaultFormat": {"verticalAlignment": "BOTTOM", "wrapStrategy": "OVERFLOW_CELL"},
        },
        "sheets": [
            sheet_json(
                spreadsheet,
                tab,
                viewer,
                index=index,
                areas=[one for one in areas if one.sheet_id == tab.sheet_id] or [tab.area] if with_cells else [],
                mask=mask.get("sheets", mask.get("*", {})).get("data", {}) if mask else {},
            )
            for index, tab in enumerate(spreadsheet.tabs)
            if not areas or tab.sheet_id in chosen
        ],
        "spreadsheetUrl": f"https://docs.google.com/spreadsheets/d/{spreadsheet.id}/edit",
    }
    hanging = [metadata_json(one) for one in visible if one.location_type == "SPREADSHEET"]
    if hanging:
        answer["developerMetadata"] = hanging
    return masked_json(answer, mask)


def sheet_json(
    spreadsheet: Spreadsheet, tab: Tab, viewer: Viewer, *, index: int, areas: Sequence[Area] = (), mask: Mask
) -> dict[str, Any]:
    """Google's Sheet resource."""
    answer: dict[str, Any] = {"properties": properties_json(tab, index)}
    if areas:
        answer["data"] = [grid_json(spreadsheet, tab, area, viewer, mask) for area in areas]
    if tab.merges:
        answer["merges"] = [one.grid_range for one in tab.merges]
    if tab.protections:
        answer["protectedRanges"] = [protection_json(spreadsheet, one, viewer) for one in tab.protections]
    if tab.basic_filter is not None:
        answer["basicFilter"] = tab.basic_filter
    hanging = [
        metadata_json(one)
        for one in spreadsheet.visible_metadata(viewer.project)
        if one.location_type == "SHEET" and one.sheet_id == tab.sheet_id
    ]
    if hanging:
        answer["developerMetadata"] = hanging
    return answer


def properties_json(tab: Tab, index: int) -> dict[str, Any]:
    """Google's SheetProperties; what is not set is left out."""
    grid = {"rowCount": tab.row_count, "columnCount": tab.column_count}
    if tab.frozen_rows:
        grid["frozenRowCount"] = tab.frozen_rows
    if tab.frozen_columns:
        grid["frozenColumnCount"] = tab.frozen_columns
    return {
        "sheetId": tab.sheet_id,
        "title": tab.title,
        "index": index,
        "sheetType": "GRID",
        "gridProperties": grid,
        **({"hidden": True} if tab.hidden else {}),
        **({"tabColor": tab.color, "tabColorStyle": {"rgbColor": tab.color}} if tab.color else {}),
    }


def grid_json(spreadsheet: Spreadsheet, tab: Tab, area: Area, viewer: Viewer, mask: Mask) -> dict[str, Any]:
    """Google's GridData: rows and cells without trailing blanks."""
    closed = area.within(tab.row_count, tab.column_count)
    answer: dict[str, Any] = {}
    if closed.top:
        answer["startRow"] = closed.top
    if closed.left:
        answer["startColumn"] = closed.left
    if wants(mask, "rowData"):
        rows = [_row_json(tab, row, closed) for row in range(closed.top, closed.bottom or 0)]
        while rows and not rows[-1]:
            rows.pop()
        if rows:
            answer["rowData"] = rows
    hanging = [one for one in spreadsheet.visible_metadata(viewer.project) if one.sheet_id == tab.sheet_id]
    for name, dimension, size, start, end in (
        ("rowMetadata", "ROWS", 21, closed.top, closed.bottom or 0),
        ("columnMetadata", "COLUMNS", 100, closed.left, closed.right or 0),
    ):
        if wants(mask, name):
            at = {one.index: one for one in hanging if one.dimension == dimension}
            answer[name] = [
                {
                    "pixelSize": size,
                    **(
                        {
                            "developerMetadata": [
                                metadata_json(one)
                                for one in hanging
                                if one.dimension == dimension and one.index == number
                            ]
                        }
                        if number in at
                        else {}
                    ),
                }
                for number in range(start, end)
            ]
    return answer


def cell_json(tab: Tab, row: int, column: int) -> dict[str, Any]:
    """Google's CellData; empty for a cell with nothing in it."""
    cell = tab.cell(row, column)
    answer: dict[str, Any] = {}
    if cell.entered is not None:
        value = tab.shown(row, column)
        answer["userEnteredValue"] = entered_json(cell.entered)
        answer["effectiveValue"] = shown_json(value)
        answer["formattedValue"] = shown(value, cell.format)
        link = link_of(cell.entered.text) if isinstance(cell.entered, Formula) else None
        if link:
            answer["hyperlink"] = link
    how = format_json(cell)
    if how:
        answer["userEnteredFormat"] = how
    if how or cell.entered is not None:
        answer["effectiveFormat"] = {"verticalAlignment": "BOTTOM", "wrapStrategy": "OVERFLOW_CELL", **how}
    if cell.note:
        answer["note"] = cell.note
    if cell.rule is not None:
        answer["dataValidation"] = dict(cell.rule)
    return answer


def format_json(cell: Cell) -> dict[str, Any]:
    """Google's CellFormat, as it was given."""
    return {**(cell.style or {}), **({"numberFormat": cell.format.json} if cell.format else {})}


def entered_json(entered: Entered) -> dict[str, Any]:
    """What was entered as Google's ExtendedValue."""
    return {"formulaValue": entered.text} if isinstance(entered, Formula) else shown_json(entered)


def shown_json(value: Shown | None) -> dict[str, Any]:
    """What is shown as Google's ExtendedValue."""
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, str):
        return {"stringValue": value}
    if isinstance(value, NotComputed):
        return {"errorValue": {"type": value.type, "message": value.message}}
    return {} if value is None else {"numberValue": as_number(value)}


def protection_json(spreadsheet: Spreadsheet, one: Protection, viewer: Viewer) -> dict[str, Any]:
    """Google's ProtectedRange; who is no editor is not told who is one."""
    may = spreadsheet.allowed(one, viewer.address)
    return {
        "protectedRangeId": one.id,
        "range": one.area.grid_range,
        **({"description": one.description} if one.description else {}),
        **({"warningOnly": True} if one.warning_only else {}),
        **({"requestingUserCanEdit": True} if may else {}),
        **({"unprotectedRanges": [area.grid_range for area in one.unprotected]} if one.unprotected else {}),
        **({"editors": {"users": sorted({spreadsheet.owner, *one.editors})}} if may and not one.warning_only else {}),
    }


def metadata_json(one: Metadata) -> dict[str, Any]:
    """Google's DeveloperMetadata."""
    location: dict[str, Any] = {"locationType": one.location_type}
    if one.sheet_id is None:
        location["spreadsheet"] = True
    elif one.dimension is None or one.index is None:
        location["sheetId"] = one.sheet_id
    else:
        location["dimensionRange"] = {
            "sheetId": one.sheet_id,
            "dimension": one.dimension,
            "startIndex": one.index,
            "endIndex": one.index + 1,
        }
    return {
        "metadataId": one.id,
        "metadataKey": one.key,
        **({} if one.value is None else {"metadataValue": one.value}),
        "location": location,
        "visibility": one.visibility,
    }


def _row_json(tab: Tab, row: int, closed: Area) -> Mapping[str, Any]:
    last = closed.right or 0
    cells = tab.rows[row]
    while last > closed.left and _is_bare(cells[last - 1]):
        last -= 1
    values = [cell_json(tab, row, column) for column in range(closed.left, last)]
    return {"values": values} if values else {}


def _is_bare(cell: Cell) -> bool:
    return cell.is_blank and cell.rule is None and cell.format is None and not cell.note and not cell.style
