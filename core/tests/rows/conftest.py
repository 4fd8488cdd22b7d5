"""
Tables out of lists.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tiltyard.models import ColumnMapping, Role, RowSource, RowTable
from tiltyard.rows.mapping import fingerprint


@pytest.fixture
def table():
    def table(*rows, source="csv:x.csv"):
        width = max(len(row) for row in rows)
        cells = [[*row, *[""] * (width - len(row))] for row in rows]
        return RowTable(RowSource.parse(source), cells, "r1", datetime(2026, 12, 5, tzinfo=UTC))

    return table


@pytest.fixture
def mapped():
    def mapped(table, header_row=0, **roles):
        columns = {Role(role): index for role, index in roles.items()}
        return ColumnMapping(header_row, columns, fingerprint(table.cells[header_row]), "detected")

    return mapped
