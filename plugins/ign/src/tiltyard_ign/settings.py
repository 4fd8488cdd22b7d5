"""
What a host operator can set: `[plugins.ign]`.
"""

from __future__ import annotations

from attrs import frozen

from tiltyard.settings import setting


@frozen
class IgnSettings:
    """Settings of the plugin for in-game names."""

    near_equal: bool = setting(
        True, "Whether a name that is spelt almost like another player's waits for staff. Look-alikes always do."
    )
    remember_s: float = setting(
        900.0, "Seconds that a name is remembered in memory after it was looked at. Nothing of it is kept on disk."
    )
    remember_most: int = setting(20_000, "How many names are remembered at most; the least used go first.")

    def __attrs_post_init__(self) -> None:
        """Refuse what cannot work."""
        if not self.remember_s > 0:
            raise ValueError("remember_s must be more than 0")
        if self.remember_most < 1:
            raise ValueError("remember_most must be 1 or more")
