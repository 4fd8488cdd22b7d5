"""
How entrants came to where they stand: asked for when somebody looks, and kept for when the API is away.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable

from tiltyard.models import TournamentId
from tiltyard_dashboard.web.shapes import Chapter, Roster, Story

KEPT = 1024

AskStory = Callable[[TournamentId, str], Awaitable[Story | None]]


class Stories:
    """Remembers what was told last, of the `KEPT` entrants who were looked at last."""

    def __init__(self, ask: AskStory) -> None:
        self._ask = ask
        self._kept: OrderedDict[tuple[TournamentId, str], Story] = OrderedDict()

    async def of(self, roster: Roster, entrant: str, *, api_up: bool) -> tuple[Chapter, ...] | None:
        """Oldest first; what was told before while the API is away; None when it never was."""
        key = (roster.id, entrant)
        kept = self._kept.get(key)
        if api_up and (kept is None or kept.seq < roster.seq) and (told := await self._ask(*key)):
            kept = self._kept[key] = told
        if kept is None:
            return None
        self._kept.move_to_end(key)
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return kept.story
