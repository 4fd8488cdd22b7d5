"""
Public answers about tournaments, encoded once for each state.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec
from attrs import frozen

from tiltyard.clock import Clock
from tiltyard.desk.desk import Desk
from tiltyard.journal.news import News
from tiltyard.models import EntrantId, Tournament, TournamentId
from tiltyard.tournament.roster import IN_LINE
from tiltyard_dashboard.api.biography import story
from tiltyard_dashboard.api.public import public_roster, public_summary
from tiltyard_dashboard.api.tables import Tables

View = Callable[[Tournament, datetime | None, dict[str, Any] | None], dict[str, Any]]


Mark = tuple[int, dict[str, Any] | None]
"""The last event, and how the table stands."""

CHECK_ANYWAY_S = 1.0
"""How long nothing is looked up without news: these may be lost while a database is away."""


@frozen
class _Check:
    """When the journal was last asked: after so much news, and at this time."""

    news: int
    at_s: float


class Lookup:
    """Asks the desk, shows what everybody may see, and remembers the bytes until the tournament or its table changes.

    What it says of a table is as of the last look of `tables`. While the journal has no news, one tournament is told
    without reading it again: what other processes append is news within a twentieth of a second.
    """

    def __init__(self, desk: Desk, tables: Tables, news: News, clock: Clock) -> None:
        self._desk = desk
        self._tables = tables
        self._news = news
        self._clock = clock
        self._kept: dict[tuple[TournamentId, View], tuple[Mark, bytes]] = {}
        self._checked: dict[tuple[TournamentId, View], _Check] = {}

    async def summaries(self) -> list[msgspec.Raw]:
        """All tournaments, in the order in which they were created."""
        return [msgspec.Raw(await self._encoded(state, public_summary)) for state in await self._desk.tournaments()]

    async def summary(self, tournament: TournamentId) -> bytes | None:
        """One of them; None when there is none of that id."""
        return await self._look(tournament, public_summary)

    async def roster(self, tournament: TournamentId) -> bytes | None:
        """One of them with everyone in line; None when there is none of that id."""
        return await self._look(tournament, public_roster)

    async def story(self, tournament: TournamentId, entrant: EntrantId) -> dict[str, Any] | None:
        """How an entrant in line came to where it stands; None when there is none of that id in line."""
        state = await self._desk.state(tournament)
        if state is None or (one := state.entrants.get(entrant)) is None or one.status not in IN_LINE:
            return None
        return {"seq": state.seq, "story": story(await self._desk.history(tournament), entrant)}

    async def _look(self, tournament: TournamentId, view: View) -> bytes | None:
        place, now = (tournament, view), self._now()
        if self._holds(place, now) and place in self._kept and self._kept[place][0][1] == self._tables.of(tournament):
            return self._kept[place][1]
        state = await self._desk.state(tournament)
        if state is None:
            return None
        encoded = await self._encoded(state, view)
        # As of before the look: what was appended meanwhile is looked at the next time.
        self._checked[place] = now
        return encoded

    def _now(self) -> _Check:
        return _Check(self._news.count, self._clock.monotonic())

    def _holds(self, place: tuple[TournamentId, View], now: _Check) -> bool:
        """Whether what was found at the last check is still so."""
        last = self._checked.get(place)
        return last is not None and last.news == now.news and now.at_s - last.at_s < CHECK_ANYWAY_S

    async def _encoded(self, state: Tournament, view: View) -> bytes:
        table = self._tables.of(state.id)
        kept, mark = self._kept.get((state.id, view)), (state.seq, table)
        if kept and kept[0] == mark:
            return kept[1]
        last_event = (await self._desk.history(state.id, after=state.seq - 1))[:1]
        encoded = msgspec.json.encode(view(state, last_event[0].at if last_event else None, table))
        self._kept[state.id, view] = (mark, encoded)
        return encoded
