"""
From a claim to what Riot says about it, over HTTP.
"""

from __future__ import annotations

import pytest
import structlog

from tiltyard.models import Eligibility, Evidence, RankQueue, Tier, Verdict
from tiltyard.testing.riot_api import KEY

EUW = Eligibility(platforms=frozenset({"euw1"}))
FROM_GOLD = Eligibility(lowest=Tier.GOLD)


class TestAccounts:
    async def test_an_account_that_exists_is_verified_as_riot_spells_it(self, riot, riot_api):
        ann = riot_api.add_account("Ann Lee#EUW")

        async with riot() as asked:
            found = await asked.one(" ann lee \uff03euw")

        assert (found.code, found.verdict, found.evidence) == ("riot_account", Verdict.VERIFIED, Evidence.ACCOUNT)
        assert (found.canonical, found.keys) == ("Ann Lee#EUW", {"puuid": riot_api.puuid(ann)})
        assert found.eligible
        assert found.as_of

    async def test_two_spellings_of_one_account_have_one_key(self, riot, riot_api):
        riot_api.add_account("Ann#EUW")

        async with riot() as asked:
            one, other = await asked.one("Ann#EUW"), await asked.one("ANN#euw", person="bob")

        assert one.keys == other.keys

    async def test_a_name_that_no_account_has_is_rejected_with_what_to_do(self, riot):
        async with riot() as asked:
            found = await asked.one("Nobody#EUW")

        assert (found.code, found.verdict, found.hard) == ("riot_account_not_found", Verdict.REJECTED, True)
        assert "Nobody#EUW" in found.reason
        assert found.next_step

    @pytest.mark.parametrize("typed", ["Ann", "", "#", "Tide#Pool#EUW", "x" * 10_000 + "#EUW", "Ann\x00#EUW"])
    async def test_what_is_no_riot_id_costs_no_call(self, riot, riot_api, typed):
        async with riot() as asked:
            found = await asked.one(typed)

        assert (found.code, found.hard) == ("riot_not_a_riot_id", False)
        assert riot_api.count() == 0

    @pytest.mark.parametrize("tag", ["../", "%2F", "'; --", "{0}", "100%", "a/b", "?x=y"])
    async def test_a_tag_is_text_and_asks_for_nothing_else(self, riot, riot_api, tag):
        riot_api.add_account(f"Ann#{tag}")

        async with riot() as asked:
            assert (await asked.one(f"Ann#{tag}")).canonical == f"Ann#{tag}"

    async def test_a_tag_that_begins_with_a_space_is_found_in_the_end(self, riot, riot_api):
        riot_api.add_account("Ann# EU")

        async with riot() as asked:
            assert await asked.code("Ann# EU") == "riot_account"

    async def test_an_account_without_a_name_of_its_own_is_shown_as_typed(self, riot, riot_api):
        riot_api.add_account("Ann#EUW", nameless=True)

        async with riot() as asked:
            assert (await asked.one("Ann#EUW")).canonical == "Ann#EUW"

    async def test_a_second_look_within_the_day_costs_no_call(self, riot, riot_api):
        riot_api.add_account("Ann#EUW")

        async with riot() as asked:
            await asked.verify("Ann#EUW")
            await asked.verify("ann#euw")

        assert riot_api.count() == 1


class TestIdentity:
    async def test_after_a_rename_the_puuid_says_who_it_is(self, riot, riot_api):
        ann = riot_api.add_account("Ann#EUW")
        puuid = riot_api.puuid(ann)
        riot_api.rename(ann, "Queen#EUW")

        async with riot() as asked:
            found = await asked.one("Ann#EUW", puuid=puuid)

        assert (found.code, found.verdict, found.canonical) == (
            "riot_account_renamed",
            Verdict.VERIFIED,
            "Queen#EUW",
        )
        assert found.keys == {"puuid": puuid}

    async def test_a_name_that_went_to_somebody_else_does_not_move_the_identity(self, riot, riot_api):
        ann = riot_api.add_account("Ann#EUW")
        puuid = riot_api.puuid(ann)
        riot_api.rename(ann, "Queen#EUW")
        riot_api.add_account("Ann#EUW")

        async with riot() as asked:
            assert (await asked.one("Ann#EUW", puuid=puuid)).keys == {"puuid": puuid}

    async def test_names_known_by_puuid_are_looked_at_again_before_each_round(self, riot, riot_api, clock):
        ann = riot_api.add_account("Ann#EUW")
        puuid = riot_api.puuid(ann)

        async with riot() as asked:
            before = await asked.one("Ann#EUW", puuid=puuid)
            riot_api.rename(ann, "Queen#EUW")
            clock.advance(901)
            after = await asked.one("Ann#EUW", puuid=puuid)

        assert (before.canonical, after.canonical) == ("Ann#EUW", "Queen#EUW")

    async def test_who_takes_a_name_that_was_given_up_is_found_under_it_at_once(self, riot, riot_api, clock):
        ann = riot_api.add_account("Ann#EUW")
        puuid = riot_api.puuid(ann)

        async with riot() as asked:
            await asked.verify("Ann#EUW")
            await asked.verify("Ann#EUW", puuid=puuid)
            riot_api.rename(ann, "Queen#EUW")
            heir = riot_api.add_account("Ann#EUW")
            clock.advance(901)
            assert await asked.code("Ann#EUW", puuid=puuid) == "riot_account_renamed"

            assert (await asked.one("Ann#EUW", person="heir")).keys == {"puuid": riot_api.puuid(heir)}

    async def test_an_id_of_another_application_is_found_anew_by_the_name(self, riot, riot_api):
        ann = riot_api.add_account("Ann#EUW")
        foreign = riot_api.puuid(ann)
        riot_api.another_application()

        async with riot() as asked:
            found = await asked.one("Ann#EUW", puuid=foreign)

        assert (found.code, found.verdict) == ("riot_rekeyed", Verdict.VERIFIED)
        assert found.keys == {"puuid": riot_api.puuid(ann)} != {"puuid": foreign}

    async def test_an_id_of_another_application_whose_name_is_gone_is_not_trusted(self, riot, riot_api):
        ann = riot_api.add_account("Ann#EUW")
        foreign = riot_api.puuid(ann)
        riot_api.another_application()
        riot_api.rename(ann, "Queen#EUW")

        async with riot() as asked:
            assert await asked.code("Ann#EUW", puuid=foreign) == "riot_account_not_found"

    async def test_a_name_that_changed_hands_is_believed_when_both_accounts_say_so(self, riot, riot_api, clock):
        ann = riot_api.add_account("Ann#EUW")

        async with riot() as asked:
            await asked.verify("Ann#EUW")
            riot_api.rename(ann, "Queen#EUW")
            heir = riot_api.add_account("Ann#EUW")
            clock.advance(86_401)
            found = await asked.one("Ann#EUW")

        assert found.keys == {"puuid": riot_api.puuid(heir)}

    async def test_a_single_reading_that_contradicts_a_good_one_is_not_trusted(self, riot, riot_api, clock):
        ann, bob = riot_api.add_account("Ann#EUW"), riot_api.add_account("Bob#EUW")

        async with riot() as asked:
            await asked.verify("Ann#EUW")
            clock.advance(86_401)
            with contradiction(riot_api, ann, bob):
                found = await asked.one("Ann#EUW")
            again = await asked.one("Ann#EUW")

        assert (found.code, found.verdict, found.retry_after_s) == ("riot_puuid_contradicted", Verdict.UNKNOWN, 60.0)
        assert again.keys == {"puuid": riot_api.puuid(ann)}


class TestEligibility:
    async def test_the_region_rule_looks_at_where_the_account_plays_not_at_what_was_typed(self, riot, riot_api):
        riot_api.add_account("Ann#EUW", platform="kr")

        async with riot() as asked:
            account, found = await asked.verify("Ann#EUW", platform="euw1", eligibility=EUW)

        assert account.keys
        assert not account.eligible
        assert (found.code, found.hard) == ("riot_wrong_platform", True)
        assert "KR" in found.reason
        assert "EUW1" in found.reason

    @pytest.mark.parametrize(
        ("rank", "code"),
        [
            ("Gold IV 0", "riot_account"),
            ("challenger 900", "riot_account"),
            ("Silver I 99", "riot_rank_too_low"),
            (None, "riot_rank_too_low"),
        ],
    )
    async def test_the_rank_rule_looks_at_the_queue_that_counts(self, riot, riot_api, rank, code):
        riot_api.add_account("Ann#EUW", rank=rank, hyper_roll="orange 4000")

        async with riot() as asked:
            assert (await asked.verify("Ann#EUW", eligibility=FROM_GOLD))[-1].code == code

    async def test_double_up_has_ranks_of_its_own(self, riot, riot_api):
        riot_api.add_account("Ann#EUW", rank="Diamond I 10", double_up="Iron IV 1")
        rules = Eligibility(lowest=Tier.GOLD, queue=RankQueue.DOUBLE_UP)

        async with riot() as asked:
            assert (await asked.verify("Ann#EUW", eligibility=rules))[-1].code == "riot_rank_too_low"

    async def test_an_account_that_never_played_tft_waits_for_staff(self, riot, riot_api):
        riot_api.add_account("Ann#EUW", plays_tft=False)

        async with riot() as asked:
            _, found = await asked.verify("Ann#EUW", eligibility=EUW)

        assert (found.code, found.hard) == ("riot_no_platform", False)

    async def test_a_rank_that_cannot_be_read_now_verifies_nobody(self, riot, riot_api):
        riot_api.add_account("Ann#EUW", rank="Gold I 1")
        riot_api.fail(503, times=100, method="tft-league-v1")

        async with riot(call_deadline_s=0.7) as asked:
            found = await asked.verify("Ann#EUW", eligibility=FROM_GOLD)

        assert [one.verdict for one in found] == [Verdict.VERIFIED, Verdict.UNKNOWN]
        assert not any(one.eligible for one in found)
        assert found[1].evidence is Evidence.ACCOUNT

    async def test_who_moved_to_another_platform_is_not_taken_for_unranked(self, riot, riot_api, clock):
        ann = riot_api.add_account("Ann#EUW", rank="Gold I 1")

        async with riot() as asked:
            await asked.verify("Ann#EUW", eligibility=FROM_GOLD)
            riot_api.move(ann, "na1")
            riot_api.set_rank(ann, "Diamond I 1")
            clock.advance(4000)

            assert await asked.code("Ann#EUW", eligibility=FROM_GOLD) == "riot_account"

    async def test_without_rules_nobody_asks_where_or_how_well_somebody_plays(self, riot, riot_api):
        riot_api.add_account("Ann#EUW")

        async with riot() as asked:
            await asked.verify("Ann#EUW")

        assert riot_api.count(method="account-v1 by-riot-id") == riot_api.count() == 1


class TestTroubles:
    @pytest.mark.parametrize(
        ("trouble", "codes"),
        [
            pytest.param(503, {"riot_unavailable"}, id="down"),
            pytest.param(429, {"riot_unavailable"}, id="busy"),
            pytest.param("hang", {"riot_unavailable"}, id="silent"),
            pytest.param("reset", {"riot_unavailable"}, id="cut-off"),
            pytest.param("html", {"riot_bad_answer", "riot_unavailable"}, id="a-page-of-a-proxy"),
            pytest.param("truncated", {"riot_bad_answer", "riot_unavailable"}, id="half-an-answer"),
            pytest.param("wrong_type", {"riot_bad_answer"}, id="another-form"),
            pytest.param("empty", {"riot_bad_answer", "riot_unavailable"}, id="nothing"),
        ],
    )
    async def test_what_is_no_answer_verifies_nobody(self, riot, riot_api, trouble, codes):
        riot_api.add_account("Ann#EUW")
        riot_api.fail(trouble, times=1000)

        async with riot(call_deadline_s=0.7) as asked:
            found = await asked.one("Ann#EUW")
        riot_api.heal()

        assert (found.verdict, found.evidence) == (Verdict.UNKNOWN, Evidence.ACCOUNT)
        assert found.code in codes
        assert "tried again by itself" in found.next_step

    async def test_when_riot_is_back_so_are_the_answers(self, riot, riot_api, clock):
        riot_api.add_account("Ann#EUW")
        riot_api.fail(503, times=1000)

        async with riot(call_deadline_s=0.7) as asked:
            assert await asked.code("Ann#EUW") == "riot_unavailable"
            riot_api.heal()

            assert await eventually(asked, "Ann#EUW", clock) == "riot_account"

    async def test_while_riot_is_away_what_is_known_of_an_account_still_counts_with_its_age(
        self, riot, riot_api, clock
    ):
        riot_api.add_account("Ann#EUW")

        async with riot(call_deadline_s=0.7) as asked:
            before = await asked.one("Ann#EUW")
            clock.advance(86_401)
            riot_api.fail(503, times=1000)
            after = await asked.one("Ann#EUW")

        assert (after.code, after.as_of) == ("riot_account", before.as_of)

    async def test_a_rejected_key_is_told_to_the_host_once_and_to_players_without_a_word_of_it(self, riot, riot_api):
        riot_api.revoke()

        async with riot() as asked:
            with structlog.testing.capture_logs() as logs:
                found = [await asked.one(f"Player {number}#EUW") for number in range(5)]

        assert {one.code for one in found} == {"riot_key_rejected"}
        assert all(one.verdict is Verdict.UNKNOWN and one.retry_after_s for one in found)
        assert "The host has been told" in found[0].reason
        assert len([one for one in logs if one["log_level"] in ("warning", "error")]) == 1
        assert KEY not in str(logs) + str(found)

    async def test_a_key_that_was_replaced_in_its_file_is_taken_up(self, riot, riot_api, tmp_path, clock):
        riot_api.add_account("Ann#EUW")
        riot_api.add_key("RGAPI-new")
        file = tmp_path / "key"
        file.write_text(KEY)

        async with riot(api_key=f"file:{file}") as asked:
            riot_api.revoke()
            assert await asked.code("Ann#EUW") == "riot_key_rejected"
            file.write_text("RGAPI-new")
            clock.advance(301)

            assert await asked.code("Ann#EUW") == "riot_account"

    async def test_a_key_of_another_application_trusts_nothing_that_was_kept(self, riot, riot_api, tmp_path, clock):
        ann = riot_api.add_account("Ann#EUW")
        riot_api.add_key("RGAPI-new")
        file = tmp_path / "key"
        file.write_text(KEY)

        async with riot(api_key=f"file:{file}") as asked:
            old = await asked.one("Ann#EUW")
            riot_api.another_application()
            file.write_text("RGAPI-new")
            clock.advance(6)
            new = await asked.one("Ann#EUW")

        assert new.keys == {"puuid": riot_api.puuid(ann)} != old.keys


class contradiction:  # noqa: N801 # reads as a word of the test
    """For as long as it lasts, Riot says that one's name is the other's, while both know their own."""

    def __init__(self, service, one, other):
        self.service, self.one, self.other = service, one, other

    def _swap(self):
        world = self.service._world
        name = next(
            key for key, uid in world._by_name.items() if uid in (self.one.uid, self.other.uid) and key[0] == "ann"
        )
        world._by_name[name] = self.other.uid if world._by_name[name] == self.one.uid else self.one.uid

    def __enter__(self):
        self._swap()

    def __exit__(self, *_):
        self._swap()


async def eventually(asked, name, clock):
    """The code, once it is another one than that Riot is away."""
    code = "riot_unavailable"
    while code == "riot_unavailable":
        clock.advance(60)
        code = await asked.code(name)
    return code
