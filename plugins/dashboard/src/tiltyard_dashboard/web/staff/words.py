"""
Things in words, for staff pages. Pure.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

STATUS = {
    "received": "received",
    "registered": "registered",
    "waitlisted": "on the waitlist",
    "pending": "being checked",
    "rejected": "not accepted",
    "dropped": "dropped",
    "no_show": "no-show",
    "disqualified": "disqualified",
}

SEVERITY = {"urgent": "Now", "soon": "Soon", "note": "Note"}

WINDOW = {"not_yet": "not open yet", "open": "open", "closed": "closed"}


def iso(moment: datetime | str) -> str:
    """For `<time datetime>`."""
    return moment if isinstance(moment, str) else moment.isoformat()


def utc(moment: datetime | str) -> str:
    """For those whose browser does not tell it in their own zone."""
    when = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return f"{when.astimezone(UTC):%d %b, %H:%M} UTC"


def size(count: float | None) -> str:
    """Bytes as people read them."""
    if count is None:
        return "-"
    return f"{count / 2**20:.0f} MiB" if count >= 2**20 else f"{count / 2**10:.0f} KiB"


def effect(one: Mapping[str, Any]) -> str:
    """One thing that becomes different."""
    what = str(one["what"]).replace("_", " ")
    if one["kind"] == "message":
        return f"is told: {what}"
    if one["kind"] == "role":
        return f"role {what}: {'given' if one['after'] else 'taken'}"
    return f"{what}: {one['before'] or 'nothing'} → {one['after'] or 'nothing'}"


def points(values: Sequence[float], *, width: int = 120, height: int = 24) -> str:
    """A sparkline's points for SVG; blank for less than two values."""
    if len(values) < 2:
        return ""
    top = max(values) or 1.0
    step = width / (len(values) - 1)
    return " ".join(
        f"{place * step:.1f},{height - value / top * (height - 2) - 1:.1f}" for place, value in enumerate(values)
    )


def body(plain: Any) -> str:
    """What a button posts, as one hidden field holds it."""
    return json.dumps(plain, ensure_ascii=False, sort_keys=True)


FILTERS: Mapping[str, Callable[..., str]] = {
    "iso": iso,
    "utc": utc,
    "size": size,
    "effect": effect,
    "body": body,
    "points": points,
}
