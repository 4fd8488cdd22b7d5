"""
What became of calls, kept in the journal's database by day and added up over processes.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from tiltyard.host.tally import Tallies
from tiltyard.plugin import PluginStore

DAYS = 7
_DAY_S = 86_400.0


class Ledger:
    """Adds each process's tallies to the day's; a day is forgotten after a week."""

    def __init__(self, store: PluginStore) -> None:
        self._store = store

    async def add(self, tallies: Tallies, now: datetime) -> None:
        """Count these too."""

        def added(plain: Any | None) -> Any:
            day = Tallies.from_plain(plain)
            day.add(tallies)
            return day.plain()

        await self._store.change(_key(now), added, ttl_s=(DAYS + 1) * _DAY_S)

    async def week(self, now: datetime) -> Tallies:
        """Today's and the six days before."""
        week = Tallies()
        for days in range(DAYS):
            week.add(Tallies.from_plain(await self._store.get(_key(now - timedelta(days=days)))))
        return week


def _key(day: datetime) -> str:
    return f"calls:{day:%Y-%m-%d}"
