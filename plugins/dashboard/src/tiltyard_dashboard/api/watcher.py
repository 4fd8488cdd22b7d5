"""
Tells the hubs what has changed, whichever process changed it: everybody which tournaments, and how they stand to their
tables; staff also what needs attention and what the host wrote down.
"""

from __future__ import annotations

from typing import Any

import msgspec

from tiltyard.clock import Clock
from tiltyard.desk.desk import STREAM_PREFIX
from tiltyard.journal import Journal
from tiltyard.models import TournamentId
from tiltyard.plugin import PluginStore
from tiltyard_dashboard.api.hosts import PANELS, PLUGINS, SERVICES, Hosts
from tiltyard_dashboard.api.lookup import Lookup
from tiltyard_dashboard.api.tables import Tables
from tiltyard_dashboard.serving.hub import Hub

LOOK_ANYWAY_S = 2.0
"""How long a change may stay unseen that came while the journal's news were not listened to yet."""

STAFF_LOOK_EVERY_S = 2.0
"""How old at most is what staff are told that no event tells of."""

REPORTS = {"services": SERVICES, "panels": PANELS, "plugins": PLUGINS}


class Watcher:
    """Publishes one `tournament` event, its public summary, for each tournament that has changed."""

    def __init__(self, journal: Journal, lookup: Lookup, tables: Tables, hub: Hub, staff: StaffNews) -> None:
        self._journal = journal
        self._lookup = lookup
        self._tables = tables
        self._hub = hub
        self._staff = staff
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
        changed = {one: seq for one, seq in heads.items() if seq != self._seen.get(one)}
        for tournament in heads:
            if tournament in changed or tournament in stand_otherwise:
                summary = await self._lookup.summary(tournament)
                if summary is not None:
                    self._hub.publish("tournament", summary.decode())
        self._seen = heads
        await self._staff.tell(changed)

    async def _heads(self) -> dict[TournamentId, int]:
        heads = await self._journal.heads(STREAM_PREFIX)
        return {TournamentId(head.stream.removeprefix(STREAM_PREFIX)): head.seq for head in heads}


class StaffNews:
    """Publishes to staff: `history` for each tournament with a new event, and `attention`, `services`, `panels` and
    `plugins` when these are not what they were. Looks only while somebody listens.
    """

    def __init__(self, hosts: Hosts, store: PluginStore, hub: Hub, clock: Clock) -> None:
        self._hosts = hosts
        self._store = store
        self._hub = hub
        self._clock = clock
        self._look_at = clock.monotonic()
        self._said: dict[str, Any] = {}

    async def tell(self, changed: dict[TournamentId, int]) -> None:
        """Publish what is new.

        changed  tournaments with their last event
        """
        for tournament, seq in changed.items():
            self._hub.publish("history", _json({"tournament": tournament, "seq": seq}))
        if not self._hub.streams or (not changed and self._clock.monotonic() < self._look_at):
            return
        self._look_at = self._clock.monotonic() + STAFF_LOOK_EVERY_S
        self._say("attention", [one.id for one in await self._hosts.items()])
        for name, key in REPORTS.items():
            report = await self._store.get(key) or {}
            self._say(name, report.get("items", []), at=report.get("at"))

    def _say(self, name: str, items: list[Any], **more: Any) -> None:
        if self._said.get(name) != items:
            self._said[name] = items
            self._hub.publish(name, _json({"count": len(items), **more}))


def _json(plain: dict[str, Any]) -> str:
    return msgspec.json.encode(plain).decode()
