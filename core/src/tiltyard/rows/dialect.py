"""
How a CSV file is written: what stands between its cells, and whether all of them are quoted.

csv.Sniffer is not used: in sign-up sheets it took letters of names for delimiters, tripped over title lines, and raises
for a single column.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import islice

from tiltyard.errors import BadInput
from tiltyard.rows.records import Record, parse_records, raw_cells

DELIMITERS = ",;\t|"
"""In the order in which they win a tie."""

LOOKED_AT = 60
"""Records that decide; enough to outweigh title lines."""

# Excel's own way to say it, in a line above everything else.
_SAID = re.compile(rf"sep=([{DELIMITERS}])[\r\n]")


def delimiter_of(text: str) -> str:
    """The delimiter that gives most records the same number of cells; a comma when none does."""
    if said := _SAID.match(text):
        return said.group(1)
    scores = {delimiter: _score(text, delimiter) for delimiter in DELIMITERS}
    return max(DELIMITERS, key=lambda delimiter: scores[delimiter])


def quotes_all(records: Sequence[Record], delimiter: str) -> bool:
    """Every cell is in quotation marks, also those that need none; then new ones are, too."""
    written = [record for record in records if any(record.cells)][:LOOKED_AT]
    return bool(written) and all(
        cell.startswith('"') for record in written for cell in raw_cells(record.body, delimiter)
    )


def _score(text: str, delimiter: str) -> float:
    """From 0 to 1: the share of records that agree on a width, worth more the wider they are.

    Width counts because commas within the cells of a semicolon file may agree, too: "1,5" in every row.
    """
    try:
        records = list(islice(parse_records(text, delimiter), LOOKED_AT))
    except BadInput:
        return 0.0
    widths = Counter(len(record.cells) for record in records if any(record.cells))
    width, agreeing = max(widths.items(), key=lambda item: (item[1], item[0]), default=(1, 0))
    return agreeing / max(1, widths.total()) * (width - 1) / width
