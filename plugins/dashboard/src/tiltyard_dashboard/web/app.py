"""
The page's addresses.

    /                      the list of tournaments, or straight to the only one
    /t/{scope}/{slug}      a tournament
    /events                server-sent events: `change` with what looks different, `desk` when the API goes or comes
    /static/{build}/...    style and script
    /health                200 as long as this process answers, with or without the API
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import msgspec
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from tiltyard.models import TournamentId
from tiltyard_dashboard.serving.headers import FixedHeaders
from tiltyard_dashboard.serving.hub import Hub
from tiltyard_dashboard.serving.streaming import event_stream
from tiltyard_dashboard.web.assets import Assets
from tiltyard_dashboard.web.board import Board
from tiltyard_dashboard.web.pages import address
from tiltyard_dashboard.web.query import parse

KEEP_ALIVE_S = 15.0

FIRST_LOOK_S = 2.0
"""How long the very first visitor waits for the API's first answer."""

HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types live"
    ),
    "cross-origin-opener-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}

_AWAY = (
    "The tournament desk is out of reach",
    "Its API has not answered since this page's server was started. This page appears by itself when it does.",
)
_NOT_HERE = ("No such page", "There is no tournament at this address. Perhaps the link lost a part on its way here.")


Ask = Callable[[TournamentId], Awaitable[None]]


def create_app(board: Board, hub: Hub, assets: Assets, *, ask: Ask) -> Starlette:
    """The ASGI application; it owns nothing.

    ask  looks for a tournament that the board does not know; when there is one, the board knows it afterwards
    """

    async def index(_: Request) -> Response:
        await _first_look(board)
        if not board.knows:
            return _away(board)
        if len(board.tournaments) == 1:
            return RedirectResponse(address(board.tournaments[0]))
        return HTMLResponse(board.index_page())

    async def tournament(request: Request) -> Response:
        await _first_look(board)
        name = TournamentId(request.path_params["id"])
        if board.api_up and name not in board.tournaments:
            await ask(name)
        page = board.tournament_page(name, parse(request.query_params), kiosk="kiosk" in request.query_params)
        if page is not None:
            return HTMLResponse(page)
        return _not_here(board) if board.knows else _away(board)

    async def events(request: Request) -> Response:
        return event_stream(request, hub, keep_alive_s=KEEP_ALIVE_S)

    async def health(_: Request) -> Response:
        state = {"status": "ok", "api": "up" if board.api_up else "down", "streams": hub.streams}
        return Response(msgspec.json.encode(state), media_type="application/json")

    async def not_found(_request: Request, _error: Exception) -> Response:
        return _not_here(board)

    return Starlette(
        routes=[
            Route("/", index),
            Route("/t/{id:path}", tournament),
            Route("/events", events),
            Route("/static/{build}/{name}", assets.answer),
            Route("/health", health),
        ],
        middleware=[
            Middleware(FixedHeaders, headers=HEADERS),
            Middleware(GZipMiddleware, minimum_size=1024, compresslevel=5),
        ],
        exception_handlers={404: not_found},
    )


async def _first_look(board: Board) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(FIRST_LOOK_S):
            await board.tried.wait()


def _away(board: Board) -> Response:
    return HTMLResponse(board.message_page(*_AWAY), 503, headers={"retry-after": "2"})


def _not_here(board: Board) -> Response:
    return HTMLResponse(board.message_page(*_NOT_HERE), 404)
