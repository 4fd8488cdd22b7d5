"""
Values as cells of Google's. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tiltyard.models import Cell


def to_cell(value: Cell) -> dict[str, Any]:
    """`CellData` that shows exactly this value: text stays text, whatever it looks like, and is never a formula.

    source  https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/other
            (ExtendedValue; 2026-11)
    """
    if isinstance(value, bool):
        return {"userEnteredValue": {"boolValue": value}}
    if isinstance(value, int | float):
        return {"userEnteredValue": {"numberValue": value}}
    return {"userEnteredValue": {"stringValue": value}} if value else {}


def shown_value(cell: Mapping[str, Any]) -> Cell:
    """What a cell says: its effective value, or what was entered where that is all there is; blank as text."""
    value = cell.get("effectiveValue") or cell.get("userEnteredValue") or {}
    for kind in ("stringValue", "boolValue", "numberValue"):
        if kind in value:
            return value[kind]  # type: ignore[no-any-return] # JSON
    return ""


def same_key(left: Cell, right: Cell) -> bool:
    """Whether two cells of a key column mean the same row: a number and its digits do."""
    return _key_text(left) == _key_text(right)


def _key_text(value: Cell) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()
