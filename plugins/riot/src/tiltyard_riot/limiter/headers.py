"""
What the headers of an answer say about quotas. Pure.

`X-App-Rate-Limit: 20:1,100:120` and `X-App-Rate-Limit-Count: 3:1,57:120` say that 3 of 20 calls of a second and 57 of
100 calls of two minutes are used. The order and the number of the pairs vary, so they are joined by their periods.
Source: https://developer.riotgames.com/docs/portal, "Rate Limiting", read 2026-11.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

from attrs import evolve, frozen

_PAIR = re.compile(r"\s*([0-9]{1,9})\s*:\s*([0-9]{1,9})\s*", re.ASCII)
_SECONDS = re.compile(r"\s*([0-9]{1,9}(?:\.[0-9]{1,9})?)\s*", re.ASCII)
LONGEST_RETRY_S = 86_400.0
"""Nobody waits longer than a day on the word of one header."""


class Rejection(StrEnum):
    """Whose limit a 429 is about."""

    APPLICATION = "application"
    METHOD = "method"
    SERVICE = "service"
    """Of the service behind it, whoever calls. Also what has no type, or one that nobody documented, as `server`."""


@frozen
class Counted:
    """A window as Riot sees it.

    count  calls in it when the answer was made, with the answered one; None when not told
    """

    limit: int
    period_s: int
    count: int | None


@frozen
class Told:
    """What an answer says.

    answered       whether it came from behind the limits, rather than from a service in trouble, or not at all
    rejection      what a 429 is about; None when it is none
    retry_after_s  how long to wait, when that was said
    """

    app: tuple[Counted, ...] = ()
    method: tuple[Counted, ...] = ()
    answered: bool = False
    rejection: Rejection | None = None
    retry_after_s: float | None = None


def without_counts(told: Told) -> Told:
    """The same, as if it had not said what is used."""
    return evolve(
        told,
        app=tuple(evolve(one, count=None) for one in told.app),
        method=tuple(evolve(one, count=None) for one in told.method),
    )


def read_headers(status: int | None, headers: Mapping[str, str]) -> Told:
    """What is understood of them; the rest is as if it had not been sent."""
    if status is None:
        return Told()
    low = {name.lower(): value for name, value in headers.items()}
    return Told(
        app=_windows(low.get("x-app-rate-limit"), low.get("x-app-rate-limit-count")),
        method=_windows(low.get("x-method-rate-limit"), low.get("x-method-rate-limit-count")),
        answered=status < 500 and status != 429,
        rejection=_rejection(low.get("x-rate-limit-type", "")) if status == 429 else None,
        retry_after_s=_seconds(low.get("retry-after", "")),
    )


def _windows(limits: str | None, counts: str | None) -> tuple[Counted, ...]:
    count_of = {period_s: count for count, period_s in _pairs(counts or "")}
    limit_of: dict[int, int] = {}
    for limit, period_s in _pairs(limits or ""):
        if limit > 0 and period_s > 0:
            limit_of[period_s] = min(limit, limit_of.get(period_s, limit))
    return tuple(Counted(limit, period_s, count_of.get(period_s)) for period_s, limit in sorted(limit_of.items()))


def _pairs(text: str) -> list[tuple[int, int]]:
    found = (_PAIR.fullmatch(pair) for pair in text[:1000].split(","))
    return [(int(match[1]), int(match[2])) for match in found if match]


def _rejection(kind: str) -> Rejection:
    try:
        return Rejection(kind.strip().lower())
    except ValueError:
        return Rejection.SERVICE


def _seconds(text: str) -> float | None:
    match = _SECONDS.fullmatch(text)
    return min(LONGEST_RETRY_S, float(match[1])) if match else None
