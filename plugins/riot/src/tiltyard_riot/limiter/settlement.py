"""
One round of a host among several that share a quota: what it brings, and what it may do. Pure.

Everything that a host has to say since its last round, and all that it wants, is settled in one change of what the
store keeps, at one moment of the store's clock.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from attrs import frozen

from tiltyard_riot.limiter.book import NOBODY, Book, Round, Waiters
from tiltyard_riot.limiter.grant import Priority
from tiltyard_riot.limiter.headers import Told
from tiltyard_riot.limiter.kept import kept_book, read_book
from tiltyard_riot.limiter.waiting import Line

SEEN_LATELY_S = 900.0
"""A host counts as one of those that share the quota for so long after its last word."""
_HINT_S = 1.0
"""Others keep room for those who wait at a host until they should have come themselves, and so much longer."""
POLL_S = 0.05
"""How soon to look again for an answer that another host is waiting for."""
AHEAD_S = 0.2
"""Calls are granted so long before they may be sent, so that no way to the store lies between two windows."""


@frozen
class Report:
    """What came of a call.

    received_ago_s  how long before the round began its answer came
    jitter          0 to 1, by chance
    """

    grant_id: str
    told: Told
    received_ago_s: float
    jitter: float


@frozen
class Apart:
    """A call that was made while the store was away."""

    grant_id: str
    method: str
    granted_ago_s: float


@frozen
class News:
    """What one host brings to a round.

    name     of the host; no two have the same
    apart    calls that were made without the store
    unsent   grants of earlier rounds that nobody used
    lines    those who wait, the first of each line
    leaving  whether this is its last round
    """

    name: str
    reports: tuple[Report, ...] = ()
    apart: tuple[Apart, ...] = ()
    unsent: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    share: int = 1
    leaving: bool = False


@frozen
class Settled:
    """What comes of a round.

    book   as it is now
    round  who may call, and when to come again
    at_s   not before this moment of the store's clock may they call
    hosts  how many share the quota, this one included
    now_s  when that was, of the store's clock
    read_s when that was read, of the host's monotonic clock
    """

    book: Book
    round: Round
    at_s: float
    hosts: int
    now_s: float
    read_s: float = 0.0


def settle(kept: Any, now_s: float, news: News, new_id: Callable[[], str]) -> tuple[Any, Settled]:
    """What the store is to keep, and what the host may do."""
    whole = kept if isinstance(kept, Mapping) else {}
    book = read_book(whole.get("book"), now_s)
    # What is kept is of an earlier moment, unless the clock was put back: then no time has passed.
    back_s = max(0.0, _number(whole.get("now_s")) - now_s)
    hosts = _hosts(whole.get("hosts"), now_s, back_s)
    hosts.pop(news.name, None)
    for call in news.apart:
        book.add(now_s, call.grant_id, call.method, now_s - call.granted_ago_s)
    for report in news.reports:
        received_s = now_s - report.received_ago_s
        book.report(now_s, report.grant_id, report.told, received_s=received_s, jitter=report.jitter)
    for grant_id in news.unsent:
        book.unsent(grant_id)
    others = _waiting(hosts, now_s)
    # What was granted ahead has moved the book to a later moment: nobody may call before.
    at_s = max(now_s, min(_number(whole.get("at_s")) - back_s, now_s + AHEAD_S))
    served = book.grant(at_s, news.lines, new_id, share=news.share, others=others)
    if not served.granted and served.wake_s is not None and served.wake_s <= now_s + AHEAD_S:
        at_s = served.wake_s
        served = book.grant(at_s, news.lines, new_id, share=news.share, others=others)
    wake_s = served.wake_s
    if wake_s is not None and served.blind and any(not is_of(news.name, grant_id) for grant_id in book.sent):
        wake_s = min(wake_s, now_s + POLL_S)
    if not news.leaving:
        hint_until_s = now_s if wake_s is None else wake_s + _HINT_S
        hosts[news.name] = [now_s, hint_until_s, *served.short]
    served = Round(served.granted, wake_s, served.blind, served.short)
    value = {"book": kept_book(book, now_s), "hosts": hosts, "at_s": at_s, "now_s": now_s}
    return value, Settled(book, served, at_s, max(1, len(hosts)), now_s)


def is_of(name: str, grant_id: str) -> bool:
    """Whether a grant is one of this host's."""
    return grant_id.startswith(f"{name}.")


def _number(kept: Any) -> float:
    return float(kept) if isinstance(kept, int | float) else 0.0


def _hosts(kept: Any, now_s: float, back_s: float) -> dict[str, list[float]]:
    """Those seen lately: when, until when they wait, and how many of each priority."""
    if not isinstance(kept, Mapping):
        return {}
    return {
        name: [said[0] - back_s, said[1] - back_s, *said[2:]]
        for name, said in kept.items()
        if isinstance(said, list) and len(said) == 2 + len(Priority) and now_s - SEEN_LATELY_S < said[0] - back_s
    }


def _waiting(hosts: Mapping[str, list[float]], now_s: float) -> Waiters:
    found = list(NOBODY)
    for _, until_s, *counts in hosts.values():
        if now_s < until_s:
            found = [one + int(count) for one, count in zip(found, counts, strict=True)]
    return (found[0], found[1], found[2])
