"""
Reads one workbook in a process of its own: `python -m tiltyard_sheets.workbooks.reader PATH [SHEET]`.

A file from a stranger may make its reader take all memory or end the process: one cell in the last row and column of a
sheet is enough, because the library keeps every cell in between (seen with python-calamine 0.9.1, 2026-11-26). So it
happens here, with a limit, and what goes wrong ends nothing else. The answer is one JSON object on stdout: the grid, or
what is the matter.
"""

from __future__ import annotations

import hashlib
import json
import sys
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from tiltyard_sheets.workbooks.cells import large_numbers, table_cells
from tiltyard_sheets.workbooks.digits import written_digits

MEMORY_BYTES = 2 * 1024**3
MAX_BYTES = 20_000_000
MAX_UNPACKED_BYTES = 400_000_000
MAX_CELLS = 2_000_000
"""A sign-up sheet has some thousands."""

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
"""How an encrypted workbook begins, and one of before 2007. Source: [MS-CFB] 2.2, 2026-11-26."""


class Unreadable(Exception):
    """What is the matter with a workbook.

    kind    `missing`, `forbidden`, `locked`, `corrupt`, `large`, `empty` or `no_sheet`
    sheets  names of those it has, for `no_sheet`
    """

    def __init__(self, kind: str, words: str = "", sheets: tuple[str, ...] = ()) -> None:
        self.kind = kind
        self.words = words
        self.sheets = sheets
        super().__init__(kind)


def read(path: Path, sheet: str) -> dict[str, Any]:
    """The grid and a mark of the file's exact content.

    sheet   blank: the first one that can be seen and is not empty
    raises  Unreadable
    """
    data = _bytes_of(path)
    try:
        _refuse_if_packed_large(data)
        with CalamineWorkbook.from_filelike(BytesIO(data)) as workbook:
            chosen = _chosen(workbook, sheet)
            rows = chosen.to_python(skip_empty_area=False)
            merged = chosen.merged_cell_ranges or ()  # None for `.ods`, where the library knows of none
            large = large_numbers(rows)
            digits = written_digits(data, chosen.name, large) if large and data.startswith(b"PK") else {}
    except PasswordError as error:
        raise Unreadable("locked") from error
    except (CalamineError, BadZipFile, ParseError, OSError, KeyError) as error:
        raise Unreadable("locked" if _is_locked(path, data) else "corrupt", str(error)) from error
    return {"cells": table_cells(rows, merged, digits), "revision": hashlib.sha256(data).hexdigest()}


def _bytes_of(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise Unreadable("missing", "it is a directory")
        if path.stat().st_size > MAX_BYTES:
            raise Unreadable("large", f"{path.stat().st_size:,} bytes, at most {MAX_BYTES:,}")
        return path.read_bytes()
    except PermissionError as error:
        raise Unreadable("forbidden") from error
    except (OSError, ValueError) as error:
        raise Unreadable("missing", getattr(error, "strerror", "") or str(error)) from error


def _refuse_if_packed_large(data: bytes) -> None:
    if not data.startswith(b"PK"):
        return
    with ZipFile(BytesIO(data)) as archive:
        unpacked = sum(one.file_size for one in archive.infolist())
    if unpacked > MAX_UNPACKED_BYTES:
        raise Unreadable("large", f"{unpacked:,} bytes when unpacked, at most {MAX_UNPACKED_BYTES:,}")


def _is_locked(path: Path, data: bytes) -> bool:
    """The library, asked to tell the kind of a file by itself, says of a locked one only that it is of no kind."""
    if data.startswith(_OLE):
        return path.suffix.lower() != ".xls"
    with suppress(BadZipFile, KeyError), ZipFile(BytesIO(data)) as archive:
        # Source: OpenDocument 1.3 part 2, 4.4, 2026-11-26.
        return b"encryption-data" in archive.read("META-INF/manifest.xml")
    return False


def _chosen(workbook: CalamineWorkbook, name: str) -> CalamineSheet:
    if name:
        matching = [one for one in workbook.sheet_names if one.casefold() == name.casefold()]
        if not matching:
            raise Unreadable("no_sheet", name, tuple(workbook.sheet_names))
        return _small(workbook.get_sheet_by_name(matching[0]))
    for one in workbook.sheets_metadata:
        if one.visible is SheetVisibleEnum.Visible and (sheet := _small(workbook.get_sheet_by_name(one.name))).height:
            return sheet
    raise Unreadable("empty")


def _small(sheet: CalamineSheet) -> CalamineSheet:
    row, column = sheet.end or (0, 0)
    if (row + 1) * (column + 1) > MAX_CELLS:
        raise Unreadable("large", f"sheet {sheet.name!r} reaches to row {row + 1:,} and column {column + 1:,}")
    return sheet


def _limit_memory() -> None:
    with suppress(ImportError, ValueError, OSError):  # Windows has no such limit, and macOS keeps it badly
        import resource  # noqa: PLC0415

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Read what the command line names."""
    _limit_memory()
    try:
        answer = read(Path(sys.argv[1]), sys.argv[2])
    except Unreadable as no:
        answer = {"kind": no.kind, "words": no.words, "sheets": no.sheets}
    except MemoryError:
        answer = {"kind": "large", "words": "it needs more memory than a sign-up sheet may", "sheets": ()}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
