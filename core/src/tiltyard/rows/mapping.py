"""
Settle which column is what: explicit settings beat a saved mapping beat detection.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from attrs import frozen

from tiltyard.errors import BadInput
from tiltyard.models import Cell, ColumnGuess, ColumnMapping, Role, RowTable
from tiltyard.rows.keys import key_of

Guesses = Sequence[tuple[str, ColumnGuess]]
"""(plugin, its guess)."""


@frozen
class SettledMapping:
    """A mapping, and for each role why."""

    mapping: ColumnMapping
    chosen: Mapping[Role, tuple[str, ColumnGuess]]

    def confidence(self, role: Role) -> float:
        """How sure; 1 when a person said so."""
        return self.chosen[role][1].confidence if role in self.chosen else 1.0

    def reason(self, role: Role) -> str:
        """Why that column plays this role."""
        if role in self.chosen:
            return self.chosen[role][1].reason
        return "as it was settled before" if self.mapping.origin == "saved" else "you said so"

    def source(self, role: Role) -> str:
        """The plugin that guessed it, or the mapping's origin."""
        return self.chosen[role][0] if role in self.chosen else self.mapping.origin


def fingerprint(header: Sequence[Cell]) -> str:
    """A mark of a header line; another line has another. Case and spaces do not count."""
    words = "\0".join(key_of(cell) or "" for cell in header)
    return hashlib.sha256(words.rstrip("\0").encode()).hexdigest()[:32]


def settle_mapping(
    table: RowTable, guesses: Guesses, *, explicit: Mapping[Role, int] | None, saved: ColumnMapping | None
) -> SettledMapping:
    """Which column is what.

    explicit  role to column, as a person said; detection fills the roles they did not name
    saved     what was settled before; kept for as long as its header line stands
    raises    BadInput when no column holds the players' names
    """
    if saved is not None and not explicit and _still_stands(saved, table):
        mapping = ColumnMapping(saved.header_row, saved.columns, saved.fingerprint, "saved")
        chosen = _agreeing(mapping, guesses)
    else:
        header_row = _header_row(guesses)
        taken = dict(explicit or {})
        chosen = _best(guesses, header_row, taken)
        columns = {**{role: guess.index for role, (_, guess) in chosen.items()}, **taken}
        header = table.cells[header_row] if 0 <= header_row < len(table.cells) else ()
        origin = "settings" if explicit else "detected"
        mapping = ColumnMapping(header_row, columns, fingerprint(header), origin)
    if Role.IGN not in mapping.columns:
        raise BadInput(
            "no column holds the players' names",
            which=f"{table.source}: {_headers(table, mapping.header_row)}",
            next_step='Say which one: --column ign="Riot ID".',
        )
    return SettledMapping(mapping, chosen)


def resolve_explicit(named: Mapping[str, str], table: RowTable, guesses: Guesses) -> dict[Role, int]:
    """Roles and header texts, as a person typed them, to columns.

    raises  BadInput for a role that does not exist or a header that is not there, or there twice
    """
    header_row = max(_header_row(guesses), 0)
    return {_role(role): _column(header, table, header_row) for role, header in named.items()}


def key_column(mapping: ColumnMapping) -> int:
    """The column by which rows are found: the Discord account where there is one, otherwise the name."""
    return mapping.columns.get(Role.DISCORD, mapping.columns[Role.IGN])


def _still_stands(saved: ColumnMapping, table: RowTable) -> bool:
    if saved.header_row < 0:
        return max(saved.columns.values(), default=0) < table.width
    return saved.header_row < len(table.cells) and fingerprint(table.cells[saved.header_row]) == saved.fingerprint


def _header_row(guesses: Guesses) -> int:
    """The header line that the guesses together are most sure of; the first line when there are none."""
    votes: dict[int, float] = {}
    for _, guess in guesses:
        votes[guess.header_row] = votes.get(guess.header_row, 0.0) + guess.confidence
    return max(votes, key=lambda row: (votes[row], -row), default=0)


def _best(guesses: Guesses, header_row: int, explicit: Mapping[Role, int]) -> dict[Role, tuple[str, ColumnGuess]]:
    """The surest guesses first; no role and no column twice."""
    chosen: dict[Role, tuple[str, ColumnGuess]] = {}
    taken = set(explicit.values())
    for plugin, guess in sorted(guesses, key=lambda one: -one[1].confidence):
        if guess.header_row == header_row and guess.role not in {*chosen, *explicit} and guess.index not in taken:
            chosen[guess.role] = (plugin, guess)
            taken.add(guess.index)
    return chosen


def _agreeing(mapping: ColumnMapping, guesses: Guesses) -> dict[Role, tuple[str, ColumnGuess]]:
    return {guess.role: (plugin, guess) for plugin, guess in guesses if mapping.columns.get(guess.role) == guess.index}


def _role(word: str) -> Role:
    try:
        return Role(word.strip().lower())
    except ValueError as error:
        raise BadInput("there is no such role", which=word, next_step=f"There is: {', '.join(Role)}.") from error


def _column(header: str, table: RowTable, header_row: int) -> int:
    line = table.cells[header_row] if table.cells else ()
    found = [index for index, cell in enumerate(line) if key_of(cell) == key_of(header)]
    if len(found) == 1:
        return found[0]
    what = "several columns have that header" if found else "no column has that header"
    raise BadInput(what, which=f"{header!r}; there is: {_headers(table, header_row)}", next_step="Rename the column.")


def _headers(table: RowTable, header_row: int) -> str:
    line = table.cells[header_row] if 0 <= header_row < len(table.cells) else ()
    return ", ".join(str(cell) for cell in line if str(cell).strip()) or "no header line"
