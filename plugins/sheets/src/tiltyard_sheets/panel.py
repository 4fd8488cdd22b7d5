"""
What staff see of Google Sheets on the page of the host. Pure.
"""

from __future__ import annotations

from typing import Any

from tiltyard_sheets.client.figures import Stats

LITTLE = 0.1
"""Less of a minute's quota than this is worth a look."""


def panel(stats: Stats) -> dict[str, Any]:
    """One panel, as the dashboard takes it."""
    quotas = (
        ("reads", stats.reads_left, stats.reads_per_minute),
        ("writes", stats.writes_left, stats.writes_per_minute),
    )
    scarce = [name for name, left, most in quotas if left is not None and left < most * LITTLE]
    summary = f"{stats.reads} reads and {stats.writes} writes in {stats.days} days."
    if scarce:
        summary += f" Few {' and '.join(scarce)} are left this minute; what waits goes together."
    return {
        "title": "Google Sheets",
        "summary": summary,
        "state": "warn" if scarce else "ok",
        "rows": [
            *([f"{name} left", f"{'?' if left is None else left} of {most} a minute"] for name, left, most in quotas),
            ["repeated", stats.retries],
            ["known without asking", f"{stats.cache_hits} of {stats.cache_hits + stats.cache_misses}"],
            *([f"ended in {name}", count] for name, count in list(stats.errors.items())[:10]),
        ],
    }
