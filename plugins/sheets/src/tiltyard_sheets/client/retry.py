"""
When to ask again, and how long to wait before. Pure: chance is handed in.
"""

from __future__ import annotations

from random import Random

from tiltyard.errors import TiltyardError
from tiltyard_sheets.errors import QuotaExhausted, SheetsDown


def may_repeat(error: TiltyardError, *, harmless: bool) -> bool:
    """Whether asking again can help and cannot do anything twice.

    harmless  doing it twice is as good as once: reads, and values put into fixed cells
    """
    match error:
        case QuotaExhausted():
            return True
        case SheetsDown():
            return harmless or not error.may_have_happened
    return False


def backoff_s(failed: int, *, first_s: float, most_s: float, chance: Random) -> float:
    """How long to wait after this many failures, at least 1: truncated exponential, with full jitter.

    source  https://cloud.google.com/storage/docs/retry-strategy#exponential-backoff (2026-11); drawn from the whole
            interval, because many that fail at once must not come back at once
    """
    # Beyond 2**60 it is truncated anyway, and a float would overflow in the end.
    return chance.uniform(0.0, min(most_s, first_s * 2.0 ** min(failed - 1, 60)))


def share_s(left_s: float, *, harmless: bool, attempts_left: int) -> float:
    """How much of the time that is left one attempt may take.

    A request that may be repeated leaves half of it for another attempt: one that hangs would take it all otherwise.
    """
    return left_s / 2 if harmless and attempts_left > 1 else left_s
