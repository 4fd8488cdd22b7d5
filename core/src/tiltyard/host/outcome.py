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


@frozen
class Fault:
    """A plugin misbehaved. A vendor that is down is no fault: that is a typed error, an answer."""

    kind: FaultKind
    message: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.message}"


@frozen
class Outcome(Generic[R]):
    """One plugin's answer to one call: a value, a typed error, or a fault.

    value  None when the plugin had nothing to say, or did not answer
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
        return str(self.error or self.fault or "")
