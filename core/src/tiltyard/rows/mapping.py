"""
Settle which column is what: explicit settings beat a saved mapping beat detection.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import fsum, prod

from attrs import evolve, frozen

from tiltyard.errors import BadInput
from tiltyard.models import Cell, ColumnGuess, ColumnMapping, Role, RowTable
from tiltyard.rows.cells import is_blank
from tiltyard.rows.keys import key_of

Guesses = Sequence[tuple[str, ColumnGuess]]
"""(plugin, its guess)."""

HEADER_WITHIN = 20
"""Lines in which a header that was settled before is looked for: somebody may have put a title above it."""

_NUMBERED = re.compile(r"#(\d{1,4})")


@frozen
class Choice:
    """Why a column plays its role, for people.

    confidence  0 to 1; 1 when a person said so
    source      the plugin that said it, `settings` or `saved`
    """

    index: int
    confidence: float
    reason: str
    source: str


@frozen
class SettledMapping:
    """A mapping, and for each role why."""

    mapping: ColumnMapping
    chosen: Mapping[Role, Choice]

    def confidence(self, role: Role) -> float:
        """How sure."""
        return self.chosen[role].confidence

    def reason(self, role: Role) -> str:
        """Why that column plays this role."""
        return self.chosen[role].reason

    def source(self, role: Role) -> str:
        """Who said so."""
        return self.chosen[role].source


def fingerprint(header: Sequence[Cell]) -> str:
    """A mark of a header line; another line has another. Case, spaces and blank cells at its end do not count."""
    words = "\0".join(key_of(cell) or "" for cell in header).rstrip("\0")
    return hashlib.sha256(words.encode(errors="surrogatepass")).hexdigest()[:32]


def settle_mapping(
    table: RowTable, guesses: Guesses, *, explicit: Mapping[Role, int] | None, saved: ColumnMapping | None
) -> SettledMapping:
    """Which column is what.

    guesses   of all plugins; those for the same column and role support each other
    explicit  role to column, as a person said; the other roles come from `saved`, or else from `guesses`
    saved     what was settled before; kept for as long as its header line stands
    raises    BadInput when no column holds the players' names
    """
    before = standing(saved, table) if saved else None
    header_row = _header_row(table, guesses) if before is None else before.header_row
    said = {role: Choice(index, 1.0, "you said so", "settings") for role, index in (explicit or {}).items()}
    others = _detected(table, guesses, header_row, said) if before is None else _kept(before, guesses, said)
    chosen = {**said, **others}
    header = table.cells[header_row] if 0 <= header_row < len(table.cells) else ()
    if Role.IGN not in chosen:
        raise BadInput(
            "no column holds the players' names",
            which=f"{table.source}: {_headers(table, header_row)}",
            next_step='Say which one it is, by its header or its number: --column ign="Riot ID" or --column ign=#3.',
        )
    origin = "settings" if said else "detected" if before is None else "saved"
    columns = {role: choice.index for role, choice in chosen.items()}
    return SettledMapping(ColumnMapping(header_row, columns, fingerprint(header), origin), chosen)


def resolve_explicit(named: Mapping[str, str], table: RowTable, guesses: Guesses) -> dict[Role, int]:
    """Roles and headers, as a person typed them, to columns.

    named   role to header text, or to ``#3`` for the third column
    raises  BadInput for a role that does not exist, a header that is not there or there twice, a column named twice
    """
    header_row = _header_row(table, guesses)
    resolved: dict[Role, int] = {}
    for word, header in named.items():
        role, index = _role(word), _column(header, table, header_row)
        if index in resolved.values():
            raise BadInput(
                "one column cannot play two roles", which=repr(header), next_step="Name another column for one of them."
            )
        resolved[role] = index
    return resolved


def standing(saved: ColumnMapping, table: RowTable) -> ColumnMapping | None:
    """A saved mapping if its header line still stands, moved to where it stands now.

    Columns that were marked are found by their marks, whatever their headers say now.
    """
    if saved.header_row < 0:
        return saved if max(saved.columns.values(), default=0) < table.width else None
    if marked := _marked(saved, table):
        return marked
    lines = range(min(HEADER_WITHIN, len(table.cells)))
    for line in sorted(lines, key=lambda line: abs(line - saved.header_row)):
        if fingerprint(table.cells[line]) == saved.fingerprint:
            return evolve(saved, header_row=line)
    return None


def _marked(saved: ColumnMapping, table: RowTable) -> ColumnMapping | None:
    """The mapping as the marks say it; None unless all of its columns and the header line are marked."""
    line, marks = table.marked_header, table.marked_columns
    if line is None or not all(role.value in marks for role in saved.columns):
        return None
    columns = {role: marks[role.value] for role in saved.columns}
    line = _sorted_away(saved, table, line)
    return ColumnMapping(line, columns, fingerprint(table.cells[line]), saved.origin)


def _sorted_away(saved: ColumnMapping, table: RowTable, marked: int) -> int:
    """Where the header line is now. A mark stays behind when somebody sorts the header in among the rows.

    It is believed as long as its line has anything in common with the header: that may just have been worded anew.
    """
    if fingerprint(table.cells[marked]) == saved.fingerprint:
        return marked
    header = next((line for line, row in enumerate(table.cells) if fingerprint(row) == saved.fingerprint), marked)
    pairs = zip(table.cells[header], table.cells[marked], strict=True)
    return marked if any(key_of(one) and key_of(one) == key_of(other) for one, other in pairs) else header


def key_column(mapping: ColumnMapping) -> int:
    """The column by which rows are found: the Discord account where there is one, otherwise the name."""
    return mapping.columns[Role.DISCORD] if Role.DISCORD in mapping.columns else mapping.columns[Role.IGN]


def else_column(mapping: ColumnMapping) -> int | None:
    """The column by which a row without a Discord account is found; None where the name is the key anyway."""
    return mapping.columns[Role.IGN] if Role.DISCORD in mapping.columns else None


def _header_row(table: RowTable, guesses: Guesses) -> int:
    """The header line that the guesses together are most sure of.

    Without any, the first line with several filled cells: a title fills one.
    """
    votes: defaultdict[int, list[float]] = defaultdict(list)
    for _, guess in guesses:
        if -1 <= guess.header_row < len(table.cells):
            votes[guess.header_row].append(guess.confidence)
    if votes:
        return max(votes, key=lambda row: (fsum(votes[row]), -row))
    filled = [sum(not is_blank(cell) for cell in row) for row in table.cells[:HEADER_WITHIN]]
    return next((row for row, count in enumerate(filled) if count > 1), 0)


def _detected(table: RowTable, guesses: Guesses, header_row: int, said: Mapping[Role, Choice]) -> dict[Role, Choice]:
    """The surest opinions first; no role and no column twice."""
    opinions: defaultdict[tuple[Role, int], dict[str, ColumnGuess]] = defaultdict(dict)
    for plugin, guess in guesses:
        if guess.header_row == header_row and 0 <= guess.index < table.width and guess.confidence > 0:
            opinions[guess.role, guess.index][plugin] = guess
    taken = {choice.index for choice in said.values()}
    chosen: dict[Role, Choice] = {}
    for (role, index), backers in sorted(opinions.items(), key=lambda one: (-_weight(one[1]), one[0][1], one[0][0])):
        if role not in said and role not in chosen and index not in taken:
            chosen[role] = _surest(backers)
            taken.add(index)
    return chosen


def _weight(backers: Mapping[str, ColumnGuess]) -> float:
    """How sure several plugins are together: as if each were wrong independently of the others."""
    return 1.0 - prod(sorted(1.0 - guess.confidence for guess in backers.values()))


def _surest(backers: Mapping[str, ColumnGuess]) -> Choice:
    plugin, guess = max(backers.items(), key=lambda one: (one[1].confidence, one[0]))
    return Choice(guess.index, guess.confidence, guess.reason, plugin)


def _kept(standing: ColumnMapping, guesses: Guesses, said: Mapping[Role, Choice]) -> dict[Role, Choice]:
    """The saved roles that nobody named anew, with the reasons of those who still think so."""
    taken = {choice.index for choice in said.values()}
    kept: dict[Role, Choice] = {}
    for role, index in standing.columns.items():
        if role in said or index in taken:
            continue
        backers = {plugin: guess for plugin, guess in guesses if (guess.role, guess.index) == (role, index)}
        kept[role] = _surest(backers) if backers else Choice(index, 1.0, "as it was settled before", "saved")
    return kept


def _role(word: str) -> Role:
    try:
        return Role(word.strip().lower())
    except ValueError as error:
        raise BadInput("there is no such role", which=word, next_step=f"There are: {', '.join(Role)}.") from error


def _column(header: str, table: RowTable, header_row: int) -> int:
    line = table.cells[header_row] if 0 <= header_row < len(table.cells) else ()
    found = [index for index, cell in enumerate(line) if key_of(cell) == key_of(header)]
    if not found and (numbered := _NUMBERED.fullmatch(header.strip())):
        found = [index for index in [int(numbered.group(1)) - 1] if 0 <= index < table.width]
    if len(found) == 1:
        return found[0]
    raise BadInput(
        f"{len(found)} columns have that header" if found else "no column has that header",
        which=f"{header!r}; there are: {_headers(table, header_row)}",
        next_step="Name the column by its number, such as ign=#3 for the third.",
    )


def _headers(table: RowTable, header_row: int) -> str:
    line = table.cells[header_row] if 0 <= header_row < len(table.cells) else ()
    return ", ".join(str(cell).strip() for cell in line if not is_blank(cell)) or "no header line"
