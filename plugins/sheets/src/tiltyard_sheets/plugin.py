"""
Hook implementations of `tiltyard-sheets`.
"""

from __future__ import annotations

from tiltyard import hookimpl
from tiltyard.clock import Clock, SystemClock
from tiltyard.models import ColumnGuess, RowChanges, RowSource, RowTable, WriteResult
from tiltyard.plugin import PluginContext
from tiltyard_sheets import workbooks
from tiltyard_sheets.columns import detect


class SheetsPlugin:
    """Reads workbooks and understands sign-up sheets."""

    def __init__(self) -> None:
        self._clock: Clock = SystemClock()

    async def start(self, ctx: PluginContext[None]) -> None:
        """Take the host's clock."""
        self._clock = ctx.clock

    @hookimpl
    async def fetch_rows(self, source: RowSource) -> RowTable | None:
        """The grid of a workbook's sheet."""
        if source.scheme in workbooks.SCHEMES:
            return await workbooks.fetch(source, self._clock)
        return None

    @hookimpl
    async def write_rows(self, source: RowSource, changes: RowChanges) -> WriteResult | None:  # noqa: ARG002 # a hook's
        """Refused for workbooks."""
        if source.scheme in workbooks.SCHEMES:
            workbooks.refuse_write(source)
        return None

    @hookimpl
    def detect_columns(self, table: RowTable) -> list[ColumnGuess]:
        """Roles of the table's columns. Computed in a thread: 300 columns take longer than the event loop may wait."""
        return detect(table)
