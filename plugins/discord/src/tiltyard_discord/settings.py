"""
What a host operator can set: `[plugins.discord]`.
"""

from __future__ import annotations

from attrs import frozen

from tiltyard.settings import setting


@frozen
class DiscordSettings:
    """Settings of the Discord plugin."""

    token: str | None = setting(
        None,
        "The bot's token, or file:/path of a file that holds it. Not used yet: this release has no bot.",
        secret=True,
    )
