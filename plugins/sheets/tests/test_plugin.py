"""
The plugin answers its hook.
"""

from __future__ import annotations

from datetime import UTC, datetime

from tiltyard.models import Role, RowSource, RowTable
from tiltyard_sheets.plugin import SheetsPlugin


def test_the_hook_gives_the_detectors_guesses():
    grid = RowTable(RowSource("csv", "x"), (("Riot ID",), ("Ann#EUW",)), "r", datetime(2026, 11, 24, tzinfo=UTC))

    (guess,) = SheetsPlugin().detect_columns(grid)

    assert guess.role is Role.IGN
