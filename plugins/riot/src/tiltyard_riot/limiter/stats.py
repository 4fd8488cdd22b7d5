"""
What the limiter tells about itself.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen


@frozen
class WindowStats:
    """One window of one host.

    scope     `application`, or the method that it is for
    used      calls booked in it, those in flight and those of others included
    foreign   of these, calls that somebody else made with the same key
    frees_in_s  when the next call of it is surely over; None when it is empty, or all are in flight
    """

    scope: str
    limit: int
    period_s: int
    used: int
    foreign: int
    frees_in_s: float | None


@frozen
class HostStats:
    """One host of the Riot API, such as `na1`.

    waiting   calls that wait in this process, by the name of their priority
    granted   calls that were let through, by all processes that share the quota, since the book was begun
    rejected  429s by kind: `application`, `method`, `service`
    blocked_for_s  how long the whole host is let alone after a 429; 0 when it is not
    share     this process may use one in so many calls of each window; 1 is normal, more while the store is away
    """

    host: str
    windows: tuple[WindowStats, ...]
    waiting: Mapping[str, int]
    in_flight: int
    granted: int
    rejected: Mapping[str, int]
    blocked_for_s: float
    share: int


@frozen
class LimiterStats:
    """All hosts that were asked since this process began, by name."""

    hosts: tuple[HostStats, ...]
