"""
The plugin keeps the promises that every plugin makes.
"""

from __future__ import annotations

from tiltyard.testing import Conformance
from tiltyard_dashboard.plugin import DashboardPlugin


class TestConformance(Conformance):
    plugin = DashboardPlugin
