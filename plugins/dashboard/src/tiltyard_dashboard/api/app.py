"""
The API's addresses.

    /v1/health                  200 as long as the journal can be read
    /v1/tournaments             summaries, and the `position` to subscribe from
    /v1/tournaments/{id}        one summary with everyone in line
    /v1/tournaments/{id}/entrants/{entrant}
                                one of them, and how it came to that
    /v1/events                  server-sent events: `tournament` with a summary, on each change
"""

from __future__ import annotations

import msgspec
import structlog
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tiltyard.models import EntrantId, TournamentId
from tiltyard.tournament import refusals
from tiltyard_dashboard.api.biography import no_such_entrant
from tiltyard_dashboard.api.lookup import Lookup
from tiltyard_dashboard.api.problems import failed, no_such_address, problem, wrong_method
from tiltyard_dashboard.serving.headers import FixedHeaders
from tiltyard_dashboard.serving.hub import Hub
from tiltyard_dashboard.serving.streaming import event_stream

KEEP_ALIVE_S = 5.0

HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}

log = structlog.get_logger(__name__)


def create_app(lookup: Lookup, hub: Hub, *, keep_alive_s: float = KEEP_ALIVE_S) -> Starlette:
    """The ASGI application; it owns nothing."""

    async def health(_: Request) -> Response:
        tournaments = await lookup.summaries()
        return _json({"status": "ok", "tournaments": len(tournaments), "streams": hub.streams})

    async def tournaments(_: Request) -> Response:
        position = hub.position  # before the look: what changes meanwhile is told twice rather than never
        return _json({"position": position, "tournaments": await lookup.summaries()})

    async def tournament(request: Request) -> Response:
        name = TournamentId(request.path_params["id"])
        roster = await lookup.roster(name)
        if roster is None:
            return problem(404, refusals.unknown_tournament(name))
        return Response(roster, media_type="application/json")

    async def entrant(request: Request) -> Response:
        name, key = TournamentId(request.path_params["id"]), request.path_params["entrant"]
        story = await lookup.story(name, EntrantId(key))
        return _json(story) if story else problem(404, no_such_entrant(name, key))

    async def events(request: Request) -> Response:
        return event_stream(request, hub, keep_alive_s=keep_alive_s)

    return Starlette(
        routes=[
            Route("/v1/health", health),
            Route("/v1/tournaments", tournaments),
            Route("/v1/tournaments/{id:path}/entrants/{entrant}", entrant),
            Route("/v1/tournaments/{id:path}", tournament),
            Route("/v1/events", events),
        ],
        middleware=[Middleware(FixedHeaders, headers=HEADERS)],
        exception_handlers={404: no_such_address, 405: wrong_method, Exception: failed},
    )


def _json(content: object) -> Response:
    return Response(msgspec.json.encode(content), media_type="application/json")
