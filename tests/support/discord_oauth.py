"""
Discord as staff sign in with it: its OAuth2 token endpoint and who somebody is in a guild, on a real socket.
"""

from __future__ import annotations

import base64
import hashlib
from contextlib import asynccontextmanager

from aiohttp import web
from attrs import define, field

BACK = "http://127.0.0.1:3000/sign-in/discord"


def challenge_of(verifier):
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


@define
class StandIn:
    """Discord: an authorization code is good once, for one verifier and one address."""

    codes: dict[str, tuple[str, str]] = field(factory=dict)
    members: dict[str, dict] = field(factory=dict)
    failing: list = field(factory=list)
    paths: list[str] = field(factory=list)

    def authorize(self, code, verifier="v" * 43, redirect_uri=BACK):
        self.codes[code] = (challenge_of(verifier), redirect_uri)

    async def token(self, request):
        self.paths.append(request.path)
        if self.failing:
            return self.failing.pop()()
        said = await request.post()
        if (said["client_id"], said["client_secret"]) != ("our-id", "our-secret"):
            return web.json_response({"error": "invalid_client"}, status=401)
        known = self.codes.pop(said["code"], None)
        if known != (challenge_of(said["code_verifier"]), said["redirect_uri"]):
            return web.json_response({"error": "invalid_grant"}, status=400)
        return web.json_response({"access_token": f"of-{said['code']}", "token_type": "Bearer", "expires_in": 604800})

    async def member(self, request):
        self.paths.append(request.path)
        if self.failing:
            return self.failing.pop()()
        member = self.members.get(request.headers["authorization"].removeprefix("Bearer of-"))
        if member is None:
            return web.json_response({"message": "Unknown Guild", "code": 10004}, status=404)
        return web.json_response(member)


def member(who, *roles, nick=None):
    user = {
        "id": who, "username": f"user{who}", "global_name": f"User {who}", "discriminator": "0", "avatar": None,
        "public_flags": 0, "flags": 0, "primary_guild": None,
    }  # fmt: skip
    return {
        "user": user, "nick": nick, "roles": list(roles), "joined_at": "2026-01-01T00:00:00+00:00", "avatar": None,
        "banner": None, "communication_disabled_until": None, "flags": 0, "pending": False, "premium_since": None,
        "deaf": False, "mute": False,
    }  # fmt: skip


@asynccontextmanager
async def serving(stand_in):
    app = web.Application()
    app.router.add_post("/api/v10/oauth2/token", stand_in.token)
    app.router.add_get("/api/v10/users/@me/guilds/900/member", stand_in.member)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()
