"""
The plugin keeps the promises that every plugin makes.
"""

from __future__ import annotations

from tiltyard.testing import Conformance
from tiltyard_discord.plugin import DiscordPlugin


class TestConformance(Conformance):
    plugin = DiscordPlugin
