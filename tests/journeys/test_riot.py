"""
Sign-ups with Riot behind them: a host with both plugins for identity, and Riot, which is there, away, or changes.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress

import pytest
from leaping_clock import LeapingClock
from sheet_cups import wait_for

from tiltyard.app import open_app
from tiltyard.desk import proving
from tiltyard.desk.asking import ask
from tiltyard.host import FoundPlugin
from tiltyard.models import Actor, CheckState, Eligibility, Evidence, Link, LinkKind, PersonId, PlayerClaim, Rules, Tier
from tiltyard.settings import PluginsSettings, Settings
from tiltyard.testing.riot_api import KEY, RiotService
from tiltyard.tournament import commands as c
from tiltyard.tournament.answers import Refused
from tiltyard.tournament.text import tournament_id
from tiltyard_ign.plugin import IgnPlugin
from tiltyard_riot.plugin import RiotPlugin

CUP = tournament_id("local", "cup")
STAFF = Actor("cli", "staff", "Sam")


@pytest.fixture
def clock():
    return LeapingClock()


@pytest.fixture
def riot_api(clock):
    with RiotService(now=clock.now, app_limits="500:10,30000:600") as service:
        yield service


class Cup:
    """A tournament, in the words of those who play in it."""

    def __init__(self, app):
        self.app = app

    async def do(self, kind, **fields):
        answer = await self.app.desk.handle(kind(tournament=CUP, actor=STAFF, **fields))
        assert not isinstance(answer, Refused), answer.refusal
        return answer

    async def begin(self, **rules):
        rules = {"capacity": 8, "identity": Evidence.ACCOUNT, **rules}
        await self.do(c.CreateTournament, title="Cup", rules=Rules(**rules))
        await self.do(c.OpenRegistration)
        return self

    async def sign_up(self, handle, typed_name):
        await self.do(c.SignUp, links=(Link(LinkKind.DISCORD_HANDLE, handle, "typed"),), typed_name=typed_name)

    async def state(self):
        return await self.app.desk.state(CUP)

    async def member(self, handle):
        for entrant in (await self.state()).entrants.values():
            for member in entrant.members:
                if any(link.value == handle for link in member.links):
                    return member
        raise AssertionError(f"{handle} is not there")

    async def becomes(self, handle, check):
        """Wait until they are checked so."""

        async def is_so():
            return (await self.member(handle)).check is check

        await wait_for(is_so)
        return await self.member(handle)

    async def named(self, handle, name):
        async def is_so():
            return (await self.member(handle)).name == name

        await wait_for(is_so)

    async def challenge(self, handle):
        person = (await self.member(handle)).person
        return await proving.challenge(self.app.desk, self.app.host, await self.state(), person, actor=STAFF)


def puuid_of(member):
    return next(link.value for link in member.links if link.key == member.keys["puuid"])


@pytest.fixture
def host(riot_api, clock, tmp_path):
    """`async with host() as cup`: a host that follows; another one later goes on with the same journal."""

    @asynccontextmanager
    async def host(**changed):
        table = {"api_key": KEY, "base_url": riot_api.base_url, "call_deadline_s": 2.0, **changed}
        settings = Settings(data_dir=tmp_path, plugins=PluginsSettings(tables={"riot": table}))
        found = [FoundPlugin("ign", lambda: IgnPlugin), FoundPlugin("riot", lambda: RiotPlugin)]
        async with open_app(settings, plugins=found, clock=clock) as app:
            running = asyncio.create_task(app.runner.run())
            try:
                yield Cup(app)
            finally:
                running.cancel()
                with suppress(asyncio.CancelledError):
                    await running

    return host


async def test_with_riot_down_a_player_waits_is_told_and_is_let_in_by_itself(host, riot_api):
    riot_api.add_account("Ann#EUW")
    riot_api.fail(503, times=100_000)

    async with host() as cup:
        await cup.begin()
        await cup.sign_up("ann", "ann#euw")
        waiting = await cup.becomes("ann", CheckState.PENDING)
        riot_api.heal()
        let_in = await cup.becomes("ann", CheckState.VERIFIED)

    assert (waiting.code, waiting.waits_for) == ("riot_unavailable", "retry")
    assert "Riot does not answer" in waiting.reason
    assert "place in line is kept" in waiting.next_step
    assert let_in.name == "Ann#EUW"


async def test_a_restart_in_the_middle_loses_nobody(host, riot_api):
    riot_api.add_account("Ann#EUW")
    riot_api.fail(503, times=100_000)
    async with host() as cup:
        await cup.begin()
        await cup.sign_up("ann", "Ann#EUW")
        await cup.becomes("ann", CheckState.PENDING)

    riot_api.heal()
    async with host() as cup:
        await cup.becomes("ann", CheckState.VERIFIED)


async def test_what_was_looked_up_is_known_after_a_restart(host, riot_api):
    riot_api.add_account("Ann#EUW")
    async with host() as cup:
        await cup.begin()
        await cup.sign_up("ann", "Ann#EUW")
        await cup.becomes("ann", CheckState.VERIFIED)
    riot_api.forget()

    async with host() as cup:
        await cup.do(c.Recheck, person=(await cup.member("ann")).person, reason="once more")
        await cup.becomes("ann", CheckState.VERIFIED)
        found = await ask(cup.app.host, PlayerClaim(PersonId("another"), "ann#euw"))

    assert "riot_account" in {one.code for one in found}
    assert riot_api.count(method="account-v1 by-riot-id") == 0


async def test_a_player_who_was_renamed_is_called_so_before_check_in(host, riot_api, clock):
    ann = riot_api.add_account("Ann#EUW")

    async with host() as cup:
        await cup.begin()
        await cup.sign_up("ann", "Ann#EUW")
        before = await cup.becomes("ann", CheckState.VERIFIED)
        riot_api.rename(ann, "Queen#EUW")
        clock.advance(1000)
        await cup.do(c.OpenCheckIn)
        await cup.named("ann", "Queen#EUW")
        after = await cup.member("ann")

    assert puuid_of(after) == puuid_of(before)
    assert after.check is CheckState.VERIFIED


async def test_one_account_has_one_seat_under_whatever_spelling_and_name(host, riot_api):
    ann = riot_api.add_account("Ann#EUW")

    async with host() as cup:
        await cup.begin()
        await cup.sign_up("ann", "Ann#EUW")
        await cup.becomes("ann", CheckState.VERIFIED)
        await cup.sign_up("bob", " ANN \uff03 euw")
        spelled = await cup.becomes("bob", CheckState.REJECTED)
        riot_api.rename(ann, "Queen#EUW")
        await cup.sign_up("cat", "Queen#EUW")
        renamed = await cup.becomes("cat", CheckState.REJECTED)

    assert (spelled.code, renamed.code) == ("identity_duplicate", "identity_duplicate")


async def test_a_region_and_a_rank_are_rules_and_the_player_is_told(host, riot_api):
    riot_api.add_account("Ann#EUW", rank="Gold I 1")
    riot_api.add_account("Kim#KR1", platform="kr", rank="Gold I 1")
    riot_api.add_account("New#EUW")
    rules = Eligibility(platforms=frozenset({"euw1"}), lowest=Tier.SILVER)

    async with host() as cup:
        await cup.begin(eligibility=rules)
        for handle, name in (("ann", "Ann#EUW"), ("kim", "Kim#KR1"), ("new", "New#EUW")):
            await cup.sign_up(handle, name)
        await cup.becomes("ann", CheckState.VERIFIED)
        kim = await cup.becomes("kim", CheckState.REJECTED)
        new = await cup.becomes("new", CheckState.REJECTED)

    assert (kim.code, new.code) == ("riot_wrong_platform", "riot_rank_too_low")
    assert "plays on KR; this tournament takes EUW1" in kim.reason
    assert "unranked" in new.reason


async def test_a_region_that_cannot_be_looked_up_lets_nobody_in(host, riot_api):
    riot_api.add_account("Ann#EUW")
    riot_api.fail(503, times=100_000, method="account-v1 region")

    async with host() as cup:
        await cup.begin(identity=Evidence.SHAPE, eligibility=Eligibility(platforms=frozenset({"euw1"})))
        await cup.sign_up("ann", "Ann#EUW")
        waiting = await cup.becomes("ann", CheckState.PENDING)

    assert (waiting.code, waiting.waits_for) == ("riot_unavailable", "retry")


async def test_an_account_is_proven_by_its_icon_also_over_a_restart(host, riot_api, clock):
    ann = riot_api.add_account("Ann#EUW", icon=4)
    async with host() as cup:
        await cup.begin(identity=Evidence.OWNERSHIP)
        await cup.sign_up("ann", "Ann#EUW")
        waiting = await cup.becomes("ann", CheckState.PENDING)
        challenge = await cup.challenge("ann")
    assert waiting.code == "riot_ownership_unproven"

    riot_api.set_icon(ann, int(challenge.how.split("profile icon ")[1].split(",")[0]))
    async with host() as cup:
        proven = await cup.becomes("ann", CheckState.VERIFIED)

    assert proven.proof.code == "riot_icon_shown"
    assert "1 in 28" in proven.proof.strength


async def test_with_the_key_of_another_application_everybody_stays_who_they_are(host, riot_api, clock):
    ann, bob = riot_api.add_account("Ann#EUW"), riot_api.add_account("Bob#EUW")
    async with host() as cup:
        await cup.begin()
        for handle, name in (("ann", "Ann#EUW"), ("bob", "Bob#EUW")):
            await cup.sign_up(handle, name)
            await cup.becomes(handle, CheckState.VERIFIED)
        old = puuid_of(await cup.member("ann"))
    riot_api.another_application()
    riot_api.add_key("RGAPI-other")

    async with host(api_key="RGAPI-other") as cup:
        await cup.do(c.OpenCheckIn)

        async def rekeyed():
            members = [await cup.member(handle) for handle in ("ann", "bob")]
            return [puuid_of(one) for one in members] == [riot_api.puuid(one) for one in (ann, bob)]

        await wait_for(rekeyed)
        members = [await cup.member(handle) for handle in ("ann", "bob")]

    assert old != riot_api.puuid(ann)
    assert [one.check for one in members] == [CheckState.VERIFIED] * 2
    assert [one.name for one in members] == ["Ann#EUW", "Bob#EUW"]


async def test_erasing_somebody_takes_all_that_riot_said_of_them(host, riot_api, clock):
    ann = riot_api.add_account("Ann#EUW", rank="Gold I 1", icon=4)
    others = [riot_api.add_account(f"Player {number}#EUW") for number in range(7)]
    riot_api.add_match("euw1", [ann, *others])
    async with host() as cup:
        await cup.begin(eligibility=Eligibility(lowest=Tier.SILVER))
        await cup.sign_up("ann", "Ann#EUW")
        await cup.becomes("ann", CheckState.VERIFIED)
        await cup.challenge("ann")
        await cup.app.host.plugin("riot").answers.games.history("Player 0#EUW", count=5, within_s=30)

        (subject,) = await cup.app.privacy.find("Ann#EUW")
        kept = await cup.app.privacy.kept(subject)
        await cup.app.privacy.erase(subject, actor=STAFF, reason="asked for it", tidy=False)
        left = await cup.app.privacy.kept(subject)

    kinds = {one["key"].partition(":")[0] for one in kept["stores of plugins and of the host"]}
    assert kinds >= {"name", "platform", "ranks", "match", "proof", "asked"}
    assert not [one for one in left["stores of plugins and of the host"] if one["store"].startswith("plugin:")]
