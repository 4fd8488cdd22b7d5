"""
A book in figures, for people. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping

from tiltyard_riot.limiter.book import Book
from tiltyard_riot.limiter.grant import Priority
from tiltyard_riot.limiter.stats import HostStats, WindowStats
from tiltyard_riot.limiter.waiting import Waiting
from tiltyard_riot.limiter.windows import Window


def host_stats(host: str, book: Book, waiting: Waiting, now_s: float, *, share: int = 1) -> HostStats:
    """What a host looks like now.

    now_s  of the book's clock, up to which time has passed in it
    """
    windows = [*_windows("application", book.app, now_s)]
    for method, endpoint in sorted(book.endpoints.items()):
        windows += _windows(method, endpoint.windows, now_s)
    return HostStats(
        host=host,
        windows=tuple(windows),
        waiting={priority.name.lower(): number for priority, number in zip(Priority, waiting.counts(), strict=True)},
        in_flight=len(book.sent),
        granted=book.granted,
        rejected=dict(book.rejected),
        blocked_for_s=max(0.0, book.blocked_until_s - now_s),
        share=share,
    )


def _windows(scope: str, windows: Mapping[int, Window], now_s: float) -> list[WindowStats]:
    return [
        WindowStats(
            scope=scope,
            limit=window.limit,
            period_s=window.period_s,
            used=window.used,
            foreign=window.foreign.total,
            frees_in_s=min(
                (at_s - now_s for at_s in (window.own.first_s, window.foreign.first_s) if at_s is not None),
                default=None,
            ),
        )
        for _, window in sorted(windows.items())
    ]
