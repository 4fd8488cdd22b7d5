"""
Signing in and out.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from urllib.parse import urlencode

import msgspec
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from tiltyard_dashboard.web.staff.client import Asked
from tiltyard_dashboard.web.staff.desk import Desk
from tiltyard_dashboard.web.staff.session import own_path

NOBODY = Asked(401, None)

WAY_LASTS_S = 600
"""How long somebody may take on Discord's page."""


class SignIn:
    """The pages by which people come in."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._way = ("__Host-" if desk.cookie.secure else "") + "tiltyard-way"
        """The cookie of somebody who is on their way to Discord and back."""

    def routes(self) -> list[Route]:
        """The addresses of this."""
        return [
            Route("/sign-in", self.choose),
            Route("/sign-in/link", self.link, methods=["GET", "POST"]),
            Route("/sign-in/discord", self.to_discord),
            Route("/sign-in/discord/back", self.from_discord),
            Route("/sign-out", self.out, methods=["POST"]),
        ]

    async def choose(self, request: Request) -> Response:
        """How to sign in here."""
        wanted = own_path(request.query_params.get("next", "/staff"))
        if (await self._desk.me(request)).ok:
            return RedirectResponse(wanted, 303)
        discord = await self._desk.client.ask("GET", "/v1/sign-in/discord", self._desk.visitor(request))
        return await self._desk.page(
            request, "sign-in.html", NOBODY, wanted=wanted, discord=discord.ok and discord.plain["enabled"], wrong=""
        )

    async def link(self, request: Request) -> Response:
        """Spend a link, once somebody pressed the button: a preview of a message must not use it up."""
        if request.method in {"GET", "HEAD"}:
            code = request.query_params.get("code", "")[:200]
            return await self._desk.page(request, "link.html", NOBODY, link=code)
        form = await self._desk.form(request, None)
        if form is None:
            return await self._failed(request, "That form did not come from this page. Open the link again.", 403)
        asked = await self._desk.client.ask(
            "POST", "/v1/sign-in/link", self._desk.visitor(request), body={"code": form.get("code", "")[:200]}
        )
        return await self._begun(request, asked, "/staff")

    async def to_discord(self, request: Request) -> Response:
        """Send the browser there, with what only it can bring back."""
        told = await self._desk.client.ask("GET", "/v1/sign-in/discord", self._desk.visitor(request))
        if not told.ok or not told.plain["enabled"]:
            return await self._failed(request, "Nobody signs in with Discord here.", 404)
        state, verifier = secrets.token_urlsafe(24), secrets.token_urlsafe(48)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        query = {
            "response_type": "code",
            "client_id": told.plain["client_id"],
            "scope": told.plain["scope"],
            "redirect_uri": self._back,
            "state": state,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        response = RedirectResponse(f"{told.plain['authorize_url']}?{urlencode(query)}", 303)
        wanted = own_path(request.query_params.get("next", "/staff"))
        way = base64.urlsafe_b64encode(msgspec.json.encode([state, verifier, wanted])).decode()
        response.set_cookie(
            self._way,
            way,
            max_age=WAY_LASTS_S,
            path="/",
            secure=self._desk.cookie.secure,
            httponly=True,
            samesite="lax",
        )
        return response

    async def from_discord(self, request: Request) -> Response:
        """Back from there: with a code, or because somebody said no."""
        way = _way_from(request.cookies.get(self._way, ""))
        state, code = request.query_params.get("state", ""), request.query_params.get("code", "")
        if way is None or not hmac.compare_digest(state.encode(errors="surrogatepass"), way[0].encode()):
            response = await self._failed(request, "That sign-in did not begin in this browser. Begin it again.", 403)
        elif not code:
            response = await self._failed(request, "Discord did not let us know who you are.", 403)
        else:
            body = {"code": code[:200], "verifier": way[1], "redirect_uri": self._back}
            asked = await self._desk.client.ask("POST", "/v1/sign-in/discord", self._desk.visitor(request), body=body)
            response = await self._begun(request, asked, way[2])
        response.delete_cookie(self._way, path="/", secure=self._desk.cookie.secure, httponly=True, samesite="lax")
        return response

    async def out(self, request: Request) -> Response:
        """End the session here and in the API."""
        visitor = self._desk.visitor(request)
        if visitor.secret and await self._desk.form(request, visitor.secret) is None:
            return await self._failed(request, "That form did not come from this page.", 403)
        if visitor.secret:
            await self._desk.client.ask("DELETE", "/v1/session", visitor)
        response = RedirectResponse("/sign-in", 303)
        self._desk.cookie.take(response)
        return response

    @property
    def _back(self) -> str:
        return f"{self._desk.public_url}/sign-in/discord/back"

    async def _begun(self, request: Request, asked: Asked, wanted: str) -> Response:
        if not asked.ok:
            return await self._failed(request, asked.problem, asked.status or 503)
        # Whatever session the browser had is left alone, and a fresh secret takes its place.
        response = RedirectResponse(own_path(wanted), 303)
        self._desk.cookie.give(response, asked.plain["session"])
        return response

    async def _failed(self, request: Request, wrong: str, status: int) -> Response:
        discord = await self._desk.client.ask("GET", "/v1/sign-in/discord", self._desk.visitor(request))
        enabled = discord.ok and discord.plain["enabled"]
        return await self._desk.page(
            request, "sign-in.html", NOBODY, code=status, wanted="/staff", discord=enabled, wrong=wrong
        )


def _way_from(cookie: str) -> tuple[str, str, str] | None:
    try:
        state, verifier, wanted = msgspec.json.decode(base64.urlsafe_b64decode(cookie), type=tuple[str, str, str])
    except (ValueError, msgspec.DecodeError):
        return None
    return state, verifier, wanted
