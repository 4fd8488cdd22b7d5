"""
Rows as claims to a place in the tournament, or as refusals of just that row.
"""

from __future__ import annotations

import re
import unicodedata

from attrs import frozen

from tiltyard.errors import BadInput
from tiltyard.models import Cell, ColumnMapping, Refusal, Role, RowTable
from tiltyard.rows.keys import key_of
from tiltyard.rows.truth import truth

CELL_MAX = 2000
"""Longest cell that is taken from a mapped column; nobody types more into a sign-up."""

_SNOWFLAKE = re.compile(r"\d{17,20}")
_BETWEEN_NAMES = re.compile(r"[,;/\n]| and | & ")


@frozen
class RowClaim:
    """What one row says.

    row_number  the line as people count it, from 1, title lines included
    key         stable identity of the row: ``discord:ann``, or ``ign:ann#euw`` without a Discord account
    """

    row_number: int
    key: str
    typed_name: str
    discord: str | None = None
    discord_is_id: bool = False
    alternates: tuple[str, ...] = ()
    pronouns: str | None = None
    team: str | None = None
    region: str | None = None
    registered: bool | None = None
    checked_in: bool | None = None


@frozen
class RowRefusal:
    """A row that cannot be taken; the others can."""

    row_number: int
    key: str | None
    refusal: Refusal


def read_claims(table: RowTable, mapping: ColumnMapping) -> list[RowClaim | RowRefusal]:
    """Every row below the header that has something in it, in order.

    raises  BadInput when there is none
    """
    read: list[RowClaim | RowRefusal] = []
    first_with: dict[str, int] = {}
    for number, row in enumerate(table.cells[mapping.header_row + 1 :], start=mapping.header_row + 2):
        cells = {role: row[index] for role, index in mapping.columns.items() if index < len(row)}
        if not any(str(cell).strip() for cell in row) or _only_unticked(cells):
            continue
        claim = _claim(number, cells)
        if isinstance(claim, RowClaim) and claim.key in first_with:
            claim = RowRefusal(number, claim.key, _repeats(claim, first_with[claim.key]))
        if claim.key is not None:
            first_with.setdefault(claim.key, number)
        read.append(claim)
    if not read:
        raise BadInput(
            "there is a header line and nothing below it",
            which=str(table.source),
            next_step="Export the sign-ups again and check that they are in it.",
        )
    return read


def _only_unticked(cells: dict[Role, Cell]) -> bool:
    """A row of a prepared sheet: checkboxes that nobody has ticked, and nobody's name."""
    return all(truth(cell) is False or not str(cell).strip() for cell in cells.values())


def _claim(number: int, cells: dict[Role, Cell]) -> RowClaim | RowRefusal:
    texts = {role: _text(cell) for role, cell in cells.items()}
    name, discord = texts.get(Role.IGN, ""), texts.get(Role.DISCORD) or None
    key = f"discord:{key_of(discord)}" if discord else f"ign:{key_of(name)}" if key_of(name) else None
    if refusal := _refusal(texts, cells, name):
        return RowRefusal(number, key, refusal)
    return RowClaim(
        row_number=number,
        key=key or "",
        typed_name=name,
        discord=discord,
        discord_is_id=bool(discord and _SNOWFLAKE.fullmatch(discord)),
        alternates=tuple(part for one in _BETWEEN_NAMES.split(texts.get(Role.ALT_IGN, "")) if (part := one.strip())),
        pronouns=texts.get(Role.PRONOUNS) or None,
        team=texts.get(Role.TEAM) or None,
        region=texts.get(Role.REGION) or None,
        registered=truth(cells.get(Role.REGISTERED, "")),
        checked_in=truth(cells.get(Role.CHECKIN, "")),
    )


def _refusal(texts: dict[Role, str], cells: dict[Role, Cell], name: str) -> Refusal | None:
    for role, text in texts.items():
        if len(text) > CELL_MAX:
            return Refusal(
                "row_text_too_long",
                f"This row has a cell longer than {CELL_MAX} characters",
                f"{role}, {len(text)} characters",
                "Shorten it in the table and import again.",
            )
        if any(unicodedata.category(one) in {"Cc", "Cs"} and one not in "\n\t\r" for one in text):
            return Refusal(
                "row_control_characters",
                "This row has characters that cannot be shown",
                role.value,
                "Type that cell again in the table and import again.",
            )
    if not name:
        return Refusal(
            "row_no_name",
            "This row has no name to play under",
            texts.get(Role.DISCORD) or "and no Discord account either",
            "Fill in the Riot ID and import again.",
        )
    if truth(cells.get(Role.REGISTERED, "")) is False:
        return Refusal(
            "row_withdrawn",
            "This row says that it is not registered",
            name,
            "Set its registered column to yes and import again.",
        )
    return None


def _repeats(claim: RowClaim, first: int) -> Refusal:
    return Refusal(
        "row_repeats",
        f"This row is a second one of row {first}",
        claim.discord or claim.typed_name,
        f"Row {first} counts; correct it there if this one is right, and import again.",
    )


def _text(cell: Cell) -> str:
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
    return text.strip()
