"""
Tells the hub which tournaments have changed, whichever process changed them.
"""

from __future__ import annotations

from tiltyard.desk.desk import STREAM_PREFIX
from tiltyard.journal import Journal
from tiltyard.models import TournamentId
from tiltyard_dashboard.api.lookup import Lookup
from tiltyard_dashboard.serving.hub import Hub

LOOK_ANYWAY_S = 2.0
"""How long a change may stay unseen that came while the journal's news were not listened to yet."""


class Watcher:
    """Publishes one `tournament` event, its public summary, for each tournament that has changed."""

    def __init__(self, journal: Journal, lookup: Lookup, hub: Hub) -> None:
        self._journal = journal
        self._lookup = lookup
        self._hub = hub
        self._seen: dict[str, int] = {}

    async def begin(self) -> None:
        """From now on count what changes."""
        self._seen = await self._heads()

    async def run(self) -> None:
        """Watch until cancelled."""
        while True:
            count = self._journal.news.count
            await self._publish_changes()
            await self._journal.news.wait(count, LOOK_ANYWAY_S)

    async def _publish_changes(self) -> None:
        heads = await self._heads()
        for stream, seq in heads.items():
            if seq != self._seen.get(stream):
                summary = await self._lookup.summary(TournamentId(stream.removeprefix(STREAM_PREFIX)))
                if summary is not None:
                    self._hub.publish("tournament", summary.decode())
        self._seen = heads

    async def _heads(self) -> dict[str, int]:
        return {head.stream: head.seq for head in await self._journal.heads(STREAM_PREFIX)}
