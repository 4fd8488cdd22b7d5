"""
Signing in with Discord, against a stand-in that speaks its OAuth2 and member endpoints.
"""

from __future__ import annotations

import base64
import hashlib
import json
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web
from attrs import define, field

from tiltyard_dashboard.api import discord as discord_module
from tiltyard_dashboard.api.discord import Discord, DiscordSettings
from tiltyard_dashboard.api.scopes import Role

pytestmark = pytest.mark.asyncio(loop_scope="module")

SPEC = Path(__file__).parents[5] / "shared/contracts/discord-openapi.json"
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


ROLES = {"11": Role.VIEWER, "12": Role.REFEREE, "13": Role.ORGANISER, "14": Role.ADMIN}


@pytest.fixture
def stand_in():
    return StandIn()


@pytest_asyncio.fixture(loop_scope="module")
async def discord(stand_in):
    async with serving(stand_in) as url, aiohttp.ClientSession() as session:
        yield Discord(DiscordSettings("our-id", "our-secret", "900", ROLES, url), session)


@pytest_asyncio.fixture(loop_scope="module")
async def here(app, in_process, discord):
    here = in_process(app, discord=discord)
    async with here.client:
        yield here


def sign_in(here, code, verifier="v" * 43, redirect_uri=BACK):
    body = {"code": code, "verifier": verifier, "redirect_uri": redirect_uri}
    return here.client.post("/v1/sign-in/discord", json=body)


@pytest.mark.parametrize(
    ("roles", "role", "scopes"),
    [
        (["11"], "viewer", ["read"]),
        (["12", "99"], "referee", ["act", "read"]),
        (["11", "13"], "organiser", ["act", "organise", "read"]),
        (["14", "11"], "admin", ["act", "admin", "organise", "read"]),
    ],
)
async def test_roles_in_the_guild_say_what_somebody_may(here, stand_in, roles, role, scopes):
    stand_in.authorize("c1")
    stand_in.members["c1"] = member("7", *roles, nick="Hal")

    signed_in = await sign_in(here, "c1")
    me = await here.client.get("/v1/me", headers={"authorization": f"Bearer {signed_in.json()['session']}"})

    assert (signed_in.status_code, me.json()["role"], me.json()["who"], me.json()["scopes"]) == (
        200,
        role,
        "Hal",
        scopes,
    )


async def test_what_they_do_is_done_in_their_name(here, stand_in, evening):
    await evening.begin()
    stand_in.authorize("c1")
    stand_in.members["c1"] = member("4711", "13")
    session = (await sign_in(here, "c1")).json()["session"]

    await here.ask("CloseRegistration", {"authorization": f"Bearer {session}"}, evening.id)

    last = (await evening.desk.history(evening.id))[-1]
    assert (last.type, last.actor.kind, last.actor.id, last.actor.display) == (
        "RegistrationClosed", "staff", "4711", "User 4711",
    )  # fmt: skip


def fails(answer):
    return lambda one: one.failing.append(answer)


@pytest.mark.parametrize(
    ("prepare", "status", "code"),
    [
        pytest.param(lambda one: None, 422, "bad_input", id="unknown-code"),
        pytest.param(lambda one: one.authorize("c1", verifier="w" * 43), 422, "bad_input", id="another-verifier"),
        pytest.param(
            lambda one: one.authorize("c1", redirect_uri="http://evil"), 422, "bad_input", id="another-address"
        ),
        pytest.param(lambda one: one.authorize("c1"), 502, "not_let_in", id="not-in-the-guild"),
        pytest.param(
            lambda one: (one.authorize("c1"), one.members.update(c1=member("7", "99"))), 403, "no_role", id="no-role"
        ),
        pytest.param(fails(lambda: web.Response(status=503)), 503, "unavailable", id="down"),
        pytest.param(fails(lambda: web.Response(status=429)), 503, "unavailable", id="limited"),
        pytest.param(fails(lambda: web.Response(text="<html>")), 409, "not_done", id="not-json"),
        pytest.param(fails(lambda: web.Response(body=b"x" * 300_000)), 409, "not_done", id="endless"),
    ],
)
async def test_what_goes_wrong_is_told_and_lets_nobody_in(here, stand_in, prepare, status, code):
    prepare(stand_in)

    refused = await sign_in(here, "c1")

    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert "our-secret" not in refused.text


async def test_a_discord_that_hangs_is_given_up(here, stand_in, monkeypatch):
    monkeypatch.setattr(discord_module, "WITHIN_S", 0.0)

    refused = await sign_in(here, "c1")

    assert (refused.status_code, refused.json()["code"]) == (503, "unavailable")


async def test_a_wrong_client_secret_is_told_to_whoever_set_it(app, in_process, stand_in):
    async with serving(stand_in) as url, aiohttp.ClientSession() as session:
        here = in_process(app, discord=Discord(DiscordSettings("our-id", "old", "900", ROLES, url), session))
        async with here.client:
            refused = await sign_in(here, "c1")

    assert (refused.status_code, refused.json()["which"]) == (502, "[plugins.dashboard] discord_client_id")


async def test_a_code_is_good_once(here, stand_in):
    stand_in.authorize("c1")
    stand_in.members["c1"] = member("7", "11")

    answers = [(await sign_in(here, "c1")).status_code for _ in range(2)]

    assert answers == [200, 422]


async def test_where_discord_is_not_set_up_that_is_said(app, in_process):
    here = in_process(app)
    async with here.client:
        assert (await here.client.get("/v1/sign-in/discord")).json()["enabled"] is False
        assert (await sign_in(here, "c1")).json()["code"] == "no_discord"


async def test_what_is_asked_is_what_discord_describes(here, stand_in):
    if not SPEC.exists():
        pytest.skip("Discord's own description is not here")
    paths = json.loads(SPEC.read_text("utf-8"))["paths"]
    stand_in.authorize("c1")
    stand_in.members["c1"] = member("7", "11")
    await sign_in(here, "c1")

    assert stand_in.paths[1].replace("/api/v10", "").replace("900", "{guild_id}") in paths
    operation = paths["/users/@me/guilds/{guild_id}/member"]["get"]
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    described = json.loads(SPEC.read_text("utf-8"))["components"]["schemas"][schema]
    assert set(described["required"]) <= member("7").keys() | {"avatar_decoration_data", "collectibles"}
