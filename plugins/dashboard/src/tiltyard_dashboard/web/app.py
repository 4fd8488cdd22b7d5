"""
The page's addresses.

    /                      the list of tournaments, or straight to the only one
    /t/{scope}/{slug}      a tournament; `?who=`, `?status=`, `?page=` ask about a part of it, `?kiosk` is for a screen
    /t/{scope}/{slug}/p/{entrant}
                           one entrant
    ....json, ....csv      each of these again for programs; the list is /tournaments.json, a schedule ends in .ics
    /o/...                 overlays for streams, see `tiltyard_dashboard.web.overlays.routes`
    /events                server-sent events: `change` with what looks different, `desk` when the API goes or comes
    /static/{build}/...    style and script
    /health                200 as long as this process answers, with or without the API
    /sign-in, /staff/...   the pages of those who run the tournament, see `tiltyard_dashboard.web.staff`
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tiltyard_dashboard.serving.headers import FixedHeaders
from tiltyard_dashboard.serving.hub import Hub
from tiltyard_dashboard.serving.streaming import event_stream
from tiltyard_dashboard.web.assets import Assets
from tiltyard_dashboard.web.board import Board
from tiltyard_dashboard.web.stories import AskStory
from tiltyard_dashboard.web.visits import Ask, Visits, not_here

KEEP_ALIVE_S = 15.0

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


def create_app(
    board: Board,
    hub: Hub,
    assets: Assets,
    *,
    ask: Ask,
    ask_story: AskStory,
    overlays: Sequence[Route] = (),
    staff: Sequence[Route] = (),
) -> Starlette:
    """The ASGI application; it owns nothing.

    ask, ask_story  as in `Visits`
    overlays        their addresses
    staff           the addresses of staff pages
    """

    async def events(request: Request) -> Response:
        return event_stream(request, hub, keep_alive_s=KEEP_ALIVE_S)

    async def health(_: Request) -> Response:
        state = {"status": "ok", "api": "up" if board.api_up else "down", "streams": hub.streams}
        return Response(msgspec.json.encode(state), media_type="application/json")

    async def not_found(_request: Request, _error: Exception) -> Response:
        return not_here(board)

    return Starlette(
        routes=[
            *Visits(board, ask=ask, ask_story=ask_story).routes(),
            Route("/events", events),
            Route("/static/{build}/{name}", assets.answer),
            Route("/health", health),
            *overlays,
            *staff,
        ],
        middleware=[
            Middleware(FixedHeaders, headers=HEADERS),
            Middleware(GZipMiddleware, minimum_size=1024, compresslevel=5),
        ],
        exception_handlers={404: not_found},
    )
