"""
A book as JSON, for a store that several processes share. Pure.

Whatever cannot be read is as if it had not been kept: the next answer tells what is used.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tiltyard_riot.limiter.book import Book, Endpoint, Sent
from tiltyard_riot.limiter.slots import Slots
from tiltyard_riot.limiter.windows import Mark, Window

VERSION = 2


def kept_book(book: Book, now_s: float) -> dict[str, Any]:
    """The book as JSON, as it is at this moment."""
    return {
        "version": VERSION,
        "now_s": now_s,
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

    now_s  what the clock shows: if it was put back, what is kept is, too, as if no time had passed
    """
    if not isinstance(kept, Mapping) or kept.get("version") != VERSION:
        return Book()
    try:
        back_s = max(0.0, float(kept["now_s"]) - now_s)
        book = Book(
            app=_read_windows(kept["app"], back_s),
            endpoints={
                method: Endpoint(
                    windows=_read_windows(one["windows"], back_s),
                    known=bool(one["known"]),
                    blocked_until_s=float(one["blocked_until_s"]) - back_s,
                    strikes=int(one["strikes"]),
                    struck_s=float(one["struck_s"]) - back_s,
                )
                for method, one in kept["endpoints"].items()
            },
            known=bool(kept["known"]),
            blocked_until_s=float(kept["blocked_until_s"]) - back_s,
            granted=int(kept["granted"]),
            rejected={str(kind): int(count) for kind, count in kept["rejected"].items()},
        )
        for grant_id, method, granted_s, app, windows in kept["sent"]:
            book.sent[grant_id] = Sent(method, float(granted_s) - back_s, _read_marks(app), _read_marks(windows))
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


def _read_windows(kept: Any, back_s: float) -> dict[int, Window]:
    return {int(one["period_s"]): _read_window(one, back_s) for one in kept}


def _read_window(kept: Mapping[str, Any], back_s: float) -> Window:
    return Window(
        limit=int(kept["limit"]),
        period_s=int(kept["period_s"]),
        told_s=float(kept["told_s"]) - back_s,
        in_flight=int(kept["in_flight"]),
        own=_read_slots(kept["own"], back_s),
        foreign=_read_slots(kept["foreign"], back_s),
        booked=int(kept["booked"]),
        freed=int(kept["freed"]),
        proven=int(kept["proven"]),
        proven_s=float(kept["proven_s"]) - back_s,
        distrust_until_s=float(kept["distrust_until_s"]) - back_s,
        spare=int(kept["spare"]),
    )


def _read_slots(kept: Any, back_s: float) -> Slots:
    return Slots([(float(at_s) - back_s, int(count)) for at_s, count in kept])


def _kept_marks(marks: Mapping[int, Mark]) -> list[list[int]]:
    return [[period_s, mark.booked, mark.freed] for period_s, mark in marks.items()]


def _read_marks(kept: Any) -> dict[int, Mark]:
    return {int(period_s): Mark(int(booked), int(freed)) for period_s, booked, freed in kept}
