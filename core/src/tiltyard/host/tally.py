"""
How often each plugin was asked, how it went and how long it took.

Pure counting. Times go into buckets that grow by a quarter of a doubling, so that a tally stays small however many
calls it counts, and two tallies can be added: each process adds its own to what the journal keeps.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from attrs import define, field

PER_DOUBLING = 4
_UNIT_S = 1e-6


@define
class Tally:
    """Calls of one hook of one plugin.

    calls     answered ones included; those that found the plugin resting are not calls
    errors    typed errors: the plugin answered that its vendor could not
    faults    raised, hung, late, wrong type, blocked the loop
    times     bucket number to calls that took about that long
    last_error, last_error_at  the latest of both kinds, in words, and when (ISO 8601); blank when there was none
    """

    calls: int = 0
    errors: int = 0
    faults: int = 0
    times: dict[int, int] = field(factory=dict)
    last_error: str = ""
    last_error_at: str = ""

    def took(self, elapsed_s: float) -> None:
        """Count a call that took this long."""
        self.calls += 1
        bucket = math.ceil(math.log2(max(elapsed_s / _UNIT_S, 1.0)) * PER_DOUBLING)
        self.times[bucket] = self.times.get(bucket, 0) + 1

    def within_s(self, share: float) -> float | None:
        """The time within which this share of the calls ended, at most a fifth too long; None without any call."""
        wanted = share * sum(self.times.values())
        seen = 0
        for bucket in sorted(self.times):
            seen += self.times[bucket]
            if seen >= wanted:
                return float(_UNIT_S * 2 ** (bucket / PER_DOUBLING))
        return None

    def add(self, other: Tally) -> None:
        """Count what the other counted, too."""
        self.calls += other.calls
        self.errors += other.errors
        self.faults += other.faults
        for bucket, calls in other.times.items():
            self.times[bucket] = self.times.get(bucket, 0) + calls
        if other.last_error_at > self.last_error_at:
            self.last_error, self.last_error_at = other.last_error, other.last_error_at


@define
class Tallies:
    """Tallies by plugin and hook."""

    by_hook: dict[tuple[str, str], Tally] = field(factory=dict)

    def of(self, plugin: str, hook: str) -> Tally:
        """The tally of one hook of one plugin, to count in."""
        return self.by_hook.setdefault((plugin, hook), Tally())

    def of_plugin(self, plugin: str) -> Tally:
        """All its hooks together."""
        total = Tally()
        for (name, _), tally in self.by_hook.items():
            if name == plugin:
                total.add(tally)
        return total

    def add(self, other: Tallies) -> None:
        """Count what the other counted, too."""
        for (plugin, hook), tally in other.by_hook.items():
            self.of(plugin, hook).add(tally)

    def plain(self) -> list[dict[str, Any]]:
        """As JSON."""
        return [
            {
                "plugin": plugin,
                "hook": hook,
                "calls": tally.calls,
                "errors": tally.errors,
                "faults": tally.faults,
                "times": {str(bucket): calls for bucket, calls in tally.times.items()},
                "last_error": tally.last_error,
                "last_error_at": tally.last_error_at,
            }
            for (plugin, hook), tally in self.by_hook.items()
        ]

    @classmethod
    def from_plain(cls, plain: list[Mapping[str, Any]] | None) -> Tallies:
        """From JSON; nothing when there is none."""
        tallies = cls()
        for one in plain or []:
            counts = {key: value for key, value in one.items() if key not in ("plugin", "hook", "times")}
            times = {int(bucket): calls for bucket, calls in one["times"].items()}
            tallies.by_hook[one["plugin"], one["hook"]] = Tally(times=times, **counts)
        return tallies
