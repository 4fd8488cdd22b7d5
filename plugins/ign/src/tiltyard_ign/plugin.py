"""
Hook implementations of `tiltyard-ign`.
"""

from __future__ import annotations

from tiltyard import hookimpl
from tiltyard.models import Finding, PlayerClaim
from tiltyard_ign.findings import findings_about


class IgnPlugin:
    """Knows how in-game names are written."""

    @hookimpl
    async def verify_player(self, claim: PlayerClaim) -> list[Finding]:
        """Whether the typed name is a Riot ID, and under which key it compares."""
        return findings_about(claim)
