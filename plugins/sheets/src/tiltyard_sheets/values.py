"""
One cell: from what Google Sheets says about it to a `Cell`, and from a `Cell` to what is to be entered.

Pure. Text is entered as text always, so that nothing a player typed becomes a formula; ids keep all their digits.
Facts are of the API's discovery document, revision 20261019 (read 2026-11).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from attrs import field, frozen

from tiltyard.models import Cell
from tiltyard.rows.cells import comparable, is_blank, same, text_of
from tiltyard.rows.truth import truth

Entered = Mapping[str, Any]
"""An `ExtendedValue`: what a person or we entered; empty for a blank cell."""

EXACT = 2**53
"""Beyond it a number has lost digits: Google Sheets keeps numbers as doubles."""

_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 # a serial has no zone of its own: it is local to the spreadsheet
_DATED = ("DATE", "TIME", "DATE_TIME")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_CUSTOM_ZONE = re.compile(r"(?:GMT|UTC)([+-])(\d{1,2}):?(\d{2})?")


@frozen
class Rule:
    """The data validation of a cell, as far as it matters to us.

    kind    `BOOLEAN` (a checkbox), `ONE_OF_LIST`, ...
    values  of a checkbox: checked, unchecked, when it has values of its own; of a list: what may be chosen
    strict  what the rule does not allow is rejected
    """

    kind: str
    values: tuple[str, ...] = field(default=())
    strict: bool = False

    @property
    def is_checkbox(self) -> bool:
        """It is shown as a box to tick."""
        return self.kind == "BOOLEAN"


@frozen
class Reading:
    """A cell as read.

    flag  what a person should know about it: digits that are lost, an error; blank when it is as it seems
    """

    value: Cell
    flag: str = ""


def zone_of(name: str) -> tzinfo | None:
    """The spreadsheet's own zone, `Europe/Berlin` or `GMT-07:00`; None when this machine does not know it."""
    if matched := _CUSTOM_ZONE.fullmatch(name):
        ahead = timedelta(hours=int(matched[2]), minutes=int(matched[3] or 0))
        return timezone(ahead if matched[1] == "+" else -ahead)
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):  # an odd name, a name with a path in it, a machine without the table
        return None


def rule_of(validation: Mapping[str, Any] | None) -> Rule | None:
    """The rule of a cell; None when it has none."""
    if not validation or not (condition := validation.get("condition")):
        return None
    values = tuple(str(one.get("userEnteredValue", "")) for one in condition.get("values", ()))
    return Rule(str(condition.get("type", "")), values, bool(validation.get("strict")))


def reading_of(data: Mapping[str, Any], rule: Rule | None, zone: tzinfo | None) -> Reading:
    """A `CellData` as a cell.

    A checkbox is true or false, whichever values its rule has for that; a date is ISO-8601 text in the spreadsheet's
    zone; a number that lost digits is text.
    """
    plain = _plain(data, zone)
    if rule is None or not rule.is_checkbox or not rule.values:
        return plain
    # Discovery document, ConditionType.BOOLEAN: with one value, unchecked is blank.
    checked, unchecked = (*rule.values, "")[:2]
    for value, means in ((checked, True), (unchecked, False)):
        if _alike(plain.value, value) or (value and _alike(str(data.get("formattedValue", "")), value)):
            return Reading(means)
    return plain


def entered_of(value: Cell, rule: Rule | None) -> dict[str, Any]:
    """What is to be entered for a cell to hold `value`; empty blanks it. Never a formula."""
    if rule is not None and rule.is_checkbox and (means := truth(value)) is not None:
        return _checkbox(means, rule.values)
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, int | float):
        # An id of Discord has 17 to 19 digits; as a number it would lose the last ones.
        return {"stringValue": text_of(value)} if abs(value) >= EXACT else {"numberValue": value}
    return {"stringValue": value} if value else {}


def moved_formula(entered: Entered, row: int, to_row: int) -> Entered:
    """What was entered, for another row: a formula that looked at its own row looks at the new one. 0-based rows."""
    formula = entered.get("formulaValue")
    if formula is None or row == to_row:
        return entered
    # Odd parts are quoted: text, or names of tabs.
    parts = re.split(r"""("[^"]*"|'[^']*')""", formula)
    own_row = re.compile(rf"(?<![\w$!.])(\$?[A-Za-z]{{1,3}}){row + 1}(?![\w(.])")
    parts[::2] = [own_row.sub(rf"\g<1>{to_row + 1}", part) for part in parts[::2]]
    return {"formulaValue": "".join(parts)}


def refused_by(rule: Rule | None, value: Cell) -> str:
    """Why a strict rule does not let the value in; blank when it does. A blank cell is always let in."""
    if rule is None or not rule.strict or is_blank(value):
        return ""
    if rule.is_checkbox and truth(value) is None:
        return f"a checkbox cannot hold {text_of(value)!r}"
    if rule.kind == "ONE_OF_LIST" and not any(same(value, one) or _alike(value, one) for one in rule.values):
        return f"its drop-down list does not offer {text_of(value)!r} (it offers {', '.join(rule.values)})"
    return ""


def _plain(data: Mapping[str, Any], zone: tzinfo | None) -> Reading:
    effective = data.get("effectiveValue") or data.get("userEnteredValue") or {}
    if "boolValue" in effective:
        return Reading(bool(effective["boolValue"]))
    if "stringValue" in effective:
        return Reading(str(effective["stringValue"]))
    if "numberValue" in effective:
        return _number(effective["numberValue"], data, zone)
    if "errorValue" in effective:
        kind = str(effective["errorValue"].get("type", "ERROR"))
        return Reading("", f"its formula gives an error ({data.get('formattedValue') or kind})")
    return Reading("")


def _number(number: float, data: Mapping[str, Any], zone: tzinfo | None) -> Reading:
    shown = str(data.get("formattedValue", ""))
    shape = (data.get("effectiveFormat") or {}).get("numberFormat") or {}
    if shape.get("type") in _DATED:
        return Reading(_moment(number, shape, shown, zone))
    if abs(number) >= EXACT:
        digits = shown if shown.lstrip("-").isdecimal() else str(int(number))
        return Reading(digits, "it was typed as a number, which does not keep so many digits; format it as plain text")
    return Reading(int(number) if float(number).is_integer() else float(number))


def _moment(serial: float, shape: Mapping[str, Any], shown: str, zone: tzinfo | None) -> str:
    """Days since 1899-12-30 as ISO-8601 text; hours and minutes alone stay without a date."""
    if "[" in str(shape.get("pattern", "")):  # time that has passed, such as 36:00: no time of day
        return shown
    try:
        moment = _EPOCH + timedelta(seconds=round(serial * 86_400))
    except OverflowError:
        return shown
    if shape["type"] == "TIME" and 0 <= serial < 1:
        return moment.time().isoformat()
    if shape["type"] == "DATE" and float(serial).is_integer():
        return moment.date().isoformat()
    return (moment.replace(tzinfo=zone) if zone else moment).isoformat()


def _checkbox(means: bool, values: tuple[str, ...]) -> dict[str, Any]:  # noqa: FBT001 # the tick itself
    if not values:
        return {"boolValue": means}
    typed = (*values, "")[0 if means else 1]
    # The rule holds its values as somebody typed them, and the cell holds what typing them gives.
    if typed.upper() in {"TRUE", "FALSE"}:
        return {"boolValue": typed.upper() == "TRUE"}
    if _NUMBER.fullmatch(typed):
        return {"numberValue": float(typed)}
    return {"stringValue": typed} if typed else {}


def _alike(cell: Cell, typed: str) -> bool:
    return comparable(cell) == comparable(typed)
