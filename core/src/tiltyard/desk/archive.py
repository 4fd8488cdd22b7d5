"""
Whether a tournament is archived, and since when: all that compacting and erasing by date need to know of it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

from tiltyard.desk.desk import Desk
from tiltyard.models import Tournament


def is_archived(state: Tournament) -> bool:
    """Whether nothing happens in it any more."""
    return bool(getattr(state, "archived_at", None) or getattr(state, "archived", False))


def archived_at(desk: Desk) -> Callable[[Tournament], Awaitable[datetime | None]]:
    """Says since when: the time of its last event where the state does not tell."""

    async def since(state: Tournament) -> datetime | None:
        if not is_archived(state):
            return None
        told = getattr(state, "archived_at", None)
        if isinstance(told, datetime):
            return told
        last = await desk.history(state.id, after=state.seq - 1)
        return last[-1].at if last else None

    return since
