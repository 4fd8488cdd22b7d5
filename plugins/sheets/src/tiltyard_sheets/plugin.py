"""
Hook implementations of `tiltyard-sheets`.
"""

from __future__ import annotations

from tiltyard import hookimpl
from tiltyard.models import ColumnGuess, RowTable
from tiltyard.plugin import PluginContext
from tiltyard_sheets.client import SheetsClient
from tiltyard_sheets.columns import detect
from tiltyard_sheets.settings import SheetsSettings


class SheetsPlugin:
    """Understands sign-up sheets, and knows how to speak with Google Sheets."""

    Settings = SheetsSettings

    def __init__(self) -> None:
        self._client: SheetsClient | None = None

    async def start(self, ctx: PluginContext[SheetsSettings]) -> None:
        """Get ready. Nobody is asked yet: columns are understood without credentials, too."""
        self._client = SheetsClient(ctx.settings, clock=ctx.clock, store=ctx.store, log=ctx.log)

    async def stop(self) -> None:
        """End what is under way."""
        client, self._client = self._client, None
        if client:
            await client.close()

    @hookimpl
    def detect_columns(self, table: RowTable) -> list[ColumnGuess]:
        """Roles of the table's columns. Computed in a thread: 300 columns take longer than the event loop may wait."""
        return detect(table)
