"""
Where a spreadsheet is, as people say it: the address in their browser, the key in it, or its title. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import parse_qs, urlsplit

from attrs import frozen

from tiltyard_sheets.errors import SheetNotFound

_IN_URL = re.compile(r"/spreadsheets/(?:u/\d+/)?d/(?P<key>[A-Za-z0-9_-]+)")
_PUBLISHED = re.compile(r"/spreadsheets/(?:u/\d+/)?d/e/")
_KEY = re.compile(r"[A-Za-z0-9_-]{30,}")
"""Keys seen have 44 characters; titles of 30 without a blank are rarer than shorter keys."""

_HOSTS = ("docs.google.com", "sheets.google.com")
_TITLES_SHOWN = 5


@frozen
class Place:
    """A spreadsheet as somebody named it: by its id, or by a title that has to be looked up.

    sheet_id  the tab, when an address names one (``gid``)
    """

    spreadsheet_id: str | None
    sheet_id: int | None = None
    title: str | None = None


def read_place(which: str) -> Place:
    """Understand an address, key or title.

    raises  SheetNotFound when it is an address, but of no spreadsheet that can be opened
    """
    said = which.strip()
    if not said:
        raise SheetNotFound("no sheet is named", next_step="Give its address, its key or its title.")
    if said.startswith(("http://", "https://", "//")) or said.startswith(_HOSTS):
        return _read_url(said)
    return Place(said) if _KEY.fullmatch(said) else Place(None, title=said)


def _read_url(said: str) -> Place:
    url = urlsplit(said if "//" in said else f"//{said}")
    if _PUBLISHED.search(url.path):
        raise SheetNotFound(
            "this is the address of a published copy, which nobody can write to",
            which=said,
            next_step="Open the sheet itself and take the address from the browser; it ends in /edit.",
        )
    found = _IN_URL.search(url.path)
    if url.hostname not in _HOSTS or not found:
        raise SheetNotFound(
            "this is no address of a Google Sheet",
            which=said,
            next_step="It looks like https://docs.google.com/spreadsheets/d/KEY/edit; a key or a title will do, too.",
        )
    gids = [*parse_qs(url.fragment).get("gid", ()), *parse_qs(url.query).get("gid", ())]
    return Place(found["key"], sheet_id=next((int(gid) for gid in gids if gid.isdecimal()), None))


def title_query(title: str) -> str:
    """The Drive query that finds spreadsheets of exactly this title.

    source  https://developers.google.com/workspace/drive/api/guides/search-files (2026-11)
    """
    quoted = title.replace("\\", "\\\\").replace("'", "\\'")
    return f"name = '{quoted}' and mimeType = 'application/vnd.google-apps.spreadsheet' and trashed = false"


def only_one(title: str, found: Sequence[tuple[str, str]], robot: str | None) -> str:
    """The id of the spreadsheet with this title.

    found   id and title of each that Drive knows
    raises  SheetNotFound when there is none, or more than one
    """
    if len(found) == 1:
        return found[0][0]
    if not found:
        share = f"Share it with {robot} as editor" if robot else "Open it once with the account of the credentials"
        raise SheetNotFound(
            "no sheet of this title is shared with Tiltyard", which=title, next_step=f"{share}, or give its address."
        )
    shown = ", ".join(f"{name!r} (key {key})" for key, name in found[:_TITLES_SHOWN])
    more = " and more" if len(found) > _TITLES_SHOWN else ""
    raise SheetNotFound(
        "several sheets have this title", which=f"{shown}{more}", next_step="Give the key or the address of one."
    )
