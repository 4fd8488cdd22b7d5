"""
How the tables of tournaments stand: no event tells of it, so it is looked at every few seconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tiltyard.clock import Clock
from tiltyard.desk.desk import Desk
from tiltyard.desk.mirror import Mirror
from tiltyard.models import TournamentId
from tiltyard_dashboard.api.public import public_table

LOOK_EVERY_S = 2.0
"""How old at most is what is said of a table whose tournament does not change."""


class Tables:
    """Has at hand what everybody may see of each table as of the last look."""

    def __init__(self, desk: Desk, mirror: Mirror, clock: Clock) -> None:
        self._desk = desk
        self._mirror = mirror
        self._clock = clock
        self._seen: dict[TournamentId, tuple[int, dict[str, Any] | None]] = {}
        self._look_at_all_at = clock.monotonic()

    def of(self, tournament: TournamentId) -> dict[str, Any] | None:
        """Its table as `public_table` has it; None when it has none that anything is written to."""
        _, table = self._seen.get(tournament, (0, None))
        return table

    async def look(self, heads: Mapping[TournamentId, int]) -> set[TournamentId]:
        """Look at the tables of those that have changed, and every `LOOK_EVERY_S` at all.

        heads    the last event of each tournament
        returns  of which ones something else is to be told than before
        """
        is_time = self._clock.monotonic() >= self._look_at_all_at
        if is_time:
            self._look_at_all_at = self._clock.monotonic() + LOOK_EVERY_S
        changed = set()
        for tournament, seq in heads.items():
            known, before = self._seen.get(tournament, (0, None))
            # One without a table has none before its next event.
            if seq != known or (is_time and before is not None):
                table = await self._table(tournament)
                self._seen[tournament] = (seq, table)
                if table != before:
                    changed.add(tournament)
        return changed

    async def _table(self, tournament: TournamentId) -> dict[str, Any] | None:
        state = await self._desk.state(tournament)
        if state is None or state.binding is None or state.archived_at:
            return None
        standing = await self._mirror.standing(tournament)
        return public_table(standing, self._clock.now()) if standing else None
