"""
What came of asking one plugin.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Generic, TypeVar

from attrs import frozen

from tiltyard.errors import TiltyardError

R = TypeVar("R")


class FaultKind(StrEnum):
    """How a plugin failed at being a plugin."""

    RAISED = "raised"
    HUNG = "hung"
    """Not done at the deadline, and did not end when it was cancelled, or runs in a thread, which cannot be."""
    LATE = "late"
    """Not done at the deadline; ended when it was cancelled."""
    WRONG_TYPE = "wrong_type"
    BLOCKED = "blocked"
    """Answered, but kept the event loop to itself for so long that everybody else stood still."""
    RESTING = "resting"
    """Was not asked: it failed too often in a row and rests. The rest itself does not count against it."""
    OUT_OF_TIME = "out_of_time"
    """The caller's own deadline ended before this plugin's did. Does not count against it."""


_EXCUSED = frozenset({FaultKind.RESTING, FaultKind.OUT_OF_TIME})


@frozen
class Fault:
    """A plugin misbehaved. A vendor that is down is no fault: that is a typed error, an answer."""

    kind: FaultKind
    message: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.message}"

    @property
    def counts(self) -> bool:
        """Whether it counts against the plugin."""
        return self.kind not in _EXCUSED


@frozen
class Outcome(Generic[R]):
    """One plugin's answer to one call: a value, a typed error, or a fault.

    value   None when the plugin had nothing to say, or did not answer
    fault   beside a value only when it is `blocked`: the answer is good, the way it came is not
    """

    plugin: str
    hook: str
    value: R | None = None
    error: TiltyardError | None = None
    fault: Fault | None = None
    elapsed_s: float = 0.0

    @property
    def failure(self) -> str:
        """Why there is no value, in words; blank when the plugin answered."""
        if self.fault and self.fault.kind is FaultKind.BLOCKED:
            return ""
        return str(self.error or self.fault or "")
