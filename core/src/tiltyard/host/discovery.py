"""
Which plugins are installed, read from metadata; nothing is imported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib.metadata import entry_points
from typing import Any

from attrs import field, frozen
from packaging.utils import canonicalize_name

from tiltyard.markers import PROJECT


def _strings(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(values)


@frozen
class FoundPlugin:
    """An installed plugin.

    name          its entry point's name
    load          imports it and gives its class
    distribution  what pip calls it; blank for one that was handed in
    requires      what its distribution requires, as its metadata says it
    package       the package that its entry point leads into
    """

    name: str
    load: Callable[[], Any]
    distribution: str = ""
    version: str = ""
    requires: tuple[str, ...] = field(default=(), converter=_strings)
    package: str = ""

    def answers_to(self, name: str) -> bool:
        """Whether somebody who types this name means this plugin: its entry point's or its distribution's."""
        return canonicalize_name(name) in (canonicalize_name(self.name), canonicalize_name(self.distribution))


def discover() -> list[FoundPlugin]:
    """Every entry point of group `tiltyard`, by name and distribution; never by the luck of the import path."""
    found = []
    for point in entry_points(group=PROJECT):
        dist = point.dist
        about = (dist.name, dist.version, dist.requires or ()) if dist else ("", "", ())
        found.append(FoundPlugin(point.name, point.load, *about, point.module.partition(".")[0]))
    return sorted(found, key=lambda plugin: (plugin.name, plugin.distribution))
