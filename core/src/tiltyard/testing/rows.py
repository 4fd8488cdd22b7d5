"""
Tables in memory, behind a row source plugin of their own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from attrs import evolve

from tiltyard.clock import Clock, SystemClock
from tiltyard.errors import SourceChanged, SourceNotFound
from tiltyard.markers import hookimpl
from tiltyard.models import Cell, RowChanges, RowSource, RowTable, Unwritten, WriteResult
from tiltyard.plugin import PluginContext
from tiltyard.rows.changes import apply_changes

SCHEME = "mem"


class MemoryRows:
    """A row source plugin for addresses such as `mem:players`. Hand the instance to `plugin_host`.

    tables   address to grid; edit it as an organiser would
    two_way  people and we work in them at the same time
    locked   (row key, column) of cells that nobody lets us write
    """

    two_way = False

    def __init__(self, **tables: Sequence[Sequence[Cell]]) -> None:
        self.tables: dict[str, list[list[Cell]]] = {name: [list(row) for row in grid] for name, grid in tables.items()}
        self.locked: set[tuple[str, int]] = set()
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
        return RowTable(source, padded, _revision(grid), self._clock.now(), two_way=self.two_way)

    @hookimpl
    async def write_rows(self, source: RowSource, changes: RowChanges) -> WriteResult | None:
        """Apply these changes, all or nothing."""
        if source.scheme != SCHEME:
            return None
        grid = self._grid(source)
        if _revision(grid) != changes.revision:
            raise SourceChanged("the table was edited since it was read", which=str(source))
        locked = [one for one in changes.changes if (one.row_key, one.column) in self.locked]
        allowed = tuple(one for one in changes.changes if one not in locked)
        written = self.tables[source.address] = apply_changes(grid, evolve(changes, changes=allowed))
        unwritten = tuple(Unwritten(one.row_key, one.column, "it is protected") for one in locked)
        return WriteResult(_revision(written), tuple(row[changes.key_column] for row in written), unwritten)

    def _grid(self, source: RowSource) -> list[list[Cell]]:
        if source.address not in self.tables:
            known = ", ".join(self.tables) or "none"
            raise SourceNotFound("there is no such table", which=str(source), next_step=f"There is: {known}.")
        return self.tables[source.address]


class SharedMemoryRows(MemoryRows):
    """The same, of tables in which people and we work at the same time."""

    two_way = True


def _revision(grid: Sequence[Sequence[Cell]]) -> str:
    return hashlib.sha256(repr([list(row) for row in grid]).encode()).hexdigest()
