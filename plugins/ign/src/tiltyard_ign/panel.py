"""
What staff see of name checks on the page of the host. Pure.
"""

from __future__ import annotations

from typing import Any

from tiltyard_ign.figures import Stats


def panel(stats: Stats) -> dict[str, Any]:
    """One panel, as the dashboard takes it."""
    took = "-" if stats.avg_s is None else f"{stats.avg_s * 1000:.2f} ms"
    found = [[code.replace("_", " "), count] for code, count in list(stats.found.items())[:20]]
    memories = [[f"remembered: {name}", f"{one.size} of {one.most}"] for name, one in stats.memory.items()]
    return {
        "title": "In-game names",
        "summary": f"{stats.checks} checked in {stats.days} days.",
        "rows": [["on average", took], *found, *memories],
    }
