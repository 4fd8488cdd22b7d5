"""
The plugin keeps the promises that every plugin makes, with a key and without one.
"""

from __future__ import annotations

from types import MappingProxyType

from tiltyard.testing import Conformance
from tiltyard_riot.plugin import RiotPlugin

IMPATIENT = MappingProxyType({"call_deadline_s": 0.2, "lobby_deadline_s": 0.2})
"""With the network unplugged nothing comes of waiting."""


class TestConformance(Conformance):
    plugin = RiotPlugin
    settings = IMPATIENT


class TestConformanceWithAKey(Conformance):
    plugin = RiotPlugin
    settings = MappingProxyType({**IMPATIENT, "api_key": "RGAPI-x"})
