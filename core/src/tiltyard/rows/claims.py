"""
Rows as claims to a place in the tournament, or as refusals of just that row.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from attrs import frozen

from tiltyard.errors import BadInput
from tiltyard.models import Cell, ColumnMapping, Refusal, Role, RowTable
from tiltyard.rows.cells import comparable, is_blank, text_of
from tiltyard.rows.keys import key_of
from tiltyard.rows.truth import truth

NAME_MAX = 200
"""Longest name that is handed on, in characters; whether it is a name is for plugins to say."""

CELL_MAX = 2000
"""Longest cell that is taken from a mapped column; nobody types more into a sign-up."""

WITHDRAWN = "row_withdrawn"
"""The refusal of a row that says that it is not registered."""

_SNOWFLAKE = re.compile(r"\d{17,20}")
_MENTION = re.compile(r"<@!?(\d{17,20})>")
_BETWEEN_NAMES = re.compile(r"[,;/|\n，；、／]")  # noqa: RUF001 # what people type between names in their scripts
_NOTHING = frozenset(["-", "–", "—", "/", "none", "n/a"])  # noqa: RUF001 # all the dashes that keyboards have
"""What people type into a field that a form insists on."""

# What a sheet may fill in before anybody has signed up.
_PREPARED = frozenset([Role.REGISTERED, Role.CHECKIN, Role.SEED])


@frozen
class RowClaim:
    """What one row says.

    row_number  the line of the grid as people count it, from 1, title lines included
    key         stable identity of the row: ``discord:ann``, or ``ign:ann#euw`` without a Discord account
    typed_name  as typed, without spaces around it
    discord     handle in lower case without @, or the digits of an id
    region      as typed
    registered, checked_in  None when the row does not say
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
    """A row that cannot be taken; the others can.

    key  as in `RowClaim`; None when the row does not say whose it is
    """

    row_number: int
    key: str | None
    refusal: Refusal


def read_claims(table: RowTable, mapping: ColumnMapping) -> list[RowClaim | RowRefusal]:
    """Every row below the header line that somebody has filled in, in order.

    A row is passed over when nobody has typed into any column that has a role: boxes that were never ticked, and
    numbers that were filled in beforehand, are nobody's sign-up. So is the header line where it stands once more, as
    over a second block of rows.

    raises  BadInput when there is none
    """
    read: list[RowClaim | RowRefusal] = []
    claimed: dict[str, int] = {}
    header = _cells(table.cells[mapping.header_row], mapping) if mapping.header_row >= 0 else {}
    for number, row in enumerate(table.cells[mapping.header_row + 1 :], start=mapping.header_row + 2):
        cells = _cells(row, mapping)
        if _is_empty(cells) or _repeats_header(cells, header):
            continue
        read.append(_read_row(number, cells, claimed))
    if not read:
        raise BadInput(
            "there is a header line and no sign-up below it",
            which=str(table.source),
            next_step="Export the sign-ups again and check that they are in it.",
        )
    return read


def _cells(row: Sequence[Cell], mapping: ColumnMapping) -> dict[Role, Cell]:
    return {role: row[index] for role, index in mapping.columns.items() if index < len(row)}


def _repeats_header(cells: Mapping[Role, Cell], header: Mapping[Role, Cell]) -> bool:
    """Whether each cell that says something says what its header does; one alone may be a name."""
    pairs = [(comparable(cell), comparable(header.get(role, ""))) for role, cell in cells.items() if not is_blank(cell)]
    return len(pairs) > 1 and all(one == other for one, other in pairs)


def _is_empty(cells: Mapping[Role, Cell]) -> bool:
    ticked = any(truth(cells.get(role, "")) for role in (Role.REGISTERED, Role.CHECKIN))
    return not ticked and all(is_blank(cell) for role, cell in cells.items() if role not in _PREPARED)


def _read_row(number: int, cells: Mapping[Role, Cell], claimed: dict[str, int]) -> RowClaim | RowRefusal:
    """The row as a claim or a refusal.

    claimed  keys of the claims above, and names they claim, to their row; a claim adds its own
    """
    texts = {role: said(cell) for role, cell in cells.items()}
    if refusal := _unreadable(texts):
        return RowRefusal(number, None, refusal)
    name, discord = texts.get(Role.IGN, ""), discord_of(texts.get(Role.DISCORD, ""))
    by_name = f"ign:{key_of(name)}" if key_of(name) else None
    key = f"discord:{discord}" if discord else by_name
    if key is None or by_name is None:
        return RowRefusal(number, key, _no_name(texts.get(Role.DISCORD, "")))
    if key in claimed:
        return RowRefusal(number, key, _repeats(texts.get(Role.DISCORD) or name, claimed[key]))
    registered = truth(cells.get(Role.REGISTERED, ""))
    if registered is False:
        return RowRefusal(number, key, _withdrawn(name))
    claimed[key] = number
    claimed.setdefault(by_name, number)
    return RowClaim(
        row_number=number,
        key=key,
        typed_name=name,
        discord=discord,
        discord_is_id=bool(discord and is_snowflake(discord)),
        alternates=names_in(texts.get(Role.ALT_IGN, "")),
        pronouns=texts.get(Role.PRONOUNS) or None,
        team=texts.get(Role.TEAM) or None,
        region=texts.get(Role.REGION) or None,
        registered=registered,
        checked_in=truth(cells.get(Role.CHECKIN, "")),
    )


def discord_of(text: str) -> str | None:
    """The handle or id that a Discord cell means, in comparable form; None for a blank one."""
    mention = _MENTION.fullmatch(text)
    return mention.group(1) if mention else key_of(text)


def is_snowflake(text: str) -> bool:
    """Whether it is the id of a Discord account, and no handle."""
    return bool(_SNOWFLAKE.fullmatch(text))


def names_in(text: str) -> tuple[str, ...]:
    """The names that a cell lists."""
    parts = [part.strip() for part in _BETWEEN_NAMES.split(text)]
    return tuple(part for part in parts if said(part) and truth(part) is None)


def said(cell: Cell) -> str:
    """The cell's text without spaces around it; blank when it says that there is nothing to say."""
    text = text_of(cell).strip()
    return "" if text.casefold() in _NOTHING else text


def _unreadable(texts: Mapping[Role, str]) -> Refusal | None:
    """Why the row's text is not even looked at."""
    for role, text in texts.items():
        most = NAME_MAX if role is Role.IGN else CELL_MAX
        if len(text) > most:
            return Refusal(
                "row_text_too_long",
                f"This row has a cell longer than {most:,} characters",
                f"{_words(role)}, {len(text):,} characters",
                "Shorten it in the table.",
            )
        # Asked first, as it is so of nearly all text and quickly told: what can be printed has no such character.
        if not text.isprintable() and (strange := next((one for one in text if _is_control(one)), None)):
            return Refusal(
                "row_control_characters",
                "This row has a character that cannot be shown",
                f"{_words(role)}, U+{ord(strange):04X}",
                "Type that cell again in the table.",
            )
    return None


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cs"} and character not in "\n\t\r"


def _no_name(discord: str) -> Refusal:
    return Refusal(
        "row_no_name",
        "This row has no name to play under",
        discord or "nor a Discord account",
        "Fill in the Riot ID.",
    )


def _repeats(whose: str, first: int) -> Refusal:
    return Refusal(
        "row_repeats",
        f"This row is a second one of row {first}",
        whose,
        f"Row {first} counts; if this one is right, correct it there.",
    )


def erased_row(number: int) -> Refusal:
    """Somebody who was erased is still in a table."""
    return Refusal(
        "row_erased",
        "This row is of somebody who was erased",
        f"row {number}",
        "Take it out of the table. If they play again, sign them up by hand: tiltyard signup.",
    )


def _withdrawn(name: str) -> Refusal:
    return Refusal(
        WITHDRAWN,
        "This row says that it is not registered",
        name,
        "If they play after all, set its registered column to yes.",
    )


def _words(role: Role) -> str:
    return role.value.replace("_", " ")
