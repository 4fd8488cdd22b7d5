"""
A book as JSON, for a store that several processes share. Pure.

Whatever cannot be read is as if it had not been kept: the next answer tells what is used.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tiltyard_riot.limiter.book import Book, Endpoint, Sent
from tiltyard_riot.limiter.headers import LONGEST_RETRY_S
from tiltyard_riot.limiter.slots import Slots
from tiltyard_riot.limiter.windows import Mark, Window

VERSION = 2


def kept_book(book: Book) -> dict[str, Any]:
    """The book as JSON."""
    return {
        "version": VERSION,
        "app": _kept_windows(book.app),
        "endpoints": {
            method: {
                "windows": _kept_windows(one.windows),
                "known": one.known,
                "blocked_until_s": one.blocked_until_s,
                "strikes": one.strikes,
                "struck_s": one.struck_s,
            }
            for method, one in book.endpoints.items()
        },
        "sent": [
            [grant_id, one.method, one.granted_s, _kept_marks(one.app), _kept_marks(one.windows)]
            for grant_id, one in book.sent.items()
        ],
        "known": book.known,
        "blocked_until_s": book.blocked_until_s,
        "granted": book.granted,
        "rejected": book.rejected,
    }


def read_book(kept: Any, now_s: float) -> Book:
    """The book that `kept_book` made; a new one when there is none, or none that can be read.

    now_s  what the clock shows: if it was put back, nothing is waited for longer than it could take by itself
    """
    if not isinstance(kept, Mapping) or kept.get("version") != VERSION:
        return Book()
    try:
        book = Book(
            app=_read_windows(kept["app"], now_s),
            endpoints={
                method: Endpoint(
                    windows=_read_windows(one["windows"], now_s),
                    known=bool(one["known"]),
                    blocked_until_s=min(float(one["blocked_until_s"]), now_s + LONGEST_RETRY_S),
                    strikes=int(one["strikes"]),
                    struck_s=min(float(one["struck_s"]), now_s),
                )
                for method, one in kept["endpoints"].items()
            },
            known=bool(kept["known"]),
            blocked_until_s=min(float(kept["blocked_until_s"]), now_s + LONGEST_RETRY_S),
            granted=int(kept["granted"]),
            rejected={str(kind): int(count) for kind, count in kept["rejected"].items()},
        )
        for grant_id, method, granted_s, app, windows in kept["sent"]:
            book.sent[grant_id] = Sent(method, min(float(granted_s), now_s), _read_marks(app), _read_marks(windows))
            book.endpoints[method].in_flight += 1
    except (AttributeError, KeyError, TypeError, ValueError):
        return Book()
    return book


def _kept_windows(windows: Mapping[int, Window]) -> list[dict[str, Any]]:
    return [
        {
            "limit": one.limit,
            "period_s": one.period_s,
            "told_s": one.told_s,
            "in_flight": one.in_flight,
            "own": one.own.groups,
            "foreign": one.foreign.groups,
            "booked": one.booked,
            "freed": one.freed,
            "proven": one.proven,
            "proven_s": one.proven_s,
            "distrust_until_s": one.distrust_until_s,
            "spare": one.spare,
        }
        for one in windows.values()
    ]


def _read_windows(kept: Any, now_s: float) -> dict[int, Window]:
    return {int(one["period_s"]): _read_window(one, now_s) for one in kept}


def _read_window(kept: Mapping[str, Any], now_s: float) -> Window:
    window = Window(
        limit=int(kept["limit"]),
        period_s=int(kept["period_s"]),
        told_s=min(float(kept["told_s"]), now_s),
        in_flight=int(kept["in_flight"]),
        booked=int(kept["booked"]),
        freed=int(kept["freed"]),
        proven=int(kept["proven"]),
        proven_s=float(kept["proven_s"]),
        distrust_until_s=float(kept["distrust_until_s"]),
        spare=int(kept["spare"]),
    )
    latest_s = now_s + window.span_s
    window.own = Slots([(min(float(at_s), latest_s), int(count)) for at_s, count in kept["own"]])
    window.foreign = Slots([(min(float(at_s), latest_s), int(count)) for at_s, count in kept["foreign"]])
    return window


def _kept_marks(marks: Mapping[int, Mark]) -> list[list[int]]:
    return [[period_s, mark.booked, mark.freed] for period_s, mark in marks.items()]


def _read_marks(kept: Any) -> dict[int, Mark]:
    return {int(period_s): Mark(int(booked), int(freed)) for period_s, booked, freed in kept}
