"""
When to ask again, and how long to wait before. Pure: chance is handed in.
"""

from __future__ import annotations

from random import Random

from tiltyard.errors import TiltyardError
from tiltyard_riot.errors import BadAnswer, RateLimited, ServiceDown

TRIES = 8
TRIES_AT_NONSENSE = 3
"""What is no answer in Riot's form seldom becomes one."""

FIRST_S = 0.2
MOST_S = 10.0


def may_repeat(error: TiltyardError, *, tries: int) -> bool:
    """Whether asking again can help, after so many tries. Every call only reads, so that it cannot harm."""
    match error:
        case ServiceDown() | RateLimited():
            return tries < TRIES
        case BadAnswer():
            return tries < TRIES_AT_NONSENSE
    return False


def backoff_s(error: TiltyardError, *, tries: int, chance: Random) -> float:
    """How long to wait after so many tries, at least 1: doubled each time, half of it by chance.

    After a 429 not at all: the limiter holds back who comes too early, and knows when it is over.
    """
    if isinstance(error, RateLimited):
        return 0.0
    longest_s = min(MOST_S, FIRST_S * 2.0 ** min(tries - 1, 30))
    told_s: float = getattr(error, "retry_after_s", None) or 0.0
    return max(told_s, chance.uniform(longest_s / 2, longest_s))


def share_s(left_s: float, *, tries_left: int) -> float:
    """How much of the time that is left one try may take: one that hangs leaves half of it for another."""
    return left_s / 2 if tries_left > 1 else left_s
