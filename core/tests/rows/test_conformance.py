"""
The built-in source keeps the promises that every plugin makes.
"""

from __future__ import annotations

from tiltyard.rows.plugin import CsvPlugin
from tiltyard.testing import Conformance


class TestConformance(Conformance):
    plugin = CsvPlugin
