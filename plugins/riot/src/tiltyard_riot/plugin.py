"""
Hook implementations of `tiltyard-riot`.
"""

from __future__ import annotations

import secrets
from typing import Any

import click

from tiltyard import hookimpl
from tiltyard.errors import NeedsSetup
from tiltyard.models import Challenge, Finding, Lobby, Placements, PlayerAccount, PlayerClaim, Rank, RankQueue
from tiltyard.plugin import PluginContext
from tiltyard_riot.findings import NO_API_KEY
from tiltyard_riot.panel import panel, without_key
from tiltyard_riot.service import RiotAnswers
from tiltyard_riot.settings import RiotSettings


class RiotPlugin:
    """Knows accounts, ranks and games. Without a key it knows nothing, and says so."""

    Settings = RiotSettings

    def __init__(self) -> None:
        self._answers: RiotAnswers | None = None

    async def start(self, ctx: PluginContext[RiotSettings]) -> None:
        """Get ready. Nobody is asked yet, and without a key nobody will be."""
        if ctx.settings.api_key:
            self._answers = RiotAnswers.of(ctx.settings.api_key, ctx, choose=secrets.choice)

    async def stop(self) -> None:
        """End what is under way."""
        answers, self._answers = self._answers, None
        if answers:
            await answers.close()

    @property
    def answers(self) -> RiotAnswers:
        """What our own commands ask.

        raises  NeedsSetup without a key
        """
        if self._answers is None:
            raise NeedsSetup(
                "no Riot API key is set",
                which="plugins.riot.api_key",
                next_step="docs/how-to/riot-key.md says how to get one.",
            )
        return self._answers

    @hookimpl
    async def verify_player(self, claim: PlayerClaim) -> list[Finding]:
        """Whether the account exists, may play here, and is this person's."""
        return await self._answers.verification.findings(claim) if self._answers else [NO_API_KEY]

    @hookimpl
    async def challenge_player(self, claim: PlayerClaim) -> Challenge | None:
        """Which profile icon to show."""
        return await self._answers.verification.challenge(claim) if self._answers else None

    @hookimpl
    async def fetch_rank(self, player: PlayerAccount, queue: RankQueue) -> Rank | None:
        """Where a player stands in ranked TFT or in ranked Double Up."""
        return await self._answers.verification.rank(player, queue) if self._answers else None

    @hookimpl
    async def fetch_placements(self, lobby: Lobby) -> list[Placements]:
        """Games that may be this lobby's."""
        return await self._answers.placements(lobby) if self._answers else []

    @hookimpl(optionalhook=True)
    async def dashboard_panels(self) -> list[dict[str, Any]]:
        """The key, the quota and what is kept, for staff."""
        return [panel(await self._answers.stats())] if self._answers else [without_key()]

    @hookimpl
    def register_commands(self, cli: click.Group) -> None:
        """`tiltyard riot`."""
        from tiltyard_riot.commands import riot  # noqa: PLC0415 # needed for a command line alone

        cli.add_command(riot)
