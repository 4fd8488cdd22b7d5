"""
Records of a CSV file that remember the text they came from, so that what is not changed can be given back as it was.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence

from attrs import frozen

from tiltyard.errors import BadInput

# Only these end a line; str.splitlines would also split at characters that people have in their names.
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")
_ENDING = re.compile(r"(?:\r\n|\n|\r)\Z")


@frozen
class Record:
    """One record: its cells, and the text it came from with its line ending."""

    cells: tuple[str, ...]
    text: str

    @property
    def body(self) -> str:
        """The text without its line ending."""
        return _ENDING.sub("", self.text)

    @property
    def ending(self) -> str:
        """The line ending; blank for a last line without one."""
        return self.text[len(self.body) :]


def parse_records(text: str, delimiter: str) -> Iterator[Record]:
    """The records of a text, each with all lines it spans.

    raises  BadInput when a quotation mark is never closed: everything behind it would be one cell
    """
    pending: list[str] = []
    done = 0

    def lines() -> Iterator[str]:
        for line in _LINE.finditer(text):
            pending.append(line.group())
            yield line.group()
        if pending:  # the reader asks for more in the middle of a record
            raise BadInput(
                "a quotation mark is never closed",
                which=f"in line {done + 1}",
                next_step='Close it, or write "" where the mark is part of the text.',
            )

    for cells in csv.reader(lines(), delimiter=delimiter):
        yield Record(tuple(cells), "".join(pending))
        done += len(pending)
        pending.clear()


def rewritten(record: Record, cells: Sequence[str], delimiter: str, *, quote_all: bool) -> Record:
    """The record with these cells. Those that are as they were keep the very text they had, quotation marks and all."""
    before = raw_cells(record.body, delimiter) if record.cells else []
    kept = cells[: max(len(record.cells), _used(cells))]
    body = delimiter.join(
        before[index] if index < len(before) and cell == record.cells[index] else _raw(cell, delimiter, quote=quote_all)
        for index, cell in enumerate(kept)
    )
    return Record(tuple(kept), body + record.ending)


def same_cells(one: Sequence[str], other: Sequence[str]) -> bool:
    """Both rows say the same; blank cells at the end do not count, because rows are padded to one width."""
    return one[: _used(one)] == other[: _used(other)]


def raw_cells(body: str, delimiter: str) -> list[str]:
    """The text of each cell as it stands in a record, quotation marks included."""
    apart = re.escape(delimiter)
    # As the standard library reads: quotation marks count only at a cell's start, and what follows the closing one
    # belongs to the cell.
    cell = re.compile(rf'"[^"]*(?:""[^"]*)*"[^{apart}\r\n]*|[^{apart}\r\n]*')
    found: list[str] = []
    position = 0
    while match := cell.match(body, position):
        found.append(match.group())
        position = match.end() + 1
        if match.end() == len(body):
            break
    return found


def _raw(cell: str, delimiter: str, *, quote: bool) -> str:
    # csv.writer is not used: before Python 3.13 it leaves a line break unquoted that is not its own line ending.
    if quote or any(special in cell for special in (delimiter, '"', "\r", "\n")):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def _used(cells: Sequence[str]) -> int:
    used = len(cells)
    while used and not cells[used - 1]:
        used -= 1
    return used
