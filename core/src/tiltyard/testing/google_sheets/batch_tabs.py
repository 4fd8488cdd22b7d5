"""
Requests of a batch that change tabs and what hangs on them: properties, merges, protections, developer metadata.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from attrs import evolve

from tiltyard.testing.google_sheets import filters
from tiltyard.testing.google_sheets.areas import Area
from tiltyard.testing.google_sheets.batch_cells import checked_area, required_mask
from tiltyard.testing.google_sheets.errors import invalid, not_found, protected
from tiltyard.testing.google_sheets.masks import Mask
from tiltyard.testing.google_sheets.resources import Viewer, metadata_json, properties_json, protection_json, sheet_json
from tiltyard.testing.google_sheets.spreadsheets import Metadata, Spreadsheet
from tiltyard.testing.google_sheets.tabs import Protection, Tab

Json = dict[str, Any]


def add_sheet(spreadsheet: Spreadsheet, viewer: Viewer, given: Mapping[str, Any]) -> Json:  # noqa: ARG001
    """An empty tab; answers its properties."""
    tab = tab_of(spreadsheet, given.get("properties", {}))
    return {"addSheet": {"properties": properties_json(tab, spreadsheet.tabs.index(tab))}}


def tab_of(spreadsheet: Spreadsheet, properties: Mapping[str, Any]) -> Tab:
    """Add the tab that Google's SheetProperties describe."""
    number = len(spreadsheet.tabs) + 1
    taken = {one.title for one in spreadsheet.tabs}
    while f"Sheet{number}" in taken:
        number += 1
    grid = properties.get("gridProperties", {})
    tab = spreadsheet.add_tab(
        properties.get("title") or f"Sheet{number}",
        sheet_id=properties.get("sheetId"),
        rows=int(grid.get("rowCount", 1000)),
        columns=int(grid.get("columnCount", 26)),
        index=properties.get("index"),
    )
    tab.frozen_rows = int(grid.get("frozenRowCount", 0))
    tab.frozen_columns = int(grid.get("frozenColumnCount", 0))
    tab.hidden = bool(properties.get("hidden"))
    tab.color = properties.get("tabColor")
    return tab


def delete_sheet(spreadsheet: Spreadsheet, viewer: Viewer, given: Mapping[str, Any]) -> Json:
    """A tab goes, with all in it."""
    tab = spreadsheet.by_id(int(given.get("sheetId", 0)))
    spreadsheet.guard(viewer.address, [Area(tab.sheet_id)])
    spreadsheet.delete_tab(tab)
    return {}


def duplicate_sheet(spreadsheet: Spreadsheet, viewer: Viewer, given: Mapping[str, Any]) -> Json:  # noqa: ARG001
    """A tab once more, under another id and title."""
    source = spreadsheet.by_id(int(given.get("sourceSheetId", 0)))
    copy = source.copy()
    made = spreadsheet.add_tab(
        given.get("newSheetName") or f"Copy of {source.title}",
        sheet_id=given.get("newSheetId"),
        rows=1,
        columns=1,
        index=given.get("insertSheetIndex", 0),
    )
    made.rows, made.frozen_rows, made.frozen_columns = copy.rows, copy.frozen_rows, copy.frozen_columns
    made.merges = [evolve(one, sheet_id=made.sheet_id) for one in copy.merges]
    made.color = copy.color
    spreadsheet.check_size()
    return {"duplicateSheet": {"properties": properties_json(made, spreadsheet.tabs.index(made))}}


def update_sheet_properties(spreadsheet: Spreadsheet, viewer: Viewer, given: Mapping[str, Any]) -> Json:
    """Title, place, size, frozen rows, and whether it is hidden."""
    properties = given.get("properties", {})
    tab = spreadsheet.by_id(int(properties.get("sheetId", 0)))
    mask = required_mask(given)
    for one in tab.protections:
        if one.area == Area(tab.sheet_id) and not spreadsheet.allowed(one, viewer.address):
            raise protected()
    if _has(mask, "title"):
        rename(spreadsheet, tab, properties.get("title", ""))
    if _has(mask, "hidden"):
        _hide(spreadsheet, tab, hidden=bool(properties.get("hidden")))
    if "gridProperties" in mask or "*" in mask:
        _regrid(spreadsheet, tab, properties.get("gridProperties", {}), mask.get("gridProperties", {}))
    if "tabColor" in mask or "tabColorStyle" in mask:
        tab.color = properties.get("tabColor") or properties.get("tabColorStyle", {}).get("rgbColor")
    if _has(mask, "index") and "index" in properties:
        _place(spreadsheet, tab, int(properties["index"]))
    return {}


def rename(spreadsheet: Spreadsheet, tab: Tab, title: str) -> None:
    """Give a tab another title.

    raises  ApiError 400 when it is taken or empty
    """
    if not title:
        raise invalid("The sheet name cannot be empty.")
    if any(one is not tab and one.title.casefold() == title.casefold() for one in spreadsheet.tabs):
        raise invalid(f'A sheet with the name "{title}" already exists. Please enter another name.')
    tab.title = title


def update_spreadsheet_properties(spreadsheet: Spreadsheet, viewer: Viewer, given: Mapping[str, Any]) -> Json:  # noqa: ARG001
    """Title, locale and time zone."""
    mask, properties = required_mask(given), given.get("properties", {})
    for name, attribute in (("title", "title"), ("locale", "locale"), ("timeZone", "time_zone")):
        if _has(mask, name) and name in properties:
            setattr(spreadsheet, attribute, properties[name])
    return {}


def merge_cells(spreadsheet: Spreadsheet, viewer: Viewer, given: Mapping[str, Any]) -> Json:
    """All of a range, or its rows or columns each."""
    tab, area = checked_area(spreadsheet, given.get("range", {}))
    spreadsheet.guard(viewer.address, [area])
    kind = given.get("mergeType", "MERGE_ALL")
    if kind == "MERGE_ROWS":
        parts = [evolve(area, top=row, bottom=row + 1) for row in range(area.top, area.bottom or 0)]
    elif kind == "MERGE_COLUMNS":
        parts = [evolve(area, left=column, right=column + 1) for column in range(area.left, area.right or 0)]
    else:
        parts = [area]
    for part in parts:
        tab.merge(part)
    return {}


def unmerge_cells(spreadsheet: Spreadsheet, viewer: Viewer, given: Mapping[str, Any]) -> Json:
    """The merges of a range are undone."""
    tab, area = checked_area(spreadsheet, given.get("range", {}))
    spreadsheet.guard(viewer.address, [area])
    tab.unmerge(area)
    return {}


def add_protected_range(spreadsheet: Spreadsheet, viewer: Viewer, given: Mapping[str, Any]) -> Json:
    """Who adds it may edit it, and the owner."""
    described = given.get("protectedRange", {})
    area = Area.from_grid_range(described.get("range", {}))
    tab = spreadsheet.by_id(area.sheet_id)
    editors = described.get("editors", {}).get("users", [])
    if described.get("warningOnly") and editors:
        raise invalid("Editors cannot be set for a warning-only protected range.")
    one = Protection(
        int(described.get("protectedRangeId") or spreadsheet.fresh_id()),
        area,
        described.get("description", ""),
        bool(described.get("warningOnly")),
        tuple(dict.fromkeys([viewer.address, *editors])),
        tuple(Area.from_grid_range(free) for free in described.get("unprotectedRanges", [])),
    )
    if _protection(spreadsheet, one.id) is not None:
        raise invalid(f"Protected range with id {one.id} already exists.")
    tab.protections.append(one)
    return {"addProtectedRange": {"protectedRange": protection_json(spreadsheet, one, viewer)}}


def update_protected_range(spreadsheet: Spreadsheet, viewer: Viewer, given: Mapping[str, Any]) -> Json:
    """Range, description, editors or whether it only warns."""
    mask, described = required_mask(given), given.get("protectedRange", {})
    tab, one = _own_protection(spreadsheet, viewer, int(described.get("protectedRangeId", 0)))
    changes: dict[str, Any] = {}
    if _has(mask, "range"):
        changes["area"] = Area.from_grid_range(described.get("range", {}))
    if _has(mask, "description"):
        changes["description"] = described.get("description", "")
    if _has(mask, "warningOnly"):
        changes["warning_only"] = bool(described.get("warningOnly"))
    if _has(mask, "editors"):
        changes["editors"] = tuple(described.get("editors", {}).get("users", []))
    if _has(mask, "unprotectedRanges"):
        changes["unprotected"] = tuple(Area.from_grid_range(free) for free in described.get("unprotectedRanges", []))
    tab.protections[tab.protections.index(one)] = evolve(one, **changes)
    return {}


def delete_protected_range(spreadsheet: Spreadsheet, viewer: Viewer, given: Mapping[str, Any]) -> Json:
    """Everybody may edit it again."""
    tab, one = _own_protection(spreadsheet, viewer, int(given.get("protectedRangeId", 0)))
    tab.protections.remove(one)
    return {}


def set_basic_filter(spreadsheet: Spreadsheet, viewer: Viewer, given: Mapping[str, Any]) -> Json:  # noqa: ARG001
    """The filter that everybody sees."""
    described = dict(given.get("filter", {}))
    tab, area = checked_area(spreadsheet, described.get("range", {}))
    tab.basic_filter = {**described, "range": area.grid_range}
    return {}


def clear_basic_filter(spreadsheet: Spreadsheet, viewer: Viewer, given: Mapping[str, Any]) -> Json:  # noqa: ARG001
    """No filter."""
    spreadsheet.by_id(int(given.get("sheetId", 0))).basic_filter = None
    return {}


def create_developer_metadata(spreadsheet: Spreadsheet, viewer: Viewer, given: Mapping[str, Any]) -> Json:
    """It hangs on everything, on a tab, or on one row or column."""
    described = given.get("developerMetadata", {})
    if not described.get("metadataKey"):
        raise invalid("DeveloperMetadata.metadataKey is required.")
    if described.get("visibility") not in ("DOCUMENT", "PROJECT"):
        raise invalid("DeveloperMetadata.visibility is required.")
    number = int(described.get("metadataId") or spreadsheet.fresh_id())
    if any(one.id == number for one in spreadsheet.metadata):
        raise invalid(f"Developer metadata with id {number} already exists.")
    one = Metadata(
        number,
        described["metadataKey"],
        described.get("metadataValue"),
        described["visibility"],
        viewer.project,
        **_location(spreadsheet, described.get("location", {})),
    )
    spreadsheet.metadata.append(one)
    return {"createDeveloperMetadata": {"developerMetadata": metadata_json(one)}}


def update_developer_metadata(spreadsheet: Spreadsheet, viewer: Viewer, given: Mapping[str, Any]) -> Json:
    """Whatever the filters find gets what is given."""
    mask, described = required_mask(given), given.get("developerMetadata", {})
    changed: list[Metadata] = []
    for one in _found(spreadsheet, viewer, given):
        changes: dict[str, Any] = {}
        if _has(mask, "metadataKey"):
            changes["key"] = described.get("metadataKey", one.key)
        if _has(mask, "metadataValue"):
            changes["value"] = described.get("metadataValue")
        if _has(mask, "visibility"):
            changes["visibility"] = described.get("visibility", one.visibility)
        if _has(mask, "location"):
            nowhere = {"sheet_id": None, "dimension": None, "index": None}
            changes |= nowhere | _location(spreadsheet, described.get("location", {}))
        new = evolve(one, **changes)
        spreadsheet.metadata[spreadsheet.metadata.index(one)] = new
        changed.append(new)
    if not changed:
        raise not_found()
    return {"updateDeveloperMetadata": {"developerMetadata": [metadata_json(one) for one in changed]}}


def delete_developer_metadata(spreadsheet: Spreadsheet, viewer: Viewer, given: Mapping[str, Any]) -> Json:
    """Whatever the filter finds goes."""
    gone = filters.metadata_of(spreadsheet, given.get("dataFilter", {}), viewer.project)
    spreadsheet.metadata = [one for one in spreadsheet.metadata if one not in gone]
    return {"deleteDeveloperMetadata": {"deletedDeveloperMetadata": [metadata_json(one) for one in gone]}}


def sheet_answer(spreadsheet: Spreadsheet, tab: Tab, viewer: Viewer) -> Json:
    """Google's Sheet resource of one tab, without cells."""
    return sheet_json(spreadsheet, tab, viewer, index=spreadsheet.tabs.index(tab), mask={})


def _found(spreadsheet: Spreadsheet, viewer: Viewer, given: Mapping[str, Any]) -> list[Metadata]:
    found = [
        one
        for described in given.get("dataFilters", [])
        for one in filters.metadata_of(spreadsheet, described, viewer.project)
    ]
    return list(dict.fromkeys(found))


def _location(spreadsheet: Spreadsheet, given: Mapping[str, Any]) -> dict[str, Any]:
    if given.get("spreadsheet"):
        return {}
    if "dimensionRange" in given:
        span = given["dimensionRange"]
        tab = spreadsheet.by_id(int(span.get("sheetId", 0)))
        start, end = int(span.get("startIndex", 0)), int(span.get("endIndex", 0))
        total = tab.row_count if span.get("dimension") == "ROWS" else tab.column_count
        if span.get("dimension") not in ("ROWS", "COLUMNS") or end - start != 1 or end > total:
            raise invalid("DeveloperMetadataLocation.dimensionRange must represent a single row or column.")
        return {"sheet_id": tab.sheet_id, "dimension": span["dimension"], "index": start}
    if "sheetId" in given:
        return {"sheet_id": spreadsheet.by_id(int(given["sheetId"])).sheet_id}
    raise invalid("DeveloperMetadata.location is required.")


def _protection(spreadsheet: Spreadsheet, number: int) -> tuple[Tab, Protection] | None:
    found = ((tab, one) for tab in spreadsheet.tabs for one in tab.protections if one.id == number)
    return next(found, None)


def _own_protection(spreadsheet: Spreadsheet, viewer: Viewer, number: int) -> tuple[Tab, Protection]:
    found = _protection(spreadsheet, number)
    if found is None:
        raise invalid(f"No protected range with id: {number}")
    if not spreadsheet.allowed(found[1], viewer.address):
        raise protected()
    return found


def _hide(spreadsheet: Spreadsheet, tab: Tab, *, hidden: bool) -> None:
    if hidden and all(one.hidden or one is tab for one in spreadsheet.tabs):
        raise invalid("You can't hide all the sheets in a document.")
    tab.hidden = hidden


def _place(spreadsheet: Spreadsheet, tab: Tab, index: int) -> None:
    # The index is counted before the tab is taken out, so that one further right means one place less.
    now = spreadsheet.tabs.index(tab)
    spreadsheet.tabs.remove(tab)
    spreadsheet.tabs.insert(index - 1 if index > now else index, tab)


def _regrid(spreadsheet: Spreadsheet, tab: Tab, given: Mapping[str, Any], mask: Mask) -> None:
    for name, dimension in (("rowCount", "ROWS"), ("columnCount", "COLUMNS")):
        if _has(mask, name) and name in given:
            now = tab.row_count if dimension == "ROWS" else tab.column_count
            wanted = int(given[name])
            if wanted > now:
                spreadsheet.insert(tab, dimension, now, wanted - now)
            elif wanted < now:
                spreadsheet.delete(tab, dimension, wanted, now)
    for name, attribute, total in (
        ("frozenRowCount", "frozen_rows", tab.row_count),
        ("frozenColumnCount", "frozen_columns", tab.column_count),
    ):
        if _has(mask, name):
            wanted = int(given.get(name, 0))
            if wanted >= total:
                raise invalid(f"You can't freeze all visible {'rows' if 'Row' in name else 'columns'} on the sheet.")
            setattr(tab, attribute, wanted)


def _has(mask: Mask, name: str) -> bool:
    return not mask or name in mask or "*" in mask


HANDLERS: dict[str, Callable[[Spreadsheet, Viewer, Mapping[str, Any]], Json]] = {
    "addSheet": add_sheet,
    "deleteSheet": delete_sheet,
    "duplicateSheet": duplicate_sheet,
    "updateSheetProperties": update_sheet_properties,
    "updateSpreadsheetProperties": update_spreadsheet_properties,
    "mergeCells": merge_cells,
    "unmergeCells": unmerge_cells,
    "addProtectedRange": add_protected_range,
    "updateProtectedRange": update_protected_range,
    "deleteProtectedRange": delete_protected_range,
    "setBasicFilter": set_basic_filter,
    "clearBasicFilter": clear_basic_filter,
    "createDeveloperMetadata": create_developer_metadata,
    "updateDeveloperMetadata": update_developer_metadata,
    "deleteDeveloperMetadata": delete_developer_metadata,
}
