"""
A workbook on disk, read as the host would.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from tiltyard.models import RowSource
from tiltyard.testing import FakeClock
from tiltyard_sheets.workbooks import fetch


@pytest.fixture(scope="session")
def files():
    """The module beside this one."""
    spec = importlib.util.spec_from_file_location("workbook_files", Path(__file__).with_name("files.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def read(tmp_path):
    async def read(data, name="players.xlsx", sheet=""):
        (tmp_path / name).write_bytes(data)
        return await fetch(RowSource.parse(f"{tmp_path / name}{f'#{sheet}' if sheet else ''}"), FakeClock())

    return read
