"""
A sheet without HTTP: the stand-in's own model, asked in the same process.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import pytest
import structlog

from tiltyard.clock import SystemClock
from tiltyard.testing import MemoryStore
from tiltyard.testing.google_sheets import PERSON, ROBOT, ApiError, Human
from tiltyard.testing.google_sheets.api import Api, Request
from tiltyard.testing.google_sheets.errors import PROTECTED
from tiltyard.testing.google_sheets.resources import Viewer
from tiltyard.testing.google_sheets.spreadsheets import new_spreadsheet
from tiltyard_sheets.errors import ProtectedRange, RequestRefused, SheetNotFound
from tiltyard_sheets.source import GoogleTables


class InProcess:
    """Does what `SheetsClient` does, and lets a person come between.

    before_write  done once, right before the next write is applied
    """

    def __init__(self, rows, *, height: int = 40, width: int = 12, **options: Any) -> None:
        self.book = new_spreadsheet("Friday Cup", PERSON, **options)
        self.book.add_tab("Players", sheet_id=0, rows=height, columns=width)
        self.book.fill(0, rows)
        self.book.shared[ROBOT] = "writer"
        self.human = Human(self.book, PERSON, contextlib.nullcontext())
        self.api = Api({self.book.id: self.book})
        self.calls: list[str] = []
        self.before_write: list[Callable[[], object]] = []
        self.tables = GoogleTables(
            self,
            clock=SystemClock(),
            log=structlog.get_logger(),
            store=MemoryStore(SystemClock()),
            look_again_s=600.0,
            rest_s=3.0,
        )

    def values(self) -> list[list[Any]]:
        return self.book.values(0)

    async def resolve(self, which):
        return self.book.id

    async def metadata(self, spreadsheet_id, *, fresh=False):
        return self._ask("spreadsheets.get", spreadsheet_id, {"fields": ["properties,sheets.properties"]}, {})

    async def get_by_filter(self, spreadsheet_id, filters, fields):
        return self._ask("spreadsheets.getByDataFilter", spreadsheet_id, {"fields": [fields]}, {"dataFilters": filters})

    async def batch_update(self, spreadsheet_id, body, *, fields=None):
        if self.before_write:
            self.before_write.pop(0)()
        query = {"fields": [fields]} if fields else {}
        return self._ask("spreadsheets.batchUpdate", spreadsheet_id, query, body)

    def _ask(self, kind, spreadsheet_id, query, body):
        self.calls.append(kind)
        try:
            return self.api.answer(Request(kind, spreadsheet_id, query=query, body=body), Viewer(ROBOT))
        except ApiError as error:
            if PROTECTED in error.message:
                raise ProtectedRange(error.message) from error
            if error.code == 404:
                raise SheetNotFound(error.message) from error
            raise RequestRefused(error.message) from error


@pytest.fixture
def sheet():
    """Make a spreadsheet of rows, and tables that read and write it."""
    return InProcess
