"""
The methods of the API, without HTTP: a kind of call, its parameters and its body in, an answer out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import unquote

from attrs import define, evolve, field, frozen

from tiltyard.testing.google_sheets import batch, batch_tabs, filters, values
from tiltyard.testing.google_sheets.areas import Area
from tiltyard.testing.google_sheets.calls import READS
from tiltyard.testing.google_sheets.errors import ApiError, invalid, not_found, not_shared
from tiltyard.testing.google_sheets.masks import masked_json, parse_mask
from tiltyard.testing.google_sheets.resources import Viewer, metadata_json, spreadsheet_json
from tiltyard.testing.google_sheets.spreadsheets import Spreadsheet, new_spreadsheet

Json = dict[str, Any]
Query = Mapping[str, list[str]]

SPREADSHEET_TYPE = "application/vnd.google-apps.spreadsheet"

_ROUTES = [
    (method, re.compile(pattern), kind)
    for method, pattern, kind in (
        ("POST", r"/v4/spreadsheets", "spreadsheets.create"),
        ("GET", r"/v4/spreadsheets/(?P<id>[^/:]+)", "spreadsheets.get"),
        ("POST", r"/v4/spreadsheets/(?P<id>[^/:]+):getByDataFilter", "spreadsheets.getByDataFilter"),
        ("POST", r"/v4/spreadsheets/(?P<id>[^/:]+):batchUpdate", "spreadsheets.batchUpdate"),
        ("GET", r"/v4/spreadsheets/(?P<id>[^/:]+)/values:batchGet", "spreadsheets.values.batchGet"),
        ("POST", r"/v4/spreadsheets/(?P<id>[^/:]+)/values:batchUpdate", "spreadsheets.values.batchUpdate"),
        ("POST", r"/v4/spreadsheets/(?P<id>[^/:]+)/values:batchClear", "spreadsheets.values.batchClear"),
        (
            "POST",
            r"/v4/spreadsheets/(?P<id>[^/:]+)/values:batchGetByDataFilter",
            "spreadsheets.values.batchGetByDataFilter",
        ),
        (
            "POST",
            r"/v4/spreadsheets/(?P<id>[^/:]+)/values:batchUpdateByDataFilter",
            "spreadsheets.values.batchUpdateByDataFilter",
        ),
        (
            "POST",
            r"/v4/spreadsheets/(?P<id>[^/:]+)/values:batchClearByDataFilter",
            "spreadsheets.values.batchClearByDataFilter",
        ),
        ("POST", r"/v4/spreadsheets/(?P<id>[^/:]+)/values/(?P<range>[^/]+):append", "spreadsheets.values.append"),
        ("POST", r"/v4/spreadsheets/(?P<id>[^/:]+)/values/(?P<range>[^/]+):clear", "spreadsheets.values.clear"),
        ("GET", r"/v4/spreadsheets/(?P<id>[^/:]+)/values/(?P<range>[^/]+)", "spreadsheets.values.get"),
        ("PUT", r"/v4/spreadsheets/(?P<id>[^/:]+)/values/(?P<range>[^/]+)", "spreadsheets.values.update"),
        (
            "POST",
            r"/v4/spreadsheets/(?P<id>[^/:]+)/developerMetadata:search",
            "spreadsheets.developerMetadata.search",
        ),
        (
            "GET",
            r"/v4/spreadsheets/(?P<id>[^/:]+)/developerMetadata/(?P<metadata>\d+)",
            "spreadsheets.developerMetadata.get",
        ),
        ("GET", r"/drive/v3/files", "drive.files.list"),
        ("POST", r"/drive/v3/files/(?P<id>[^/:]+)/permissions", "drive.permissions.create"),
        ("POST", r"/token", "token"),
    )
]


@frozen
class Request:
    """A call that was understood."""

    kind: str
    spreadsheet_id: str = ""
    range: str = ""
    metadata_id: int = 0
    query: Query = field(factory=dict)
    body: Mapping[str, Any] = field(factory=dict)

    def with_body(self, body: Mapping[str, Any]) -> Request:
        """The same call with what it carries."""
        return evolve(self, body=body)

    def one(self, name: str) -> str | None:
        """A parameter of the query that stands there once."""
        found = self.query.get(name)
        return found[0] if found else None


def route(method: str, raw_path: str, query: Query) -> Request | None:
    """Which method of the API a request means; None for none. The path is still encoded."""
    for verb, pattern, kind in _ROUTES:
        found = pattern.fullmatch(raw_path) if verb == method else None
        if found is not None:
            part = {name: unquote(text) for name, text in found.groupdict().items()}
            return Request(kind, part.get("id", ""), part.get("range", ""), int(part.get("metadata", 0)), query=query)
    return None


@define(eq=False)
class Api:
    """All spreadsheets, and what may be done with them."""

    spreadsheets: dict[str, Spreadsheet] = field(factory=dict)

    def answer(self, request: Request, viewer: Viewer) -> Json:
        """Do what a request asks; all of it or nothing.

        raises  ApiError as Google would answer
        """
        mask = parse_mask(request.one("fields") or "")
        if request.kind == "drive.files.list":
            return self._files(request, viewer)
        if request.kind == "spreadsheets.create":
            return masked_json(self._create(request.body, viewer), mask)
        spreadsheet = self._opened(request, viewer)
        if request.kind == "drive.permissions.create":
            return _share(spreadsheet, viewer, request.body)
        if request.kind in ("spreadsheets.get", "spreadsheets.getByDataFilter"):
            return _READERS[request.kind](spreadsheet, viewer, request)
        if request.kind in READS:
            return masked_json(_READERS[request.kind](spreadsheet, viewer, request), mask)
        with spreadsheet.atomically():
            return masked_json(_WRITERS[request.kind](spreadsheet, viewer, request), mask)

    def _opened(self, request: Request, viewer: Viewer) -> Spreadsheet:
        spreadsheet = self.spreadsheets.get(request.spreadsheet_id)
        if spreadsheet is None:
            raise not_found()
        role = spreadsheet.role(viewer.address)
        if role is None or (request.kind not in READS and role not in ("writer", "owner")):
            raise not_shared()
        return spreadsheet

    def _create(self, body: Mapping[str, Any], viewer: Viewer) -> Json:
        properties = body.get("properties", {})
        made = new_spreadsheet(
            properties.get("title") or "Untitled spreadsheet",
            viewer.address,
            locale=properties.get("locale") or "en_US",
            time_zone=properties.get("timeZone") or "Etc/GMT",
        )
        for sheet in body.get("sheets", []):
            tab = batch_tabs.tab_of(made, sheet.get("properties", {}))
            self._fill_new(made, viewer, tab.sheet_id, sheet)
        if not made.tabs:
            made.add_tab("Sheet1", sheet_id=0)
        for one in body.get("developerMetadata", []):
            batch_tabs.create_developer_metadata(made, viewer, {"developerMetadata": one})
        self.spreadsheets[made.id] = made
        return spreadsheet_json(made, viewer)

    @staticmethod
    def _fill_new(made: Spreadsheet, viewer: Viewer, sheet_id: int, sheet: Mapping[str, Any]) -> None:
        requests: list[Json] = [
            {
                "updateCells": {
                    "start": {
                        "sheetId": sheet_id,
                        "rowIndex": grid.get("startRow", 0),
                        "columnIndex": grid.get("startColumn", 0),
                    },
                    "rows": grid["rowData"],
                    "fields": "*",
                }
            }
            for grid in sheet.get("data", [])
            if grid.get("rowData")
        ]
        here = {"sheetId": sheet_id}
        requests += [{"mergeCells": {"range": {**one, **here}}} for one in sheet.get("merges", [])]
        requests += [
            {"addProtectedRange": {"protectedRange": {**one, "range": {**one.get("range", {}), **here}}}}
            for one in sheet.get("protectedRanges", [])
        ]
        requests += [
            {"createDeveloperMetadata": {"developerMetadata": {**one, "location": one.get("location") or here}}}
            for one in sheet.get("developerMetadata", [])
        ]
        for grid in sheet.get("data", []):
            for dimension, name, start in (
                ("ROWS", "rowMetadata", grid.get("startRow", 0)),
                ("COLUMNS", "columnMetadata", grid.get("startColumn", 0)),
            ):
                for index, properties in enumerate(grid.get(name, []), start):
                    location = {
                        "dimensionRange": {**here, "dimension": dimension, "startIndex": index, "endIndex": index + 1}
                    }
                    requests += [
                        {"createDeveloperMetadata": {"developerMetadata": {**one, "location": location}}}
                        for one in properties.get("developerMetadata", [])
                    ]
        if requests:
            batch.apply(made, viewer, requests)

    def _files(self, request: Request, viewer: Viewer) -> Json:
        wanted = request.one("q") or ""
        name = re.search(r"name\s*=\s*(?:'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\")", wanted)
        title = None if name is None else re.sub(r"\\(.)", r"\1", name[1] if name[1] is not None else name[2])
        kind = re.search(r"mimeType\s*=\s*['\"]([^'\"]+)['\"]", wanted)
        found = [
            {
                "kind": "drive#file",
                "id": one.id,
                "name": one.title,
                "mimeType": SPREADSHEET_TYPE,
                "createdTime": "2026-01-01T00:00:00.000Z",
                "modifiedTime": "2026-01-01T00:00:00.000Z",
            }
            for one in self.spreadsheets.values()
            if (viewer.address == one.owner or viewer.address in one.shared)
            and (title is None or one.title == title)
            and (kind is None or kind[1] == SPREADSHEET_TYPE)
        ]
        start = int(request.one("pageToken") or 0)
        size = int(request.one("pageSize") or 100)
        more = {"nextPageToken": str(start + size)} if start + size < len(found) else {}
        answer: Json = {
            "kind": "drive#fileList",
            "incompleteSearch": False,
            **more,
            "files": found[start : start + size],
        }
        return masked_json(answer, parse_mask(request.one("fields") or ""))


def _share(spreadsheet: Spreadsheet, viewer: Viewer, body: Mapping[str, Any]) -> Json:
    if viewer.address != spreadsheet.owner:
        raise ApiError(403, "The user does not have sufficient permissions for this file.")
    role, address = str(body.get("role", "")), str(body.get("emailAddress", ""))
    spreadsheet.shared[address] = role
    return {"kind": "drive#permission", "id": str(len(spreadsheet.shared)), "type": "user", "role": role}


def _get(spreadsheet: Spreadsheet, viewer: Viewer, request: Request) -> Json:
    return spreadsheet_json(
        spreadsheet,
        viewer,
        areas=[_checked(spreadsheet, spreadsheet.locate(one)) for one in request.query.get("ranges", [])],
        grid_data=_flat(request.query).get("includeGridData") is True,
        mask=parse_mask(request.one("fields") or ""),
    )


def _get_by_filter(spreadsheet: Spreadsheet, viewer: Viewer, request: Request) -> Json:
    given = request.body.get("dataFilters", [])
    areas = [area for one in given for area in filters.areas_of(spreadsheet, one, viewer.project)]
    if given and not areas:
        raise ApiError(400, "No data matched the requested filters.")
    return spreadsheet_json(
        spreadsheet,
        viewer,
        areas=[_checked(spreadsheet, one) for one in areas],
        grid_data=bool(request.body.get("includeGridData")),
        mask=parse_mask(request.one("fields") or ""),
    )


def _batch_update(spreadsheet: Spreadsheet, viewer: Viewer, request: Request) -> Json:
    replies = batch.apply(spreadsheet, viewer, request.body.get("requests", []))
    return batch.response(spreadsheet, viewer, request.body, replies)


def _values_get(spreadsheet: Spreadsheet, viewer: Viewer, request: Request) -> Json:  # noqa: ARG001
    return values.read(spreadsheet, spreadsheet.locate(request.range), _flat(request.query))


def _values_batch_get(spreadsheet: Spreadsheet, viewer: Viewer, request: Request) -> Json:  # noqa: ARG001
    options = _flat(request.query)
    ranges = [values.read(spreadsheet, spreadsheet.locate(one), options) for one in request.query.get("ranges", [])]
    return {"spreadsheetId": spreadsheet.id, "valueRanges": ranges}


def _values_get_by_filter(spreadsheet: Spreadsheet, viewer: Viewer, request: Request) -> Json:
    found: dict[Area, list[Mapping[str, Any]]] = {}
    for one in request.body.get("dataFilters", []):
        for area in filters.areas_of(spreadsheet, one, viewer.project):
            found.setdefault(area, []).append(one)
    ranges = [
        {"valueRange": values.read(spreadsheet, area, request.body), "dataFilters": given}
        for area, given in found.items()
    ]
    return {"spreadsheetId": spreadsheet.id, **({"valueRanges": ranges} if ranges else {})}


def _values_update(spreadsheet: Spreadsheet, viewer: Viewer, request: Request) -> Json:
    _same_range(spreadsheet, request)
    return values.write(spreadsheet, viewer, spreadsheet.locate(request.range), request.body, _flat(request.query))


def _values_append(spreadsheet: Spreadsheet, viewer: Viewer, request: Request) -> Json:
    return values.append(spreadsheet, viewer, spreadsheet.locate(request.range), request.body, _flat(request.query))


def _values_clear(spreadsheet: Spreadsheet, viewer: Viewer, request: Request) -> Json:
    cleared = values.clear(spreadsheet, viewer, spreadsheet.locate(request.range))
    return {"spreadsheetId": spreadsheet.id, "clearedRange": cleared}


def _values_batch_update(spreadsheet: Spreadsheet, viewer: Viewer, request: Request) -> Json:
    parts: list[Json] = []
    for number, one in enumerate(request.body.get("data", [])):
        try:
            area = spreadsheet.locate(one.get("range", ""))
            parts.append(values.write(spreadsheet, viewer, area, one, dict(request.body)))
        except ApiError as error:
            raise ApiError(error.code, f"Invalid data[{number}]: {error.message}") from None
    return {"spreadsheetId": spreadsheet.id, **_totals(parts), "responses": parts}


def _values_update_by_filter(spreadsheet: Spreadsheet, viewer: Viewer, request: Request) -> Json:
    parts: list[Json] = []
    for one in request.body.get("data", []):
        for area in filters.areas_of(spreadsheet, one.get("dataFilter", {}), viewer.project):
            part = values.write(spreadsheet, viewer, area, one, dict(request.body))
            part.pop("spreadsheetId")
            parts.append({**part, "dataFilter": one["dataFilter"]})
    if not parts:
        raise invalid("No data matched the requested filters.")
    return {"spreadsheetId": spreadsheet.id, **_totals(parts), "responses": parts}


def _values_batch_clear(spreadsheet: Spreadsheet, viewer: Viewer, request: Request) -> Json:
    areas = [spreadsheet.locate(one) for one in request.body.get("ranges", [])]
    return _cleared(spreadsheet, viewer, areas)


def _values_clear_by_filter(spreadsheet: Spreadsheet, viewer: Viewer, request: Request) -> Json:
    given = request.body.get("dataFilters", [])
    areas = [area for one in given for area in filters.areas_of(spreadsheet, one, viewer.project)]
    return _cleared(spreadsheet, viewer, areas)


def _metadata_get(spreadsheet: Spreadsheet, viewer: Viewer, request: Request) -> Json:
    for one in spreadsheet.visible_metadata(viewer.project):
        if one.id == request.metadata_id:
            return metadata_json(one)
    raise not_found()


def _metadata_search(spreadsheet: Spreadsheet, viewer: Viewer, request: Request) -> Json:
    matched: dict[int, Json] = {}
    for given in request.body.get("dataFilters", []):
        for one in filters.metadata_of(spreadsheet, given, viewer.project):
            entry = matched.setdefault(one.id, {"developerMetadata": metadata_json(one), "dataFilters": []})
            entry["dataFilters"].append(given)
    return {"matchedDeveloperMetadata": list(matched.values())} if matched else {}


def _checked(spreadsheet: Spreadsheet, area: Area) -> Area:
    tab = spreadsheet.by_id(area.sheet_id)
    if area.top >= tab.row_count or area.left >= tab.column_count:
        values.read(spreadsheet, area, {})
    return area


def _same_range(spreadsheet: Spreadsheet, request: Request) -> None:
    named = request.body.get("range")
    if named and spreadsheet.locate(named) != spreadsheet.locate(request.range):
        raise invalid(f"Requested writing within range [{request.range}], but the body of the request names [{named}].")


def _cleared(spreadsheet: Spreadsheet, viewer: Viewer, areas: Iterable[Area]) -> Json:
    cleared = [values.clear(spreadsheet, viewer, one) for one in areas]
    return {"spreadsheetId": spreadsheet.id, "clearedRanges": cleared}


def _totals(parts: list[Json]) -> Json:
    cells = {name: sum(one.get(name, 0) for one in parts) for name in ("updatedRows", "updatedColumns", "updatedCells")}
    sheets = {one["updatedRange"].rpartition("!")[0] for one in parts if one.get("updatedCells")}
    totals = {
        "totalUpdatedRows": cells["updatedRows"],
        "totalUpdatedColumns": cells["updatedColumns"],
        "totalUpdatedCells": cells["updatedCells"],
        "totalUpdatedSheets": len(sheets),
    }
    return {key: value for key, value in totals.items() if value}


def _flat(query: Query) -> Json:
    return {key: _TRUTHS.get(found[0].lower(), found[0]) for key, found in query.items()}


_TRUTHS = {"true": True, "false": False}  # gspread sends Python's `False`, and Google understands it

_READERS = {
    "spreadsheets.get": _get,
    "spreadsheets.getByDataFilter": _get_by_filter,
    "spreadsheets.values.get": _values_get,
    "spreadsheets.values.batchGet": _values_batch_get,
    "spreadsheets.values.batchGetByDataFilter": _values_get_by_filter,
    "spreadsheets.developerMetadata.get": _metadata_get,
    "spreadsheets.developerMetadata.search": _metadata_search,
}

_WRITERS = {
    "spreadsheets.batchUpdate": _batch_update,
    "spreadsheets.values.update": _values_update,
    "spreadsheets.values.append": _values_append,
    "spreadsheets.values.clear": _values_clear,
    "spreadsheets.values.batchUpdate": _values_batch_update,
    "spreadsheets.values.batchUpdateByDataFilter": _values_update_by_filter,
    "spreadsheets.values.batchClear": _values_batch_clear,
    "spreadsheets.values.batchClearByDataFilter": _values_clear_by_filter,
}
