"""
Calls that were made, and those that are to go wrong.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any, Literal

from attrs import define, field

READS = frozenset(
    {
        "spreadsheets.get",
        "spreadsheets.getByDataFilter",
        "spreadsheets.values.get",
        "spreadsheets.values.batchGet",
        "spreadsheets.values.batchGetByDataFilter",
        "spreadsheets.developerMetadata.get",
        "spreadsheets.developerMetadata.search",
    }
)
"""Methods that count as reads; every other method of the Sheets API is a write."""

Trouble = int | Literal["hang", "reset"]
When = Literal["before", "after"]


@define(eq=False)
class Call:
    """One call that arrived."""

    kind: str
    """The method's name in Google's discovery document without `sheets.`, such as `spreadsheets.values.get`;
    `drive.files.list` and `token` for the other two."""
    method: str
    path: str
    query: dict[str, list[str]]
    body: Any
    address: str = ""
    """Who called; empty while the token was not looked at."""
    spreadsheet_id: str = ""
    status: int = 0
    """What was answered; 0 when nothing was."""
    answer: Any = None
    """What was answered, as JSON."""
    applied: bool = False
    """Whether it did what it was to do, whatever was answered."""

    @property
    def reads(self) -> bool:
        """Whether it counts as a read."""
        return self.kind in READS

    @property
    def writes(self) -> bool:
        """Whether it counts as a write."""
        return self.kind.startswith("spreadsheets.") and not self.reads

    def is_a(self, kind: str | None) -> bool:
        """Whether it is meant: by `reads`, `writes`, a method's name or its beginning; by None if it is no `token`."""
        if kind is None:
            return self.kind != "token"
        if kind in ("reads", "writes"):
            return self.reads if kind == "reads" else self.writes
        return self.kind == kind or self.kind.startswith(f"{kind}.")


@define(eq=False)
class Fault:
    """Calls that go wrong: the next ones, or a share of them."""

    trouble: Trouble
    when: When
    kind: str | None
    times: int | None
    share: float
    retry_after_s: int | None
    chance: random.Random

    def strikes(self, call: Call, when: When) -> bool:
        """Whether this call is hit now."""
        if when != self.when or not call.is_a(self.kind) or self.times == 0:
            return False
        if self.share < 1 and self.chance.random() >= self.share:
            return False
        if self.times is not None:
            self.times -= 1
        return True


@define(eq=False)
class Interruption:
    """What happens between one call and the next."""

    kind: str | None
    callback: Callable[[], object]
    times: int | None


@define(eq=False)
class Script:
    """What is to happen to calls that have not arrived yet."""

    faults: list[Fault] = field(factory=list)
    interruptions: list[Interruption] = field(factory=list)

    def trouble(self, call: Call, when: When) -> Fault | None:
        """The fault that hits this call, if one does."""
        return next((one for one in self.faults if one.strikes(call, when)), None)

    def interrupt(self, call: Call) -> None:
        """Do what is to happen just before this call is applied."""
        for one in [one for one in self.interruptions if call.is_a(one.kind) and one.times != 0]:
            if one.times is not None:
                one.times -= 1
            one.callback()
