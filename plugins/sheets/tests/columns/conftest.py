"""
Labelled header rows, how well a detector does on them, and grids as a source would hand them over.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from attrs import frozen

from tiltyard.models import Cell, ColumnGuess, Role, RowSource, RowTable
from tiltyard_sheets.columns import detect

DATA = Path(__file__).parent.parent / "data"


@frozen
class LabelledSheet:
    """A header row and what its columns are."""

    language: str
    headers: tuple[str, ...]
    gold: frozenset[tuple[int, Role]]


@frozen
class Score:
    """How well a detector did.

    claims  confidence of each guess, and whether it is right
    wrong   for each sheet that is not entirely right: the sheet, what was missed, what was wrongly claimed
    """

    right: int
    claimed: int
    wanted: int
    all: tuple[LabelledSheet, ...]
    claims: tuple[tuple[float, bool], ...]
    wrong: tuple[tuple[LabelledSheet, frozenset[tuple[int, Role]], frozenset[tuple[int, Role]]], ...]

    @property
    def micro_f1(self) -> float:
        return 2 * self.right / (self.claimed + self.wanted)

    @property
    def entirely_right(self) -> float:
        return 1 - len(self.wrong) / len(self.all)


@pytest.fixture(scope="session")
def table() -> Callable[..., RowTable]:
    """Makes a grid, as a source would hand it over, of rows."""
    return _table


@pytest.fixture(scope="session")
def labelled_score() -> Callable[[str], Score]:
    """Runs the detector on the header rows, and nothing but them, of ``data/<name>.toml``."""
    return lambda name: _score(detect, _labelled_sheets(name))


@pytest.fixture(scope="session")
def labelled_headers() -> list[tuple[str, ...]]:
    """All header rows of the half that the detector may be tuned on."""
    return [sheet.headers for sheet in _labelled_sheets("develop")]


def _table(*rows: Sequence[Cell]) -> RowTable:
    width = max((len(row) for row in rows), default=0)
    cells = tuple((*row, *("",) * (width - len(row))) for row in rows)
    return RowTable(RowSource("csv", "sheet.csv"), cells, "1", datetime(2026, 11, 24, tzinfo=UTC))


def _labelled_sheets(name: str) -> list[LabelledSheet]:
    """The sheets of ``data/<name>.toml``."""
    with (DATA / f"{name}.toml").open("rb") as file:
        return [_sheet(one["language"], one["header"]) for one in tomllib.load(file)["sheet"]]


def _score(detector: Callable[[RowTable], list[ColumnGuess]], sheets: Sequence[LabelledSheet]) -> Score:
    """Run a detector on header rows alone."""
    claims, wrong = [], []
    for sheet in sheets:
        guesses = detector(_table(sheet.headers))
        found = frozenset((guess.index, guess.role) for guess in guesses)
        claims += [(guess.confidence, (guess.index, guess.role) in sheet.gold) for guess in guesses]
        if found != sheet.gold:
            wrong.append((sheet, sheet.gold - found, found - sheet.gold))
    right, wanted = sum(right for _, right in claims), sum(len(sheet.gold) for sheet in sheets)
    return Score(right, len(claims), wanted, tuple(sheets), tuple(claims), tuple(wrong))


def _sheet(language: str, line: str) -> LabelledSheet:
    parts = [part.split(" => ") for part in line.split(" | ")]
    headers = tuple(part[0].strip() for part in parts)
    gold = frozenset((index, Role(part[1].strip())) for index, part in enumerate(parts) if len(part) > 1)
    return LabelledSheet(language, headers, gold)
