"""
The follower that erases by date: everyone of a tournament that was archived, or whose guild removed the bot, long ago.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from attrs import frozen

from tiltyard.clock import Clock
from tiltyard.desk.desk import Desk
from tiltyard.desk.follower import Progress
from tiltyard.desk.privacy import Privacy
from tiltyard.desk.tombstones import Tombstone
from tiltyard.models import Actor, TournamentId

log = structlog.get_logger(__name__)

RETENTION = Actor("schedule", "retention", "retention")
LOOK_AGAIN_S = 86_400.0
"""At the latest: who asks sooner would only be told the same."""

TIDY_AGAIN_S = 3600.0
"""When another process was reading, so that the database's log could not be emptied."""


@frozen
class Policy:
    """After how long names go. None: never.

    after_archive  since the tournament was archived
    after_leaving  since its guild removed the bot
    """

    after_archive: timedelta | None = None
    after_leaving: timedelta | None = None

    def due(self, archived_at: datetime | None, left_at: datetime | None) -> datetime | None:
        """When the names of a tournament go; None when they do not by what is known today."""
        moments = [
            since + after
            for since, after in ((archived_at, self.after_archive), (left_at, self.after_leaving))
            if since is not None and after is not None
        ]
        return min(moments, default=None)


class Retention:
    """Implements `Follower`."""

    name = "retention"
    lease_s = 120.0  # the database is written anew at the end, and that takes as long as it is large

    def __init__(self, desk: Desk, privacy: Privacy, clock: Clock, policy: Policy) -> None:
        self._desk = desk
        self._privacy = privacy
        self._clock = clock
        self._policy = policy

    async def wants(self, tournament: TournamentId) -> bool:
        """Only a tournament whose names go some day."""
        return await self._due(tournament) is not None

    async def act(self, tournament: TournamentId) -> Progress:
        """Erase everyone once it is time, one after another."""
        due = await self._due(tournament)
        if due is None:
            return Progress()
        wait_s = (due - self._clock.now()).total_seconds()
        if wait_s > 0:
            return Progress(again_in_s=min(wait_s, LOOK_AGAIN_S))
        erased = await self._privacy.erased(tournament)
        left = [one for one in await self._privacy.of(tournament) if not one.persons <= erased]
        stones: list[Tombstone] = []
        for subject in left:
            gone = await self._privacy.erase(subject, actor=RETENTION, reason="kept as long as was set", tidy=False)
            stones += gone.stones
        if not left:
            return Progress()
        space = await self._privacy.tidy(stones)
        log.info("erased_by_date", tournament=tournament, persons=len(left), clean=space.clean)
        return Progress(again_in_s=None if space.clean else TIDY_AGAIN_S)

    async def _due(self, tournament: TournamentId) -> datetime | None:
        state = await self._desk.state(tournament)
        if state is None:
            return None
        return self._policy.due(state.archived_at, (await self._desk.guild(state.scope)).frozen_at)
