"""
When a call to the Riot API may be made.

Thinks  grant · headers · slots · windows · reserve · waiting · book · kept · settlement · figures · stats
Talks   lane (those who wait, and their timer) · limiter (one process) · shared (several, through the store)
"""

from tiltyard_riot.limiter.grant import Answer, Grant, Limiter, Priority
from tiltyard_riot.limiter.limiter import InProcessLimiter
from tiltyard_riot.limiter.shared import SharedLimiter, read_stats
from tiltyard_riot.limiter.stats import HostStats, LimiterStats, WindowStats

__all__ = [
    "Answer",
    "Grant",
    "HostStats",
    "InProcessLimiter",
    "Limiter",
    "LimiterStats",
    "Priority",
    "SharedLimiter",
    "WindowStats",
    "read_stats",
]
