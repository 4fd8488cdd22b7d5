"""
The `spreadsheets.values` methods, without HTTP: read, write, append and clear.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from attrs import evolve

from tiltyard.testing.google_sheets.areas import Area, a1, letters, quoted
from tiltyard.testing.google_sheets.cells import Entered, Formula, NotComputed, Shown, refusal
from tiltyard.testing.google_sheets.errors import ApiError, invalid
from tiltyard.testing.google_sheets.resources import Viewer
from tiltyard.testing.google_sheets.spreadsheets import Spreadsheet, trimmed
from tiltyard.testing.google_sheets.tabs import Tab
from tiltyard.testing.google_sheets.typed import as_number, as_typed, is_date, shown

Json = dict[str, Any]


def read(spreadsheet: Spreadsheet, area: Area, options: Mapping[str, Any]) -> Json:
    """Google's ValueRange: without trailing blanks, and without `values` where there are none."""
    tab = spreadsheet.by_id(area.sheet_id)
    closed = _within(tab, area)
    rows = [
        [_rendered(tab, row, column, options) for column in range(closed.left, closed.right or 0)]
        for row in range(closed.top, closed.bottom or 0)
    ]
    by_columns = options.get("majorDimension") == "COLUMNS"
    values = [
        ["" if one is None else one for one in row]
        for row in trimmed([list(line) for line in zip(*rows, strict=True)] if by_columns else rows)
    ]
    dimension = "COLUMNS" if by_columns else "ROWS"
    return {
        "range": a1(tab.title, closed),
        "majorDimension": dimension,
        **({"values": values} if values else {}),
    }


def write(spreadsheet: Spreadsheet, viewer: Viewer, area: Area, body: Mapping[str, Any], options: Json) -> Json:
    """Google's UpdateValuesResponse. Null leaves a cell as it is.

    raises  ApiError 400 when the values do not fit into the range or the grid, or are not allowed there
    """
    how = options.get("valueInputOption")
    if how not in ("RAW", "USER_ENTERED"):
        raise invalid("'valueInputOption' is required but not specified")
    tab = spreadsheet.by_id(area.sheet_id)
    rows = _rows(body)
    width = max(map(len, rows), default=0)
    if area.bottom is not None and _is_span(area) and len(rows) > area.bottom - area.top:
        raise _too_much(tab, area, "row", area.top + len(rows), area.bottom)
    if area.right is not None and _is_span(area) and width > area.right - area.left:
        raise _too_much(tab, area, "column", area.left + width, area.right)
    written = Area(area.sheet_id, area.top, area.top + len(rows), area.left, area.left + width)
    _check_grid(tab, written)
    if rows and width:
        spreadsheet.guard(viewer.address, [written])
    count = 0
    for row, line in enumerate(rows, area.top):
        for column, value in enumerate(line, area.left):
            if value is not None:
                enter(tab, row, column, value, raw=how == "RAW", locale=spreadsheet.locale)
                count += 1
    answer: Json = {"spreadsheetId": spreadsheet.id, "updatedRange": a1(tab.title, _at_least_one(written))}
    if count:
        answer |= {"updatedRows": len(rows), "updatedColumns": width, "updatedCells": count}
    if options.get("includeValuesInResponse"):
        answer["updatedData"] = read(spreadsheet, _at_least_one(written), _response_options(options))
    return answer


def append(spreadsheet: Spreadsheet, viewer: Viewer, area: Area, body: Mapping[str, Any], options: Json) -> Json:
    """Google's AppendValuesResponse: below the table that the range finds, from that table's first column."""
    tab = spreadsheet.by_id(area.sheet_id)
    rows = _rows(body)
    width = max(map(len, rows), default=0)
    table = tab.table_in(area)
    if table is None:
        row, column = area.top, area.left
    else:
        row, column = table.bottom or 0, table.left
    if options.get("insertDataOption") == "INSERT_ROWS" and row < tab.row_count:
        spreadsheet.guard(viewer.address, [Area(tab.sheet_id, row, row + len(rows))])
        spreadsheet.insert(tab, "ROWS", row, len(rows), like_before=row > 0)
    tab.grow(row + len(rows), column + width)
    spreadsheet.check_size()
    target = Area(tab.sheet_id, row, row + max(1, len(rows)), column, column + max(1, width))
    answer: Json = {"spreadsheetId": spreadsheet.id}
    if table is not None:
        answer["tableRange"] = a1(tab.title, table)
    updates = write(spreadsheet, viewer, target, body, options)
    return {**answer, "updates": updates}


def clear(spreadsheet: Spreadsheet, viewer: Viewer, area: Area) -> str:
    """Clear values; formats and rules stay. Answers the range in A1 notation."""
    tab = spreadsheet.by_id(area.sheet_id)
    closed = _within(tab, area)
    spreadsheet.guard(viewer.address, [closed])
    for row, column in tab.lines(closed):
        tab.rows[row][column] = tab.rows[row][column].with_value(None)
    return a1(tab.title, closed)


def enter(tab: Tab, row: int, column: int, value: Any, *, raw: bool, locale: str) -> None:
    """Enter one JSON value.

    raises  ApiError 400 for what is no value, and for what a strict rule keeps out
    """
    if isinstance(value, dict | list):
        kind = "struct_value" if isinstance(value, dict) else "list_value"
        raise invalid(f"Invalid values[{row}][{column}]: {kind}")
    if isinstance(value, str) and not raw:
        cell = tab.cell(row, column)
        plain_text = cell.format is not None and cell.format.type == "TEXT"
        parsed = as_typed(value, locale=locale, plain_text=plain_text)
        entered, how = parsed.entered, parsed.format
    else:
        number = isinstance(value, int | float) and not isinstance(value, bool)
        entered, how = float(value) if number else value, None
    let_in(tab, row, column, entered)
    tab.enter(row, column, entered, how)


def let_in(tab: Tab, row: int, column: int, entered: Entered | None) -> None:
    """Ask the cell's rule.

    raises  ApiError 400 when it is strict and says no
    """
    why = refusal(tab.cell(row, column), entered, row, column)
    if why:
        raise invalid(why)


def _rendered(tab: Tab, row: int, column: int, options: Mapping[str, Any]) -> Any:
    cell = tab.cell(row, column)
    if cell.entered is None:
        return None
    how = options.get("valueRenderOption") or "FORMATTED_VALUE"
    value = tab.shown(row, column)
    if how == "FORMATTED_VALUE":
        return shown(value, cell.format)
    if how == "FORMULA" and isinstance(cell.entered, Formula):
        return cell.entered.text
    return _unformatted(value, cell.format, options)


def _unformatted(value: Shown | None, how: Any, options: Mapping[str, Any]) -> Any:
    if isinstance(value, NotComputed):
        return value.shown
    is_number = isinstance(value, float | int) and not isinstance(value, bool)
    if is_number and is_date(how) and options.get("dateTimeRenderOption") == "FORMATTED_STRING":
        return shown(value, how)
    return None if value is None else as_number(value)


def _rows(body: Mapping[str, Any]) -> list[list[Any]]:
    values: Sequence[Any] = body.get("values", [])
    if not isinstance(values, list) or any(not isinstance(row, list) for row in values):
        bad = next((row for row in values if not isinstance(row, list)), values)
        raise invalid(f"Invalid value at 'data.values' (type.googleapis.com/google.protobuf.ListValue), \"{bad}\"")
    rows = [list(row) for row in values]
    if body.get("majorDimension") == "COLUMNS":
        height = max(map(len, rows), default=0)
        padded = [row + [None] * (height - len(row)) for row in rows]
        return [list(line) for line in zip(*padded, strict=True)]
    return rows


def _is_span(area: Area) -> bool:
    """Whether the range was more than a cell to begin at."""
    return area.bottom is None or area.right is None or (area.bottom - area.top, area.right - area.left) != (1, 1)


def _within(tab: Tab, area: Area) -> Area:
    if area.top >= tab.row_count or area.left >= tab.column_count:
        raise beyond(tab, area)
    return area.within(tab.row_count, tab.column_count)


def _check_grid(tab: Tab, area: Area) -> None:
    if (area.bottom or 0) > tab.row_count or (area.right or 0) > tab.column_count:
        raise beyond(tab, area)


def beyond(tab: Tab, area: Area) -> ApiError:
    """400: it lies outside of the grid."""
    closed = evolve(area, bottom=area.bottom or area.top + 1, right=area.right or area.left + 1)
    name = a1(tab.title, _at_least_one(closed))
    return invalid(f"Range ({name}) exceeds grid limits. Max rows: {tab.row_count}, max columns: {tab.column_count}")


def _too_much(tab: Tab, area: Area, kind: str, reached: int, last: int) -> ApiError:
    closed = area.within(tab.row_count, tab.column_count)
    named = (letters(reached - 1), letters(last - 1)) if kind == "column" else (str(reached), str(last))
    return invalid(
        f"Requested writing within range [{quoted_range(tab, closed)}], but tried writing to {kind} [{named[0]}]"
    )


def quoted_range(tab: Tab, closed: Area) -> str:
    """As messages name a range: the title always in quotes."""
    name = a1(tab.title, closed)
    return name if name.startswith("'") else name.replace(quoted(tab.title), f"'{tab.title}'", 1)


def _at_least_one(area: Area) -> Area:
    return evolve(area, bottom=max(area.bottom or 0, area.top + 1), right=max(area.right or 0, area.left + 1))


def _response_options(options: Mapping[str, Any]) -> Json:
    return {
        "valueRenderOption": options.get("responseValueRenderOption"),
        "dateTimeRenderOption": options.get("responseDateTimeRenderOption"),
    }
