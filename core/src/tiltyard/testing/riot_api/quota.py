"""
Windows of calls, counted as Riot counts them. Pure: time is handed in.

Refused calls are counted as well, Retry-After is whole seconds and rounded up, and the pairs of a header come in any
order. Whether a window begins with its first call or with the clock is documented nowhere: both can be had.

source  https://developer.riotgames.com/docs/portal (2026-11) and RiotGames/developer-relations #371 for a real refusal
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from random import Random
from typing import Literal

from attrs import define, field, frozen

Anchoring = Literal["first_call", "aligned"]
LimitType = Literal["application", "method", "service", "server"]

APP_LIMITS = "20:1,100:120"
"""Of a development or personal key."""

METHOD_LIMITS = "1000:60"
"""The stand-in's own, wide enough not to bind: Riot tells those of TFT in headers only."""


@frozen
class Limit:
    """So many calls in so many seconds."""

    calls: int
    period_s: int

    def __str__(self) -> str:
        return f"{self.calls}:{self.period_s}"


def read_limits(text: str) -> tuple[Limit, ...]:
    """Limits as in a header.

    raises  ValueError when it is none, as for `20/1`
    """
    limits = []
    for pair in text.split(","):
        calls, _, period_s = pair.strip().partition(":")
        if not (calls.isdecimal() and period_s.isdecimal() and int(calls) and int(period_s)):
            raise ValueError(f"no limits: {text!r}; write calls:seconds, such as {APP_LIMITS}")
        limits.append(Limit(int(calls), int(period_s)))
    return tuple(limits)


@define
class _Window:
    limit: Limit
    opened_at_s: float = -math.inf
    count: int = 0

    def take(self, now_s: float, anchoring: Anchoring) -> None:
        if now_s >= self.closes_at_s:
            period_s = self.limit.period_s
            self.opened_at_s = now_s if anchoring == "first_call" else now_s // period_s * period_s
            self.count = 0
        self.count += 1

    @property
    def closes_at_s(self) -> float:
        return self.opened_at_s + self.limit.period_s

    @property
    def over(self) -> bool:
        return self.count > self.limit.calls


@define
class Bucket:
    """The windows that one kind of call is counted in."""

    limits: Sequence[Limit]
    anchoring: Anchoring = "first_call"
    _windows: list[_Window] = field(init=False, factory=list)

    def __attrs_post_init__(self) -> None:
        self._windows = [_Window(limit) for limit in self.limits]

    def take(self, now_s: float) -> int | None:
        """Count a call in every window.

        returns  None, or what Retry-After says when it is one too many
        """
        for window in self._windows:
            window.take(now_s, self.anchoring)
        over = [window.closes_at_s - now_s for window in self._windows if window.over]
        # A second more than the time that is left, also when that is whole: the real one was seen to say 2 of 1.
        return math.floor(max(over)) + 1 if over else None

    def headers(self, name: str, chance: Random | None) -> dict[str, str]:
        """`X-{name}-Rate-Limit` and its count, the pairs of each in an order that chance gives, if there is any."""
        limits = [str(window.limit) for window in self._windows]
        counts = [f"{window.count}:{window.limit.period_s}" for window in self._windows]
        if chance is not None:
            chance.shuffle(limits)
            chance.shuffle(counts)
        return {f"X-{name}-Rate-Limit": ",".join(limits), f"X-{name}-Rate-Limit-Count": ",".join(counts)}
