"""
What the page knows: the last that the API told, how that looks, and who must hear of it.

Outlives the API: while it is away, everything stays as it was and is told to be so.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime

import msgspec

from tiltyard.clock import Clock
from tiltyard.models import TournamentId
from tiltyard_dashboard.serving.hub import Hub
from tiltyard_dashboard.web.overlays.look import Look
from tiltyard_dashboard.web.overlays.past import Past
from tiltyard_dashboard.web.pages import INDEX, Moment, Pages
from tiltyard_dashboard.web.query import ALL, Query
from tiltyard_dashboard.web.shapes import Chapter, Player, Roster, Summary
from tiltyard_dashboard.web.sheet import Html, Sheet, patch


class Board:
    """Keeps rosters and their sheets, and publishes what changes in them."""

    def __init__(self, pages: Pages, hub: Hub, clock: Clock) -> None:
        self._pages = pages
        self._hub = hub
        self._clock = clock
        self._rosters: dict[TournamentId, Roster] = {}
        self._sheets: dict[str, Sheet] = {INDEX: Sheet()}
        self._past = Past()
        self._as_of: datetime | None = None
        self.api_up = False
        self.tried = asyncio.Event()
        """Set once the API has answered, or has not, for the first time."""

    @property
    def tournaments(self) -> list[TournamentId]:
        """Their ids, in the order in which they were created."""
        return list(self._rosters)

    @property
    def knows(self) -> bool:
        """The API has told at least once what there is."""
        return self._as_of is not None

    def seq(self, tournament: TournamentId) -> int:
        """Up to which event a tournament is known; 0 when it is not."""
        roster = self._rosters.get(tournament)
        return roster.seq if roster else 0

    def is_known(self, summary: Summary) -> bool:
        """What it says is shown already, or something newer."""
        roster = self._rosters.get(summary.id)
        return roster is not None and summary.seq <= roster.seq and summary.table == roster.table

    def heard(self) -> None:
        """The API has given a sign of life."""
        self._as_of = self._clock.now()

    def found(self, rosters: Sequence[Roster]) -> None:
        """The API is there, and this is all that it has."""
        self._rosters = {roster.id: roster for roster in rosters}
        self._past.keep_only(set(self._rosters))
        for roster in rosters:
            self._past.add(roster, self._clock.now())
            self._show(roster.id, self._pages.tournament_sheet(roster))
        self._show_index()
        self._api_is(up=True)

    def changed(self, roster: Roster) -> None:
        """A tournament is new or has changed."""
        self._rosters[roster.id] = roster
        self._past.add(roster, self._clock.now())
        self._show(roster.id, self._pages.tournament_sheet(roster))
        self._show_index()
        self.heard()

    def lost(self) -> None:
        """The API does not answer."""
        self._api_is(up=False)

    def tournament_page(self, tournament: TournamentId, query: Query = ALL, *, kiosk: bool = False) -> Html:
        """A tournament's page.

        raises  KeyError when there is none of that id; `roster` tells
        """
        sheet = self._sheets[tournament]
        return self._pages.tournament_page(self._rosters[tournament], sheet, self._moment(), query, kiosk=kiosk)

    def roster(self, tournament: TournamentId) -> Roster | None:
        """What is known of a tournament; None when there is none of that id."""
        return self._rosters.get(tournament)

    def roster_at(self, tournament: TournamentId, moment: datetime) -> Roster | None:
        """What was known of a tournament then; None when nothing was, or nobody remembers."""
        return self._past.at(tournament, moment)

    def overlay_page(self, view: str, roster: Roster | None, look: Look, as_of: datetime) -> Html:
        """An overlay for a stream."""
        return self._pages.overlay_page(view, roster, look, as_of, self._moment())

    def summaries(self) -> list[Roster]:
        """What is known of all, in the order in which they were created."""
        return list(self._rosters.values())

    @property
    def stale_since(self) -> datetime | None:
        """When the API last answered, while it does not; None while it does."""
        return None if self.api_up else self._as_of

    def player_page(self, roster: Roster, player: Player, story: Sequence[Chapter] | None) -> Html:
        """An entrant's own page."""
        return self._pages.player_page(roster, player, story, self._moment())

    def index_page(self) -> Html:
        """The list of tournaments."""
        return self._pages.index_page(self._sheets[INDEX], self._moment())

    def message_page(self, title: str, message: str) -> Html:
        """A page that only says something, and comes to life with the API."""
        return self._pages.message_page(title, message, self._moment())

    def _api_is(self, *, up: bool) -> None:
        if up:
            self.heard()
        if up != self.api_up:
            self.api_up = up
            self._publish("desk", {"up": up, "as_of": self._as_of})
        self.tried.set()

    def _show_index(self) -> None:
        self._show(INDEX, self._pages.index_sheet(list(self._rosters.values())))

    def _show(self, topic: str, sheet: Sheet) -> None:
        shown = self._sheets.get(topic)
        self._sheets[topic] = sheet
        # Nobody can be looking at a page that was not there yet.
        if shown is not None and (changes := patch(shown, sheet)):
            self._publish("change", {"topic": topic, **changes})

    def _publish(self, event: str, data: object) -> None:
        self._hub.publish(event, msgspec.json.encode(data).decode())

    def _moment(self) -> Moment:
        return Moment(self._hub.position, self._clock.now(), self.api_up, self._as_of)
