"""
The followers that tell plugins what has happened: one for each plugin, so that a slow one delays only itself.

Once for each event, at least: a crash between telling and remembering tells it again, and its stream and number let
the plugin see that. A plugin is told from when it was first here; what could not be told for an hour is passed over,
be it that the plugin was away or the tournament paused: news that old would only be wrong.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from attrs import frozen

from tiltyard.clock import Clock
from tiltyard.desk.desk import Desk, stream_of
from tiltyard.desk.follower import Progress, lease_of
from tiltyard.errors import HookFailed, Unavailable
from tiltyard.host import Host, PluginStatus
from tiltyard.journal import Journal
from tiltyard.models import EventRecord, TournamentId
from tiltyard.plugin import PluginStore

log = structlog.get_logger(__name__)

PREFIX = "on_event:"
EXPIRE_AFTER = timedelta(hours=1)


@frozen
class Waiting:
    """News that wait for a plugin.

    told     what it will be told
    expired  how many are too old for that and are passed over
    """

    plugin: str
    told: tuple[EventRecord, ...]
    expired: int


class Notices:
    """Implements `Follower` for one plugin."""

    outside = True
    lease_s = 15.0  # a call may be under way for `on_event`'s deadline of 10 s

    def __init__(  # it is given what it works with
        self,
        plugin: str,
        host: Host,
        desk: Desk,
        journal: Journal,
        store: PluginStore,
        clock: Clock,
        holder: str,
    ) -> None:
        self.name = f"{PREFIX}{plugin}"
        self._lease = lease_of(self.name, holder)
        self._plugin = plugin
        self._host = host
        self._desk = desk
        self._journal = journal
        self._store = store
        self._clock = clock

    async def arrive(self) -> None:
        """Remember when the plugin was first here; to be called before anything of this process is journalled."""
        if await self._store.get(self._plugin) is None:
            now = self._clock.now().isoformat()
            await self._store.change(self._plugin, lambda known: known or now)

    async def wants(self, tournament: TournamentId) -> bool:
        """Every tournament has news; while its outside is held, they wait at their place."""
        state = await self._desk.state(tournament)
        return state is not None and not await self._desk.held(state)

    async def act(self, tournament: TournamentId) -> Progress:
        """Tell what is new.

        raises  the plugin's typed error, or HookFailed; told again later from there on
        """
        stream = stream_of(tournament)
        waiting = await self.outlook(tournament)
        for record in waiting.told:
            # Asked before each: whoever pauses means the next one, too.
            if not await self.wants(tournament):
                raise Unavailable("the tournament was paused meanwhile", which=tournament)
            await self._tell(record)
            await self._journal.advance(self.name, stream, record.seq, lease=self._lease)
        if waiting.expired:
            log.warning("notices_expired", plugin=self._plugin, stream=stream, events=waiting.expired)
        return Progress()

    async def outlook(self, tournament: TournamentId) -> Waiting:
        """What it would be told now, and how much is too old for that."""
        stream = stream_of(tournament)
        first_here, too_old = await self._first_here(), self._clock.now() - EXPIRE_AFTER
        news = await self._journal.read(stream, after=await self._journal.cursor(self.name, stream))
        missed = [record for record in news if record.at >= first_here]
        told = tuple(record for record in missed if record.at >= too_old)
        return Waiting(self._plugin, told, len(missed) - len(told))

    async def _tell(self, record: EventRecord) -> None:
        outcome = await self._host.hooks.on_event.tell(self._plugin, record)
        if outcome is None:
            raise Unavailable("the plugin has not started yet", which=self._plugin)
        if outcome.error:
            raise outcome.error
        if outcome.failure:
            raise HookFailed("on_event", [(self._plugin, outcome.failure)])

    async def _first_here(self) -> datetime:
        return datetime.fromisoformat(str(await self._store.get(self._plugin)))


def listeners(host: Host) -> list[str]:
    """Plugins that are told of events, now or once they have started."""
    alive = (PluginStatus.READY, PluginStatus.WAITING)
    return [record.name for record in host.records if "on_event" in record.hooks and record.status in alive]
