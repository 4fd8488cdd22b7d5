"""
Which spreadsheet and which of its tabs a source means: `gsheet:ID/GID`, or a link, an id or a title as people give it.

Pure. The form that lasts has both ids: titles and tabs are renamed.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from tiltyard.models import RowSource
from tiltyard_sheets.client.place import Place, read_place

SCHEME = "gsheet"

_HOST = "docs.google.com"
_PASTED = ("https", "http")

_ID_AND_TAB = re.compile(r"([A-Za-z0-9_-]{20,})/(\d+)")


def is_ours(source: RowSource) -> bool:
    """Whether this plugin answers for it: `gsheet:...`, or a pasted link to Google Sheets."""
    if source.scheme == SCHEME:
        return True
    link = urlsplit(f"{source.scheme}:{source.address}") if source.scheme in _PASTED else None
    return link is not None and link.hostname == _HOST and link.path.startswith("/spreadsheets/")


def parse_address(source: RowSource) -> Place:
    """What one of our sources names. Without a tab, it is the first one that is not hidden.

    raises  SheetNotFound, saying what a link or an address must look like
    """
    said = source.address.strip() if source.scheme == SCHEME else f"{source.scheme}:{source.address}"
    if matched := _ID_AND_TAB.fullmatch(said):
        return Place(matched[1], int(matched[2]))
    return read_place(said)


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
