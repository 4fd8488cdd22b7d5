"""
How a Google sheet is set up for us: what is all right, what will hurt one day, what must be mended. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

from attrs import frozen

from tiltyard.models import ColumnMapping, Role, RowTable
from tiltyard.rows.ours import OURS, without_ours
from tiltyard_sheets.address import a1_of, column_letters
from tiltyard_sheets.client import Stats
from tiltyard_sheets.columns import detect
from tiltyard_sheets.grid import Snapshot

SKEW_S = 60.0
"""Google refuses tokens whose time is some minutes off; a minute is time to mend the clock."""

FEW_LEFT = 10
"""Requests left in this minute at which it is told that they are few."""

_WRITTEN = (Role.REGISTERED, Role.CHECKIN)


class State(StrEnum):
    """How bad it is."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@frozen
class Check:
    """One thing that was looked at.

    remedy  what to do; blank when nothing must be done
    """

    name: str
    state: State
    words: str
    remedy: str = ""


def access(title: str, robot: str | None) -> Check:
    """The sheet could be read."""
    return Check("access", State.OK, f'"{title}" can be read{f" as {robot}" if robot else ""}')


def no_access(error: Exception, next_step: str) -> Check:
    """It could not be."""
    return Check("access", State.FAIL, str(error).removesuffix(next_step).rstrip(" ."), next_step)


def clock(skew_s: float | None) -> Check:
    """Whether this machine's clock is right.

    skew_s  ours less Google's; None when Google did not say
    """
    if skew_s is None:
        return Check("clock", State.WARN, "Google did not say what time it is", "Look again later.")
    off = f"{abs(skew_s):.0f} s {'ahead of' if skew_s > 0 else 'behind'} Google's"
    if abs(skew_s) > SKEW_S:
        return Check("clock", State.FAIL, f"this machine's clock is {off}", "Switch on time synchronisation (NTP).")
    return Check("clock", State.OK, "this machine's clock is right")


def quota(stats: Stats) -> Check:
    """Whether requests are left."""
    if stats.reads_left is None or stats.writes_left is None:
        return Check("quota", State.WARN, "it is not known without credentials", "Set plugins.sheets.credentials_file.")
    left = (
        f"{stats.reads_left} of {stats.reads_per_minute} reads and {stats.writes_left} of {stats.writes_per_minute} "
        "writes are left in this minute"
    )
    if min(stats.reads_left, stats.writes_left) < FEW_LEFT:
        return Check(
            "quota", State.WARN, left, "Other programs may use the same account; give Tiltyard one of its own."
        )
    return Check("quota", State.OK, left)


def sheet(snapshot: Snapshot, table: RowTable, mapping: ColumnMapping | None = None) -> list[Check]:
    """Header, columns, protection, checkboxes and cells of one tab.

    mapping  as its tournament reads it; None looks for columns as if it were new
    """
    guesses = () if mapping else detect(without_ours(table))
    columns = mapping.columns if mapping else {one.role: one.index for one in guesses}
    header = mapping.header_row if mapping else guesses[0].header_row if guesses else -1
    return [
        *_header(header),
        *_columns(columns, table, header),
        *_protection(snapshot, columns, table, header),
        *_rules(snapshot, columns, header),
        *_flags(snapshot),
    ]


def _header(header: int) -> Iterator[Check]:
    if header < 0:
        yield Check("header", State.FAIL, "no header line was found", "Name the columns in the first line of the tab.")
    else:
        yield Check("header", State.OK, f"the header is line {header + 1}")


def _columns(columns: Mapping[Role, int], table: RowTable, header: int) -> Iterator[Check]:
    names = table.cells[header] if header >= 0 else ()
    told = ", ".join(
        f'{role.value} is {column_letters(index)} "{names[index] if index < len(names) else ""}"'
        for role, index in sorted(columns.items(), key=lambda item: item[1])
    )
    if Role.IGN not in columns:
        remedy = 'Say which column has the names: tiltyard bind LINK --column ign="Riot ID"'
        yield Check("columns", State.FAIL, f"no column holds the players' names; {told or 'none is known'}", remedy)
    elif Role.DISCORD not in columns:
        remedy = "Add a column for the Discord account: a name may be corrected, an account stays."
        yield Check("columns", State.WARN, f"rows can be told apart by the name alone; {told}", remedy)
    else:
        yield Check("columns", State.OK, told)


def _protection(snapshot: Snapshot, columns: Mapping[Role, int], table: RowTable, header: int) -> Iterator[Check]:
    ours = [index for index, name in enumerate(table.cells[header] if header >= 0 else ()) if name in OURS]
    written = sorted({*ours, *(columns[role] for role in _WRITTEN if role in columns)})
    closed = {
        column_letters(index): why
        for index in written
        for row in range(max(header, 0) + 1, snapshot.height)
        if (why := snapshot.closed(row, index, even_formulas=False))
    }
    for column, why in closed.items():
        remedy = "In Data > Protect sheets and ranges, let our account edit that range, or make it a warning only."
        yield Check("protection", State.WARN, f"column {column} has cells that cannot be written: {why}", remedy)
    if not closed:
        yield Check("protection", State.OK, "nothing that Tiltyard writes is protected from it")


def _rules(snapshot: Snapshot, columns: Mapping[Role, int], header: int) -> Iterator[Check]:
    for role in _WRITTEN:
        if role not in columns:
            continue
        rules = [snapshot.rule(row, columns[role]) for row in range(max(header, 0) + 1, snapshot.height)]
        boxes = sum(1 for one in rules if one and one.is_checkbox)
        column = column_letters(columns[role])
        if boxes:
            yield Check("checkboxes", State.OK, f"{role.value} (column {column}) has {boxes} boxes to tick")
        elif any(one and one.strict for one in rules):
            words = f"{role.value} (column {column}) takes only what its rule allows, and has no boxes"
            yield Check("checkboxes", State.WARN, words, "Make them checkboxes: Insert > Checkbox.")


def _flags(snapshot: Snapshot) -> Iterator[Check]:
    for (row, column), words in sorted(snapshot.flags.items())[:_FLAGS_TOLD]:
        yield Check("cells", State.WARN, f"{a1_of(row, column)}: {words}", "Type it again, as text.")
    if (more := len(snapshot.flags) - _FLAGS_TOLD) > 0:
        yield Check("cells", State.WARN, f"{more} more cells like these")


_FLAGS_TOLD = 10


def worst(checks: Sequence[Check]) -> State:
    """How it is as a whole."""
    return max((one.state for one in checks), key=list(State).index, default=State.OK)
