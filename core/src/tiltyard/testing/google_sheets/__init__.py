"""
Google Sheets on this machine: the real protocol, accounts, quota and faults, and a person who edits at the same time.

It needs `pip install 'tiltyard[testing]'`. Nothing of it talks to Google.
"""

from tiltyard.testing.google_sheets.accounts import PERSON, ROBOT
from tiltyard.testing.google_sheets.calls import Call
from tiltyard.testing.google_sheets.cells import Cell, Formula, NumberFormat
from tiltyard.testing.google_sheets.errors import ApiError
from tiltyard.testing.google_sheets.human import Human
from tiltyard.testing.google_sheets.quota import Quota
from tiltyard.testing.google_sheets.service import SheetsService
from tiltyard.testing.google_sheets.spreadsheets import Metadata, Spreadsheet
from tiltyard.testing.google_sheets.tabs import Protection, Tab

__all__ = [
    "PERSON",
    "ROBOT",
    "ApiError",
    "Call",
    "Cell",
    "Formula",
    "Human",
    "Metadata",
    "NumberFormat",
    "Protection",
    "Quota",
    "SheetsService",
    "Spreadsheet",
    "Tab",
]
