"""
Secrets: shown once, kept as digests, at an end when they should be.
"""

from __future__ import annotations

import asyncio
import json

import pytest

from tiltyard.app import open_app
from tiltyard.models import Actor, Link, LinkKind, Rules, StaffRole, TournamentId
from tiltyard.settings import Settings
from tiltyard.testing import FakeClock, MemoryStore
from tiltyard.tournament import commands as c
from tiltyard_dashboard.api.__main__ import NAMESPACE
from tiltyard_dashboard.api.bearers import KNOWN_FOR_S, BearerKind, Bearers
from tiltyard_dashboard.api.scopes import Scope


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def store(clock):
    return MemoryStore(clock)


@pytest.fixture
def bearers(store, clock):
    return Bearers(store, clock)


async def test_whoever_shows_a_secret_is_known_by_it(bearers):
    actor = Actor("staff", "7", "Hal", StaffRole.HELPER)
    secret, made = await bearers.issue(BearerKind.SESSION, name="Hal", scopes=[Scope.READ], actor=actor)

    found = await bearers.find(secret)

    assert secret.startswith("tys_")
    assert (found.id, found.scopes, found.actor, found.actor.role) == (made.id, {Scope.READ}, actor, StaffRole.HELPER)


async def test_what_is_kept_lets_nobody_in(bearers, store):
    secret, _ = await bearers.issue(BearerKind.TOKEN, name="overlay box", scopes=[Scope.READ])

    kept = json.dumps(store._kept)

    assert secret not in kept
    assert secret.partition("_")[2] not in kept
    assert await bearers.find(next(one for one in store._kept if one.startswith("bearer:"))) is None


@pytest.mark.parametrize("secret", ["", "tyt_", "tyt_nothing", "\ud800", "x" * 10_000])
async def test_what_nobody_was_given_is_nobodys(bearers, secret):
    assert await bearers.find(secret) is None
    assert await bearers.spend(secret) is None


async def test_time_ends_one_used_or_not(bearers, clock):
    secret, _ = await bearers.issue(BearerKind.SESSION, name="Hal", scopes=[], lasts_s=3600, idle_s=1000)

    for _ in range(3):
        await clock.advance(900)
        assert await bearers.find(secret)
    await clock.advance(901)

    assert await bearers.find(secret) is None
    assert await bearers.all_of(BearerKind.SESSION) == []


async def test_who_is_away_too_long_signs_in_anew(bearers, clock):
    secret, _ = await bearers.issue(BearerKind.SESSION, name="Hal", scopes=[], lasts_s=36000, idle_s=1000)
    assert await bearers.find(secret)

    await clock.advance(1001)

    assert await bearers.find(secret) is None


async def test_a_revoked_one_is_nobodys_here_at_once_and_elsewhere_soon(bearers, store, clock):
    secret, made = await bearers.issue(BearerKind.TOKEN, name="old", scopes=[Scope.ADMIN])
    elsewhere = Bearers(store, clock)
    assert await elsewhere.find(secret)

    assert await bearers.revoke(BearerKind.TOKEN, made.id)

    assert await bearers.find(secret) is None
    await clock.advance(KNOWN_FOR_S)
    assert await elsewhere.find(secret) is None
    assert not await bearers.revoke(BearerKind.TOKEN, made.id)


async def test_one_kind_is_not_revoked_as_another(bearers):
    secret, made = await bearers.issue(BearerKind.TOKEN, name="mine", scopes=[])

    assert not await bearers.revoke(BearerKind.SESSION, made.id)
    assert await bearers.find(secret)


async def test_of_many_who_spend_a_link_one_has_it(bearers, store, clock):
    secret, made = await bearers.issue(BearerKind.LINK, name="operator", scopes=Scope)

    spent = await asyncio.gather(*(Bearers(store, clock).spend(secret) for _ in range(8)))

    assert [one.id for one in spent if one] == [made.id]
    assert await bearers.find(secret) is None


async def test_all_of_a_kind_are_listed_oldest_first(bearers, clock):
    for name in ("first", "second"):
        await bearers.issue(BearerKind.OVERLAY, name=name, scopes=[], detail={"tournament": "local/cup"})
        await clock.advance(1)
    await bearers.issue(BearerKind.TOKEN, name="other", scopes=[])

    assert [(one.name, one.detail) for one in await bearers.all_of(BearerKind.OVERLAY)] == [
        ("first", {"tournament": "local/cup"}),
        ("second", {"tournament": "local/cup"}),
    ]


async def test_erasing_a_player_ends_the_session_of_whoever_they_are_on_discord(tmp_path):
    me, cup = Actor("cli", "tests", "tests"), TournamentId("local/cup")
    async with open_app(Settings(data_dir=tmp_path), plugins=[]) as app:
        await app.desk.handle(c.CreateTournament(tournament=cup, actor=me, title="Cup", rules=Rules(8)))
        await app.desk.handle(c.OpenRegistration(tournament=cup, actor=me))
        link = Link(LinkKind.DISCORD_ID, "123456789012345678", "discord")
        await app.desk.handle(c.SignUp(tournament=cup, actor=me, links=(link,), typed_name="Ann#EUW"))
        bearers = Bearers(app.journal.store(NAMESPACE), app.clock)
        of_ann = Actor("staff", "123456789012345678", "Ann")
        secret, _ = await bearers.issue(BearerKind.SESSION, name="Ann", scopes=[Scope.READ], actor=of_ann)
        other, _ = await bearers.issue(BearerKind.TOKEN, name="box", scopes=[Scope.READ])

        (ann,) = await app.privacy.find("Ann#EUW")
        await app.privacy.erase(ann, actor=me)

        fresh = Bearers(app.journal.store(NAMESPACE), app.clock)
        assert await fresh.find(secret) is None
        assert (await fresh.find(other)).name == "box"
