"""
A new sign-up sheet, as requests of `spreadsheets.batchUpdate`. Pure.

    Discord ID | Discord | Riot ID | Other accounts | Pronouns | [Team] | Registered | Check-in | Tiltyard status | ...

Column detection reads the headers back as what they are; a test sees to it. Sources of request names: the Sheets API's
discovery document, revision 20261019.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from attrs import frozen

from tiltyard.rows.ours import HERE, NOTE, STATUS
from tiltyard_sheets.client import to_cell

TAB_TITLE = "Sign-ups"
ROWS = 1000
"""As many as Google gives a new tab."""


@frozen
class TemplateColumn:
    """One column.

    width_px  wide enough for what stands in it
    as_text   what is typed stays text: an id of a Discord account has more digits than a number keeps
    checkbox  a box to tick
    ours      only Tiltyard writes there; people are warned before they do
    """

    header: str
    width_px: int
    as_text: bool = False
    checkbox: bool = False
    ours: bool = False


_TEAM = TemplateColumn("Team", 160)
_COLUMNS = (
    TemplateColumn("Discord ID", 170, as_text=True),
    TemplateColumn("Discord", 150),
    TemplateColumn("Riot ID", 180),
    TemplateColumn("Other accounts", 180),
    TemplateColumn("Pronouns", 100),
    TemplateColumn("Registered", 90, checkbox=True),
    TemplateColumn("Check-in", 90, checkbox=True),
    TemplateColumn(STATUS, 130, ours=True),
    TemplateColumn(HERE, 150, ours=True),
    TemplateColumn(NOTE, 320, ours=True),
)
_BOLD = {"textFormat": {"bold": True}}
_GREY = {"red": 0.93, "green": 0.94, "blue": 0.95}


def template_columns(*, teams: bool) -> tuple[TemplateColumn, ...]:
    """The columns, from left to right; with one for the team where people play in pairs."""
    return (*_COLUMNS[:5], _TEAM, *_COLUMNS[5:]) if teams else _COLUMNS


def template_requests(tab: int, *, width: int, rows: int = ROWS, teams: bool = False) -> list[dict[str, Any]]:
    """All of it for one empty tab, to be sent in one request.

    tab    its sheetId
    width, rows   of the tab as it is
    """
    columns = template_columns(teams=teams)
    requests: list[dict[str, Any]] = []
    if width < len(columns):
        more = {"sheetId": tab, "dimension": "COLUMNS", "length": len(columns) - width}
        requests.append({"appendDimension": more})
    requests.append(_header(tab, columns))
    requests.append(_frozen(tab))
    for index, column in enumerate(columns):
        requests += _column(tab, index, column, rows)
    return requests


def new_spreadsheet(title: str, *, tab: int) -> dict[str, Any]:
    """What `spreadsheets.create` makes of a title: one empty tab."""
    return {
        "properties": {"title": title},
        "sheets": [{"properties": {"sheetId": tab, "title": TAB_TITLE, "gridProperties": _grid()}}],
    }


def _grid() -> dict[str, Any]:
    return {"rowCount": ROWS, "columnCount": len(template_columns(teams=True))}


def _header(tab: int, columns: Sequence[TemplateColumn]) -> dict[str, Any]:
    cells = [{**to_cell(one.header), "userEnteredFormat": {**_BOLD, "backgroundColor": _GREY}} for one in columns]
    return {
        "updateCells": {
            "start": {"sheetId": tab, "rowIndex": 0, "columnIndex": 0},
            "rows": [{"values": cells}],
            "fields": "userEnteredValue,userEnteredFormat(textFormat,backgroundColor)",
        }
    }


def _frozen(tab: int) -> dict[str, Any]:
    properties = {"sheetId": tab, "gridProperties": {"frozenRowCount": 1}}
    return {"updateSheetProperties": {"properties": properties, "fields": "gridProperties.frozenRowCount"}}


def _column(tab: int, index: int, column: TemplateColumn, rows: int) -> list[dict[str, Any]]:
    whole = {"sheetId": tab, "startColumnIndex": index, "endColumnIndex": index + 1}
    below = {**whole, "startRowIndex": 1, "endRowIndex": rows}
    span = {"sheetId": tab, "dimension": "COLUMNS", "startIndex": index, "endIndex": index + 1}
    width = {"range": span, "properties": {"pixelSize": column.width_px}, "fields": "pixelSize"}
    requests: list[dict[str, Any]] = [{"updateDimensionProperties": width}]
    if column.as_text:
        text = {"userEnteredFormat": {"numberFormat": {"type": "TEXT"}}}
        requests.append({"repeatCell": {"range": below, "cell": text, "fields": "userEnteredFormat.numberFormat"}})
    if column.checkbox:
        rule = {"condition": {"type": "BOOLEAN"}, "strict": True, "showCustomUi": True}
        requests.append({"setDataValidation": {"range": below, "rule": rule}})
    if column.ours:
        words = f"{column.header}: Tiltyard writes here."
        protection = {"range": whole, "description": words, "warningOnly": True}
        requests.append({"addProtectedRange": {"protectedRange": protection}})
    return requests
