"""
The old bot's rows: who is in them, and what about them cannot be settled by a machine. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from tiltyard.rows.claims import RowClaim, RowRefusal

_OLD_TAG = re.compile(r".+#\d{4}")
_RIOT_ID = re.compile(r"[^#]+#[^#]+")


def told(rows: Iterable[RowClaim | RowRefusal]) -> dict[str, Any]:
    """What the rows come to, as plain data.

    people, registered, checked_in  counts of rows that can be taken
    handles     rows whose account is known by its handle alone, until Discord says whose it is
    old_tags    rows with a tag such as ``ann#1234``, which Discord has given to nobody since 2023
    names       rows whose name is no Riot ID: it will be asked for
    refused     rows that cannot be taken, and why
    """
    rows = list(rows)
    claims = [one for one in rows if isinstance(one, RowClaim)]
    by_handle = [one for one in claims if one.discord and not one.discord_is_id]
    return {
        "people": len(claims),
        "registered": sum(1 for one in claims if one.registered),
        "checked_in": sum(1 for one in claims if one.checked_in),
        "handles": [_row(one, one.discord) for one in by_handle if not _OLD_TAG.fullmatch(one.discord or "")],
        "old_tags": [_row(one, one.discord) for one in by_handle if _OLD_TAG.fullmatch(one.discord or "")],
        "names": [_row(one, one.typed_name) for one in claims if not _RIOT_ID.fullmatch(one.typed_name)],
        "refused": [
            {"row": one.row_number, "code": one.refusal.code, "why": str(one.refusal)}
            for one in rows
            if isinstance(one, RowRefusal)
        ],
    }


def _row(claim: RowClaim, value: str | None) -> dict[str, Any]:
    return {"row": claim.row_number, "value": value}
