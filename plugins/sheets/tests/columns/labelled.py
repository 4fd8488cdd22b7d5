"""
Labelled header rows, and how well a detector does on them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from attrs import frozen

from tiltyard.models import Cell, ColumnGuess, Role, RowSource, RowTable

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

    wrong  for each sheet that is not entirely right: the sheet, what was missed, what was wrongly claimed
    """

    right: int
    claimed: int
    wanted: int
    sheets: int
    wrong: tuple[tuple[LabelledSheet, frozenset[tuple[int, Role]], frozenset[tuple[int, Role]]], ...]

    @property
    def micro_f1(self) -> float:
        return 2 * self.right / (self.claimed + self.wanted)

    @property
    def entirely_right(self) -> float:
        return 1 - len(self.wrong) / self.sheets


def table(*rows: Sequence[Cell]) -> RowTable:
    """A grid as a source would hand it over."""
    width = max((len(row) for row in rows), default=0)
    cells = tuple((*row, *("",) * (width - len(row))) for row in rows)
    return RowTable(RowSource("csv", "sheet.csv"), cells, "1", datetime(2026, 11, 24, tzinfo=UTC))


def labelled_sheets(name: str) -> list[LabelledSheet]:
    """The sheets of ``data/<name>.toml``."""
    with (DATA / f"{name}.toml").open("rb") as file:
        return [_sheet(one["language"], one["header"]) for one in tomllib.load(file)["sheet"]]


def score(detect: Callable[[RowTable], list[ColumnGuess]], sheets: Sequence[LabelledSheet]) -> Score:
    """Run a detector on header rows alone."""
    right = claimed = wanted = 0
    wrong = []
    for sheet in sheets:
        found = frozenset((guess.index, guess.role) for guess in detect(table(sheet.headers)))
        right, claimed, wanted = right + len(found & sheet.gold), claimed + len(found), wanted + len(sheet.gold)
        if found != sheet.gold:
            wrong.append((sheet, sheet.gold - found, found - sheet.gold))
    return Score(right, claimed, wanted, len(sheets), tuple(wrong))


def _sheet(language: str, line: str) -> LabelledSheet:
    parts = [part.split(" => ") for part in line.split(" | ")]
    headers = tuple(part[0].strip() for part in parts)
    gold = frozenset((index, Role(part[1].strip())) for index, part in enumerate(parts) if len(part) > 1)
    return LabelledSheet(language, headers, gold)
