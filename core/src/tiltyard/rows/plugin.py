"""
The built-in source of scheme `csv`: files on this machine.

Reading changes nothing. Writing changes the cells it was asked to and keeps all else as it was: dialect, encoding,
title lines, line endings, file mode and owner.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tiltyard.clock import Clock, SystemClock
from tiltyard.errors import BadInput, SourceChanged, SourceNotFound
from tiltyard.markers import hookimpl
from tiltyard.models import Cell, RowChanges, RowSource, RowTable, WriteResult
from tiltyard.plugin import PluginContext
from tiltyard.rows import file
from tiltyard.rows.cells import same, text_of
from tiltyard.rows.changes import apply_changes
from tiltyard.rows.codec import read_csv
from tiltyard.rows.hygiene import neutralise, restore

SCHEME = "csv"


class CsvPlugin:
    """Answers for `csv:PATH`."""

    def __init__(self) -> None:
        self._clock: Clock = SystemClock()

    async def start(self, ctx: PluginContext[None]) -> None:
        """Take the host's clock."""
        self._clock = ctx.clock

    @hookimpl
    def fetch_rows(self, source: RowSource) -> RowTable | None:
        """The file's grid. Text that an export neutralised is read back as it was."""
        if source.scheme != SCHEME:
            return None
        path = file.locate(source.address)
        with _named(path):
            data = file.read_bytes(path)
            grid = _restored(read_csv(data, encoding=_encoding(source)).cells)
        return RowTable(source, grid, file.revision_of(data), self._clock.now())

    @hookimpl
    def write_rows(self, source: RowSource, changes: RowChanges) -> WriteResult | None:
        """Change cells of the file; what we write is neutralised, what its owner wrote is not touched."""
        if source.scheme != SCHEME:
            return None
        key_column: tuple[Cell, ...] = ()

        def change(data: bytes) -> bytes:
            nonlocal key_column
            document = read_csv(data, encoding=_encoding(source))
            before = _restored(document.cells)
            after = apply_changes(before, changes)
            key_column = tuple(row[changes.key_column] for row in after)
            return document.with_cells(_written(document.cells, before, after)).render()

        path = file.locate(source.address)
        with _named(path):
            fresh = file.replace(path, changes.revision, change)
        return WriteResult(file.revision_of(fresh), key_column)


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """Say of which file it is that its content cannot be used: whoever reads bytes does not know."""
    try:
        yield
    except (SourceNotFound, SourceChanged):  # they do
        raise
    except BadInput as error:
        which = f"{path}, {error.which}" if error.which else str(path)
        raise BadInput(error.what, which=which, next_step=error.next_step) from error


def _encoding(source: RowSource) -> str | None:
    return source.options.get("encoding")


def _restored(cells: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(map(restore, row)) for row in cells)


def _written(
    raw: Sequence[Sequence[str]], before: Sequence[Sequence[str]], after: Sequence[Sequence[Cell]]
) -> list[list[str]]:
    """The file's cells after the change: as they stand there where nothing changed, neutralised where something did."""
    return [
        [
            raw_row[index] if index < len(raw_row) and same(cell, old_row[index]) else neutralise(text_of(cell))
            for index, cell in enumerate(row)
        ]
        for raw_row, old_row, row in zip(raw, before, after, strict=True)
    ]
