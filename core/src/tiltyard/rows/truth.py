"""
Yes and no, as people and spreadsheets write them.
"""

from __future__ import annotations

import unicodedata

from tiltyard.models import Cell

_YES = frozenset(
    """
    true yes y x 1 ok ✓ ✔ ☑ ✅ on done ja oui si sí sì sim tak da да evet ναι はい 是 예 네 ใช่ có نعم wahr vrai
    verdadero
    """.split()
)
_NO = frozenset(
    """
    false no n 0 - ✗ ✘ ☐ ❌ off nein non não nao nie nu нет hayır οχι όχι いいえ 否 不 아니요 ไม่ không لا falsch faux
    falso
    """.split()
)


def truth(cell: Cell) -> bool | None:
    """What a cell says; None when it is blank or says neither."""
    if isinstance(cell, bool):
        return cell
    word = unicodedata.normalize("NFKC", str(cell)).strip().casefold()
    return True if word in _YES else False if word in _NO else None
