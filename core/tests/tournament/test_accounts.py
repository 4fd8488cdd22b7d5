"""
Which account a player plays on, when what is found out about it changes.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import attrs
import pytest

from tiltyard.models import Block, CheckState, Eligibility, Evidence, Finding, Guild, LinkKind, Refusal, Tier, Verdict
from tiltyard.tournament import commands as c
from tiltyard.tournament import events as e
from tiltyard.tournament.roster import link_of_kind

from .conftest import STAFF

ANN = {"person": "p-ann"}
NOON = datetime(2026, 12, 5, 12, 0, tzinfo=UTC)


def account(puuid="one", *, code="found", name="ann#EUW", evidence=Evidence.ACCOUNT, **more):
    return Finding(code, Verdict.VERIFIED, evidence, keys={"puuid": puuid}, canonical=name, source="riot", **more)


def keys(puuid="one", name="ann"):
    return {"name": f"sealed-{name}", "puuid": f"sealed-{puuid}"}


def member(cup, who="ann"):
    return cup.entrant(who).members[0]


def kinds(events):
    return [type(one).__name__ for one in events]


UNPROVEN = Finding("unproven", Verdict.UNKNOWN, Evidence.OWNERSHIP, hard=False, reason="Not proven.", source="riot")
TOO_LATE = Finding("too_late", Verdict.REJECTED, Evidence.OWNERSHIP, hard=False, reason="Too late.", source="riot")
SHOWN = account(code="icon_shown", evidence=Evidence.OWNERSHIP, as_of=NOON)


@pytest.fixture
def found(cup):
    """Ann is in, on account one."""
    cup.sign_up("ann")
    cup.find("ann", account(), keys=keys())
    return cup


class TestAnAccountThatIsFoundUnderAnotherPuuid:
    def test_while_somebody_is_in_is_not_believed(self, found):
        assert found.find("ann", account("another"), keys=keys("another")) == []
        assert member(found).keys["puuid"] == "sealed-one"

    def test_is_asked_about_once_more_and_then_staff_look(self, found):
        found.do(c.Recheck, **ANN)

        found.find("ann", account("another"), keys=keys("another"))
        assert (member(found).code, member(found).waits_for) == ("account_contradicted", "retry")
        found.find("ann", account("another"), keys=keys("another"))
        assert (member(found).code, member(found).waits_for) == ("account_contradicted", "staff")
        assert found.entrant("ann").seated
        assert member(found).keys["puuid"] == "sealed-one"
        assert member(found).name == "ann#EUW"

    def test_once_is_forgotten_when_the_next_answer_is_as_before(self, found):
        found.do(c.Recheck, **ANN)
        found.find("ann", account("another"), keys=keys("another"))

        found.find("ann", account(), keys=keys())

        assert member(found).check is CheckState.VERIFIED

    def test_is_passed_over_for_good_once_staff_say_that_the_one_from_before_counts(self, found):
        found.do(c.Recheck, **ANN)
        found.find("ann", account("another"), keys=keys("another"))
        found.do(c.AcceptPlayer, **ANN, reason="a mistake at Riot")
        found.do(c.Recheck, **ANN)

        found.find("ann", account("another"), keys=keys("another"))

        assert member(found).check is CheckState.VERIFIED
        assert member(found).keys["puuid"] == "sealed-one"

    def test_is_theirs_when_they_say_the_name_anew(self, found):
        found.do(c.UpdateSignUp, **ANN, typed_name="ann#EUW")

        found.find("ann", account("another"), keys=keys("another"))

        assert member(found).keys["puuid"] == "sealed-another"


def test_an_account_that_somebody_else_plays_on_now_is_a_link_of_theirs_only(found):
    found.do(c.Drop, **ANN)
    found.sign_up("bob")

    found.find("bob", account(name="bob#EUW"), keys=keys(name="bob"))

    members = [one for entrant in found.state.entrants.values() for one in entrant.members]
    assert [one.person for one in members if link_of_kind(one, LinkKind.PUUID)] == ["p-bob"]


class TestAPuuidOfAnotherApplication:
    REKEYED = account("new", code="riot_rekeyed")

    @pytest.mark.parametrize("asked_by_staff", [False, True], ids=["while-in", "asked-again"])
    def test_takes_the_place_of_the_old_one_by_an_event(self, found, asked_by_staff):
        if asked_by_staff:
            found.do(c.Recheck, **ANN)

        events = found.find("ann", self.REKEYED, keys=keys("new"))

        assert kinds(events)[:3] == ["AccountRekeyed", "IdentityUnlinked", "IdentityLinked"]
        assert member(found).check is CheckState.VERIFIED
        assert member(found).keys["puuid"] == "sealed-new"
        assert [one.key for one in member(found).links if one.kind is LinkKind.PUUID] == ["sealed-new"]
        assert "PlayerRenamed" not in kinds(events)

    def test_is_not_believed_of_an_account_of_another_name(self, found):
        stranger = attrs.evolve(self.REKEYED, canonical="bob#EUW")

        assert found.find("ann", stranger, keys=keys("new", "bob")) == []

    def test_leaves_whoever_is_blocked_by_the_old_one_blocked(self, found):
        found.guild = Guild("local", blocked=(Block(LinkKind.PUUID, "one", "cheats", "sealed-one"),))
        found.do(c.Recheck, **ANN)

        found.find("ann", self.REKEYED, keys=keys("new"))

        assert member(found).code == "blocked"

    def test_leaves_the_link_by_which_somebody_is_blocked(self, found):
        found.guild = Guild("local", blocked=(Block(LinkKind.PUUID, "one", "cheats", "sealed-one"),))
        found.find("ann", self.REKEYED, keys=keys("new"))
        assert member(found).keys["puuid"] == "sealed-new"

        found.do(c.Recheck, **ANN)
        found.find("ann", account("new"), keys=keys("new"))

        assert member(found).code == "blocked"

    def test_keeps_what_was_proven(self, make_cup):
        cup = make_cup(identity=Evidence.OWNERSHIP)
        cup.sign_up("ann")
        cup.find("ann", SHOWN, keys=keys())
        cup.find("ann", self.REKEYED, keys=keys("new"))
        cup.do(c.Recheck, **ANN)

        cup.find("ann", account("new"), UNPROVEN, keys=keys("new"))

        assert member(cup).check is CheckState.VERIFIED


class TestAProof:
    @pytest.fixture
    def strict(self, make_cup):
        cup = make_cup(identity=Evidence.OWNERSHIP)
        cup.sign_up("ann")
        cup.find("ann", account(), UNPROVEN, keys=keys())
        return cup

    def test_that_is_required_is_waited_for(self, strict):
        assert (member(strict).code, member(strict).waits_for) == ("unproven", "retry")

    def test_lets_a_player_in_and_is_kept_with_who_said_so_and_what_it_is_worth(self, strict):
        until = strict.now + timedelta(minutes=15)
        strict.do(c.ChallengePlayer, **ANN, code="icon", until=until, strength="1 in 28 by chance")

        strict.find("ann", SHOWN, keys=keys())

        proof = member(strict).proof
        assert member(strict).check is CheckState.VERIFIED
        assert (proof.code, proof.source, proof.as_of) == ("icon_shown", "riot", NOON)
        assert proof.strength == "1 in 28 by chance"
        assert member(strict).challenge is None

    def test_whose_time_is_over_waits_for_staff_until_they_are_challenged_again(self, strict):
        strict.find("ann", account(), TOO_LATE, keys=keys())
        assert member(strict).waits_for == "staff"

        strict.do(c.ChallengePlayer, **ANN, code="icon", until=strict.now + timedelta(minutes=15))
        assert member(strict).waits_for == "retry"
        strict.find("ann", account(), TOO_LATE, keys=keys())
        assert member(strict).waits_for == "staff"

    def test_is_given_once(self, strict):
        strict.find("ann", SHOWN, keys=keys())
        strict.do(c.Recheck, **ANN)

        events = strict.find("ann", account(), TOO_LATE, keys=keys())

        assert member(strict).check is CheckState.VERIFIED
        assert "OwnershipProven" not in kinds(events)

    def test_is_of_one_account_only(self, strict):
        strict.find("ann", SHOWN, keys=keys())
        strict.do(c.UpdateSignUp, **ANN, typed_name="ann#NA1")

        strict.find("ann", account("another"), UNPROVEN, keys=keys("another"))

        assert member(strict).proof is None
        assert member(strict).code == "unproven"

    def test_that_is_recommended_holds_nobody_up_and_is_kept_when_it_comes(self, make_cup):
        cup = make_cup(recommends_ownership=True)
        cup.sign_up("ann")
        cup.find("ann", account(), UNPROVEN, keys=keys())
        assert member(cup).check is CheckState.VERIFIED

        cup.do(c.ChallengePlayer, **ANN, code="icon", until=cup.now + timedelta(minutes=15))
        assert kinds(cup.find("ann", SHOWN, keys=keys())) == ["OwnershipProven"]
        assert cup.find("ann", SHOWN, keys=keys()) == []

    def test_is_asked_of_nobody_who_is_out(self, found):
        found.do(c.Drop, **ANN)

        assert isinstance(found.do(c.ChallengePlayer, **ANN, code="icon", until=NOON), Refusal)

    def test_told_again_is_no_news(self, found):
        challenge = {"code": "icon", "until": NOON, "strength": "some"}
        found.do(c.ChallengePlayer, **ANN, **challenge)

        assert found.do(c.ChallengePlayer, **ANN, **challenge) == []


class TestRulesAboutAccounts:
    GOLD = Eligibility(lowest=Tier.GOLD)

    def test_made_for_others_ask_again_about_whoever_is_in(self, found):
        found.do(c.ChangeRules, changes={"eligibility": self.GOLD})

        assert member(found).check is CheckState.RECEIVED
        assert found.entrant("ann").seated

    def test_that_ask_for_more_hold_whoever_cannot_be_looked_up_and_keep_the_seat(self, found, findings):
        found.do(c.ChangeRules, changes={"identity": Evidence.OWNERSHIP})
        found.find("ann", findings.unknown(Evidence.ACCOUNT), keys={})

        assert member(found).check is CheckState.PENDING
        assert found.entrant("ann").seated

    def test_that_ask_for_less_leave_whoever_is_in_alone(self, make_cup):
        cup = make_cup(identity=Evidence.ACCOUNT)
        cup.sign_up("ann")
        cup.find("ann", account(), keys=keys())

        assert kinds(cup.do(c.ChangeRules, changes={"identity": Evidence.SHAPE})) == ["RulesChanged"]

    def test_that_let_others_play_ask_again_about_whom_a_check_rejected(self, make_cup):
        cup = make_cup(eligibility=self.GOLD)
        low = Finding("too_low", Verdict.REJECTED, Evidence.ACCOUNT, reason="Too low.", next_step="Climb.")
        for who in ("ann", "bob"):
            cup.sign_up(who)
        cup.find("ann", low, keys={})
        cup.do(c.RejectPlayer, person="p-bob", reason="not the name you play under")

        events = cup.do(c.ChangeRules, changes={"eligibility": Eligibility()})

        assert [one.person for one in events if isinstance(one, e.RecheckRequested)] == ["p-ann"]

    def test_hold_an_account_about_which_nobody_can_say_that_it_may_play(self, make_cup):
        cup = make_cup(eligibility=self.GOLD)
        cup.sign_up("ann")

        cup.find("ann", account(), keys=keys())

        assert (member(cup).code, member(cup).waits_for) == ("nobody_can_check", "staff")

    def test_overruled_by_staff_are_not_asked_about_again(self, make_cup):
        cup = make_cup(eligibility=self.GOLD)
        low = Finding("too_low", Verdict.REJECTED, Evidence.ACCOUNT, reason="Too low.", next_step="Climb.")
        cup.sign_up("ann")
        cup.find("ann", low, keys={})
        cup.do(c.AcceptPlayer, **ANN, reason="a guest")
        cup.do(c.Recheck, **ANN)

        cup.find("ann", low, keys={})

        assert member(cup).check is CheckState.VERIFIED


def test_players_are_challenged_for_themselves_only(found):
    found.register("bob")
    asked = {"code": "icon", "until": NOON, "actor": attrs.evolve(STAFF, kind="player", id="ann")}

    assert isinstance(found.do(c.ChallengePlayer, person="p-bob", **asked), Refusal)
    assert kinds(found.do(c.ChallengePlayer, **ANN, **asked)) == ["OwnershipChallenged"]
