"""
Find the header line and the columns' roles: words, looks and mutual exclusion weighed together.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from tiltyard.models import Cell, ColumnGuess, Role, RowTable
from tiltyard_sheets.columns.assign import assign
from tiltyard_sheets.columns.header_line import SURE_ENOUGH, HeaderLine, find_header_line
from tiltyard_sheets.columns.shapes import Look, look_of, texts_of

ROLES = tuple(Role)

_LEFT = 0.002
"""What standing at the very left is worth: enough to decide between equals, and no more."""

_RIVALLED = 0.3
"""How much confidence a role loses when another column fits it just as well."""

_ENOUGH_CELLS = 3
"""Fewer cells prove nothing where the header says nothing."""


@frozen
class _Evidence:
    """What speaks for one role in one column, and what it comes to."""

    words: float | None
    look: Look | None
    confidence: float


_NOTHING = _Evidence(None, None, 0.0)


def detect(table: RowTable) -> list[ColumnGuess]:
    """Which column plays which role, how sure, and why.

    returns  at most one guess for a role and for a column, by column; all with the header line that was found, -1 when
             the table has none; empty when nothing is sure enough
    """
    width = max((len(row) for row in table.cells), default=0)
    header = find_header_line(table.cells, width, marked=table.marked_header)
    columns = [texts_of(_column(table.cells, header.row + 1, index)) for index in range(width)]
    evidence = [[_evidence(header, index, columns[index], role) for index in range(width)] for role in ROLES]
    scores = [[_value(one.confidence, index, width) for index, one in enumerate(row)] for row in evidence]
    chosen = assign(scores)
    taken = {index for index in chosen if index is not None}
    guesses = []
    for role, index, row in zip(ROLES, chosen, evidence, strict=True):
        if index is None:
            continue
        rival = max((one.confidence for at, one in enumerate(row) if at not in taken), default=0.0)
        one = row[index]
        confidence = one.confidence * (1 - _RIVALLED * min(1.0, rival / one.confidence) ** 4)
        reason = _reason(header.texts[index], one)
        guesses.append(ColumnGuess(index, role, round(min(confidence, 0.99), 3), reason, header.row))
    return sorted(guesses, key=lambda guess: guess.index)


def _column(cells: Sequence[Sequence[Cell]], start: int, index: int) -> list[Cell]:
    return [row[index] for row in cells[start:] if index < len(row)]


def _evidence(header: HeaderLine, index: int, texts: Sequence[str], role: Role) -> _Evidence:
    words = header.scores[index].get(role)
    if words is None and (header.said[index] or len(texts) < _ENOUGH_CELLS):
        # The header speaks of something else, so that looks would be a coincidence.
        return _NOTHING
    look = look_of(texts, role)
    return _Evidence(words, look, look.revise(words) if look else words or 0.0)


def _value(confidence: float, index: int, width: int) -> float:
    """Squared, so that one sure guess outweighs two doubtful ones."""
    return confidence**2 + _LEFT * (width - index) / width if confidence >= SURE_ENOUGH else 0.0


def _reason(header: str, evidence: _Evidence) -> str:
    shown = " ".join(header.split())
    said = f'header "{shown if len(shown) <= 60 else shown[:59] + "…"}"' if evidence.words else "no telling header"
    look = evidence.look
    if look is None or not look.alike:
        return said
    return f"{said}; {look.alike} of {look.of} cells look like {look.shape.called}"
