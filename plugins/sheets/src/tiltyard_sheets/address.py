"""
Which spreadsheet and which of its tabs a source means: `gsheet:ID/GID`, or a link, an id or a title as people give it.

Pure. The form that lasts has both ids: titles and tabs are renamed.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from attrs import frozen

from tiltyard.errors import BadInput
from tiltyard.models import RowSource

SCHEME = "gsheet"

_HOST = "docs.google.com"
_PASTED = ("https", "http")

# developers.google.com/workspace/sheets/api/guides/concepts (read 2026-11): letters, digits, hyphens and underscores.
# Google's own have 44 of them; what is shorter than this is a title.
_ID = re.compile(r"[A-Za-z0-9_-]{20,}")
_ID_AND_TAB = re.compile(rf"({_ID.pattern})(?:/(\d+))?/?")
# Links of people who are signed in with several accounts have /u/1 in them.
_PATH = re.compile(r"/spreadsheets/(?:u/\d+/)?d/([A-Za-z0-9_-]+)(?:/.*)?")


@frozen
class Address:
    """What a source names.

    spreadsheet_id  None when it is named by its title
    title           blank when it is named by its id
    tab             sheetId, the `gid` of links; None means the first tab that is not hidden
    """

    spreadsheet_id: str | None
    title: str
    tab: int | None


def is_ours(source: RowSource) -> bool:
    """Whether this plugin answers for it: `gsheet:...`, or a pasted link to Google Sheets."""
    if source.scheme == SCHEME:
        return True
    link = urlsplit(f"{source.scheme}:{source.address}") if source.scheme in _PASTED else None
    return link is not None and link.hostname == _HOST and link.path.startswith("/spreadsheets/")


def parse_address(source: RowSource) -> Address:
    """What one of our sources names.

    raises  BadInput, saying what a link or an address must look like
    """
    said = source.address.strip() if source.scheme == SCHEME else f"{source.scheme}:{source.address}"
    if said.lower().startswith(tuple(f"{scheme}://" for scheme in _PASTED)):
        return _of_link(said)
    if matched := _ID_AND_TAB.fullmatch(said):
        return Address(matched[1], "", int(matched[2]) if matched[2] else None)
    if not said:
        raise _unusable("that names no spreadsheet", str(source))
    return Address(None, said, None)


def canonical(spreadsheet_id: str, tab: int) -> RowSource:
    """The source in the form that lasts."""
    return RowSource(SCHEME, f"{spreadsheet_id}/{tab}")


def a1_of_tab(title: str) -> str:
    """The whole tab as A1 notation names it. Always quoted: a tab called P1 would be taken for a cell."""
    return "'" + title.replace("'", "''") + "'"


def a1_of(row: int, column: int) -> str:
    """A cell as people see it named: 0-based row and column to `B7`."""
    return f"{column_letters(column)}{row + 1}"


def column_letters(column: int) -> str:
    """0-based column to `A`, `Z`, `AA`."""
    letters = ""
    number = column + 1
    while number:
        number, letter = divmod(number - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def _of_link(said: str) -> Address:
    link = urlsplit(said)
    matched = _PATH.fullmatch(link.path) if link.hostname == _HOST else None
    if matched is None:
        raise _unusable("that is no link to a spreadsheet of Google Sheets", said)
    if matched[1] == "e":
        raise _unusable("that link is a published copy, which nobody can write to", said)
    # The browser's bar has the tab behind #, and lately behind ? as well; the former follows what is looked at.
    told = {**parse_qs(link.query), **parse_qs(link.fragment)}.get("gid", [""])[0]
    return Address(matched[1], "", int(told) if told.isascii() and told.isdecimal() else None)


def _unusable(what: str, which: str) -> BadInput:
    return BadInput(
        what,
        which=which,
        next_step="Copy the address from the browser's bar while the sheet is open: "
        "https://docs.google.com/spreadsheets/d/.../edit#gid=...",
    )
