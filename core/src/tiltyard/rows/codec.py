"""
CSV files as their owners wrote them: what is not changed stays the same to the byte.

    data --decode--> text --parse_records--> records (cells + the text they came from) --render--> data
"""

from __future__ import annotations

import csv
from collections.abc import Sequence

from attrs import evolve, frozen

from tiltyard.errors import BadInput
from tiltyard.rows.dialect import delimiter_of, quotes_all
from tiltyard.rows.encoding import Decoded, decode
from tiltyard.rows.records import Record, parse_records, rewritten, same_cells

MAX_BYTES = 20_000_000
"""Larger files are no sign-up sheets; they would be read whole into memory."""

MAX_ROWS = 200_000
MAX_CELLS = 5_000_000
"""Rows times columns: one line of a million commas would make every row as wide."""

# The standard library refuses cells over 128 KiB: a limit of its own, shared by the process, and never lowered here.
csv.field_size_limit(max(csv.field_size_limit(), MAX_BYTES))


@frozen
class CsvDocument:
    """A whole file.

    unchanged  the bytes it was read from; None once a cell is another
    """

    records: tuple[Record, ...]
    written: Decoded
    delimiter: str
    quote_all: bool
    unchanged: bytes | None

    @property
    def cells(self) -> tuple[tuple[str, ...], ...]:
        """The grid, every row padded to the same width."""
        width = max(len(record.cells) for record in self.records)
        return tuple(record.cells + ("",) * (width - len(record.cells)) for record in self.records)

    def with_cells(self, cells: Sequence[Sequence[str]]) -> CsvDocument:
        """The same file with these cells, as many rows as it has; rows whose cells are as they were keep their text.

        Blank cells at a row's end do not count: a title line stays a title line when a column is added.

        raises  BadInput when the file's encoding has several ways to write the same text, so that writing it would
                change rows that nobody touched
        """
        fresh = tuple(
            record if same_cells(new, record.cells) else self._rewritten(record, new)
            for record, new in zip(self.records, map(tuple, cells), strict=True)
        )
        if fresh == self.records:
            return self
        if self.unchanged is not None and self._encoded() != self.unchanged:
            raise BadInput(
                "this file cannot be changed without changing rows that nobody touched",
                which=f"its encoding {self.written.encoding} can write the same text in several ways",
                next_step="Save the file as UTF-8 first.",
            )
        return evolve(self, records=fresh, unchanged=None)

    def render(self) -> bytes:
        """The file's bytes.

        raises  BadInput when a new cell cannot be written in the file's encoding
        """
        return self._encoded() if self.unchanged is None else self.unchanged

    def _encoded(self) -> bytes:
        return self.written.encode("".join(record.text for record in self.records))

    def _rewritten(self, record: Record, cells: Sequence[str]) -> Record:
        return rewritten(record, cells, self.delimiter, quote_all=self.quote_all)


def read_csv(data: bytes, *, encoding: str | None = None) -> CsvDocument:
    """Parse a file's bytes.

    encoding  what the owner says it is, see `tiltyard.rows.encoding.decode`
    raises    BadInput: too large, empty, not a CSV, not decodable, a quotation mark that is never closed.
              A file with a header and nothing below it is refused by `tiltyard.rows.claims.read_claims`, because which
              line is the header is not known here
    """
    if len(data) > MAX_BYTES:
        raise too_large(len(data))
    written = decode(data, encoding=encoding)
    delimiter = delimiter_of(written.text)
    records = _bounded(written.text, delimiter)
    return CsvDocument(records, written, delimiter, quotes_all(records, delimiter), data)


def too_large(size: int) -> BadInput:
    """The refusal of a file of so many bytes."""
    return BadInput(
        "the file is too large",
        which=f"{size:,} bytes, at most {MAX_BYTES:,}",
        next_step="Export only the sheet with the sign-ups.",
    )


def _bounded(text: str, delimiter: str) -> tuple[Record, ...]:
    records: list[Record] = []
    width = 0
    for record in parse_records(text, delimiter):
        records.append(record)
        width = max(width, len(record.cells))
        if len(records) > MAX_ROWS or len(records) * width > MAX_CELLS:
            raise BadInput(
                "the table is too large",
                which=f"more than {MAX_ROWS:,} rows or, at {width:,} columns, {MAX_CELLS:,} cells",
                next_step="Delete columns and rows without sign-ups.",
            )
    return tuple(records)
