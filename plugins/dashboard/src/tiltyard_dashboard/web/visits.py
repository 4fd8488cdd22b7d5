"""
What visitors get to see: the list, a tournament, an entrant; each as a page, and again for programs.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from tiltyard.models import TournamentId
from tiltyard_dashboard.web import twins
from tiltyard_dashboard.web.answers import marked
from tiltyard_dashboard.web.board import Board
from tiltyard_dashboard.web.pages import address
from tiltyard_dashboard.web.query import parse
from tiltyard_dashboard.web.shapes import Roster
from tiltyard_dashboard.web.stories import AskStory, Stories

FIRST_LOOK_S = 2.0
"""How long the very first visitor waits for the API's first answer."""

_AWAY = (
    "The tournament desk is out of reach",
    "Its API has not answered since this page's server was started. This page appears by itself when it does.",
)
_NOT_HERE = ("No such page", "There is no tournament at this address. Perhaps the link lost a part on its way here.")


JSON = "application/json"

Ask = Callable[[TournamentId], Awaitable[None]]


class Visits:
    """Answers visitors from what the board knows.

    ask        looks for a tournament that the board does not know; when there is one, the board knows it afterwards
    ask_story  how an entrant came to where it stands
    """

    def __init__(self, board: Board, *, ask: Ask, ask_story: AskStory) -> None:
        self._board = board
        self._ask = ask
        self._stories = Stories(ask_story)

    def routes(self) -> list[Route]:
        """Their addresses; the order matters."""
        return [
            Route("/", self.index),
            Route("/tournaments.{form}", self.index_twin),
            Route("/t/{id:path}/p/{entrant}", self.player),
            Route("/t/{id:path}", self.tournament),
        ]

    async def index(self, _: Request) -> Response:
        """The list of tournaments, or the only one."""
        await _first_look(self._board)
        if not self._board.knows:
            return away(self._board)
        if len(self._board.tournaments) == 1:
            return RedirectResponse(address(self._board.tournaments[0]))
        return HTMLResponse(self._board.index_page())

    async def index_twin(self, request: Request) -> Response:
        """The list for programs."""
        await _first_look(self._board)
        if not self._board.knows:
            return away(self._board)
        form = request.path_params["form"]
        if form not in {"json", "csv"}:
            return not_here(self._board)
        if form == "csv":
            return self._twin(request, twins.index_csv(self._board.summaries()), "text/csv")
        return self._twin(request, twins.index_json(self._board.summaries(), self._board.stale_since), JSON)

    async def tournament(self, request: Request) -> Response:
        """A tournament, as a page or for programs."""
        roster, form = await self._known(request.path_params["id"], ("json", "csv", "ics"))
        if roster is None:
            return _nothing(self._board)
        if form == "csv":
            return self._twin(request, twins.tournament_csv(roster), "text/csv")
        if form == "ics":
            return self._twin(request, twins.calendar(roster), "text/calendar")
        if form == "json":
            return self._twin(request, twins.tournament_json(roster, self._board.stale_since), JSON)
        query, kiosk = parse(request.query_params), "kiosk" in request.query_params
        return HTMLResponse(self._board.tournament_page(roster.id, query, kiosk=kiosk))

    async def player(self, request: Request) -> Response:
        """One entrant, as a page or for programs."""
        roster, _ = await self._known(request.path_params["id"], ())
        entrant, form = _form(request.path_params["entrant"], ("json", "csv"))
        one = next((one for one in roster.entrants if one.id == entrant), None) if roster else None
        if roster is None or one is None:
            return _nothing(self._board)
        if form == "csv":
            return self._twin(request, twins.player_csv(one), "text/csv")
        story = await self._stories.of(roster, one.id, api_up=self._board.api_up)
        if form == "json":
            return self._twin(request, twins.player_json(roster, one, story, self._board.stale_since), JSON)
        return HTMLResponse(self._board.player_page(roster, one, story))

    async def _known(self, path: str, forms: Sequence[str]) -> tuple[Roster | None, str]:
        """What is known under that address, and the form in which it is wanted; blank for a page."""
        await _first_look(self._board)
        name, form = _form(path, forms)
        tournament = TournamentId(name)
        if self._board.api_up and self._board.roster(tournament) is None:
            await self._ask(tournament)
        return self._board.roster(tournament), form

    def _twin(self, request: Request, body: bytes, media_type: str) -> Response:
        return marked(request, body, media_type, as_of=self._board.stale_since)


async def _first_look(board: Board) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(FIRST_LOOK_S):
            await board.tried.wait()


def _form(path: str, forms: Sequence[str]) -> tuple[str, str]:
    """An address without its ending, and that ending; no slug and no id has a dot in it."""
    name, _, form = path.rpartition(".")
    return (name, form) if form in forms else (path, "")


def _nothing(board: Board) -> Response:
    return not_here(board) if board.knows else away(board)


def away(board: Board) -> Response:
    """What is said as long as the API never answered."""
    return HTMLResponse(board.message_page(*_AWAY), 503, headers={"retry-after": "2"})


def not_here(board: Board) -> Response:
    """What is said of an address at which there is nothing."""
    return HTMLResponse(board.message_page(*_NOT_HERE), 404)
