"""
What each window keeps back for those who are more urgent. Pure.

A little of each window is kept for calls that may come later in it, and let go step by step, so that a backlog which
goes on gets all of the quota in the end. The last of it is let go so late that whoever comes after that waits no longer
than a person may.
"""

from __future__ import annotations

import math

from tiltyard_riot.limiter.grant import Priority

_SHARES = {Priority.INTERACTIVE: 0.0, Priority.LIVE: 0.02, Priority.BACKGROUND: 0.1}
_LEAST_LIMIT = 10
"""A smaller window has nothing to spare."""
_END_SHARE, _END_S = 0.2, 0.3


def kept_back(limit: int, period_s: float, age_s: float, priority: Priority) -> int:
    """Calls of a window that this priority may not use yet.

    age_s  how long ago the window was begun
    """
    full = _full(limit, priority)
    return math.ceil(full * (1.0 - min(1.0, max(0.0, age_s) / _span_s(period_s))) - 1e-9)


def let_go_s(limit: int, period_s: float, kept: int, priority: Priority) -> float:
    """How old a window is when it keeps back no more than so many."""
    full = _full(limit, priority)
    return 0.0 if kept >= full else _span_s(period_s) * (1.0 - kept / full)


def _full(limit: int, priority: Priority) -> int:
    return math.ceil(limit * _SHARES[priority]) if limit >= _LEAST_LIMIT else 0


def _span_s(period_s: float) -> float:
    return period_s - min(period_s * _END_SHARE, _END_S)
