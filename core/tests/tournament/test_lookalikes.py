"""
Names that are easily taken for another player's.
"""

from __future__ import annotations

import pytest

from tiltyard.models import CheckState, Refusal
from tiltyard.tournament import commands as c
from tiltyard.tournament.pending import pending

from .conftest import verified

BOB = {"person": "p-bob"}


def keys(name, *, skeleton="same", **more):
    return {"name": f"sealed-{name}", "skeleton": f"sealed-{skeleton}", **more}


def member(cup, who):
    return cup.entrant(who).members[0]


@pytest.fixture
def alike(make_cup):
    """Ann is in; Bob's name looks like hers."""
    cup = make_cup(capacity=4)
    for who in ("ann", "bob"):
        cup.sign_up(who)
        cup.find(who, keys=keys(who))
    return cup


class TestTheLaterOfTwo:
    def test_waits_for_staff_with_the_seat_kept(self, alike):
        assert (member(alike, "bob").code, member(alike, "bob").waits_for) == ("identity_lookalike", "staff")
        assert alike.entrant("bob").seated
        assert member(alike, "ann").check is CheckState.VERIFIED

    def test_is_let_in_by_staff_with_a_reason(self, alike):
        assert isinstance(alike.do(c.AcceptPlayer, **BOB), Refusal)

        alike.do(c.AcceptPlayer, **BOB, reason="they are siblings")

        assert member(alike, "bob").check is CheckState.VERIFIED
        assert member(alike, "bob").keys["name"] == "sealed-bob"

    @pytest.mark.parametrize("who", ["ann", "bob"])
    def test_is_not_asked_about_again_then_whichever_of_the_two_is_checked(self, alike, who):
        alike.do(c.AcceptPlayer, **BOB, reason="they are siblings")
        alike.do(c.Recheck, person=f"p-{who}")

        alike.find(who, keys=keys(who))

        assert member(alike, who).check is CheckState.VERIFIED

    def test_is_asked_about_again_when_the_name_is_like_yet_another(self, alike):
        alike.do(c.AcceptPlayer, **BOB, reason="they are siblings")
        alike.sign_up("cleo")
        alike.find("cleo", keys=keys("cleo"))

        assert member(alike, "cleo").code == "identity_lookalike"

    def test_is_asked_about_again_when_they_change_the_name(self, alike):
        alike.do(c.AcceptPlayer, **BOB, reason="they are siblings")
        alike.do(c.UpdateSignUp, **BOB, typed_name="Bob#NA1")

        alike.find("bob", keys=keys("bobby"))

        assert member(alike, "bob").code == "identity_lookalike"

    def test_is_checked_again_by_itself_once_the_other_is_out(self, alike):
        alike.do(c.Drop, person="p-ann")
        assert member(alike, "bob").check is CheckState.RECEIVED

        alike.find("bob", keys=keys("bob"))

        assert member(alike, "bob").check is CheckState.VERIFIED

    def test_is_listed_for_staff_with_whom_it_is_about(self, alike):
        (waiting,) = pending(alike.state, [], {})

        assert (waiting.name, waiting.waits_for, waiting.about) == ("bob#EUW", "staff", "ann#EUW at place 1")
        assert "accept with a reason" in waiting.staff_can


def test_the_earlier_in_line_is_not_held_for_whoever_is_still_checked(make_cup):
    cup = make_cup(capacity=4)
    for who in ("ann", "bob"):
        cup.sign_up(who)

    cup.find("bob", keys=keys("bob"))
    cup.find("ann", keys=keys("ann"))

    assert [member(cup, who).check for who in ("ann", "bob")] == [CheckState.PENDING, CheckState.VERIFIED]


@pytest.mark.parametrize(("mine", "theirs"), [("near:1", "near:1"), ("near:1", "near:2"), ("near", "near:3")])
def test_names_that_are_spelt_almost_alike_compare_whichever_of_their_keys_is_the_same(cup, mine, theirs):
    cup.sign_up("ann")
    cup.find("ann", keys=keys("ann", skeleton="a", **{mine: "sealed-an"}))
    cup.sign_up("bob")

    cup.find("bob", keys=keys("bob", skeleton="b", **{theirs: "sealed-an"}))

    assert member(cup, "bob").code == "identity_lookalike"


def test_one_account_twice_is_no_matter_of_looks(alike):
    alike.sign_up("cleo")

    alike.find("cleo", keys=keys("ann"))

    assert member(alike, "cleo").code == "identity_duplicate"


def test_a_player_who_takes_a_name_like_anothers_later_waits_for_staff_and_keeps_the_seat(make_cup):
    cup = make_cup(capacity=4)
    for who in ("ann", "bob"):
        cup.sign_up(who)
        cup.find(who, keys=keys(who, skeleton=who))

    cup.find("bob", verified("Аnn#EUW"), keys=keys("bob", skeleton="ann"))

    assert (member(cup, "bob").code, member(cup, "bob").name) == ("identity_lookalike", "Аnn#EUW")
    assert cup.entrant("bob").seated


def test_a_duplicate_that_staff_let_play_holds_no_account_of_the_other(alike):
    alike.sign_up("cleo")
    alike.find("cleo", keys={"name": "sealed-ann"})
    alike.do(c.AcceptPlayer, person="p-cleo", reason="they share it, and play in turns")
    alike.do(c.Recheck, person="p-cleo")

    alike.find("cleo", keys={"name": "sealed-ann"})

    assert member(alike, "cleo").check is CheckState.VERIFIED
    assert "name" not in member(alike, "cleo").keys


class TestANameThatOneGaveUpAndAnotherTook:
    @pytest.fixture
    def taken(self, make_cup):
        """Ann's account was called so when it was looked up; Bob's is called so now."""
        cup = make_cup(capacity=4)
        for who in ("ann", "bob"):
            cup.sign_up(who)
            cup.find(who, keys={"name": "sealed-name", "puuid": f"sealed-{who}"})
        return cup

    def test_makes_no_duplicate_of_two_accounts_and_waits_for_staff(self, taken):
        assert member(taken, "bob").code == "identity_lookalike"

    def test_is_free_once_the_other_account_was_asked_about_again(self, taken):
        taken.find("ann", verified("Anne#EUW"), keys={"name": "sealed-anne", "puuid": "sealed-ann"})
        assert member(taken, "bob").check is CheckState.RECEIVED

        taken.find("bob", keys={"name": "sealed-name", "puuid": "sealed-bob"})

        assert member(taken, "bob").check is CheckState.VERIFIED

    def test_is_a_duplicate_while_an_account_is_not_known(self, taken):
        taken.sign_up("cleo")

        taken.find("cleo", keys={"name": "sealed-name"})

        assert member(taken, "cleo").code == "identity_duplicate"
