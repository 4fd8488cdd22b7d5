"""
What calls to Google cost: how many, how long, how they ended. Pure values that add up, over processes and days.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from attrs import Factory, define, frozen

DAYS_KEPT = 7
"""How many days are told of, today included."""

_STEPS_PER_DOUBLING = 4
"""A latency is kept to within a fifth of itself: enough for a percentile, and percentiles of sums can be told."""

_LEAST_MS = 1.0


@frozen
class MethodFigures:
    """One method of Google's APIs, over the days kept.

    avg_s, p95_s  from the request's being sent to its answer, failed ones included; None when there was none
    """

    calls: int
    errors: int
    avg_s: float | None
    p95_s: float | None


@frozen
class Stats:
    """What calls to Google cost, over all processes of this journal and the days kept.

    days          how many days that is, today included
    reads, writes requests that count against the quota, repeated ones each time
    other         requests that do not: Drive
    retries       how many of all were repetitions
    avg_s, p95_s  of all requests
    errors        error class to how often a call ended in it
    cache_hits    times metadata was wanted and known already
    cache_misses  times it had to be asked for
    reads_left, writes_left  what the quota allows at once; None when no credentials are set
    methods       by the name of the method, such as `batchUpdate`
    """

    days: int
    reads: int
    writes: int
    other: int
    retries: int
    avg_s: float | None
    p95_s: float | None
    errors: Mapping[str, int]
    cache_hits: int
    cache_misses: int
    reads_left: int | None
    writes_left: int | None
    reads_per_minute: int
    writes_per_minute: int
    methods: Mapping[str, MethodFigures] = Factory(dict)

    @property
    def calls(self) -> int:
        """All requests."""
        return self.reads + self.writes + self.other


@define
class Tally:
    """Figures that have not been added to the kept ones yet: counters by name."""

    counts: Counter[str] = Factory(Counter)

    def request(self, method: str, kind: str, took_s: float, *, ok: bool, again: bool) -> None:
        """One request has ended. `kind` is `read`, `write` or `other`."""
        self.counts[f"kind {kind}"] += 1
        self.counts[f"calls {method}"] += 1
        self.counts[f"us {method}"] += round(took_s * 1e6)
        self.counts[f"took {method} {_step(took_s)}"] += 1
        if not ok:
            self.counts[f"failed {method}"] += 1
        if again:
            self.counts["retries"] += 1

    def ended_in(self, error: str) -> None:
        """A whole call ended in an error of this class."""
        self.counts[f"error {error}"] += 1

    def cached(self, *, hit: bool) -> None:
        """Metadata was wanted."""
        self.counts["hits" if hit else "misses"] += 1

    def take(self) -> Counter[str]:
        """All counts so far; the tally starts anew."""
        taken, self.counts = self.counts, Counter()
        return taken


def add_day(kept: Any | None, day: str, counts: Mapping[str, int]) -> dict[str, dict[str, int]]:
    """The kept figures with these added to a day's; days that are too old are dropped.

    kept  day (ISO 8601) to counter, as this function returned it; None when nothing is kept
    """
    days = {name: dict(one) for name, one in (kept or {}).items()}
    days[day] = dict(Counter(days.get(day, {})) + Counter(dict(counts)))
    return {name: days[name] for name in sorted(days)[-DAYS_KEPT:]}


def stats_of(
    kept: Any | None, days: Iterable[str], *, left: tuple[int | None, int | None], quota: tuple[int, int]
) -> Stats:
    """Figures over these days.

    left, quota  reads and writes that can be had at once, and that fit in a window
    """
    days = list(days)
    total: Counter[str] = Counter()
    for day in days:
        total.update((kept or {}).get(day, {}))
    methods = sorted({name.split(" ")[1] for name in total if name.startswith("calls ")})
    return Stats(
        days=len(days),
        reads=total["kind read"],
        writes=total["kind write"],
        other=total["kind other"],
        retries=total["retries"],
        avg_s=_avg_s(total, methods),
        p95_s=_p95_s(total, methods),
        errors={name.removeprefix("error "): total[name] for name in sorted(total) if name.startswith("error ")},
        cache_hits=total["hits"],
        cache_misses=total["misses"],
        reads_left=left[0],
        writes_left=left[1],
        reads_per_minute=quota[0],
        writes_per_minute=quota[1],
        methods={
            name: MethodFigures(
                total[f"calls {name}"], total[f"failed {name}"], _avg_s(total, [name]), _p95_s(total, [name])
            )
            for name in methods
        },
    )


def _avg_s(total: Counter[str], methods: Iterable[str]) -> float | None:
    methods = list(methods)
    calls = sum(total[f"calls {name}"] for name in methods)
    return sum(total[f"us {name}"] for name in methods) / calls / 1e6 if calls else None


def _p95_s(total: Counter[str], methods: Iterable[str]) -> float | None:
    """The upper end of the step in which the 95th of 100 lies."""
    steps: Counter[int] = Counter()
    for method in methods:
        start = f"took {method} "
        for name, times in total.items():
            if name.startswith(start):
                steps[int(name.removeprefix(start))] += times
    rank = math.ceil(0.95 * steps.total())
    for step in sorted(steps):
        rank -= steps[step]
        if rank <= 0:
            return float(_LEAST_MS * 2.0 ** (step / _STEPS_PER_DOUBLING) / 1000)
    return None


def _step(took_s: float) -> int:
    """The number of the step that a latency falls into; step 0 ends at a millisecond."""
    return max(0, math.ceil(_STEPS_PER_DOUBLING * math.log2(max(took_s * 1000, _LEAST_MS) / _LEAST_MS)))
