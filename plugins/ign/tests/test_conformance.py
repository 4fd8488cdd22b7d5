"""
The plugin keeps the promises that every plugin makes.
"""

from __future__ import annotations

from tiltyard.testing import Conformance
from tiltyard_ign.plugin import IgnPlugin


class TestConformance(Conformance):
    plugin = IgnPlugin
