"""
A model of the quotas of one host of the Riot API, and a world of calls to it in which time passes by itself.
"""

from __future__ import annotations

import heapq
import itertools
import random

from attrs import define, field

APP = {1: 20, 10: 100}


@define
class ServerWindow:
    """Counts as Riot does. Aligned: by its own clock, at `offset_s`; else it opens with the first call."""

    limit: int
    period_s: int
    aligned: bool
    offset_s: float = 0.0
    opened_s: float = float("-inf")
    count: int = 0
    ours: int = 0
    most: int = 0

    def arrive(self, now_s, *, ours):
        """Count a call, and say whether there was room for it."""
        if now_s >= self.opened_s + self.period_s:
            self.opened_s = now_s - (now_s - self.offset_s) % self.period_s if self.aligned else now_s
            self.count = self.ours = 0
        self.count += 1
        self.ours += ours
        self.most = max(self.most, self.ours)
        return self.count <= self.limit


@define
class Server:
    """Application windows, and windows of each method."""

    app: list
    methods: dict = field(factory=dict)

    @classmethod
    def of(cls, app=None, *, methods=None, aligned=False, offset_s=0.0):
        def windows(limits):
            return [ServerWindow(limit, period_s, aligned, offset_s) for period_s, limit in limits.items()]

        return cls(windows(app or APP), {method: windows(limits) for method, limits in (methods or {}).items()})

    def call(self, now_s, method, *, ours=True):
        """Status and headers."""
        own = self.methods.get(method, [])
        app_full = [not window.arrive(now_s, ours=ours) for window in self.app]
        own_full = [not window.arrive(now_s, ours=ours) for window in own]
        headers = {
            "X-App-Rate-Limit": _pairs(self.app, "limit"),
            "X-App-Rate-Limit-Count": _pairs(reversed(self.app), "count"),
        }
        if own:
            headers["x-method-rate-limit"] = _pairs(own, "limit")
            headers["x-method-rate-limit-count"] = _pairs(own, "count")
        if not any(app_full) and not any(own_full):
            return 200, headers
        full = self.app if any(app_full) else own
        opened = [one for one in full if one.count > one.limit]
        left_s = max(one.opened_s + one.period_s - now_s for one in opened)
        kind = "application" if any(app_full) else "method"
        return 429, {**headers, "X-Rate-Limit-Type": kind, "Retry-After": str(int(left_s) + 1)}

    @property
    def most_ever(self):
        """The most of our calls that any window ever held, over its limit."""
        return max(one.most / one.limit for one in [*self.app, *itertools.chain(*self.methods.values())])


def _pairs(windows, what):
    return ",".join(f"{getattr(one, what)}:{one.period_s}" for one in windows)


class World:
    """What happens, one thing after another, at moments of a clock of its own."""

    def __init__(self, seed=0):
        self.chance = random.Random(seed)
        self.now_s = 1000.0
        self._due = []
        self._numbers = itertools.count()

    def at(self, at_s, do):
        """Do this then."""
        heapq.heappush(self._due, (max(at_s, self.now_s), next(self._numbers), do))

    def run(self, until_s=float("inf")):
        """Let everything happen that is due by then."""
        while self._due and self._due[0][0] <= until_s:
            self.now_s, _, do = heapq.heappop(self._due)
            do()
