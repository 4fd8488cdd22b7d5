"""
What a host operator can set: `[plugins.riot]`.
"""

from __future__ import annotations

from attrs import frozen

from tiltyard.settings import setting


@frozen
class RiotSettings:
    """Settings of the Riot plugin."""

    api_key: str | None = setting(
        None,
        "Riot API key, or file:/path of a file that holds it. Not used yet: this release checks no accounts.",
        secret=True,
    )
