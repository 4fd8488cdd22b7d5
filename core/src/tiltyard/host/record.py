"""
What the host knows about one plugin.
"""

from __future__ import annotations

from enum import StrEnum

from attrs import define, field

from tiltyard.host.discovery import FoundPlugin


class PluginStatus(StrEnum):
    """Whether a plugin is asked, and if not, why."""

    READY = "ready"
    DISABLED = "disabled"
    """The settings say so."""
    NEEDS_SETUP = "needs_setup"
    """Nothing is broken; something must be set first."""
    WAITING = "waiting"
    """Its start failed for a reason that passes; it is tried again."""
    QUARANTINED = "quarantined"
    """Broken; the rest goes on without it."""


@define
class PluginRecord:
    """One plugin and its state.

    reason  why it is not ready; blank when it is
    hooks   the questions it answers
    """

    found: FoundPlugin
    status: PluginStatus
    reason: str = ""
    hooks: list[str] = field(factory=list)

    @property
    def name(self) -> str:
        """Its entry point's name."""
        return self.found.name
