"""
Keeps who was asked to show which icon, and who has, over restarts and hosts.

An account's ledger names its PUUID and the persons: when one of them is erased it goes whole, and whoever else had
proven that account is asked again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from tiltyard.clock import Clock
from tiltyard.plugin import PluginStore
from tiltyard_riot import proof
from tiltyard_riot.cache import digest
from tiltyard_riot.models import Summoner
from tiltyard_riot.plain import from_plain, to_plain
from tiltyard_riot.proof import Asked, Ledger, Standing


class Proofs:
    """Who owns which account, as far as it was shown."""

    def __init__(
        self,
        store: PluginStore,
        clock: Clock,
        *,
        limit_s: float,
        kept_s: float,
        choose: Callable[[Sequence[int]], int],
    ) -> None:
        """Nothing is looked up yet.

        limit_s  how long somebody has to show an icon
        kept_s   how long a proof counts
        choose   picks one of several icons; nobody may be able to foresee it
        """
        self._store = store
        self._clock = clock
        self._limit = timedelta(seconds=limit_s)
        self._kept = timedelta(seconds=kept_s)
        self._choose = choose

    async def ask(self, person: str, summoner: Summoner) -> Asked:
        """Which icon they shall show with this account; the same until its time is over."""
        now = self._clock.now()

        def asked(ledger: Ledger) -> Ledger:
            return proof.ask(
                ledger,
                person,
                current_icon=summoner.profile_icon_id,
                now=now,
                limit=self._limit,
                choose=self._choose,
            )

        ledger = await self._change(summoner.puuid, asked)
        ttl_s = self._kept.total_seconds()
        await self._store.put(_person(person), {"person": person, "puuid": summoner.puuid}, ttl_s=ttl_s)
        return ledger.asked[person]

    async def standing(self, person: str, puuid: str) -> tuple[Standing, Asked | None]:
        """How far they are with this account, and what they were asked to show."""
        ledger = await self._ledger(puuid)
        return self._standing(ledger, person), ledger.asked.get(person)

    async def show(self, person: str, summoner: Summoner) -> tuple[Standing, Asked | None]:
        """The account looks like this: how far that makes them."""
        now = self._clock.now()

        def shown(ledger: Ledger) -> Ledger:
            return proof.show(ledger, person, icon=summoner.profile_icon_id, changed_at=summoner.revision_date, now=now)

        ledger = await self._ledger(summoner.puuid)
        if shown(ledger) != ledger:
            ledger = await self._change(summoner.puuid, shown)
        return self._standing(ledger, person), ledger.asked.get(person)

    async def asked_of_another(self, person: str, puuid: str) -> bool:
        """Whether they were asked to show an icon with another account, and it is not over."""
        known = await self._store.get(_person(person))
        if not known or known["puuid"] == puuid:
            return False
        asked = (await self._ledger(known["puuid"])).asked.get(person)
        return asked is not None and self._clock.now() < asked.expires_at

    async def shown_at(self, person: str, puuid: str) -> datetime:
        """When they proved it; now, when they did not."""
        return (await self._ledger(puuid)).proven.get(person, self._clock.now())

    def _standing(self, ledger: Ledger, person: str) -> Standing:
        return proof.standing(ledger, person, now=self._clock.now(), kept=self._kept)

    async def _ledger(self, puuid: str) -> Ledger:
        plain = await self._store.get(_account(puuid))
        return from_plain(plain, Ledger) if plain else Ledger(puuid)

    async def _change(self, puuid: str, change: Callable[[Ledger], Ledger]) -> Ledger:
        plain = await self._store.change(
            _account(puuid),
            lambda kept: to_plain(change(from_plain(kept, Ledger) if kept else Ledger(puuid))),
            ttl_s=self._kept.total_seconds(),
        )
        return from_plain(plain, Ledger)


def _account(puuid: str) -> str:
    return f"proof:{digest(puuid)}"


def _person(person: str) -> str:
    return f"asked:{digest(person)}"
