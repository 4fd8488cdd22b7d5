"""
Digits of large numbers as an `.xlsx` file has them.

Readers of workbooks make doubles of numbers. Programs that write workbooks often write all the digits of an id.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from io import BytesIO
from posixpath import join, normpath
from xml.etree import ElementTree as ET
from zipfile import ZipFile

from tiltyard_sheets.workbooks.cells import Place

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINKS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"


def written_digits(data: bytes, sheet: str, places: Collection[Place]) -> dict[Place, str]:
    """The digits at those of these places where the file has nothing but digits.

    data    of the whole file; `.xlsx` and `.xlsm` are read so, anything else has no digits
    sheet   its name
    places  0-based row and column
    source  ECMA-376 part 1, 18.3 (cells) and 18.2 (sheets), read 2026-11-26
    """
    wanted = {f"{_letters(column)}{row + 1}": (row, column) for row, column in places}
    found: dict[Place, str] = {}
    with ZipFile(BytesIO(data)) as archive:
        part = _part_of(archive, sheet)
        if part is None:
            return {}
        with archive.open(part) as file:
            for _, element in ET.iterparse(file):  # noqa: S314 # in a process that may fail
                if element.tag == f"{_MAIN}c" and element.get("r", "") in wanted:
                    text = element.findtext(f"{_MAIN}v") or ""
                    if re.fullmatch("[0-9]+", text):
                        found[wanted[element.get("r", "")]] = text
                if element.tag == f"{_MAIN}row":
                    element.clear()
    return found


def _part_of(archive: ZipFile, sheet: str) -> str | None:
    """In which part of the package a sheet stands."""
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= set(archive.namelist()):
        return None
    workbook = ET.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314 # as above
    links = ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314 # as above
    targets = {one.get("Id"): one.get("Target", "") for one in links.iter(f"{_PACKAGE}Relationship")}
    for one in workbook.iter(f"{_MAIN}sheet"):
        if one.get("name") == sheet and (target := targets.get(one.get(f"{_LINKS}id"))):
            return target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
    return None


def _letters(column: int) -> str:
    letters, left = "", column + 1
    while left:
        left, digit = divmod(left - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return letters
