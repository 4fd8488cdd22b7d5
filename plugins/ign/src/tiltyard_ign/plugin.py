"""
Hook implementations of `tiltyard-ign`.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

import attrs
import click

from tiltyard import hookimpl
from tiltyard.clock import Clock, SystemClock
from tiltyard.errors import TiltyardError
from tiltyard.models import Finding, PlayerClaim
from tiltyard.plugin import PluginContext
from tiltyard_ign.figures import CacheFigures, Stats, Tally, add_day, stats_of
from tiltyard_ign.names import Names
from tiltyard_ign.panel import panel
from tiltyard_ign.settings import IgnSettings

KEEP_EVERY_S = 60.0
"""Seconds between two times that figures are kept; what came after the last is lost in a crash, and nothing else."""

_DAYS, _MEMORY = "days", "memory"


class IgnPlugin:
    """Knows how in-game names are written."""

    Settings = IgnSettings

    def __init__(self) -> None:
        self._clock: Clock = SystemClock()
        self._names = Names(IgnSettings(), self._clock)
        self._tally = Tally()
        self._ctx: PluginContext[IgnSettings] | None = None
        self._keeping: asyncio.Task[None] | None = None

    async def start(self, ctx: PluginContext[IgnSettings]) -> None:
        """Remember names for as long as the settings say, and keep figures now and then."""
        self._ctx, self._clock = ctx, ctx.clock
        self._names = Names(ctx.settings, ctx.clock)
        self._keeping = asyncio.create_task(self._keep_now_and_then(ctx), name="ign-stats")

    async def stop(self) -> None:
        """Keep the figures and end."""
        ctx, self._ctx = self._ctx, None
        if self._keeping:
            self._keeping.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._keeping
            self._keeping = None
        if ctx:
            await self._keep(ctx)

    async def stats(self) -> Stats:
        """What was checked over the last days, and how the memories stand.

        raises  TiltyardError before the plugin is started, and after it was stopped
        """
        if self._ctx is None:
            raise TiltyardError("the ign plugin is not started", next_step="`tiltyard plugins list` says why.")
        await self._keep(self._ctx)
        memory = await self._ctx.store.get(_MEMORY) or {}
        return stats_of(
            await self._ctx.store.get(_DAYS),
            self._clock.now().date(),
            {name: CacheFigures(**one) for name, one in memory.items()},
        )

    @hookimpl
    async def verify_player(self, claim: PlayerClaim) -> list[Finding]:
        """Whether the typed name is a Riot ID, under which keys it compares, and whose it is almost like."""
        begun_s = self._clock.monotonic()
        found = await self._names.findings(claim)
        self._tally.checked(found, self._clock.monotonic() - begun_s)
        return found

    @hookimpl(optionalhook=True)
    async def dashboard_panels(self) -> list[dict[str, Any]]:
        """What was found in names, for staff."""
        return [panel(await self.stats())]

    @hookimpl
    def register_commands(self, cli: click.Group) -> None:
        """`tiltyard ign`."""
        from tiltyard_ign.commands import ign  # noqa: PLC0415 # needed for a command line alone

        cli.add_command(ign)

    async def _keep_now_and_then(self, ctx: PluginContext[IgnSettings]) -> None:
        while True:
            await ctx.clock.sleep(KEEP_EVERY_S)
            await self._keep(ctx)

    async def _keep(self, ctx: PluginContext[IgnSettings]) -> None:
        """Add the figures to the kept ones. They are no reason to fail: what could not be kept is kept next time."""
        counts = self._tally.take()
        if not counts:
            return
        today = ctx.clock.now().date()
        memory = {name: attrs.asdict(one) for name, one in self._names.figures().items()}
        try:
            await ctx.store.change(_DAYS, lambda kept: add_day(kept, today, counts))
            counts.clear()
            await ctx.store.put(_MEMORY, memory)
        except TiltyardError as error:
            ctx.log.warning("ign_stats_not_kept", error=str(error))
        finally:
            self._tally.counts.update(counts)
