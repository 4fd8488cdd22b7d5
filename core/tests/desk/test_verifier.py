"""
What plugins are asked about a claim, and when again.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from tiltyard import hookimpl
from tiltyard.desk.proving import challenge
from tiltyard.desk.refresher import Refresher, refresh
from tiltyard.errors import Unavailable
from tiltyard.models import (
    Challenge,
    CheckState,
    Eligibility,
    Evidence,
    Finding,
    LinkKind,
    Refusal,
    Tier,
    Verdict,
    Windows,
)
from tiltyard.testing import FakeClock, MemoryStore
from tiltyard.tournament import commands as c
from tiltyard.tournament.roster import link_of_kind

from .conftest import CUP, STAFF

NOON = datetime(2026, 12, 5, 12, 0, tzinfo=UTC)


class World:
    """Accounts, as their vendor knows them."""

    def __init__(self):
        self.asked = []
        self.called = {}
        self.shown = set()
        self.down = False
        self.until = datetime.now(UTC) + timedelta(minutes=15)

    def account(self, claim):
        puuid = claim.puuid or f"puuid-{claim.typed_name.casefold()}"
        return puuid, self.called.get(puuid, claim.typed_name)


@pytest.fixture
def world():
    return World()


@pytest.fixture
def riot(world):
    """A plugin that looks accounts up."""

    class Riot:
        @hookimpl
        async def verify_player(self, claim):
            world.asked.append(claim)
            if world.down:
                raise Unavailable("Riot is down", retry_after_s=0.01)
            puuid, name = world.account(claim)
            keys = {"puuid": puuid, "name": name.casefold()}
            found = Finding("found", Verdict.VERIFIED, Evidence.ACCOUNT, keys=keys, canonical=name, eligible=True)
            if claim.wants is not Evidence.OWNERSHIP:
                return [found]
            if puuid in world.shown:
                return [found, Finding("icon_shown", Verdict.VERIFIED, Evidence.OWNERSHIP, as_of=NOON)]
            return [found, Finding("unproven", Verdict.UNKNOWN, Evidence.OWNERSHIP, hard=False, retry_after_s=0.01)]

        @hookimpl
        async def challenge_player(self, claim):
            if world.down:
                raise Unavailable("Riot is down")
            if claim.typed_name.startswith("nobody"):
                return None
            return Challenge("icon", f"{claim.typed_name}: show icon 7.", world.until, "1 in 28 by chance")

    return Riot


def by_name(state):
    return {member.typed_name: member for one in state.entrants.values() for member in one.members}


class TestPluginsAreAsked:
    async def test_with_what_the_tournament_is_for_and_what_it_wants(self, open_bench, world, riot):
        eligibility = Eligibility(frozenset({"euw1"}), lowest=Tier.GOLD)
        async with open_bench(riot) as bench:
            await bench.create(eligibility=eligibility, recommends_ownership=True)
            await bench.sign_up("ann")
            await bench.drain()

        assert [(one.eligibility, one.wants, one.waiting) for one in world.asked] == [
            (eligibility, Evidence.OWNERSHIP, True)
        ]

    async def test_with_the_names_of_those_who_were_earlier_in_line_and_of_nobody_else(self, open_bench, world, riot):
        async with open_bench(riot) as bench:
            await bench.create(capacity=8)
            for who in ("ann", "bob", "cleo"):
                await bench.sign_up(who)
            await bench.drain()

        names = {one.typed_name: one.roster_keys.get("name", frozenset()) for one in world.asked}
        assert names == {"ann#EUW": set(), "bob#EUW": {"ann#EUW"}, "cleo#EUW": {"ann#EUW", "bob#EUW"}}

    async def test_with_the_further_names_of_others_apart(self, open_bench, world, riot):
        async with open_bench(riot) as bench:
            await bench.create()
            person = (await bench.sign_up("ann")).person
            await bench.do(c.UpdateSignUp, person=person, typed_name="ann#EUW", alternates=("Annie#EUW",))
            await bench.sign_up("bob")
            await bench.drain()

        assert world.asked[-1].roster_keys == {"name": {"ann#EUW"}, "alternate": {"Annie#EUW"}}

    async def test_with_the_puuid_that_was_found_for_as_long_as_the_name_is_the_same_claim(
        self, open_bench, world, riot
    ):
        async with open_bench(riot) as bench:
            await bench.create()
            person = (await bench.sign_up("ann")).person
            await bench.drain()
            await bench.do(c.Recheck, person=person)
            await bench.drain()
            await bench.do(c.UpdateSignUp, person=person, typed_name="Ann#NA1")
            await bench.drain()

        assert [one.puuid for one in world.asked] == [None, "puuid-ann#euw", None]


class TestAProof:
    async def test_is_looked_for_by_itself_once_somebody_was_challenged(self, open_bench, world, riot, monkeypatch):
        monkeypatch.setattr("tiltyard.desk.verifier.ASK_AGAIN_FIRST_S", 200.0)
        monkeypatch.setattr("tiltyard.desk.verifier.LOOK_FOR_PROOF_S", 0.01)
        async with open_bench(riot) as bench:
            await bench.create(identity=Evidence.OWNERSHIP)
            person = (await bench.sign_up("ann")).person
            await bench.drain(0.05)
            assert by_name(await bench.state())["ann#EUW"].code == "unproven"

            told = await challenge(bench.desk, bench.app.host, await bench.state(), person, actor=STAFF)
            world.shown.add("puuid-ann#euw")
            await bench.drain()

            ann = by_name(await bench.state())["ann#EUW"]
        assert told.how == "ann#EUW: show icon 7."
        assert ann.check is CheckState.VERIFIED
        assert (ann.proof.source, ann.proof.strength) == ("riot", "1 in 28 by chance")

    async def test_that_is_recommended_is_looked_for_too_and_nobody_is_said_to_wait(
        self, open_bench, world, riot, monkeypatch
    ):
        monkeypatch.setattr("tiltyard.desk.verifier.LOOK_FOR_PROOF_S", 0.01)
        async with open_bench(riot) as bench:
            await bench.create(recommends_ownership=True)
            person = (await bench.sign_up("ann")).person
            await bench.drain()
            await challenge(bench.desk, bench.app.host, await bench.state(), person, actor=STAFF)
            assert await bench.drain(0.05) == []
            assert by_name(await bench.state())["ann#EUW"].check is CheckState.VERIFIED

            world.shown.add("puuid-ann#euw")
            seen = 0
            async with asyncio.timeout(5):
                following = asyncio.create_task(bench.app.runner.run())
                while by_name(await bench.state())["ann#EUW"].proof is None:
                    seen = await bench.app.journal.news.wait(seen, 0.05)
            following.cancel()
            await asyncio.gather(following, return_exceptions=True)

    async def test_is_not_asked_for_where_no_plugin_knows_how(self, open_bench, world, riot):
        async with open_bench(riot) as bench:
            await bench.create()
            person = (await bench.sign_up("nobody")).person

            no = await challenge(bench.desk, bench.app.host, await bench.state(), person, actor=STAFF)

        assert isinstance(no, Refusal)
        assert no.code == "cannot_prove"

    async def test_cannot_be_asked_for_while_the_vendor_is_away(self, open_bench, world, riot):
        world.down = True
        async with open_bench(riot) as bench:
            await bench.create()
            person = (await bench.sign_up("ann")).person

            with pytest.raises(Unavailable, match="Riot is down"):
                await challenge(bench.desk, bench.app.host, await bench.state(), person, actor=STAFF)
            assert by_name(await bench.state())["ann#EUW"].challenge is None


class TestAnotherProcess:
    async def test_sees_when_somebody_is_asked_about_again(self, open_bench, world, riot):
        world.down = True
        async with open_bench(riot) as bench:
            await bench.create()
            person = (await bench.sign_up("ann")).person
            await bench.drain(0.05)
        async with open_bench() as other:
            tries = await other.app.schedule.of(CUP)

        assert tries[person].attempts == 1
        assert tries[person].at.tzinfo is UTC

    async def test_sees_nothing_once_there_is_an_answer(self, open_bench, world, riot, monkeypatch):
        monkeypatch.setattr("tiltyard.desk.verifier.ASK_AGAIN_FIRST_S", 0.01)
        world.down = True
        async with open_bench(riot) as bench:
            await bench.create()
            await bench.sign_up("ann")
            await bench.drain(0.02)
            world.down = False
            await bench.drain()

            assert await bench.app.schedule.of(CUP) == {}

    async def test_asks_about_whoever_the_one_before_it_had_no_answer_for(self, open_bench, world, riot):
        world.down = True
        async with open_bench(riot) as bench:
            await bench.create()
            await bench.sign_up("ann")
            await bench.drain(0.02)
        world.down = False
        async with open_bench(riot) as bench, asyncio.timeout(10):
            while await bench.standing() == {"ann#EUW": "pending"}:
                await bench.drain()  # when it is due, which the one before may have written down
                await asyncio.sleep(0.05)

            assert await bench.standing() == {"ann#EUW": "registered"}


class TestNamesAskedAboutAgain:
    @pytest.fixture
    def registered(self, open_bench, riot):
        async def registered(bench, *people, **rules):
            await bench.create(capacity=8, **rules)
            for who in people:
                await bench.sign_up(who)
            await bench.drain()
            return await bench.state()

        return registered

    async def test_are_taken_over_where_the_account_is_called_otherwise_now(self, open_bench, world, riot, registered):
        async with open_bench(riot) as bench:
            state = await registered(bench, "ann", "bob")
            world.called["puuid-ann#euw"] = "Anne#EUW"
            told = []

            news = await refresh(bench.desk, bench.app.host, state, STAFF, lambda *how_far: told.append(how_far))

            ann = by_name(await bench.state())["ann#EUW"]
        assert (news, told) == (1, [(2, 2)])
        assert (ann.name, ann.check) == ("Anne#EUW", CheckState.VERIFIED)
        assert link_of_kind(ann, LinkKind.PUUID).value == "puuid-ann#euw"
        assert [one.waiting for one in world.asked] == [True, True, False, False, False]

    async def test_are_what_all_checks_are_asked_about_where_an_account_has_another_one(
        self, open_bench, world, riot, registered
    ):
        async with open_bench(riot) as bench:
            state = await registered(bench, "ann")
            world.called["puuid-ann#euw"] = "Anne#EUW"
            await refresh(bench.desk, bench.app.host, state, STAFF)
            await refresh(bench.desk, bench.app.host, await bench.state(), STAFF)

        assert [one.typed_name for one in world.asked] == ["ann#EUW", "ann#EUW", "Anne#EUW", "Anne#EUW"]

    async def test_stay_as_they_were_while_the_vendor_is_away(self, open_bench, world, riot, registered):
        async with open_bench(riot) as bench:
            state = await registered(bench, "ann")
            world.down = True

            assert await refresh(bench.desk, bench.app.host, state, STAFF) == 0
            assert await bench.standing() == {"ann#EUW": "registered"}

    async def test_are_asked_about_once_before_a_check_in_and_by_a_host_only(self, open_bench, world, riot, registered):
        async with open_bench(riot) as bench:
            await registered(bench, "ann")
            await bench.do(c.OpenCheckIn)
            store = MemoryStore(FakeClock())
            one_shot = Refresher(bench.desk, bench.app.host, bench.app.clock, store)
            assert not await one_shot.wants(CUP)

            asked = []
            for _ in range(2):  # a host, and the one after it
                host = Refresher(bench.desk, bench.app.host, bench.app.clock, store)
                await host.watch()
                asked.append(await host.wants(CUP))
                await host.act(CUP)
            await bench.do(c.OpenCheckIn, round=1)
            again = await host.wants(CUP)

        assert (asked, again) == ([True, False], True)
        assert [one.waiting for one in world.asked] == [True, False]

    async def test_are_asked_about_a_quarter_of_an_hour_before_it_opens(self, open_bench, world, riot, registered):
        async with open_bench(riot) as bench:
            await registered(bench, "ann")
            opens_at = bench.app.clock.now() + timedelta(hours=1)
            await bench.do(c.ChangeRules, changes={"windows": Windows(check_in_opens_at=opens_at)})
            clock = FakeClock(opens_at - timedelta(minutes=16))
            host = Refresher(bench.desk, bench.app.host, clock, MemoryStore(clock))
            await host.watch()

            assert (await host.act(CUP)).again_in_s == 60.0
            await clock.advance(60)
            assert (await host.act(CUP)).again_in_s is None

        assert [one.waiting for one in world.asked] == [True, False]
