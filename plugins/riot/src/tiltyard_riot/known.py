"""
What is known of accounts, ranks and matches: kept from before, asked for once, or asked for now.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Generic, TypeVar

from attrs import frozen

from tiltyard.clock import Clock
from tiltyard.deadline import time_left_s
from tiltyard.errors import Unavailable
from tiltyard.models import RiotId
from tiltyard.plugin import PluginStore
from tiltyard_riot.application import Application
from tiltyard_riot.cache import Cache, Kind, digest
from tiltyard_riot.claims import Claims
from tiltyard_riot.client import RiotClient
from tiltyard_riot.errors import ForeignPuuid, NotFound
from tiltyard_riot.key import KeySource
from tiltyard_riot.limiter import Priority
from tiltyard_riot.models import Account, LeagueEntry, Match, Summoner
from tiltyard_riot.names import name_text, same_name
from tiltyard_riot.plain import from_plain, to_plain
from tiltyard_riot.settings import RiotSettings
from tiltyard_riot.single_flight import SingleFlight
from tiltyard_riot.tally import SAVE_AT, Tally

T = TypeVar("T")

RECHECK_S = 60.0
"""When two readings of one account disagree, the next one is made after a minute."""

_REST_S = 0.5
"""Of the caller's time this much is left for saying why there is no answer."""


class PuuidContradicted(Unavailable):
    """Riot names another account for a Riot ID than before, and the account from before still has it."""


@frozen
class Dated(Generic[T]):
    """An answer of Riot's.

    at  when Riot gave it
    """

    value: T
    at: datetime


@frozen
class Asking:
    """How much an answer matters.

    within_s  how long it may take, waiting for the quota included; what is left of the call that we are in, if less
    """

    priority: Priority = Priority.INTERACTIVE
    within_s: float = 8.0


@frozen
class _Time:
    """What is left of the time for one question, wherever that is looked at."""

    clock: Clock
    ends_at_s: float

    @property
    def left_s(self) -> float:
        return max(0.0, self.ends_at_s - self.clock.monotonic())


class Known:
    """Answers from the cache while they are fresh, from Riot otherwise; and when Riot is away, what is still kept."""

    def __init__(
        self,
        client: RiotClient,
        *,
        cache: Cache,
        application: Application,
        key: KeySource,
        store: PluginStore,
        settings: RiotSettings,
        clock: Clock,
    ) -> None:
        self._client = client
        self._cache = cache
        self._application = application
        self._key = key
        self._settings = settings
        self._clock = clock
        self._claims = Claims(store, clock, name=secrets.token_hex(8))
        self.flights = SingleFlight()
        self.tally = Tally(store, self._counted)

    async def account_named(self, riot_id: RiotId, asking: Asking) -> Dated[Account]:
        """The account that has this Riot ID.

        raises  NotFound; PuuidContradicted when Riot contradicts itself; what `RiotClient` raises
        """
        app, time = await self._app(), self._time(asking)

        async def ask() -> Account:
            account = await self._client.account_by_riot_id(riot_id, priority=asking.priority, within_s=time.left_s)
            before = await self._kept(Kind.NAME, name_text(riot_id), Account, app)
            if before and before.value.puuid != account.puuid:
                await self._confirm(riot_id, before.value.puuid, account.puuid, asking.priority, time)
            await self._application.seen(account.puuid)
            return account

        times = (self._settings.account_fresh_s, self._settings.account_kept_s)
        return await self._known(Kind.NAME, name_text(riot_id), Account, ask, asking, app, times)

    async def account_of(self, puuid: str, asking: Asking) -> Dated[Account]:
        """The account with this id, under the name that it has now.

        raises  NotFound; ForeignPuuid when the id is another application's; what `RiotClient` raises
        """
        app, time = await self._app(), self._time(asking)

        async def ask() -> Account:
            account = await self._client.account_by_puuid(puuid, priority=asking.priority, within_s=time.left_s)
            before = await self._kept(Kind.ACCOUNT, puuid, Account, app)
            if before and before.value.riot_id and before.value.riot_id != account.riot_id:
                # The name may be somebody else's by now.
                await self._cache.forget(Kind.NAME, name_text(before.value.riot_id), app=app)
            return account

        times = (self._settings.names_fresh_s, self._settings.account_kept_s)
        return await self._known(Kind.ACCOUNT, puuid, Account, ask, asking, app, times)

    async def platform_of(self, puuid: str, asking: Asking, *, fresh_s: float | None = None) -> Dated[str]:
        """Where an account plays TFT, such as `euw1`.

        fresh_s  how old the answer may be, where that is less than usual
        raises   NotFound when it never has; what `RiotClient` raises
        """
        time = self._time(asking)

        async def ask() -> str:
            return await self._client.platform_of(puuid, priority=asking.priority, within_s=time.left_s)

        usual_s = self._settings.account_fresh_s
        times = (usual_s if fresh_s is None else min(fresh_s, usual_s), self._settings.account_kept_s)
        return await self._known(Kind.PLATFORM, puuid, str, ask, asking, await self._app(), times)

    async def ranks(self, platform: str, puuid: str, asking: Asking) -> Dated[tuple[LeagueEntry, ...]]:
        """Where an account stands in each ranked queue that it plays in; nothing for one that plays in none."""
        time = self._time(asking)

        async def ask() -> tuple[LeagueEntry, ...]:
            return await self._client.ranks(platform, puuid, priority=asking.priority, within_s=time.left_s)

        times = (self._settings.rank_kept_s, self._settings.rank_kept_s)
        question = f"{platform} {puuid}"
        return await self._known(Kind.RANKS, question, tuple[LeagueEntry, ...], ask, asking, await self._app(), times)

    async def match(self, match_id: str, asking: Asking) -> Match:
        """A game; it never changes, so it is asked for once by all hosts together.

        raises  NotFound, also for a game whose details come later; what `RiotClient` raises
        """
        time = self._time(asking)

        async def ask() -> Match:
            return await self._client.match(match_id, priority=asking.priority, within_s=time.left_s)

        app = await self._app()
        dated = await self._known(Kind.MATCH, match_id, Match, ask, asking, app, (None, None), claimed=time)
        return dated.value

    async def match_ids(
        self,
        platform: str,
        puuid: str,
        asking: Asking,
        *,
        start: int = 0,
        count: int = 20,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> tuple[str, ...]:
        """Games of an account, the newest first; asked for each time."""
        await self._app()
        time = self._time(asking)
        return await self._client.match_ids(
            platform,
            puuid,
            start=start,
            count=count,
            since=since,
            until=until,
            priority=asking.priority,
            within_s=time.left_s,
        )

    async def summoner(self, platform: str, puuid: str, asking: Asking) -> Summoner:
        """What an account shows to others now; asked for each time."""
        await self._app()
        time = self._time(asking)
        return await self._client.summoner(platform, puuid, priority=asking.priority, within_s=time.left_s)

    async def forget(self, account: Account) -> None:
        """An account whose id turned out to be of no use: it is asked for anew."""
        app = await self._app()
        if account.riot_id:
            await self._cache.forget(Kind.NAME, name_text(account.riot_id), app=app)
        await self._cache.forget(Kind.ACCOUNT, account.puuid, app=app)

    async def close(self) -> None:
        """End what is under way."""
        await self.flights.close()

    async def _app(self) -> str:
        """The application that speaks with Riot now. A key that was replaced is taken up here."""
        key = await self._key.current()
        if self._key.replaced():
            self._client.rotate(key)
        return await self._application.id(key)

    async def _known(
        self,
        kind: Kind,
        question: str,
        form: Any,
        ask: Callable[[], Awaitable[T]],
        asking: Asking,
        app: str,
        times: tuple[float | None, float | None],
        *,
        claimed: _Time | None = None,
    ) -> Dated[T]:
        """What is kept while it is fresh, else what `ask` answers, else what is still kept.

        times    seconds for which an answer is fresh, and for which it is kept for when Riot is away; None: for ever
        claimed  the time for it, where one host asks for all
        """
        fresh_s, kept_s = times
        if kept := await self._kept(kind, question, form, app, within_s=fresh_s):
            return kept

        async def fetch() -> Dated[T]:
            value = await ask()
            at = await self._cache.put(kind, question, to_plain(value), app=app, ttl_s=kept_s)
            await self.tally.save(at_least=SAVE_AT)
            return Dated(value, at)

        async def fetch_for_all() -> Dated[T]:
            if claimed is None:
                return await fetch()
            return await self._claims.once(
                digest(app, question),
                fetch,
                lambda: self._kept(kind, question, form, app),
                urgency=asking.priority,
                left_s=lambda: claimed.left_s,
            )

        flight, urgency = f"{kind} {app} {question}", asking.priority
        joining = self.flights.under_way(flight, urgency=urgency)
        try:
            try:
                return await self.flights.once(flight, fetch_for_all, urgency=urgency)
            except Unavailable:
                if not joining or not self._time(asking).left_s:
                    raise
                # Whoever asked first may have had less time than we have.
                return await self.flights.once(flight, fetch_for_all, urgency=urgency)
        except PuuidContradicted:
            raise
        except Unavailable:
            if older := await self._kept(kind, question, form, app):
                return older
            raise

    def _counted(self) -> dict[str, int]:
        here = {"hits": self._cache.hits, "misses": self._cache.misses, "joined": self.flights.joined}
        return {**here, **self._client.figures()}

    def _time(self, asking: Asking) -> _Time:
        """From now on. To be looked at where the question is asked: a request that several share is no one's call."""
        left_s = time_left_s()
        within_s = asking.within_s if left_s is None else max(0.0, min(asking.within_s, left_s - _REST_S))
        return _Time(self._clock, self._clock.monotonic() + within_s)

    async def _kept(
        self, kind: Kind, question: str, form: Any, app: str, *, within_s: float | None = None
    ) -> Dated[Any] | None:
        kept = await self._cache.get(kind, question, app=app, within_s=within_s)
        try:
            return Dated(from_plain(kept.value, form), kept.at) if kept else None
        except ValueError:
            return None  # an older release wrote it: it is asked for again

    async def _confirm(self, riot_id: RiotId, before: str, now: str, priority: Priority, time: _Time) -> None:
        """Riot names another account than before: true after a rename, if both accounts say so themselves.

        A single reading is not enough: incidents have given out wrong ids (developer-relations #940, read 2026-11).
        """
        for puuid, has_it in ((before, False), (now, True)):
            try:
                account = await self._client.account_by_puuid(puuid, priority=priority, within_s=time.left_s)
                said = account.riot_id is not None and same_name(account.riot_id, riot_id)
            except (NotFound, ForeignPuuid):
                said = False
            if said is not has_it:
                raise PuuidContradicted(
                    "Riot contradicts itself about an account",
                    which=str(riot_id),
                    next_step="It is asked again by itself.",
                    retry_after_s=RECHECK_S,
                )
