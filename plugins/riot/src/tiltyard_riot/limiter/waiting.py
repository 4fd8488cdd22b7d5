"""
Who waits for a call, in the order in which they are served. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heappop, heappush
from itertools import count, islice

from attrs import frozen

from tiltyard_riot.limiter.grant import Priority

Line = Sequence["Ask"]
"""Those of one priority and method, first come first."""


@frozen
class Ask:
    """One who waits.

    number    ascending in the order of arrival
    until_s   when it is given up
    """

    number: int
    method: str
    priority: Priority
    until_s: float


class Waiting:
    """The queue of one host."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self._lines: dict[tuple[Priority, str], dict[int, Ask]] = {}
        self._ends: list[tuple[float, int, Ask]] = []

    def add(self, method: str, priority: Priority, until_s: float) -> Ask:
        """Stand at the end of the own line."""
        ask = Ask(next(self._numbers), method, priority, until_s)
        self._lines.setdefault((priority, method), {})[ask.number] = ask
        heappush(self._ends, (until_s, ask.number, ask))
        return ask

    def remove(self, ask: Ask) -> None:
        """Leave, served or not; nothing happens when it has left."""
        line = self._lines.get((ask.priority, ask.method), {})
        line.pop(ask.number, None)
        if not line:
            self._lines.pop((ask.priority, ask.method), None)

    def lines(self, most: int) -> list[Line]:
        """The first of each line."""
        return [tuple(islice(line.values(), most)) for line in self._lines.values()]

    def first_over_s(self) -> float | None:
        """When the first of them has waited long enough; None when nobody waits."""
        while self._ends and not self._waits(self._ends[0][2]):
            heappop(self._ends)
        return self._ends[0][0] if self._ends else None

    def over(self, now_s: float) -> list[Ask]:
        """Those whose time is over."""
        found = []
        while (first_s := self.first_over_s()) is not None and first_s <= now_s:
            found.append(heappop(self._ends)[2])
        return found

    def counts(self) -> tuple[int, int, int]:
        """How many wait, by priority."""
        found = [0, 0, 0]
        for (priority, _), line in self._lines.items():
            found[priority] += len(line)
        return (found[0], found[1], found[2])

    def ahead(self, ask: Ask) -> int:
        """How many are served before this one whatever else comes, of all methods."""
        return sum(
            sum(1 for other in line.values() if other.number < ask.number) if priority == ask.priority else len(line)
            for (priority, _), line in self._lines.items()
            if priority <= ask.priority
        )

    def _waits(self, ask: Ask) -> bool:
        return ask.number in self._lines.get((ask.priority, ask.method), {})

    def __len__(self) -> int:
        return sum(map(len, self._lines.values()))
