"""
The columns of a shared table that both sides write: what a cell of each means, and how it is written.

Two cells that mean the same are the same, however they are typed: a tick and "yes", a handle with and without its @.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from tiltyard.models import Cell, Role
from tiltyard.rows.cells import comparable, is_blank, text_of
from tiltyard.rows.claims import discord_of, names_in, said
from tiltyard.rows.keys import Grid
from tiltyard.rows.truth import truth

TICKS = (Role.REGISTERED, Role.CHECKIN)
"""Columns that say yes or no."""

SHARED = (Role.DISCORD, Role.IGN, Role.ALT_IGN, Role.PRONOUNS, Role.TEAM, *TICKS)
"""Columns that both sides write. All others are the organiser's alone."""

Meaning = bool | str | tuple[str, ...] | None


def means(role: Role, cell: Cell) -> Meaning:
    """What a cell says, in a form in which what means the same is equal; a blank tick says no.

    A tick that says neither yes nor no, such as "maybe", means just that word.
    """
    text = said(cell)
    if role in TICKS:
        yes = truth(cell)
        return bool(yes) if yes is not None or is_blank(text) else comparable(text)
    if role is Role.DISCORD:
        return discord_of(text)
    return names_in(text) if role is Role.ALT_IGN else text


def alike(role: Role, one: Cell, other: Cell) -> bool:
    """Whether two cells of a column mean the same."""
    is_same = type(one) is type(other) and one == other  # most cells by far, and quickly told
    return is_same or means(role, one) == means(role, other)


def is_riddle(role: Role, cell: Cell) -> bool:
    """Whether it stands in a column of ticks and says neither yes nor no."""
    return role in TICKS and not isinstance(means(role, cell), bool)


def tick_words(cells: Sequence[Cell]) -> Mapping[bool, Cell]:
    """How yes and no are written in a column of ticks: in the words that stand there most, otherwise as checkboxes do.

    cells  of the column, below its header
    """
    typed = [cell for cell in cells if isinstance(cell, str) and not is_blank(cell)]
    words = {yes: Counter(cell.strip() for cell in typed if truth(cell) is yes) for yes in (True, False)}
    if any(isinstance(cell, bool) for cell in cells) or not words[True]:
        return {True: True, False: False}
    return {yes: _most_used(counted) for yes, counted in words.items()}


def column_of(cells: Grid, header_row: int, column: int) -> list[Cell]:
    """The cells of a column below its header."""
    return [row[column] for row in cells[header_row + 1 :] if column < len(row)]


def as_text(cell: Cell) -> str:
    """A cell as it is told to people."""
    if isinstance(cell, bool):
        return "ticked" if cell else "not ticked"
    return text_of(cell)


def _most_used(words: Counter[str]) -> str:
    return max(words, key=lambda word: (words[word], word)) if words else ""
