"""
Everything that answers, put together for one key.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Self

from attrs import frozen

from tiltyard.clock import Clock
from tiltyard.errors import JournalError
from tiltyard.models import Lobby, Placements
from tiltyard.plugin import PluginContext, PluginStore
from tiltyard_riot.application import Application
from tiltyard_riot.cache import Cache, Figures, Kind
from tiltyard_riot.client import RiotClient
from tiltyard_riot.games import Games
from tiltyard_riot.key import KeySource
from tiltyard_riot.known import Known
from tiltyard_riot.limiter import LimiterStats, SharedLimiter, read_stats
from tiltyard_riot.models import Account
from tiltyard_riot.proofs import Proofs
from tiltyard_riot.routing import ACCOUNT_HOSTS, PLATFORMS, match_route
from tiltyard_riot.settings import RiotSettings
from tiltyard_riot.verify import Verification

HOSTS = frozenset({*ACCOUNT_HOSTS, *PLATFORMS, *map(match_route, PLATFORMS)})
"""Every host of Riot's that is asked."""


@frozen
class Stats:
    """What is kept, and what the quota allows.

    cache         how much is kept, by kind
    counted       by name, of all processes since the journal was begun: `hits` and `misses`, answers that were kept and
                  that were not; `joined`, questions that came while the same was under way; `calls` and `retries`;
                  errors by their class
    limiter       calls by host, of all processes with this journal
    key_trouble   why the key cannot be read where it stands; None when it can
    """

    cache: Mapping[Kind, Figures]
    counted: Mapping[str, int]
    limiter: LimiterStats
    key_trouble: str | None


class RiotAnswers:
    """Owns the client and all that asks it."""

    def __init__(
        self,
        *,
        client: RiotClient,
        limiter: SharedLimiter,
        store: PluginStore,
        clock: Clock,
        known: Known,
        cache: Cache,
        key: KeySource,
        verification: Verification,
        lobby_deadline_s: float,
    ) -> None:
        self.client = client
        self.known = known
        self.cache = cache
        self.verification = verification
        self.games = Games(known)
        self._limiter = limiter
        self._store = store
        self._clock = clock
        self._key = key
        self._lobby_deadline_s = lobby_deadline_s

    @classmethod
    def of(cls, api_key: str, ctx: PluginContext[RiotSettings], *, choose: Callable[[Sequence[int]], int]) -> Self:
        """Put together, with nobody asked.

        choose  picks the icon that somebody is to show
        """
        settings = ctx.settings
        # Shared also where one host has the journal for itself: commands typed meanwhile ask with the same key.
        limiter = SharedLimiter(ctx.store, ctx.clock, ctx.log)
        client = RiotClient(
            api_key,
            settings.base_url,
            limiter=limiter,
            clock=ctx.clock,
            log=ctx.log,
            timeout_s=settings.timeout_s,
        )

        async def read(puuid: str) -> Account:
            # Half of the time, so that whoever waits for it can still be told that it took too long.
            return await client.account_by_puuid(puuid, within_s=settings.call_deadline_s / 2)

        cache, key = Cache(ctx.store, ctx.clock), KeySource(api_key, ctx.clock)
        known = Known(
            client,
            cache=cache,
            application=Application(ctx.store, read),
            key=key,
            store=ctx.store,
            settings=settings,
            clock=ctx.clock,
        )
        proofs = Proofs(
            ctx.store, ctx.clock, limit_s=settings.proof_limit_s, kept_s=settings.proof_kept_s, choose=choose
        )
        verification = Verification(known, proofs, ctx.log, deadline_s=settings.call_deadline_s)
        return cls(
            client=client,
            limiter=limiter,
            store=ctx.store,
            clock=ctx.clock,
            known=known,
            cache=cache,
            key=key,
            verification=verification,
            lobby_deadline_s=settings.lobby_deadline_s,
        )

    async def placements(self, lobby: Lobby) -> list[Placements]:
        """Games that may be this lobby's, best first.

        raises  Unavailable, AccessDenied
        """
        return await self.games.placements(lobby, within_s=self._lobby_deadline_s)

    async def stats(self) -> Stats:
        """What is kept, and what the quota allows."""
        return Stats(
            cache=await self.cache.figures(),
            counted=await self.known.tally.totals(),
            limiter=await read_stats(self._store, self._clock, HOSTS),
            key_trouble=self._key.broken,
        )

    async def close(self) -> None:
        """End what is under way."""
        await self.known.close()
        await self.client.close()
        await self._limiter.close()
        with suppress(JournalError):  # figures are worth no trouble at the end
            await self.known.tally.save()
