"""
Hook implementations of `tiltyard-sheets`.
"""

from __future__ import annotations

import click

from tiltyard import hookimpl
from tiltyard.clock import Clock, SystemClock
from tiltyard.errors import TiltyardError
from tiltyard.models import ColumnGuess, RowChanges, RowSource, RowTable, WriteResult
from tiltyard.plugin import PluginContext
from tiltyard_sheets import workbooks
from tiltyard_sheets.address import is_ours
from tiltyard_sheets.client import SheetsClient
from tiltyard_sheets.columns import detect
from tiltyard_sheets.settings import SheetsSettings
from tiltyard_sheets.source import GoogleTables


class SheetsPlugin:
    """Answers for `gsheet:...`, links to Google Sheets and workbooks, and understands sign-up sheets of any source."""

    Settings = SheetsSettings

    def __init__(self) -> None:
        self.settings = SheetsSettings()
        self._clock: Clock = SystemClock()
        self._client: SheetsClient | None = None
        self._tables: GoogleTables | None = None

    async def start(self, ctx: PluginContext[SheetsSettings]) -> None:
        """Get ready. Nobody is asked yet: columns are understood without credentials, too."""
        self.settings = settings = ctx.settings
        self._clock = ctx.clock
        self._client = SheetsClient(settings, clock=ctx.clock, store=ctx.store, log=ctx.log)
        self._tables = GoogleTables(
            self._client,
            clock=ctx.clock,
            log=ctx.log,
            store=ctx.store,
            look_again_s=settings.refresh_s,
            rest_s=settings.flush_s,
        )

    async def stop(self) -> None:
        """End what is under way."""
        client, self._client, self._tables = self._client, None, None
        if client:
            await client.close()

    @property
    def client(self) -> SheetsClient:
        """What our own commands speak with Google through.

        raises  TiltyardError before it is started, and after it was stopped
        """
        if self._client is None:
            raise TiltyardError("the sheets plugin is not started", next_step="`tiltyard plugins list` says why.")
        return self._client

    @hookimpl
    async def fetch_rows(self, source: RowSource) -> RowTable | None:
        """The tab that `gsheet:...` or a pasted link names, in one read; or the sheet of a workbook."""
        if source.scheme in workbooks.SCHEMES:
            return await workbooks.fetch(source, self._clock)
        if self._tables is None or not is_ours(source):
            return None
        return await self._tables.fetch(source)

    @hookimpl
    async def write_rows(self, source: RowSource, changes: RowChanges) -> WriteResult | None:
        """Changes of rows in one write, and one more where somebody moved rows in that moment; none in workbooks."""
        if source.scheme in workbooks.SCHEMES:
            workbooks.refuse_write(source)
        if self._tables is None or not is_ours(source):
            return None
        return await self._tables.write(source, changes)

    @hookimpl
    def detect_columns(self, table: RowTable) -> list[ColumnGuess]:
        """Roles of the table's columns. Computed in a thread: 300 columns take longer than the event loop may wait."""
        return detect(table)

    @hookimpl
    def register_commands(self, cli: click.Group) -> None:
        """`tiltyard sheets` and `tiltyard migrate`."""
        from tiltyard_sheets.commands import migrate, sheets  # noqa: PLC0415 # needed for a command line alone

        cli.add_command(sheets)
        cli.add_command(migrate)
