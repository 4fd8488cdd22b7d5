"""
Showing an icon, over HTTP.
"""

from __future__ import annotations

import pytest

from tiltyard.models import Evidence, Verdict
from tiltyard.tournament.judge import Outcome, judge

OWNS = {"wants": Evidence.OWNERSHIP}


def icon_in(challenge):
    return int(challenge.how.split("profile icon ")[1].split(",")[0])


async def ownership(asked, name="Ann#EUW", person="ann", **claim):
    account, found = await asked.verify(name, person, **OWNS, **claim)
    assert account.verdict is Verdict.VERIFIED
    assert found.evidence is Evidence.OWNERSHIP
    return found


@pytest.fixture
def ann(riot_api):
    return riot_api.add_account("Ann#EUW", icon=4)


async def test_setting_the_icon_in_time_proves_it(riot, riot_api, ann, clock):
    async with riot() as asked:
        assert (await ownership(asked)).code == "riot_ownership_unproven"
        challenge = await asked.challenge("Ann#EUW")
        awaited = await ownership(asked)
        clock.advance(60)
        riot_api.set_icon(ann, icon_in(challenge))
        found = await asked.verify("Ann#EUW", **OWNS)

    assert challenge.code == "riot_icon"
    assert "1 in 28" in challenge.strength
    assert (awaited.code, awaited.verdict, awaited.retry_after_s) == ("riot_icon_awaited", Verdict.UNKNOWN, 15.0)
    assert found[1].code == "riot_icon_shown"
    assert judge(found, Evidence.OWNERSHIP).outcome is Outcome.VERIFIED


async def test_the_icon_they_have_is_never_the_one_asked_for(riot, riot_api):
    async with riot() as asked:
        for icon in range(29):
            riot_api.add_account(f"Icon {icon}#EUW", icon=icon)
            assert icon_in(await asked.challenge(f"Icon {icon}#EUW", person=f"p{icon}")) != icon


async def test_a_proof_lasts_beyond_the_icon_and_costs_no_further_call(riot, riot_api, ann, clock):
    async with riot() as asked:
        riot_api.set_icon(ann, icon_in(await asked.challenge("Ann#EUW")))
        assert (await ownership(asked)).code == "riot_icon_shown"
        riot_api.set_icon(ann, 4)
        calls = riot_api.count()
        clock.advance(3600)

        assert (await ownership(asked)).code == "riot_icon_shown"
        assert riot_api.count() == calls


async def test_another_icon_is_not_the_one(riot, riot_api, ann):
    async with riot() as asked:
        challenge = await asked.challenge("Ann#EUW")
        riot_api.set_icon(ann, (icon_in(challenge) + 1) % 29)

        found = await ownership(asked)

    assert found.code == "riot_icon_awaited"
    assert f"icon {icon_in(challenge)} yet" in found.reason


async def test_asking_again_gives_the_same_icon(riot, ann, clock):
    async with riot() as asked:
        first = await asked.challenge("Ann#EUW")
        clock.advance(600)

        assert await asked.challenge("ann # euw") == first


async def test_when_the_time_is_over_staff_are_asked_and_it_can_be_begun_anew(riot, riot_api, ann, clock):
    async with riot() as asked:
        first = await asked.challenge("Ann#EUW")
        clock.advance(901)
        riot_api.set_icon(ann, icon_in(first))
        found = await ownership(asked)
        second = await asked.challenge("Ann#EUW")

    assert (found.code, found.verdict, found.hard) == ("riot_proof_expired", Verdict.REJECTED, False)
    assert icon_in(second) != icon_in(first)


async def test_what_was_shown_in_time_counts_when_riot_could_not_be_asked(riot, riot_api, ann, clock):
    async with riot() as asked:
        challenge = await asked.challenge("Ann#EUW")
        riot_api.set_icon(ann, icon_in(challenge))
        clock.advance(2000)

        assert (await ownership(asked)).code == "riot_icon_shown"


async def test_while_riot_is_down_a_proof_is_neither_won_nor_lost(riot, riot_api, ann):
    async with riot(call_deadline_s=0.7) as asked:
        await asked.challenge("Ann#EUW")
        riot_api.fail(503, times=1000, method="tft-summoner-v1")
        found = await asked.verify("Ann#EUW", **OWNS)

    assert judge(found, Evidence.OWNERSHIP).outcome is Outcome.PENDING
    assert [(one.verdict, one.evidence) for one in found] == [
        (Verdict.VERIFIED, Evidence.ACCOUNT),
        (Verdict.UNKNOWN, Evidence.OWNERSHIP),
    ]


async def test_a_proof_for_one_account_is_none_for_another(riot, riot_api, ann):
    riot_api.add_account("Other#EUW")

    async with riot() as asked:
        await asked.challenge("Ann#EUW")

        assert (await ownership(asked, "Other#EUW")).code == "riot_proof_other_account"


async def test_two_who_claim_one_account_are_told_apart(riot, riot_api, ann, clock):
    async with riot() as asked:
        hers, his = await asked.challenge("Ann#EUW"), await asked.challenge("Ann#EUW", person="bob")
        riot_api.set_icon(ann, icon_in(hers))
        assert (await ownership(asked)).code == "riot_icon_shown"
        assert (await ownership(asked, person="bob")).code == "riot_icon_awaited"
        clock.advance(901)

        found = await ownership(asked, person="bob")

    assert icon_in(hers) != icon_in(his)
    assert (found.code, found.verdict, found.hard) == ("riot_ownership_contested", Verdict.REJECTED, False)


async def test_nobody_can_prove_an_account_that_is_not_there(riot):
    async with riot() as asked:
        assert await asked.challenge("Nobody#EUW") is None
        assert await asked.challenge("Ann") is None


async def test_a_tournament_that_does_not_ask_for_it_costs_no_call(riot, riot_api, ann):
    async with riot() as asked:
        await asked.one("Ann#EUW", wants=Evidence.ACCOUNT)

    assert riot_api.count(method="tft-summoner-v1") == 0
