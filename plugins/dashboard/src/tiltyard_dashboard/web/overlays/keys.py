"""
Which tournament an overlay's address shows: asked of the API, and remembered for a while.

The key stands in the address, because a stream's software takes nothing else. It opens what everybody may see of one
tournament, is revocable, and is never logged.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable

from attrs import frozen

from tiltyard.clock import Clock
from tiltyard.models import TournamentId

FRESH_S = 10.0
"""An address that was revoked shows nothing any more after at most so long, and the overlay's own next look."""

KEPT = 1024

_KEY = re.compile(r"[A-Za-z0-9_-]{8,200}")


class OutOfReach(Exception):  # an answer, not an error of ours
    """The API does not say whether a key is good."""


AskKey = Callable[[str], Awaitable[TournamentId | None]]
"""Gives the tournament; None for a key that is not, or no longer, good; raises OutOfReach."""


@frozen
class _Told:
    tournament: TournamentId | None
    at_s: float


class Keys:
    """Remembers what the API said of the `KEPT` keys that were shown last."""

    def __init__(self, ask: AskKey, clock: Clock) -> None:
        self._ask = ask
        self._clock = clock
        self._told: OrderedDict[str, _Told] = OrderedDict()

    async def tournament(self, key: str) -> TournamentId | None:
        """What it shows; None when it is no good. While the API is away, what it said last.

        raises  OutOfReach when it never said anything
        """
        if not _KEY.fullmatch(key):
            return None
        told = self._told.get(key)
        if told is None or self._clock.monotonic() - told.at_s >= FRESH_S:
            try:
                told = self._told[key] = _Told(await self._ask(key), self._clock.monotonic())
            except OutOfReach:
                if told is None:
                    raise
        self._told.move_to_end(key)
        if len(self._told) > KEPT:
            self._told.popitem(last=False)
        return told.tournament
