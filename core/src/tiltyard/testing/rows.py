"""
Tables in memory, behind a row source plugin of their own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from tiltyard.clock import Clock, SystemClock
from tiltyard.errors import SourceChanged, SourceNotFound
from tiltyard.markers import hookimpl
from tiltyard.models import Cell, RowChanges, RowSource, RowTable, WriteResult
from tiltyard.plugin import PluginContext
from tiltyard.rows.changes import apply_changes

SCHEME = "mem"


class MemoryRows:
    """A row source plugin for addresses such as `mem:players`. Hand the instance to `plugin_host`.

    tables  address to grid; edit it as an organiser would
    """

    def __init__(self, **tables: Sequence[Sequence[Cell]]) -> None:
        self.tables: dict[str, list[list[Cell]]] = {name: [list(row) for row in grid] for name, grid in tables.items()}
        self._clock: Clock = SystemClock()

    async def start(self, ctx: PluginContext[Any]) -> None:
        """Take the clock."""
        self._clock = ctx.clock

    @hookimpl
    async def fetch_rows(self, source: RowSource) -> RowTable | None:
        """The grid of this name."""
        if source.scheme != SCHEME:
            return None
        grid = self._grid(source)
        width = max(map(len, grid), default=0)
        padded = [[*row, *[""] * (width - len(row))] for row in grid]
        return RowTable(source, padded, _revision(grid), self._clock.now())

    @hookimpl
    async def write_rows(self, source: RowSource, changes: RowChanges) -> WriteResult | None:
        """Apply these changes, all or nothing."""
        if source.scheme != SCHEME:
            return None
        grid = self._grid(source)
        if _revision(grid) != changes.revision:
            raise SourceChanged("the table was edited since it was read", which=str(source))
        written = self.tables[source.address] = apply_changes(grid, changes)
        return WriteResult(_revision(written), tuple(row[changes.key_column] for row in written))

    def _grid(self, source: RowSource) -> list[list[Cell]]:
        if source.address not in self.tables:
            known = ", ".join(self.tables) or "none"
            raise SourceNotFound("there is no such table", which=str(source), next_step=f"There is: {known}.")
        return self.tables[source.address]


def _revision(grid: Sequence[Sequence[Cell]]) -> str:
    return hashlib.sha256(repr([list(row) for row in grid]).encode()).hexdigest()
