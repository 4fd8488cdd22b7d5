"""
A cell as text, in one form for all sources: a spreadsheet's TRUE and a CSV's "TRUE" are the same cell.
"""

from __future__ import annotations

import re
import unicodedata

from tiltyard.models import Cell

# Default_Ignorable_Code_Point of Unicode 17: zero-width and direction marks, variation selectors, Hangul fillers, tags.
# Listed here and not asked of `unicodedata`, whose answers change with the version of Python: keys must not.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]+"
)


def text_of(cell: Cell) -> str:
    """The cell as it is written in a CSV file; a whole number has no decimal point, an id keeps all its digits."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def same(one: Cell, other: Cell) -> bool:
    """Both cells say the same, whichever way their sources type them."""
    return (type(one) is type(other) and one == other) or text_of(one) == text_of(other)


def comparable(cell: Cell) -> str:
    """The form in which two spellings are equal: case, width and what is invisible do not count, nor outer spaces.

    It is stable under itself, so it may be stored and compared again.
    """
    text = text_of(cell)
    if not text.isascii():
        # Twice: folding case can bring back a form that composing changes.
        for _ in range(2):
            text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).casefold())
    return " ".join(text.casefold().split())


def is_blank(cell: Cell) -> bool:
    """Nothing in the cell that anybody can see."""
    return not comparable(cell)
