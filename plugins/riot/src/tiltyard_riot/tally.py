"""
How often Riot was asked, over all processes of a journal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from tiltyard.plugin import PluginStore

KEY = "tally"

SAVE_AT = 50
"""After so many more of all that is counted, a process says so to the others; the rest when it ends."""


class Tally:
    """Adds up what each process counts.

    count  what this process has counted since it began, by name
    """

    def __init__(self, store: PluginStore, count: Callable[[], Mapping[str, int]]) -> None:
        self._store = store
        self._count = count
        self._saved: Counter[str] = Counter()

    async def totals(self) -> dict[str, int]:
        """All processes together, since the journal was begun."""
        await self.save()
        return dict(await self._store.get(KEY) or {})

    async def save(self, *, at_least: int = 1) -> None:
        """Tell the others, if there are so many more than they know of."""
        now = Counter(self._count())
        more = now - self._saved
        if more.total() < at_least:
            return
        self._saved = now
        await self._store.change(KEY, lambda known: _sum(known, more))


def _sum(known: Any | None, more: Mapping[str, int]) -> dict[str, int]:
    return dict(Counter(known or {}) + Counter(more))
