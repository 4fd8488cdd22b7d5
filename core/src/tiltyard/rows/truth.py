"""
Yes and no, as people and spreadsheets write them.
"""

from __future__ import annotations

from tiltyard.models import Cell
from tiltyard.rows.cells import comparable

# In the languages that players use. A lone dash is neither: people write it where they have nothing to say.
_YES_WORDS = """
    true yes y yep yeah ok x 1 on done ✓ ✔ ☑ ✅ 🗹
    ja jo jep oui si sí sì sim tak da ano áno igen kyllä jah evet vrai wahr vero verdadero verdadeiro prawda
    да так ναι نعم כן はい 是 对 對 예 네 ใช่ có ya oo
"""
_NO_WORDS = """
    false no n nope off 0 ✗ ✘ ❌ ☐
    nein nej nei non não nao nie ne nem ei hayır hayir nu faux falsch falso fałsz
    нет ні όχι لا לא いいえ 否 不 不是 아니요 아니오 ไม่ ไม่ใช่ không tidak hindi
"""

_YES = frozenset(comparable(word) for word in _YES_WORDS.split())
_NO = frozenset(comparable(word) for word in _NO_WORDS.split())


def truth(cell: Cell) -> bool | None:
    """What a cell says; None when it is blank or says neither."""
    word = comparable(cell)
    if word in _YES:
        return True
    return False if word in _NO else None
