"""
The pages themselves: what needs attention, a tournament's overview, players, sheet and log, the host, who is let in.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from tiltyard_dashboard.web.staff.client import Asked
from tiltyard_dashboard.web.staff.desk import Desk

LINES = 60
STATUSES = ("registered", "waitlisted", "pending", "received", "rejected", "dropped", "no_show", "disqualified")

Show = Callable[[Request, Asked], Awaitable[Response]]


class Pages:
    """Staff pages; each asks the API for what is on it, all at once."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self) -> list[Route]:
        """The addresses of this."""
        base = "/staff/t/{scope}/{slug}"
        return [
            Route("/staff", self._for_staff(self.queue)),
            Route("/staff/events", self.events),
            Route("/staff/host", self._for_staff(self.host)),
            Route("/staff/access", self._for_staff(self.access)),
            Route(base, self._for_staff(self.overview)),
            Route(f"{base}/players", self._for_staff(self.players)),
            Route(f"{base}/players/{{person}}", self._for_staff(self.player)),
            Route(f"{base}/sheet", self._for_staff(self.sheet)),
            Route(f"{base}/log", self._for_staff(self.log)),
        ]

    async def queue(self, request: Request, me: Asked) -> Response:
        """What needs somebody, and what there is."""
        attention, tournaments = await self._ask(request, "/v1/staff/attention", "/v1/tournaments")
        if not attention.ok:
            return await self._desk.refused(request, me, attention)
        listed = tournaments.plain["tournaments"] if tournaments.ok else []
        return await self._desk.page(
            request, "queue.html", me, items=attention.plain["items"], tournaments=list(reversed(listed))
        )

    async def overview(self, request: Request, me: Asked) -> Response:
        """One tournament: how it stands, and what can be done with the whole of it."""
        path = _path(request)
        roster, attention, history, schedule = await self._ask(
            request, path, "/v1/staff/attention", f"{path}/history?limit=8", f"{path}/schedule"
        )
        if not roster.ok:
            return await self._desk.refused(request, me, roster)
        items = [one for one in attention.plain["items"] if one["tournament"] == roster.plain["id"]]
        lines = history.plain["lines"] if history.ok else []
        said = schedule.plain if schedule.ok else {}
        return await self._desk.page(
            request, "overview.html", me, t=roster.plain, path=path, items=items, lines=lines, said=said
        )

    async def players(self, request: Request, me: Asked) -> Response:
        """Everybody who ever signed up, those first who are looked for."""
        path = _path(request)
        (roster,) = await self._ask(request, path)
        if not roster.ok:
            return await self._desk.refused(request, me, roster)
        who, status = request.query_params.get("who", "").strip()[:80], request.query_params.get("status", "")
        found = [one for one in roster.plain["entrants"] if _is_meant(one, who, status)]
        return await self._desk.page(
            request, "players.html", me, t=roster.plain, path=path, entrants=found, who=who, status=status,
            statuses=STATUSES,
        )  # fmt: skip

    async def player(self, request: Request, me: Asked) -> Response:
        """One player: where they stand and why, and what can be done about it."""
        path, person = _path(request), request.path_params["person"]
        roster, why = await self._ask(request, path, f"{path}/players/{quote(person, safe='')}")
        if not roster.ok or not why.ok:
            return await self._desk.refused(request, me, why if roster.ok else roster)
        of = [one for one in roster.plain["entrants"] if any(m["person"] == person for m in one["members"])]
        if not of:
            return await self._desk.page(request, "message.html", me, code=404, message="There is no such player.")
        return await self._desk.page(
            request, "player.html", me, t=roster.plain, path=path, one=of[0], person=person, why=why.plain
        )

    async def sheet(self, request: Request, me: Asked) -> Response:
        """The bound table: how it stands, how it is understood, what in it waits."""
        path = _path(request)
        roster, table = await self._ask(request, path, f"{path}/table")
        if not table.ok:
            return await self._desk.refused(request, me, table)
        return await self._desk.page(request, "sheet.html", me, t=roster.plain, path=path, table=table.plain["table"])

    async def log(self, request: Request, me: Asked) -> Response:
        """What has happened, who did it and why."""
        path, before = _path(request), request.query_params.get("before", "")
        query = f"?limit={LINES}" + (f"&before={int(before)}" if before.isascii() and before.isdecimal() else "")
        roster, history = await self._ask(request, path, f"{path}/history{query}")
        if not history.ok:
            return await self._desk.refused(request, me, history)
        return await self._desk.page(
            request, "log.html", me, t=roster.plain, path=path, lines=history.plain["lines"],
            more=history.plain["before"],
        )  # fmt: skip

    async def host(self, request: Request, me: Asked) -> Response:
        """Services, plugins, and what plugins show."""
        services, plugins, panels = await self._ask(request, "/v1/services", "/v1/plugins", "/v1/panels")
        if not services.ok:
            return await self._desk.refused(request, me, services)
        logs = {}
        if "admin" in me.plain["scopes"]:
            names = [one["name"] for one in services.plain["services"]]
            asked = await self._ask(request, *(f"/v1/services/{quote(name)}/log?lines=20" for name in names))
            logs = {name: one.plain["lines"] for name, one in zip(names, asked, strict=True) if one.ok}
        return await self._desk.page(
            request, "host.html", me, services=services.plain, plugins=plugins.plain if plugins.ok else None,
            panels=panels.plain if panels.ok else None, logs=logs,
        )  # fmt: skip

    async def access(self, request: Request, me: Asked) -> Response:
        """Tokens, overlays and sessions."""
        tokens, overlays, sessions, listed = await self._ask(
            request, "/v1/tokens", "/v1/overlays", "/v1/sessions", "/v1/tournaments"
        )
        return await self._desk.page(
            request, "access.html", me, tokens=_items(tokens), overlays=_items(overlays), sessions=_items(sessions),
            tournaments=listed.plain["tournaments"] if listed.ok else [], public_url=self._desk.public_url,
        )  # fmt: skip

    async def events(self, request: Request) -> Response:
        """What changes, passed on from the API to whoever is signed in."""
        visitor, last = self._desk.visitor(request), request.headers.get("last-event-id")
        if not (await self._desk.me(request)).ok:
            return Response(status_code=401)
        headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
        stream = self._desk.client.events("/v1/staff/events", visitor, last)
        return StreamingResponse(stream, media_type="text/event-stream", headers=headers)

    def _for_staff(self, show: Show) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            me = await self._desk.me(request)
            if me.ok and "read" in me.plain["scopes"]:
                return await show(request, me)
            return await self._desk.refused(request, me, me if not me.ok else Asked(403, None))

        return answer

    async def _ask(self, request: Request, *paths: str) -> list[Asked]:
        visitor = self._desk.visitor(request)
        return await asyncio.gather(*(self._desk.client.ask("GET", path, visitor) for path in paths))


def _path(request: Request) -> str:
    scope, slug = (quote(request.path_params[name], safe=":") for name in ("scope", "slug"))
    return f"/v1/staff/tournaments/{scope}/{slug}"


def _items(asked: Asked) -> Any:
    """None where whoever asks may not see them."""
    return asked.plain["items"] if asked.ok else None


def _is_meant(entrant: dict[str, Any], who: str, status: str) -> bool:
    names = [entrant["name"], *(member["name"] for member in entrant["members"])]
    fits = not who or any(who.casefold() in name.casefold() for name in names)
    return fits and (status not in STATUSES or entrant["status"] == status)
