"""
The addresses of overlays.

    /o/{key}/{view}        `roster`, `check-in`, `countdown` or `standings` of one tournament, for a browser source
    /o/look.css?theme=...  how it looks
"""

from __future__ import annotations

import asyncio
from datetime import datetime
from enum import StrEnum

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from tiltyard.clock import Clock
from tiltyard_dashboard.web.answers import marked
from tiltyard_dashboard.web.board import Board
from tiltyard_dashboard.web.overlays.keys import AskKey, Keys, OutOfReach
from tiltyard_dashboard.web.overlays.look import Look, parse, style
from tiltyard_dashboard.web.overlays.themes import Themes
from tiltyard_dashboard.web.shapes import Roster

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "font-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types live"
)
"""A theme may bring its pictures and letters inside itself; nothing is fetched from elsewhere."""

_HEADERS = {"content-security-policy": POLICY, "x-robots-tag": "noindex"}


class View(StrEnum):
    """What an overlay shows."""

    ROSTER = "roster"
    CHECK_IN = "check-in"
    COUNTDOWN = "countdown"
    STANDINGS = "standings"


class Overlays:
    """Answers browser sources. What cannot be shown is an empty picture: nobody wants an error on their stream."""

    def __init__(self, board: Board, themes: Themes, clock: Clock, *, ask_key: AskKey) -> None:
        self._board = board
        self._themes = themes
        self._clock = clock
        self._keys = Keys(ask_key, clock)

    def routes(self) -> list[Route]:
        """Their addresses; the order matters."""
        return [Route("/o/look.css", self.look), Route("/o/{key}/{view}", self.overlay)]

    async def overlay(self, request: Request) -> Response:
        """One view. 404 empties the picture, 503 leaves it as it is."""
        view, look = request.path_params["view"], parse(request.query_params)
        if view not in set(View):
            return self._empty(look, 404)
        try:
            tournament = await self._keys.tournament(request.path_params["key"])
        except OutOfReach:
            return self._empty(look, 503)
        if tournament is None:
            return self._empty(look, 404)
        as_of = self._clock.now() - look.delay
        roster = self._board.roster_at(tournament, as_of) if look.delay else self._board.roster(tournament)
        if roster is None:
            return self._empty(look, 503)
        return self._page(View(view), roster, look, as_of)

    async def look(self, request: Request) -> Response:
        """The style sheet of an overlay."""
        look = parse(request.query_params)
        theme = await asyncio.to_thread(self._themes.read, look.theme)
        return marked(request, style(look, theme or "").encode(), "text/css")

    def _page(self, view: View, roster: Roster, look: Look, as_of: datetime) -> Response:
        return HTMLResponse(self._board.overlay_page(view, roster, look, as_of), headers=_HEADERS)

    def _empty(self, look: Look, status: int) -> Response:
        return HTMLResponse(self._board.overlay_page("empty", None, look, self._clock.now()), status, headers=_HEADERS)
