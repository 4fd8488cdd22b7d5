"""
The columns that are ours in somebody's table: what we write there must not be read as what people said.
"""

from __future__ import annotations

import attrs

from tiltyard.models import RowTable
from tiltyard.rows.mapping import HEADER_WITHIN

STATUS = "Tiltyard status"
HERE = "Tiltyard checked in"
NOTE = "Tiltyard note"
OURS = (STATUS, HERE, NOTE)
"""Their headers, in order. A tick that somebody sets or clears in `HERE` is a check-in or check-out."""


def without_ours(table: RowTable) -> RowTable:
    """The table as its owner made it, our columns blank.

    Only the topmost line that names one of them counts: further down it would be a player who calls themselves so.
    One that names several is the header line wherever it stands: somebody sorted it in among the rows. Columns that
    were marked as ours are, whatever their headers say now.
    """
    named = [{index for index, cell in enumerate(row) if cell in OURS} for row in table.cells]
    marked = {index for name, index in table.marked_columns.items() if name in OURS}
    top = next(filter(None, named[:HEADER_WITHIN]), None)
    ours = (top or next((one for one in named if len(one) > 1), set())) | marked
    cells = [["" if index in ours else cell for index, cell in enumerate(row)] for row in table.cells]
    return attrs.evolve(table, cells=cells) if ours else table
