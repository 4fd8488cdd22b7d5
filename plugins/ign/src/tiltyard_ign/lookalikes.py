"""
Which characters look alike, by Unicode's own table (UTS 39, confusables).

The table comes with `confusable-homoglyphs` (Unicode 15.1), which knows pairs in both directions. Here every character
gets its prototype back: the one character, or short sequence, that stands for all that look like it. A prototype stands
for many and is itself mapped to nothing, so of a pair it is the side with several partners.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from confusable_homoglyphs.confusables import confusables_data  # type: ignore[import-untyped]

_MARK = "\u200e"  # the table's comments, and so the data made from them, wrap right-to-left characters in it


def skeleton(text: str) -> str:
    """The UTS 39 skeleton: two texts look alike when theirs are equal. Not for display."""
    decomposed = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFD", "".join(map(prototype, decomposed)))


@lru_cache(maxsize=4096)
def prototype(character: str) -> str:
    """What stands for all characters that look like this one; often the character itself."""
    partners = _partners(character)
    if len(partners) != 1:
        return character
    (partner,) = partners
    if len(unicodedata.normalize("NFD", partner)) > 1 or len(_partners(partner)) > 1:
        return skeleton(partner)
    # A pair without others: the table does not say which side is the prototype, and either will do.
    return min(character, partner)


def _partners(text: str) -> list[str]:
    found = confusables_data.get(text) or confusables_data.get(f"{_MARK}{text}{_MARK}") or []
    return [pair["c"].strip(_MARK) for pair in found]
