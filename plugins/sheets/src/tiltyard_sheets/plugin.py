"""
Hook implementations of `tiltyard-sheets`.
"""

from __future__ import annotations

from tiltyard import hookimpl
from tiltyard.models import ColumnGuess, RowTable
from tiltyard_sheets.columns import detect


class SheetsPlugin:
    """Understands sign-up sheets."""

    @hookimpl
    def detect_columns(self, table: RowTable) -> list[ColumnGuess]:
        """Roles of the table's columns. Computed in a thread: 300 columns take longer than the event loop may wait."""
        return detect(table)
