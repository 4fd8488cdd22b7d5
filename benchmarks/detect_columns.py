"""
What understanding a header costs: `tiltyard_sheets.columns.detect` beside a table of names and beside difflib.

300 columns, the headers of sign-up sheets in some twenty languages. The table of names finds what is spelt exactly like
one of its 21 names; difflib, from the standard library, finds the name that is most like a header. Neither weighs
columns against each other. All remember nothing from one round to the next. How many columns each of them gets right in
labelled sheets is printed beside what it costs.
"""

from __future__ import annotations

import difflib
import statistics
import time
import tomllib
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from attrs import frozen

from tiltyard.models import Role, RowSource, RowTable
from tiltyard_sheets.columns import detect, meaning, words

COLUMNS = 300
ROWS = 200
ROUNDS = 7
ALIKE = 0.8
DATA = Path(__file__).parent.parent / "plugins" / "sheets" / "tests" / "data"
NAMES = {
    "discord": Role.DISCORD,
    "discord id": Role.DISCORD,
    "discord username": Role.DISCORD,
    "ign": Role.IGN,
    "riot id": Role.IGN,
    "summoner name": Role.IGN,
    "player": Role.IGN,
    "alt ign": Role.ALT_IGN,
    "pronouns": Role.PRONOUNS,
    "registered": Role.REGISTERED,
    "checked in": Role.CHECKIN,
    "check-in": Role.CHECKIN,
    "team": Role.TEAM,
    "team name": Role.TEAM,
    "rank": Role.RANK,
    "region": Role.REGION,
    "email": Role.EMAIL,
    "email address": Role.EMAIL,
    "timestamp": Role.TIMESTAMP,
    "seed": Role.SEED,
    "notes": Role.NOTES,
}

Found = frozenset[tuple[int, Role]]
Detector = Callable[[Sequence[str]], Found]


@frozen
class Sheet:
    """A header row and what its columns are."""

    headers: tuple[str, ...]
    gold: Found


def ours(headers: Sequence[str]) -> Found:
    """By words, their neighbours and mutual exclusion."""
    return frozenset((guess.index, guess.role) for guess in detect(_table([headers])))


def by_name(headers: Sequence[str]) -> Found:
    """By the exact name, case aside; of two columns for a role the first."""
    return _first(NAMES.get(_folded(header)) for header in headers)


def by_likeness(headers: Sequence[str]) -> Found:
    """By the most similar name, if it is similar enough; of two columns for a role the first."""
    return _first(NAMES.get(_most_like(_folded(header))) for header in headers)


def _most_like(header: str) -> str:
    return next(iter(difflib.get_close_matches(header, NAMES, n=1, cutoff=ALIKE)), "")


def _first(roles: Iterable[Role | None]) -> Found:
    taken: dict[Role, int] = {}
    for index, role in enumerate(roles):
        if role is not None:
            taken.setdefault(role, index)
    return frozenset((index, role) for role, index in taken.items())


def _folded(header: str) -> str:
    return header.strip().casefold().replace("_", " ")


def _table(rows: Sequence[Sequence[str]]) -> RowTable:
    cells = tuple(tuple(row) for row in rows)
    return RowTable(RowSource("csv", "sheet.csv"), cells, "1", datetime(2026, 11, 24, tzinfo=UTC))


def labelled() -> list[Sheet]:
    """All labelled header rows of the tests."""
    sheets = []
    for name in ("develop", "held_out", "seen", "found"):
        with (DATA / f"{name}.toml").open("rb") as file:
            sheets += [_sheet(one["header"]) for one in tomllib.load(file)["sheet"]]
    return sheets


def _sheet(line: str) -> Sheet:
    parts = [part.split(" => ") for part in line.split(" | ")]
    gold = frozenset((index, Role(part[1].strip())) for index, part in enumerate(parts) if len(part) > 1)
    return Sheet(tuple(part[0].strip() for part in parts), gold)


def micro_f1(detector: Detector, sheets: Sequence[Sheet]) -> float:
    """Over all columns of all sheets."""
    found = [detector(sheet.headers) for sheet in sheets]
    right = sum(len(one & sheet.gold) for one, sheet in zip(found, sheets, strict=True))
    return 2 * right / sum(len(one) + len(sheet.gold) for one, sheet in zip(found, sheets, strict=True))


def cpu_s(work: Callable[[], object]) -> float:
    """CPU seconds of the work, with nothing remembered from before."""
    for remembered in (meaning.header_meaning, words.read_header, words.units):
        remembered.cache_clear()
    begun_s = time.process_time()
    work()
    return time.process_time() - begun_s


def main() -> None:
    """Measure in turn and print the ratios."""
    sheets = labelled()
    headers = list(dict.fromkeys(header for sheet in sheets for header in sheet.headers))[::7][:COLUMNS]
    rows = [[f"player {number} {row}" for number in range(COLUMNS)] for row in range(ROWS)]
    over_names, over_likeness, rows_over_header = [], [], []
    for _ in range(ROUNDS):
        ours_s = cpu_s(lambda: ours(headers))
        over_names.append(ours_s / cpu_s(lambda: by_name(headers)))
        over_likeness.append(ours_s / cpu_s(lambda: by_likeness(headers)))
        rows_over_header.append(cpu_s(lambda: detect(_table([headers, *rows]))) / ours_s)
        print(
            f"{COLUMNS} columns {ours_s * 1e3:6.1f} ms   over names {over_names[-1]:6.0f}   "
            f"over difflib {over_likeness[-1]:5.2f}   with {ROWS} rows over without {rows_over_header[-1]:5.1f}"
        )
    print(
        f"CPU time, median of {ROUNDS}: {statistics.median(over_names):.0f} times a table of {len(NAMES)} names, "
        f"{statistics.median(over_likeness):.2f} times difflib; with {ROWS} rows "
        f"{statistics.median(rows_over_header):.1f} times that of the header alone"
    )
    print(
        f"micro-F1 of {len(sheets)} labelled header rows: {micro_f1(ours, sheets):.3f}; table of names "
        f"{micro_f1(by_name, sheets):.3f}; difflib {micro_f1(by_likeness, sheets):.3f}"
    )


if __name__ == "__main__":
    main()
