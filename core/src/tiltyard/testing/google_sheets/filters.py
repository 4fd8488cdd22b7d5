"""
Data filters: cells and developer metadata found by range, by A1 notation or by what hangs on them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tiltyard.testing.google_sheets.areas import Area
from tiltyard.testing.google_sheets.errors import invalid
from tiltyard.testing.google_sheets.spreadsheets import Metadata, Spreadsheet


def areas_of(spreadsheet: Spreadsheet, given: Mapping[str, Any], project: str) -> list[Area]:
    """The cells that a DataFilter stands for; none when its metadata is not there.

    raises  ApiError 400 for a range that is not there
    """
    if "gridRange" in given:
        area = Area.from_grid_range(given["gridRange"])
        spreadsheet.by_id(area.sheet_id)
        return [area]
    if "a1Range" in given:
        return [spreadsheet.locate(given["a1Range"])]
    if "developerMetadataLookup" in given:
        found = matching(spreadsheet, given["developerMetadataLookup"], project)
        if any(one.area is None for one in found):
            return [Area(tab.sheet_id) for tab in spreadsheet.tabs]
        return [one.area for one in found if one.area is not None]
    raise invalid("Must specify a data filter.")


def metadata_of(spreadsheet: Spreadsheet, given: Mapping[str, Any], project: str) -> list[Metadata]:
    """The developer metadata that a DataFilter finds."""
    if "developerMetadataLookup" in given:
        return matching(spreadsheet, given["developerMetadataLookup"], project)
    areas = areas_of(spreadsheet, given, project)
    return [
        one
        for one in spreadsheet.visible_metadata(project)
        if one.area is not None and any(area.meets(one.area) for area in areas)
    ]


def matching(spreadsheet: Spreadsheet, lookup: Mapping[str, Any], project: str) -> list[Metadata]:
    """The developer metadata that a lookup finds."""
    return [one for one in spreadsheet.visible_metadata(project) if _matches(one, lookup)]


def _matches(one: Metadata, lookup: Mapping[str, Any]) -> bool:
    wanted = {
        "metadataId": one.id,
        "metadataKey": one.key,
        "metadataValue": one.value,
        "visibility": one.visibility,
        "locationType": one.location_type,
    }
    if any(key in lookup and lookup[key] != value for key, value in wanted.items()):
        return False
    if "metadataLocation" not in lookup:
        return True
    return _is_there(one, lookup["metadataLocation"], lookup.get("locationMatchingStrategy"))


def _is_there(one: Metadata, location: Mapping[str, Any], strategy: str | None) -> bool:
    if location.get("spreadsheet"):
        return one.sheet_id is None or strategy == "INTERSECTING_LOCATION"
    if one.sheet_id is None:
        return strategy == "INTERSECTING_LOCATION"
    if "sheetId" in location:
        same = one.sheet_id == location["sheetId"]
        return same and (one.dimension is None or strategy == "INTERSECTING_LOCATION")
    given = location.get("dimensionRange", {})
    span = Area.of_dimension(
        int(given.get("sheetId", 0)), given.get("dimension", "ROWS"), given.get("startIndex", 0), given.get("endIndex")
    )
    if one.area is None:
        return False
    if strategy == "INTERSECTING_LOCATION":
        return one.area.meets(span)
    return one.area == span
