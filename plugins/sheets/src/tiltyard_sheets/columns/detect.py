"""
Find the header line and the columns' roles: words, looks and mutual exclusion weighed together.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from tiltyard.models import Cell, ColumnGuess, Role, RowTable
from tiltyard_sheets.columns.assign import assign
from tiltyard_sheets.columns.headers import header_score
from tiltyard_sheets.columns.shapes import STRONG, looks_like_data, share, texts_of

HEADER_WITHIN = 12
"""Lines looked at for the header; titles and notes above it are shorter."""

SURE_ENOUGH = 0.5
"""Below this nothing is said: a wrong column costs an organiser more than a missing one."""

ROLES = tuple(Role)


@frozen
class _Evidence:
    """What speaks for one role in one column."""

    words: float
    look: float | None

    def confidence(self, role: Role, texts: int) -> float:
        """Words and looks together, 0 to 1."""
        if self.look is None:
            return self.words
        if self.words:
            # Few cells say little; looks of a role that anything can have say less still.
            weight = 0.25 * min(1.0, texts / 8)
            return self.words * (1 - weight) + weight * max(self.look, self.words * 0.5)
        floor = STRONG.get(role)
        return (
            0.9 * self.look if floor is not None and self.look >= floor and texts >= 3 else 0.0
        )  # two cells prove nothing


def detect(table: RowTable) -> list[ColumnGuess]:
    """Which column plays which role, how sure, and why.

    returns  at most one guess for a role and for a column, by column; all with the header line that was found, -1 when
             the table has none; empty when nothing is sure enough
    """
    header_row = _header_row(table.cells)
    header = table.cells[header_row] if header_row >= 0 else [""] * table.width
    columns = [texts_of([row[index] for row in table.cells[header_row + 1 :]]) for index in range(table.width)]
    evidence = [
        [_Evidence(header_score(str(header[index]), role), share(columns[index], role)) for index in range(table.width)]
        for role in ROLES
    ]
    scores = [
        [_counted(one.confidence(role, len(columns[index])), index, table.width) for index, one in enumerate(row)]
        for role, row in zip(ROLES, evidence, strict=True)
    ]
    guesses = []
    for number, index in enumerate(assign(scores) if table.width else []):
        if index is None:
            continue
        role, found = ROLES[number], evidence[number][index]
        confidence = min(1.0, found.confidence(role, len(columns[index])))
        reason = _reason(role, str(header[index]), found, columns[index])
        guesses.append(ColumnGuess(index, role, round(confidence, 3), reason, header_row))
    return sorted(guesses, key=lambda guess: guess.index)


def _counted(confidence: float, index: int, width: int) -> float:
    """Squared, so that one sure guess outweighs two doubtful ones; of equals the leftmost counts."""
    return confidence**2 + 0.001 * (width - index) / width if confidence >= SURE_ENOUGH else 0.0


def _header_row(cells: Sequence[Sequence[Cell]]) -> int:
    best, best_score = -1, 0.0
    for number, row in enumerate(cells[:HEADER_WITHIN]):
        texts = [str(cell).strip() for cell in row]
        data = sum(1 for text in texts if text and looks_like_data(text))
        known = [max(header_score(text, role) for role in ROLES) for text in texts if text]
        score = sum(one for one in known if one >= SURE_ENOUGH) - data
        if score > best_score:
            best, best_score = number, score
    return best


def _reason(role: Role, header: str, found: _Evidence, texts: Sequence[str]) -> str:
    said = f'header "{header.strip()}"' if found.words else "no telling header"
    if found.look is None or not found.look:
        return said if found.words else f"looks like {role.value.replace('_', ' ')}"
    return f"{said}; {round(found.look * len(texts))} of {len(texts)} cells look like it"
