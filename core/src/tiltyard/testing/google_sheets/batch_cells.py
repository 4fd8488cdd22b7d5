"""
Requests of a batch that change cells: values, formats, rules, rows and columns.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from attrs import evolve

from tiltyard.testing.google_sheets.areas import Area
from tiltyard.testing.google_sheets.cells import Cell, Entered, Formula, NumberFormat
from tiltyard.testing.google_sheets.errors import invalid
from tiltyard.testing.google_sheets.masks import Mask, parse_mask
from tiltyard.testing.google_sheets.resources import Viewer
from tiltyard.testing.google_sheets.spreadsheets import Spreadsheet
from tiltyard.testing.google_sheets.tabs import Tab
from tiltyard.testing.google_sheets.values import beyond, let_in

Json = dict[str, Any]

NO_FIELDS = "At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)"

_VALUES = ("userEnteredValue", "formattedValue", "effectiveValue")


def required_mask(given: Mapping[str, Any]) -> Mask:
    """The `fields` of a request, which may not be missing."""
    text = given.get("fields", "")
    if not text:
        raise invalid(NO_FIELDS)
    return parse_mask(text)


def checked_area(spreadsheet: Spreadsheet, grid_range: Mapping[str, Any]) -> tuple[Tab, Area]:
    """A GridRange closed by its grid. What lies beyond the grid is cut off.

    raises  ApiError 400 when all of it does
    """
    area = Area.from_grid_range(grid_range)
    tab = spreadsheet.by_id(area.sheet_id)
    closed = area.within(tab.row_count, tab.column_count)
    if area.top >= tab.row_count or area.left >= tab.column_count:
        raise beyond(tab, area)
    if closed.top >= (closed.bottom or 0) or closed.left >= (closed.right or 0):
        raise invalid("GridRange must have a start that is less than its end.")
    return tab, closed


def update_cells(spreadsheet: Spreadsheet, viewer: Viewer, given: Mapping[str, Any]) -> Json:
    """With `start` the cells that are given; with `range` every cell of it, what is not given is cleared."""
    mask = required_mask(given)
    rows: Sequence[Mapping[str, Any]] = given.get("rows", [])
    width = max((len(row.get("values", [])) for row in rows), default=0)
    if "range" in given:
        tab, area = checked_area(spreadsheet, given["range"])
        asked = Area.from_grid_range(given["range"])
        if (asked.bottom or 0) > tab.row_count or (asked.right or 0) > tab.column_count:
            raise beyond(tab, asked)
        if len(rows) > (area.bottom or 0) - area.top:
            raise invalid(
                f"Attempting to write row: {area.bottom}, beyond the last requested row of: {(area.bottom or 0) - 1}"
            )
        if width > (area.right or 0) - area.left:
            raise invalid(
                f"Attempting to write column: {area.right}, beyond the last requested column of: "
                f"{(area.right or 0) - 1}"
            )
        spreadsheet.guard(viewer.address, [area])
        for row, column in tab.lines(area):
            line = rows[row - area.top].get("values", []) if row - area.top < len(rows) else []
            at = column - area.left
            _put(tab, row, column, line[at] if at < len(line) else {}, mask)
        return {}
    start = given.get("start", {})
    tab = spreadsheet.by_id(int(start.get("sheetId", 0)))
    top, left = int(start.get("rowIndex", 0)), int(start.get("columnIndex", 0))
    for name, value, total in (
        ("row", top + max(1, len(rows)) - 1, tab.row_count),
        ("column", left + max(1, width) - 1, tab.column_count),
    ):
        if value >= total:
            raise invalid(f"GridCoordinate.{name}Index[{value}] is after last {name} in grid[{total - 1}]")
    _put_rows(spreadsheet, viewer, tab, (top, left), rows, mask)
    return {}


def append_cells(spreadsheet: Spreadsheet, viewer: Viewer, given: Mapping[str, Any]) -> Json:
    """Below the last row that shows something, from the first column; the grid grows where it must."""
    mask = required_mask(given)
    tab = spreadsheet.by_id(int(given.get("sheetId", 0)))
    rows: Sequence[Mapping[str, Any]] = given.get("rows", [])
    top = tab.last_row_with_values()
    tab.grow(top + len(rows), max((len(row.get("values", [])) for row in rows), default=0))
    spreadsheet.check_size()
    _put_rows(spreadsheet, viewer, tab, (top, 0), rows, mask)
    return {}


def repeat_cell(spreadsheet: Spreadsheet, viewer: Viewer, given: Mapping[str, Any]) -> Json:
    """One cell in every place of a range."""
    mask = required_mask(given)
    tab, area = checked_area(spreadsheet, given.get("range", {}))
    spreadsheet.guard(viewer.address, [area])
    for row, column in tab.lines(area):
        _put(tab, row, column, given.get("cell", {}), mask)
    return {}


def insert_dimension(spreadsheet: Spreadsheet, viewer: Viewer, given: Mapping[str, Any]) -> Json:
    """Blank rows or columns before one."""
    tab, dimension, start, end = _span(spreadsheet, given.get("range", {}))
    total = tab.row_count if dimension == "ROWS" else tab.column_count
    if start > total or (given.get("inheritFromBefore") and start == 0):
        raise invalid(
            f"range.startIndex[{start}] must be less than the grid size ({total}) if inheritFromBefore is false."
        )
    inside = [
        one.area
        for one in tab.protections
        if not spreadsheet.allowed(one, viewer.address) and _is_inside(one.area, dimension, start)
    ]
    spreadsheet.guard(viewer.address, inside)
    spreadsheet.insert(tab, dimension, start, end - start, like_before=bool(given.get("inheritFromBefore")))
    return {}


def delete_dimension(spreadsheet: Spreadsheet, viewer: Viewer, given: Mapping[str, Any]) -> Json:
    """Rows or columns go, and what hangs on them."""
    tab, dimension, start, end = _span(spreadsheet, given.get("range", {}), inside=True)
    spreadsheet.guard(viewer.address, [Area.of_dimension(tab.sheet_id, dimension, start, end)])
    spreadsheet.delete(tab, dimension, start, end)
    return {}


def move_dimension(spreadsheet: Spreadsheet, viewer: Viewer, given: Mapping[str, Any]) -> Json:
    """Rows or columns move; `destinationIndex` is counted before they are taken out."""
    tab, dimension, start, end = _span(spreadsheet, given.get("source", {}), inside=True)
    to = int(given.get("destinationIndex", 0))
    spreadsheet.guard(viewer.address, [Area.of_dimension(tab.sheet_id, dimension, start, end)])
    spreadsheet.move(tab, dimension, start, end, to)
    return {}


def append_dimension(spreadsheet: Spreadsheet, viewer: Viewer, given: Mapping[str, Any]) -> Json:  # noqa: ARG001
    """More rows or columns at the end."""
    tab = spreadsheet.by_id(int(given.get("sheetId", 0)))
    dimension = _dimension(given)
    total = tab.row_count if dimension == "ROWS" else tab.column_count
    spreadsheet.insert(tab, dimension, total, int(given.get("length", 0)))
    return {}


def sort_range(spreadsheet: Spreadsheet, viewer: Viewer, given: Mapping[str, Any]) -> Json:
    """Rows of a range in another order. Cells move, not rows: developer metadata stays."""
    tab, area = checked_area(spreadsheet, given.get("range", {}))
    spreadsheet.guard(viewer.address, [area])
    specs = given.get("sortSpecs", [])
    if any(one.meets(area) and (one.bottom or 0) - one.top > 1 for one in tab.merges):
        raise invalid("You can't sort a range with vertical merges.")
    keys = [(int(one.get("dimensionIndex", 0)), one.get("sortOrder") == "DESCENDING") for one in specs]
    tab.sort(area, keys or [(area.left, False)])
    return {}


def set_data_validation(spreadsheet: Spreadsheet, viewer: Viewer, given: Mapping[str, Any]) -> Json:
    """A rule for every cell of a range, or none."""
    tab, area = checked_area(spreadsheet, given.get("range", {}))
    spreadsheet.guard(viewer.address, [area])
    rule = given.get("rule")
    for row, column in tab.lines(area):
        tab.rows[row][column] = tab.rows[row][column].with_rule(rule)
    return {}


def find_replace(spreadsheet: Spreadsheet, viewer: Viewer, given: Mapping[str, Any]) -> Json:
    """A text in place of another, in cells that hold text."""
    find, replacement = given.get("find", ""), given.get("replacement", "")
    if not find:
        raise invalid("find must not be empty.")
    if given.get("allSheets"):
        places = [(tab, tab.area) for tab in spreadsheet.tabs]
    elif "sheetId" in given:
        tab = spreadsheet.by_id(int(given["sheetId"]))
        places = [(tab, tab.area)]
    else:
        places = [checked_area(spreadsheet, given.get("range", {}))]
    hits: list[tuple[Tab, int, int, str, int]] = []
    for tab, area in places:
        for row, column in tab.lines(area):
            entered = tab.cell(row, column).entered
            if isinstance(entered, str) and (count := _occurrences(entered, find, given)):
                hits.append((tab, row, column, entered, count))
    spreadsheet.guard(viewer.address, [Area(tab.sheet_id, r, r + 1, c, c + 1) for tab, r, c, _, _ in hits])
    for tab, row, column, entered, _ in hits:
        tab.enter(row, column, _replaced(entered, find, replacement, given))
    found: Json = {
        "valuesChanged": len(hits),
        "rowsChanged": len({(tab.sheet_id, row) for tab, row, _, _, _ in hits}),
        "sheetsChanged": len({tab.sheet_id for tab, *_ in hits}),
        "occurrencesChanged": sum(count for *_, count in hits),
    }
    return {"findReplace": {key: value for key, value in found.items() if value}}


def _put_rows(
    spreadsheet: Spreadsheet,
    viewer: Viewer,
    tab: Tab,
    start: tuple[int, int],
    rows: Sequence[Mapping[str, Any]],
    mask: Mask,
) -> None:
    top, left = start
    lines = [row.get("values", []) for row in rows]
    touched = [Area(tab.sheet_id, row, row + 1, left, left + len(line)) for row, line in enumerate(lines, top) if line]
    spreadsheet.guard(viewer.address, touched)
    for row, line in enumerate(lines, top):
        for column, data in enumerate(line, left):
            _put(tab, row, column, data, mask)


def _put(tab: Tab, row: int, column: int, data: Mapping[str, Any], mask: Mask) -> None:
    everything = "*" in mask
    cell = tab.cell(row, column)
    if everything or "dataValidation" in mask:
        cell = evolve(cell, rule=data.get("dataValidation"))
    if everything or "note" in mask:
        cell = evolve(cell, note=data.get("note", ""))
    if everything or "userEnteredFormat" in mask:
        cell = _formatted(cell, data.get("userEnteredFormat", {}), mask.get("userEnteredFormat", {}))
    tab.rows[row][column] = cell
    if everything or "userEnteredValue" in mask:
        entered = from_extended(data.get("userEnteredValue", {}))
        let_in(tab, row, column, entered)
        tab.put(row, column, cell.with_value(entered))
    elif any(name in mask for name in _VALUES):
        raise invalid("The field cannot be written; only userEnteredValue can be.")


def from_extended(value: Mapping[str, Any]) -> Entered | None:
    """What Google's ExtendedValue enters; None for an empty one."""
    if "formulaValue" in value:
        text = str(value["formulaValue"])
        return Formula(text if text.startswith("=") else f"={text}")
    if "stringValue" in value:
        return str(value["stringValue"])
    if "boolValue" in value:
        return bool(value["boolValue"])
    if "numberValue" in value:
        return float(value["numberValue"])
    if "errorValue" in value:
        raise invalid("ExtendedValue.errorValue is read only.")
    return None


def _formatted(cell: Cell, given: Mapping[str, Any], mask: Mask) -> Cell:
    wanted = set(mask) if mask and "*" not in mask else {*given, *(cell.style or {}), "numberFormat"}
    style = {key: value for key, value in (cell.style or {}).items() if key not in wanted}
    style |= {key: value for key, value in given.items() if key in wanted and key != "numberFormat"}
    how = cell.format
    if "numberFormat" in wanted:
        number = given.get("numberFormat")
        how = NumberFormat(number.get("type", "NUMBER"), number.get("pattern", "")) if number else None
    return evolve(cell, format=how, style=style or None)


def update_dimension_properties(spreadsheet: Spreadsheet, viewer: Viewer, given: Mapping[str, Any]) -> Json:  # noqa: ARG001 # one form for all
    """How wide columns are and how high rows: understood, and kept nowhere."""
    required_mask(given)
    _span(spreadsheet, given.get("range", {}), inside=True)
    return {}


def _span(spreadsheet: Spreadsheet, given: Mapping[str, Any], *, inside: bool = False) -> tuple[Tab, str, int, int]:
    tab = spreadsheet.by_id(int(given.get("sheetId", 0)))
    dimension = _dimension(given)
    total = tab.row_count if dimension == "ROWS" else tab.column_count
    start, end = int(given.get("startIndex", 0)), int(given.get("endIndex", total))
    if start < 0 or end <= start:
        raise invalid(f"range.endIndex[{end}] must be after range.startIndex[{start}].")
    if inside and end > total:
        kind = "row" if dimension == "ROWS" else "column"
        raise invalid(
            f"Cannot delete a {kind} that doesn't exist. Tried to delete {kind} index {end - 1} but there are only "
            f"{total} {kind}s."
        )
    return tab, dimension, start, end


def _dimension(given: Mapping[str, Any]) -> str:
    dimension = given.get("dimension")
    if dimension not in ("ROWS", "COLUMNS"):
        raise invalid("No dimension set.")
    return str(dimension)


def _is_inside(area: Area, dimension: str, at: int) -> bool:
    start, end = (area.top, area.bottom) if dimension == "ROWS" else (area.left, area.right)
    return start < at and (end is None or at < end)


def _occurrences(text: str, find: str, given: Mapping[str, Any]) -> int:
    one, other = (text, find) if given.get("matchCase") else (text.casefold(), find.casefold())
    return int(one == other) if given.get("matchEntireCell") else one.count(other)


def _replaced(text: str, find: str, replacement: str, given: Mapping[str, Any]) -> str:
    if given.get("matchEntireCell"):
        return replacement
    if given.get("matchCase"):
        return text.replace(find, replacement)
    parts, at, low = [], 0, text.casefold()
    while (found := low.find(find.casefold(), at)) >= 0:
        parts += [text[at:found], replacement]
        at = found + len(find)
    return "".join([*parts, text[at:]])


HANDLERS: dict[str, Callable[[Spreadsheet, Viewer, Mapping[str, Any]], Json]] = {
    "updateCells": update_cells,
    "appendCells": append_cells,
    "repeatCell": repeat_cell,
    "insertDimension": insert_dimension,
    "deleteDimension": delete_dimension,
    "moveDimension": move_dimension,
    "appendDimension": append_dimension,
    "updateDimensionProperties": update_dimension_properties,
    "sortRange": sort_range,
    "setDataValidation": set_data_validation,
    "findReplace": find_replace,
}
