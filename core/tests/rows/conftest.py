"""
Tables out of lists, and somebody else to be.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tiltyard.models import ColumnMapping, Role, RowSource, RowTable
from tiltyard.rows.mapping import fingerprint

NOBODY = 65534


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


@pytest.fixture
def reachable():
    """A directory that every user can reach; pytest's own are private."""
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        directory.chmod(0o755)
        if not all(parent.stat().st_mode & 0o001 for parent in directory.parents):
            pytest.skip("other users cannot reach the temporary directory")
        yield directory


@pytest.fixture
def as_somebody_else():
    """Do something as a user who owns nothing; only root can become one."""
    if os.geteuid() != 0:
        pytest.skip("needs root, to be somebody else for a moment")

    @contextmanager
    def as_somebody_else():
        os.seteuid(NOBODY)
        try:
            yield
        finally:
            os.seteuid(0)

    return as_somebody_else
