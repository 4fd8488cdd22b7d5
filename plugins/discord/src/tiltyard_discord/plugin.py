"""
Hook implementations of `tiltyard-discord`: none yet. The plugin loads and says what it needs.
"""

from __future__ import annotations

from tiltyard.errors import NeedsSetup
from tiltyard.plugin import PluginContext
from tiltyard_discord.settings import DiscordSettings


class DiscordPlugin:
    """Will be the bot."""

    Settings = DiscordSettings

    async def start(self, ctx: PluginContext[DiscordSettings]) -> None:
        """Say what is missing: it needs set-up, it is not broken.

        raises  NeedsSetup, always, in this release
        """
        if ctx.settings.token:
            raise NeedsSetup(
                "the Discord bot is not part of this release",
                next_step="The token is set and stays unused; nothing needs to be done until a later release.",
            )
        raise NeedsSetup(
            "no bot token is set",
            which="[plugins.discord] token",
            next_step=(
                "The bot itself comes with a later release; it will want the token there, "
                'as token = "file:/path" of a file that holds it, or in TILTYARD_PLUGINS__DISCORD__TOKEN.'
            ),
        )
