"""
What checking names came to: how many, what was found, how quickly. Pure values that add up, over processes and days.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from attrs import Factory, define, frozen

from tiltyard.models import Finding

DAYS_KEPT = 7
"""How many days are told of, today included."""

_CODE = "found "


@frozen
class CacheFigures:
    """How one memory stands, in the process that told last.

    size, most    entries, and how many there may be
    hits, misses  since that process began; what was missed was worked out
    """

    size: int
    most: int
    hits: int
    misses: int


@frozen
class Stats:
    """Checks of names over all processes of this journal and the days kept.

    days    how many days that is, today included
    checks  claims looked at; one that is asked about again counts again
    avg_s   seconds a check took, on average; None when there was none
    found   finding code to how often it was found
    memory  name of a memory to how it stood
    """

    days: int
    checks: int
    avg_s: float | None
    found: Mapping[str, int]
    memory: Mapping[str, CacheFigures] = Factory(dict)


@define
class Tally:
    """Figures that have not been added to the kept ones yet: counters by name."""

    counts: Counter[str] = Factory(Counter)

    def checked(self, findings: Sequence[Finding], took_s: float) -> None:
        """One claim was looked at."""
        self.counts["checks"] += 1
        self.counts["us"] += round(took_s * 1e6)
        self.counts.update(f"{_CODE}{one.code}" for one in findings)

    def take(self) -> Counter[str]:
        """All counts so far; the tally starts anew."""
        taken, self.counts = self.counts, Counter()
        return taken


def add_day(kept: Any | None, day: date, counts: Mapping[str, int]) -> dict[str, dict[str, int]]:
    """The kept figures with these added to a day's; days that are too old are dropped.

    kept  day (ISO 8601) to counter, as this function returned it; None when nothing is kept
    """
    days = {name: dict(one) for name, one in (kept or {}).items()}
    days[day.isoformat()] = dict(Counter(days.get(day.isoformat(), {})) + Counter(dict(counts)))
    return {name: days[name] for name in sorted(days)[-DAYS_KEPT:]}


def stats_of(kept: Any | None, today: date, memory: Mapping[str, CacheFigures]) -> Stats:
    """Figures over the days kept."""
    total: Counter[str] = Counter()
    for day in last_days(today):
        total.update((kept or {}).get(day, {}))
    return Stats(
        days=DAYS_KEPT,
        checks=total["checks"],
        avg_s=total["us"] / total["checks"] / 1e6 if total["checks"] else None,
        found={name.removeprefix(_CODE): total[name] for name in sorted(total) if name.startswith(_CODE)},
        memory=memory,
    )


def last_days(today: date) -> Iterable[str]:
    """The days that are told of, in ISO 8601."""
    return [(today - timedelta(days=ago)).isoformat() for ago in range(DAYS_KEPT)]
