"""
How the time for a stop is shared.

Pure. A service that ignores its signal must not use up the time of those after it.
"""

from __future__ import annotations

RESERVE_S = 0.7
"""Kept back for the last kill and for letting go of lock and records."""


def share_s(left_s: float, services_left: int) -> float:
    """Seconds that the next service gets to end by itself.

    left_s         until everything must be over
    services_left  with this one; at least 1
    """
    return max(0.0, left_s - min(RESERVE_S, left_s / 2)) / services_left
