"""
As much of formulas as sign-up sheets need: literals, references, sums of two, HYPERLINK. The rest shows `#NAME?`.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from tiltyard.testing.google_sheets.areas import number
from tiltyard.testing.google_sheets.cells import NotComputed, Shown

_TEXT = r'"(?:[^"]|"")*"'
_LITERAL = re.compile(rf"{_TEXT}|-?\d+(?:\.\d+)?|TRUE|FALSE", re.IGNORECASE)
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d*)", re.IGNORECASE)
_LINK = re.compile(rf"HYPERLINK\(\s*({_TEXT})\s*(?:[,;]\s*(.+?)\s*)?\)", re.IGNORECASE | re.DOTALL)
_SUM = re.compile(rf"({_TEXT}|[^-+*/&\"]+)([-+*/&])({_TEXT}|[^-+*/&\"]+)")
_DEEPEST = 20


def computed(formula: str, look: Callable[[int, int], Shown | None], depth: int = 0) -> Shown:
    """What a formula shows.

    look  the value of a cell, row and column from 0
    """
    text = formula.removeprefix("=").strip()
    if depth > _DEEPEST:
        return NotComputed("REF", "Circular dependency detected.")
    if _LITERAL.fullmatch(text):
        return _literal(text)
    if found := _REFERENCE.fullmatch(text):
        try:
            value = look(int(found[2]) - 1, number(found[1]))
        except RecursionError:
            return NotComputed("REF", "Circular dependency detected.")
        return 0.0 if value is None else value
    if found := _LINK.fullmatch(text):
        return computed(found[2] or found[1], look, depth + 1)
    if found := _SUM.fullmatch(text):
        left, right = (computed(found[at], look, depth + 1) for at in (1, 3))
        return _combined(left, found[2], right)
    return NotComputed("NAME", f"Unknown function or range name: '{text[:40]}'.")


def link_of(formula: str) -> str | None:
    """Where a HYPERLINK formula leads."""
    found = _LINK.fullmatch(formula.removeprefix("=").strip())
    return str(_literal(found[1])) if found else None


def _literal(text: str) -> Shown:
    if text.startswith('"'):
        return text[1:-1].replace('""', '"')
    if text.upper() in ("TRUE", "FALSE"):
        return text.upper() == "TRUE"
    return float(text)


def _combined(left: Shown, sign: str, right: Shown) -> Shown:
    for one in (left, right):
        if isinstance(one, NotComputed):
            return one
    if sign == "&":
        return f"{_as_text(left)}{_as_text(right)}"
    if isinstance(left, str | NotComputed) or isinstance(right, str | NotComputed):
        return NotComputed("VALUE", "A value is a text and cannot be coerced to a number.")
    if sign == "/" and not right:
        return NotComputed("DIVIDE_BY_ZERO", "Function DIVIDE parameter 2 cannot be zero.")
    return {"+": left + right, "-": left - right, "*": left * right, "/": left / right if right else 0.0}[sign]


def _as_text(value: Shown) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    return f"{value:g}" if isinstance(value, float) else str(value)
