"""
The desk and the host it belongs to, behind the one handle that front ends get.
"""

from __future__ import annotations

from tiltyard.desk.desk import Desk
from tiltyard.errors import BadInput
from tiltyard.front import PluginReport
from tiltyard.host import Host
from tiltyard.models import EventRecord, Guild, Tournament, TournamentId
from tiltyard.quality import quality_of
from tiltyard.tournament.answers import Answer
from tiltyard.tournament.commands import Command
from tiltyard.tournament.guild import GuildCommand


class Front:
    """Implements `tiltyard.front.FrontDesk`."""

    def __init__(self, desk: Desk, host: Host) -> None:
        self._desk = desk
        self._host = host

    async def handle(self, command: Command, *, wait_s: float = 0.0) -> Answer:
        """As the desk does."""
        return await self._desk.handle(command, wait_s=wait_s)

    async def handle_guild(self, command: GuildCommand) -> Answer:
        """As the desk does."""
        return await self._desk.handle_guild(command)

    async def state(self, tournament: TournamentId) -> Tournament | None:
        """As the desk does."""
        return await self._desk.state(tournament)

    async def tournaments(self) -> list[Tournament]:
        """As the desk does."""
        return await self._desk.tournaments()

    async def guild(self, scope: str) -> Guild:
        """As the desk does."""
        return await self._desk.guild(scope)

    async def history(self, tournament: TournamentId, *, after: int = 0) -> list[EventRecord]:
        """As the desk does."""
        return await self._desk.history(tournament, after=after)

    def plugins(self) -> list[PluginReport]:
        """From the host's records."""
        return [
            PluginReport(
                name=record.name,
                state=record.status.value,
                reason=record.reason,
                next_step=" ".join(filter(None, (record.remedy.words, record.remedy.command))),
                version=record.found.version,
                tier=_tier(record.found.package),
            )
            for record in self._host.records
        ]


def _tier(package: str) -> str:
    try:
        quality = quality_of(package)
    except BadInput:
        return ""
    return quality.tier.name.lower() if quality else ""
