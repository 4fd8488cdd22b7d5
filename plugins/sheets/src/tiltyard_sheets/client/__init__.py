"""
The client for Google Sheets.

Thinks  place · bucket · faults · retry · figures · cells
Talks   client (what others call) · credentials · quota · slots · wire
"""

from tiltyard_sheets.client.cells import to_cell
from tiltyard_sheets.client.client import Appended, SheetsClient
from tiltyard_sheets.client.figures import MethodFigures, Stats
from tiltyard_sheets.client.place import Place, read_place

__all__ = ["Appended", "MethodFigures", "Place", "SheetsClient", "Stats", "read_place", "to_cell"]
