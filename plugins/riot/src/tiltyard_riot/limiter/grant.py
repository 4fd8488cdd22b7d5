"""
What passes between the limiter and those who call: who is served first, the leave to make one call, what came of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import Protocol

from attrs import Factory, frozen

from tiltyard_riot.limiter.stats import LimiterStats


class Priority(IntEnum):
    """Who is served first.

    INTERACTIVE  a person waits for the answer: a sign-up, a check-in
    LIVE         a round waits for it: who came where
    BACKGROUND   nobody waits: refreshing ranks and names
    """

    INTERACTIVE = 0
    LIVE = 1
    BACKGROUND = 2


@frozen
class Grant:
    """Leave to make one call. Whoever holds one must report it, whatever came of it.

    id      unique among all processes that share the quota
    host    such as `na1`
    method  the endpoint's template, such as `tft-league-v1 by-puuid`
    """

    id: str
    host: str
    method: str
    priority: Priority


@frozen
class Answer:
    """What came of a call.

    status   of HTTP; None when no answer came: the call may have been counted all the same
    headers  as received, in any case
    """

    status: int | None
    headers: Mapping[str, str] = Factory(dict)


class Limiter(Protocol):
    """Says when a call may be made. It makes none itself."""

    async def acquire(self, host: str, method: str, priority: Priority, *, within_s: float) -> Grant:
        """Return when one call may be sent, at once. May be cancelled: nothing is booked then.

        within_s  how long it may wait
        raises    QuotaExhausted when that is not enough, saying when to come again; as soon as that is certain
        """

    async def report(self, grant: Grant, answer: Answer) -> None:
        """Say what came of a call: exactly once for each grant, also after a failure or when it was cancelled."""

    def load(self, host: str) -> float:
        """How full the busiest application window of a host is: 0 empty, 1 full, above 1 when calls wait for it."""

    async def stats(self) -> LimiterStats:
        """What is booked, waiting and refused at this moment."""
