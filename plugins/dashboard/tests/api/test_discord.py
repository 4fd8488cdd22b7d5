"""
Signing in with Discord, against a stand-in that speaks its OAuth2 and member endpoints.
"""

from __future__ import annotations

import json
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web
from discord_oauth import BACK, StandIn, member, serving

from tiltyard_dashboard.api import discord as discord_module
from tiltyard_dashboard.api.discord import Discord, DiscordSettings
from tiltyard_dashboard.api.scopes import Role

pytestmark = pytest.mark.asyncio(loop_scope="module")

SPEC = Path(__file__).parents[5] / "shared/contracts/discord-openapi.json"
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
