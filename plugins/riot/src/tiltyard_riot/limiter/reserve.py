"""
What each window keeps for those who are more urgent. Pure.

Whoever is less urgent leaves some calls of each window alone, except in the moment before as many come free. So at
every moment as many can be made within that moment, wherever Riot's windows begin and whichever host made the calls
before. As long as people need no more than that in any window, none of them waits for a refresh. A backlog that goes
on gets all of a window in the end, as its last calls go just before it is over.

A short window has room that the longer ones never let anybody use: of 20 in a second, 100 in two minutes use less than
one. A refresh does without half of that, which costs it nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from tiltyard_riot.limiter.grant import Priority

_SHARES = {Priority.INTERACTIVE: 0.0, Priority.LIVE: 0.02, Priority.BACKGROUND: 0.1}
_SPARE_SHARES = {Priority.INTERACTIVE: 0.0, Priority.LIVE: 0.0, Priority.BACKGROUND: 0.5}
_LEAST_LIMIT = 10
"""A smaller window has nothing to spare."""
_SOON_SHARE, _SOON_S = 0.2, 0.3


def reserved(limit: int, spare: int, priority: Priority) -> int:
    """Calls of a window that this priority leaves alone.

    spare  see `spare`
    """
    if limit < _LEAST_LIMIT:
        return 0
    return max(math.ceil(limit * _SHARES[priority]), math.floor(spare * _SPARE_SHARES[priority]))


def soon_s(period_s: float) -> float:
    """Calls that come free within so many seconds are as good as free for those who are more urgent."""
    return min(period_s * _SOON_SHARE, _SOON_S)


def spare(limit: int, period_s: int, others: Iterable[tuple[int, int]]) -> int:
    """Calls of a window that nobody can use for long, as a longer one is in the way.

    others  limit and period of the windows that count the same calls
    """
    lasting = (math.ceil(one * period_s / longer_s) for one, longer_s in others if longer_s > period_s)
    return max(0, limit - min(lasting, default=limit))
