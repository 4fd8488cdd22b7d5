"""
Hook implementations of `tiltyard-riot`.
"""

from __future__ import annotations

from tiltyard import hookimpl
from tiltyard.models import Finding, PlayerClaim
from tiltyard.plugin import PluginContext
from tiltyard_riot.findings import findings_without_asking
from tiltyard_riot.settings import RiotSettings


class RiotPlugin:
    """Will know accounts; until then it says that it does not."""

    Settings = RiotSettings

    def __init__(self) -> None:
        self._settings = RiotSettings()

    async def start(self, ctx: PluginContext[RiotSettings]) -> None:
        """Take the settings."""
        self._settings = ctx.settings

    @hookimpl
    async def verify_player(self, claim: PlayerClaim) -> list[Finding]:  # noqa: ARG002 # the question's own argument
        """Abstain, whoever claims what, and say why."""
        return findings_without_asking(self._settings.api_key)
