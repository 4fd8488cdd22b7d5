"""
Which plugins are installed, read from metadata; nothing is imported.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import entry_points
from typing import Any

from attrs import frozen

from tiltyard.markers import PROJECT


@frozen
class FoundPlugin:
    """An installed plugin.

    name          its entry point's name
    distribution  what pip calls it; blank for one that was handed in
    load          imports it and gives its class
    """

    name: str
    load: Callable[[], Any]
    distribution: str = ""
    version: str = ""


def discover() -> list[FoundPlugin]:
    """Every entry point of group `tiltyard`, by name."""
    found = [
        FoundPlugin(
            point.name, point.load, point.dist.name if point.dist else "", point.dist.version if point.dist else ""
        )
        for point in entry_points(group=PROJECT)
    ]
    return sorted(found, key=lambda plugin: plugin.name)
