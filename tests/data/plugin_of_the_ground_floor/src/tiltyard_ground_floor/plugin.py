"""
Hook implementations. Thin: what they answer is thought out in `rule.py`.
"""

from tiltyard import hookimpl
from tiltyard.models import Finding, PlayerClaim
from tiltyard.plugin import PluginContext

from tiltyard_ground_floor.rule import findings_about
from tiltyard_ground_floor.settings import GroundFloorSettings


class GroundFloorPlugin:
    """What the template made before its first release."""

    Settings = GroundFloorSettings

    def __init__(self) -> None:
        self._settings = GroundFloorSettings()

    async def start(self, ctx: PluginContext[GroundFloorSettings]) -> None:
        """Take the settings.

        Raise `NeedsSetup` from `tiltyard.errors` when something must be set first, and
        `Unavailable` when starting is worth another try.
        """
        self._settings = ctx.settings

    @hookimpl
    async def verify_player(self, claim: PlayerClaim) -> list[Finding]:
        """Whether the name is one the house allows."""
        return findings_about(claim.typed_name, self._settings.forbidden_word)
