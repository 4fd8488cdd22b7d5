"""
Calls that were made, and those that are to go wrong.
"""

from __future__ import annotations

from random import Random
from typing import Any, Literal

from attrs import define, field

from tiltyard.testing.riot_api.quota import LimitType

Trouble = int | Literal["hang", "reset", "html", "truncated", "wrong_type", "empty"]

NO_ANSWER = frozenset({"hang", "reset"})
NOT_COUNTED = frozenset({"html"})
"""What a proxy before Riot answers: no window hears of it."""


@define(eq=False)
class Call:
    """One call that arrived."""

    host: str
    method: str
    """Such as `tft-league-v1 by-puuid`, or `unknown`."""
    path: str
    """As it came, encoded, without the host."""
    query: dict[str, str]
    key: str
    at_s: float
    """When it was counted, on the stand-in's own monotonic clock."""
    status: int = 0
    """What was answered; 0 when nothing was."""
    limit_type: LimitType | None = None
    """What a 429 was told to be."""
    answer: Any = None
    """What was answered, as JSON."""
    headers: dict[str, str] = field(factory=dict)
    """What was said about limits."""
    trouble: Trouble | None = None
    """What went wrong on purpose."""

    def is_a(self, *, host: str | None, method: str | None) -> bool:
        """Whether it is meant; by a method's name or its beginning, such as `tft-match-v1`."""
        return (host is None or host == self.host) and (
            method is None or self.method == method or self.method.startswith(f"{method} ")
        )


@define(eq=False)
class Fault:
    """Calls that go wrong: the next ones, or a share of them."""

    trouble: Trouble
    host: str | None
    method: str | None
    times: int | None
    share: float
    status: int
    retry_after_s: int | None
    limit_type: LimitType | None
    chance: Random

    def strikes(self, call: Call) -> bool:
        """Whether this call is hit."""
        if not call.is_a(host=self.host, method=self.method) or self.times == 0:
            return False
        if self.share < 1 and self.chance.random() >= self.share:
            return False
        if self.times is not None:
            self.times -= 1
        return True
