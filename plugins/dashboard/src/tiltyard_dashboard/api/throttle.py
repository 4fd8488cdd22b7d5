"""
How often somebody may ask: a bucket of tokens for each, bounded in number. Pure but for the time that it is handed.
"""

from __future__ import annotations

from collections import OrderedDict

from attrs import define, frozen

MOST_BUCKETS = 8192
"""Whoever was not heard of for longest goes first; they begin anew with a full bucket."""


@frozen
class Rate:
    """So many at once, and so many a minute after that."""

    burst: int
    per_minute: float


@define
class _Bucket:
    left: float
    at_s: float


class Throttle:
    """One rate, and a bucket for each who asks."""

    def __init__(self, rate: Rate, *, most: int = MOST_BUCKETS) -> None:
        self.rate = rate
        self._most = most
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def wait_s(self, who: str, now_s: float) -> float:
        """Take one; 0 when there was one, else the seconds until there is, and nothing was taken.

        now_s  never goes back
        """
        bucket = self._buckets.setdefault(who, _Bucket(self.rate.burst, now_s))
        self._buckets.move_to_end(who)
        if len(self._buckets) > self._most:
            self._buckets.popitem(last=False)
        refilled = bucket.left + (now_s - bucket.at_s) * self.rate.per_minute / 60
        bucket.left, bucket.at_s = min(float(self.rate.burst), refilled), now_s
        if bucket.left >= 1:
            bucket.left -= 1
            return 0.0
        return (1 - bucket.left) * 60 / self.rate.per_minute

    def left(self, who: str) -> int:
        """How many they may ask for at once, as of their last question."""
        bucket = self._buckets.get(who)
        return int(bucket.left) if bucket else self.rate.burst
