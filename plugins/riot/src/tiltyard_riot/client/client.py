"""
Speaks with the Riot API for everybody in this plugin.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import datetime
from types import TracebackType
from typing import Any, Self, TypeVar

import structlog
from structlog.typing import FilteringBoundLogger

from tiltyard.clock import Clock, SystemClock
from tiltyard.models import RiotId
from tiltyard_riot import models
from tiltyard_riot.client import endpoints
from tiltyard_riot.client.caller import Caller
from tiltyard_riot.client.key import KeyRing
from tiltyard_riot.client.sender import Sender
from tiltyard_riot.client.wire import Wire
from tiltyard_riot.limiter import InProcessLimiter, Limiter, Priority
from tiltyard_riot.models import Account, League, LeagueEntry, Match, PlatformStatus, Summoner
from tiltyard_riot.routing import platform_named

T = TypeVar("T")

BASE_URL = "https://{host}.api.riotgames.com"

PATIENCE_S = 20.0
"""How long a question may take, with all its tries, unless told."""


class RiotClient:
    """Asks the Riot API: within the quota, with a deadline for everything, and as often as it takes.

    All of it raises the errors of `tiltyard_riot.errors`. Of these only `NotFound` is an answer about a player.

    api_key    or what returns it, asked before every call; it is sent in a header and never shown
    base_url   with `{host}` where Riot's hosts go, such as `na1` or `europe`
    limiter    says when a call may be made; one of this process alone unless told
    timeout_s  for one try
    """

    def __init__(
        self,
        api_key: str | Callable[[], str],
        base_url: str = BASE_URL,
        *,
        limiter: Limiter | None = None,
        clock: Clock | None = None,
        log: FilteringBoundLogger | None = None,
        timeout_s: float = 10.0,
        chance: random.Random | None = None,
    ) -> None:
        clock = clock or SystemClock()
        self._own: InProcessLimiter | None = None
        if limiter is None:
            limiter = self._own = InProcessLimiter(clock)
        self._wire = Wire(base_url)
        log, keys = log or structlog.get_logger(), KeyRing(api_key)
        self._sender = Sender(self._wire, limiter, keys, clock=clock, log=log, timeout_s=timeout_s)
        chance = chance or random.Random()  # noqa: S311 # spreads repetitions, guards nothing
        self._caller = Caller(self._sender, keys, clock=clock, log=log, chance=chance)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """End; whoever asks or waits is told so."""
        await self._wire.close()
        await self._sender.close()
        if self._own is not None:
            await self._own.close()

    def rotate(self, api_key: str | Callable[[], str]) -> None:
        """Use another key from now on; also how it goes on after one was rejected."""
        self._caller.rotate(api_key)

    def figures(self) -> Mapping[str, int]:
        """What there was since it began: `calls` with an answer or without, `retries`, and errors by name."""
        return {"calls": self._sender.calls, **self._caller.tally}

    # ------------------------------------------------------------------------------------------------------- accounts

    async def account_by_riot_id(
        self, riot_id: RiotId, *, priority: Priority = Priority.INTERACTIVE, within_s: float = PATIENCE_S
    ) -> Account:
        """Whose Riot ID this is; capitals do not matter. The least busy of the three account hosts is asked."""
        return await self._ask(endpoints.by_riot_id(riot_id), models.read_account, priority, within_s)

    async def account_by_puuid(
        self, puuid: str, *, priority: Priority = Priority.INTERACTIVE, within_s: float = PATIENCE_S
    ) -> Account:
        """What somebody is called today."""
        call = endpoints.by_puuid(puuid)
        return await self._ask(call, lambda said: models.read_account(said, puuid=puuid), priority, within_s)

    async def platform_of(
        self, puuid: str, *, priority: Priority = Priority.INTERACTIVE, within_s: float = PATIENCE_S
    ) -> str:
        """Where somebody plays TFT, such as `na1`; NotFound when they never have."""
        call = endpoints.region(puuid)
        return await self._ask(call, lambda said: models.read_platform(said, puuid=puuid), priority, within_s)

    # --------------------------------------------------------------------------------------------- on their platform

    async def summoner(
        self, platform: str, puuid: str, *, priority: Priority = Priority.INTERACTIVE, within_s: float = PATIENCE_S
    ) -> Summoner:
        """Icon and level of somebody; NotFound on platforms that are not theirs."""
        call = endpoints.summoner(platform, puuid)
        return await self._ask(call, lambda said: models.read_summoner(said, puuid=puuid), priority, within_s)

    async def ranks(
        self, platform: str, puuid: str, *, priority: Priority = Priority.INTERACTIVE, within_s: float = PATIENCE_S
    ) -> tuple[LeagueEntry, ...]:
        """Where somebody stands in each queue; empty when they are unranked, or when the platform is not theirs."""
        call = endpoints.ranks(platform, puuid)
        return await self._ask(call, lambda said: models.read_ranks(said, puuid=puuid), priority, within_s)

    async def apex(
        self,
        platform: str,
        tier: str,
        queue: str = endpoints.SOLO_QUEUE,
        *,
        priority: Priority = Priority.INTERACTIVE,
        within_s: float = PATIENCE_S,
    ) -> League:
        """Everybody who is `challenger`, `grandmaster` or `master` there: one call instead of one for each."""
        call = endpoints.apex(platform, tier, queue)
        return await self._ask(call, lambda said: models.read_league(said, queue=queue), priority, within_s)

    async def status(
        self, platform: str, *, priority: Priority = Priority.INTERACTIVE, within_s: float = PATIENCE_S
    ) -> PlatformStatus:
        """What Riot's status page tells about a platform."""
        name = platform_named(platform)
        call = endpoints.status(name)
        return await self._ask(call, lambda said: models.read_status(said, platform=name), priority, within_s)

    # ---------------------------------------------------------------------------------------------------------- games

    async def match_ids(
        self,
        platform: str,
        puuid: str,
        *,
        start: int = 0,
        count: int = 20,
        since: datetime | None = None,
        until: datetime | None = None,
        priority: Priority = Priority.INTERACTIVE,
        within_s: float = PATIENCE_S,
    ) -> tuple[str, ...]:
        """Ids of somebody's games, the latest first. Games come minutes after they ended, some hours.

        since, until  aware; only games between
        """
        call = endpoints.match_ids(platform, puuid, start=start, count=count, since=since, until=until)
        return await self._ask(call, models.read_match_ids, priority, within_s)

    async def match(
        self, match_id: str, *, priority: Priority = Priority.INTERACTIVE, within_s: float = PATIENCE_S
    ) -> Match:
        """A game. NotFound also for one that is listed already and has its details later."""
        call = endpoints.match(match_id)
        return await self._ask(call, lambda said: models.read_match(said, match_id=match_id), priority, within_s)

    async def _ask(self, call: endpoints.Call, parse: Callable[[Any], T], priority: Priority, within_s: float) -> T:
        return await self._caller.ask(call, parse, priority, within_s)
