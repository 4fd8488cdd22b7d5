"""
The sources `xlsx`, `xlsm`, `xlsb`, `xls` and `ods`: files on this machine that are read, and never written.

`xlsx:players.xlsx#Check-in` names a sheet; without a name it is the first one that can be seen and is not empty.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
from pathlib import Path
from typing import Any, NoReturn

from tiltyard.clock import Clock
from tiltyard.errors import AccessDenied, BadInput, SourceNotFound, TiltyardError
from tiltyard.models import RowSource, RowTable

SCHEMES = frozenset({"xlsx", "xlsm", "xlsb", "xls", "ods"})

READ_WITHIN_S = 20.0
"""Less than the host waits, so that it is us who say what was too much."""

_READER = "tiltyard_sheets.workbooks.reader"
_NAMED = re.compile(rf"(?P<path>.*\.(?:{'|'.join(sorted(SCHEMES))}))#(?P<sheet>.+)", re.IGNORECASE | re.DOTALL)


async def fetch(source: RowSource, clock: Clock) -> RowTable:
    """A sheet's grid. Read by a process of its own, which is ended when it takes too long.

    raises  SourceNotFound (no such file or sheet), AccessDenied, BadInput (locked, corrupt, too large, empty)
    """
    named = _NAMED.fullmatch(source.address)
    path, sheet = (named["path"], named["sheet"]) if named else (source.address, "")
    said = await _ask(str(_place(path)), sheet)
    if "cells" not in said:
        raise _matter(said, path)
    return RowTable(source, said["cells"], said["revision"], clock.now(), read_only=True)


def refuse_write(source: RowSource) -> NoReturn:
    """A workbook is never written: no library writes one without losing something of its owner's.

    raises  BadInput
    """
    raise BadInput(
        "a workbook is only read",
        which=str(source),
        next_step="Import it again after each change; to be mirrored in, save it as CSV or open it as a Google sheet.",
    )


def _place(path: str) -> Path:
    try:
        return Path(path).expanduser().absolute()
    except RuntimeError as error:  # an unknown ~user
        raise SourceNotFound("that is no path", which=repr(path), next_step=f"{error}.") from error


async def _ask(path: str, sheet: str) -> dict[str, Any]:
    if "\0" in path + sheet:
        raise SourceNotFound("that is no path", which=repr(path))
    # -P: what lies beside the workbook is never imported.
    reader = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", _READER, path, sheet),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(READ_WITHIN_S):
            answer, _ = await reader.communicate()
    except TimeoutError:
        return {"kind": "large", "words": f"it was not read within {READ_WITHIN_S:g} s"}
    finally:
        if reader.returncode is None:
            reader.kill()
            await reader.wait()
    if reader.returncode:
        # Out of memory is what ends it so; a library that fails in other ways raises.
        return {"kind": "large", "words": f"its reader ended with {reader.returncode}"}
    said: dict[str, Any] = json.loads(answer)
    return said


def _matter(said: dict[str, Any], path: str) -> TiltyardError:
    words = f"{path}: {said['words']}" if said["words"] else path
    match said["kind"]:
        case "missing":
            return SourceNotFound("there is no such workbook", which=words, next_step="Check the path.")
        case "forbidden":
            return AccessDenied("the workbook may not be read", which=path, next_step="Let Tiltyard read it.")
        case "no_sheet":
            there = ", ".join(said["sheets"])
            return SourceNotFound(
                "the workbook has no such sheet", which=words, next_step=f"It has: {there}. Write {path}#NAME."
            )
        case "locked":
            return BadInput(
                "the workbook is protected by a password",
                which=path,
                next_step="Save it without one; Tiltyard asks for no passwords.",
            )
        case "large":
            return BadInput(
                "the workbook is too large for a sign-up sheet",
                which=words,
                next_step="Copy the table into a workbook of its own, or save the sheet as CSV.",
            )
        case "empty":
            return BadInput(
                "the workbook has no sheet with anything in it",
                which=path,
                next_step=f"A hidden sheet is read when it is named: {path}#NAME.",
            )
    return BadInput(
        "this is no workbook that can be read",
        which=words,
        next_step="Open it in a spreadsheet program and save it again, or save the sheet as CSV.",
    )
