"""
Names that were looked at, remembered for a while, and what is found about a claim with their help.

In memory alone: what a name says is quickly found again, and somebody who is erased is gone from here with their time.
"""

from __future__ import annotations

import asyncio

from cachetools.func import ttl_cache

from tiltyard.clock import Clock
from tiltyard.models import Finding, PlayerClaim
from tiltyard_ign.figures import CacheFigures
from tiltyard_ign.findings import findings_about, names_beside
from tiltyard_ign.keys import taken_for
from tiltyard_ign.lookalikes import prototype
from tiltyard_ign.reading import read_name
from tiltyard_ign.settings import IgnSettings
from tiltyard_ign.taken import TakenNames

AT_ONCE = 200
"""Names that are put into the index at once, in a few milliseconds; more are put there in a thread."""


class Names:
    """What one process remembers of names."""

    def __init__(self, settings: IgnSettings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._read = ttl_cache(settings.remember_most, settings.remember_s, clock.monotonic)(read_name)
        self._index = TakenNames(self._read)
        self._index_ends_s = 0.0
        self._growing = asyncio.Lock()
        self._wanted = self._put_in = 0

    async def findings(self, claim: PlayerClaim) -> list[Finding]:
        """What is found about a claim."""
        index = await self._index_beside(claim)
        return findings_about(claim, self._read, index, near_equal=self._settings.near_equal)

    def figures(self) -> dict[str, CacheFigures]:
        """How the memories stand, by their names."""
        names, most = self._read.cache_info(), self._settings.remember_most
        letters = [taken_for.cache_info(), prototype.cache_info()]
        return {
            "names": CacheFigures(int(names.currsize), most, names.hits, names.misses),
            "names of a roster": CacheFigures(len(self._index), most, self._wanted - self._put_in, self._put_in),
            "look-alike characters": CacheFigures(
                sum(one.currsize for one in letters),
                sum(one.maxsize or 0 for one in letters),
                sum(one.hits for one in letters),
                sum(one.misses for one in letters),
            ),
        }

    async def _index_beside(self, claim: PlayerClaim) -> TakenNames:
        """An index that knows the names that this claim is held against."""
        names = names_beside(claim)
        async with self._growing:
            unknown = self._index.unknown(names)
            too_many = bool(unknown) and len(self._index) + len(unknown) > self._settings.remember_most
            if too_many or self._index_ends_s <= self._clock.monotonic():
                # With the names of this roster alone, however many: less would have to be looked at again each time.
                self._index, unknown = TakenNames(self._read), names
                self._index_ends_s = self._clock.monotonic() + self._settings.remember_s
            self._wanted += len(names)
            self._put_in += len(unknown)
            if len(unknown) > AT_ONCE:
                self._index = await asyncio.to_thread(self._index.grown, unknown)
            else:
                self._index.add(unknown)
            return self._index
