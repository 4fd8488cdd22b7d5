"""
Tells the hub which tournaments have changed, or stand otherwise to their tables, whichever process changed them.
"""

from __future__ import annotations

from tiltyard.desk.desk import STREAM_PREFIX
from tiltyard.journal import Journal
from tiltyard.models import TournamentId
from tiltyard_dashboard.api.lookup import Lookup
from tiltyard_dashboard.api.tables import Tables
from tiltyard_dashboard.serving.hub import Hub

LOOK_ANYWAY_S = 2.0
"""How long a change may stay unseen that came while the journal's news were not listened to yet."""


class Watcher:
    """Publishes one `tournament` event, its public summary, for each tournament that has changed."""

    def __init__(self, journal: Journal, lookup: Lookup, tables: Tables, hub: Hub) -> None:
        self._journal = journal
        self._lookup = lookup
        self._tables = tables
        self._hub = hub
        self._seen: dict[TournamentId, int] = {}

    async def begin(self) -> None:
        """From now on count what changes."""
        self._seen = await self._heads()
        await self._tables.look(self._seen)

    async def run(self) -> None:
        """Watch until cancelled."""
        while True:
            count = self._journal.news.count
            await self._publish_changes()
            await self._journal.news.wait(count, LOOK_ANYWAY_S)

    async def _publish_changes(self) -> None:
        heads = await self._heads()
        stand_otherwise = await self._tables.look(heads)
        for tournament, seq in heads.items():
            if seq != self._seen.get(tournament) or tournament in stand_otherwise:
                summary = await self._lookup.summary(tournament)
                if summary is not None:
                    self._hub.publish("tournament", summary.decode())
        self._seen = heads

    async def _heads(self) -> dict[TournamentId, int]:
        heads = await self._journal.heads(STREAM_PREFIX)
        return {TournamentId(head.stream.removeprefix(STREAM_PREFIX)): head.seq for head in heads}
