"""
The API's addresses, put together. `/v1/openapi.json` lists them all with what goes in and out.

    /v1/health, /v1/tournaments..., /v1/events      what everybody may see
    /v1/sign-in/..., /v1/me, /v1/session            begin and end a session
    /v1/staff/...                                   what staff see and do, and their events
    /v1/plugins, /v1/panels, /v1/services           the host
    /v1/tokens, /v1/sessions, /v1/overlays          who is let in
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence

import msgspec
from attrs import frozen
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

import tiltyard
from tiltyard.clock import Clock
from tiltyard.models import EntrantId, TournamentId
from tiltyard.tournament import refusals
from tiltyard_dashboard.api.access import Access
from tiltyard_dashboard.api.biography import no_such_entrant
from tiltyard_dashboard.api.callers import Callers
from tiltyard_dashboard.api.endpoint import Call, Endpoint, Problem, asgi
from tiltyard_dashboard.api.hosts import Hosts
from tiltyard_dashboard.api.lookup import Lookup
from tiltyard_dashboard.api.openapi import description
from tiltyard_dashboard.api.problems import failed, no_such_address, wrong_method
from tiltyard_dashboard.api.scopes import Scope
from tiltyard_dashboard.api.shapes import EntrantStory, Health, Plain, Tournaments
from tiltyard_dashboard.api.sign_in import SignIn
from tiltyard_dashboard.api.staff import Staff
from tiltyard_dashboard.api.staff_table import StaffTable
from tiltyard_dashboard.serving.headers import FixedHeaders
from tiltyard_dashboard.serving.hub import Hub
from tiltyard_dashboard.serving.streaming import event_stream

Answer = Callable[[Request], Awaitable[Response]]

KEEP_ALIVE_S = 5.0

HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


@frozen
class Parts:
    """What the API is made of; whoever serves it owns these."""

    clock: Clock
    callers: Callers
    lookup: Lookup
    hub: Hub
    staff_hub: Hub
    sign_in: SignIn
    staff: Staff
    table: StaffTable
    hosts: Hosts
    access: Access

    def endpoints(self) -> list[Endpoint]:
        """Every address that answers with one document."""
        return [
            *_public(self.lookup, self.hub),
            *self.sign_in.endpoints(),
            *self.staff.endpoints(),
            *self.table.endpoints(),
            *self.hosts.endpoints(),
            *self.access.endpoints(),
        ]


def create_app(parts: Parts, *, keep_alive_s: float = KEEP_ALIVE_S) -> Starlette:
    """The ASGI application; it owns nothing."""
    endpoints = parts.endpoints()
    document = msgspec.json.encode(description(endpoints, version=tiltyard.__version__))

    async def openapi(_: Request) -> Response:
        return Response(document, media_type="application/json")

    async def events(request: Request) -> Response:
        return event_stream(request, parts.hub, keep_alive_s=keep_alive_s)

    async def staff_events(call: Call) -> Response:
        return event_stream(call.request, parts.staff_hub, keep_alive_s=keep_alive_s)

    # A stream is let in as everything else is, and then is no document.
    watched = Endpoint("GET", "/v1/staff/events", staff_events, "What changes for staff", Plain, Scope.READ)
    return Starlette(
        routes=[
            Route("/v1/openapi.json", openapi),
            Route("/v1/events", events),
            *_routes([*endpoints, watched], parts),
        ],
        middleware=[Middleware(FixedHeaders, headers=HEADERS)],
        exception_handlers={404: no_such_address, 405: wrong_method, Exception: failed},
    )


def _routes(endpoints: Sequence[Endpoint], parts: Parts) -> list[Route]:
    """One route a path, so that a method which it does not have is told all that it has."""
    by_path: dict[str, dict[str, Answer]] = {}
    for endpoint in endpoints:
        answer = asgi(endpoint, parts.callers, parts.clock)
        by_path.setdefault(endpoint.path, {})[endpoint.method] = answer
    return [Route(path, _by_method(answers), methods=list(answers)) for path, answers in by_path.items()]


def _by_method(answers: Mapping[str, Answer]) -> Answer:
    async def answer(request: Request) -> Response:
        return await answers["GET" if request.method == "HEAD" else request.method](request)

    return answer


def _public(lookup: Lookup, hub: Hub) -> list[Endpoint]:
    async def health(_: Call) -> Health:
        return Health("ok", len(await lookup.summaries()), hub.streams)

    async def tournaments(_: Call) -> bytes:
        position = hub.position  # before the look: what changes meanwhile is told twice rather than never
        return msgspec.json.encode({"position": position, "tournaments": await lookup.summaries()})

    async def tournament(call: Call) -> bytes:
        name = TournamentId(f"{call.path['scope']}/{call.path['slug']}")
        roster = await lookup.roster(name)
        if roster is None:
            raise Problem(404, refusals.unknown_tournament(name))
        return roster

    async def entrant(call: Call) -> EntrantStory:
        name, key = TournamentId(f"{call.path['scope']}/{call.path['slug']}"), EntrantId(call.path["entrant"])
        story = await lookup.story(name, key)
        if story is None:
            raise Problem(404, no_such_entrant(name, key))
        return EntrantStory(**story)

    return [
        Endpoint("GET", "/v1/health", health, "Whether the journal can be read", Health),
        Endpoint("GET", "/v1/tournaments", tournaments, "What there is, and where to subscribe from", Tournaments),
        Endpoint("GET", "/v1/tournaments/{scope}/{slug}", tournament, "One tournament with everyone in line", Plain),
        Endpoint(
            "GET",
            "/v1/tournaments/{scope}/{slug}/entrants/{entrant}",
            entrant,
            "How somebody in line came to where they stand",
            EntrantStory,
        ),
    ]
