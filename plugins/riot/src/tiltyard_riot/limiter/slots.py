"""
Calls of a window that are not surely over, by when they will be. Pure.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Sequence

MOST_GROUPS = 128
"""More moments than this are not told apart: neighbours are merged, to the later one. Quotas of personal keys fit."""


class Slots:
    """How many calls come free at which moment, in seconds of some clock."""

    def __init__(self, groups: Sequence[tuple[float, int]] = ()) -> None:
        self._groups = sorted(groups)
        self.total = sum(count for _, count in self._groups)

    @property
    def groups(self) -> list[tuple[float, int]]:
        """When, and how many; ascending."""
        return list(self._groups)

    @property
    def first_s(self) -> float | None:
        """When the first of them comes free; None when there are none."""
        return self._groups[0][0] if self._groups else None

    def free_by(self, at_s: float) -> int:
        """How many come free until then."""
        found = 0
        for free_s, count in self._groups:
            if free_s > at_s:
                break
            found += count
        return found

    def add(self, free_s: float, count: int = 1) -> None:
        """So many more."""
        self.total += count
        insort(self._groups, (free_s, count))
        if len(self._groups) > MOST_GROUPS:
            self._groups = [
                (pair[-1][0], sum(count for _, count in pair))
                for pair in (self._groups[at : at + 2] for at in range(0, len(self._groups), 2))
            ]

    def free(self, now_s: float) -> int:
        """Take away those whose moment has come, and say how many they were."""
        over = 0
        while over < len(self._groups) and self._groups[over][0] <= now_s:
            over += 1
        freed = sum(count for _, count in self._groups[:over])
        del self._groups[:over]
        self.total -= freed
        return freed

    def gather(self, free_s: float) -> None:
        """All of them come free at this moment."""
        self._groups = [(free_s, self.total)] if self.total else []
