"""
What a cell holds: what was entered, how it is shown and what its rule lets in.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import evolve, frozen

from tiltyard.testing.google_sheets.areas import letters


@frozen
class Formula:
    """A formula as it was entered, with its `=`."""

    text: str


@frozen
class NotComputed:
    """What an error shows, such as `#NAME?`."""

    type: str
    message: str

    @property
    def shown(self) -> str:
        """As the cell shows it."""
        return {"NAME": "#NAME?", "REF": "#REF!", "DIVIDE_BY_ZERO": "#DIV/0!", "VALUE": "#VALUE!"}.get(
            self.type, "#ERROR!"
        )


Plain = str | float | bool
"""What a cell can show: text, a number (dates are numbers) or a truth."""

Entered = Plain | Formula
"""What a cell can be given."""

Shown = Plain | NotComputed


@frozen
class NumberFormat:
    """How a number is shown. `type` is one of Google's NumberFormatType, such as TEXT, DATE or NUMBER."""

    type: str
    pattern: str = ""

    @property
    def json(self) -> dict[str, str]:
        """As Google's NumberFormat."""
        return {"type": self.type, **({"pattern": self.pattern} if self.pattern else {})}


@frozen
class Cell:
    """One cell. `entered` is None for a blank one."""

    entered: Entered | None = None
    format: NumberFormat | None = None
    rule: Mapping[str, Any] | None = None
    """Google's DataValidationRule."""
    note: str = ""
    style: Mapping[str, Any] | None = None
    """The rest of Google's CellFormat, kept as it was given."""

    @property
    def is_blank(self) -> bool:
        """Whether it shows nothing; it may still have a format or a rule."""
        return self.entered is None

    def with_value(self, entered: Entered | None) -> Cell:
        """The same cell with another value; an empty text is no value."""
        return evolve(self, entered=None if entered == "" and isinstance(entered, str) else entered)

    def with_rule(self, rule: Mapping[str, Any] | None) -> Cell:
        """The same cell with another rule."""
        return evolve(self, rule=rule)


BLANK = Cell()


def checkbox_values(rule: Mapping[str, Any] | None) -> tuple[Plain, Plain] | None:
    """What a checkbox holds when it is ticked and when it is not; None for a rule that is no checkbox."""
    condition = (rule or {}).get("condition", {})
    if condition.get("type") != "BOOLEAN":
        return None
    given = [one.get("userEnteredValue", "") for one in condition.get("values", [])]
    if not given:
        return True, False
    return given[0], given[1] if len(given) > 1 else ""


def refusal(cell: Cell, entered: Entered | None, row: int, column: int) -> str:
    """Why a strict rule keeps a value out, empty when it does not."""
    rule = cell.rule
    if rule is None or not rule.get("strict") or entered is None or isinstance(entered, Formula):
        return ""
    ticked = checkbox_values(rule)
    condition = rule.get("condition", {})
    if ticked is not None:
        fits = any(type(one) is type(entered) and one == entered for one in ticked)
    elif condition.get("type") == "ONE_OF_LIST":
        text = f"{entered:g}" if isinstance(entered, float) else str(entered)
        fits = text in [one.get("userEnteredValue", "") for one in condition.get("values", [])]
    else:
        return ""  # what this stand-in does not judge
    if fits or (isinstance(entered, str) and not entered):
        return ""
    return (
        f"The data you entered in cell {letters(column)}{row + 1} violates the data validation rules set on this cell."
    )
