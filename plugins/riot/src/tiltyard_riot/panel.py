"""
What staff see of Riot on the page of the host. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tiltyard_riot.limiter.stats import HostStats
from tiltyard_riot.service import Stats

MOST_WINDOWS = 40


def without_key() -> dict[str, Any]:
    """While no key is set."""
    return {"title": "Riot", "summary": "No API key is set, so no account is checked.", "state": "off"}


def panel(stats: Stats) -> dict[str, Any]:
    """One panel, as the dashboard takes it."""
    blocked = [host for host in stats.limiter.hosts if host.blocked_for_s > 0]
    if stats.key_trouble:
        state, summary = "bad", f"The key is not good: {stats.key_trouble}"[:300]
    elif blocked:
        state, summary = (
            "warn",
            f"Let alone for a while after a refusal: {', '.join(one.host for one in blocked)}"[:300],
        )
    else:
        state, summary = "ok", f"{sum(one.granted for one in stats.limiter.hosts)} calls were let through."
    waiting = sum(count for host in stats.limiter.hosts for count in host.waiting.values())
    return {
        "title": "Riot",
        "summary": summary,
        "state": state,
        "rows": [
            ["waiting for the quota", waiting],
            ["known without asking", stats.counted.get("hits", 0)],
            *([f"kept: {kind.value}", one.count] for kind, one in stats.cache.items()),
        ],
        "table": {
            "columns": ["host", "limit", "used"],
            "rows": [row for host in stats.limiter.hosts for row in _windows(host)][:MOST_WINDOWS],
        },
    }


def _windows(host: HostStats) -> Iterator[list[Any]]:
    for window in host.windows:
        yield [host.host, f"{window.scope}, {window.limit} in {window.period_s} s", window.used]
