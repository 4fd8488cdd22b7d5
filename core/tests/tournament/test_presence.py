"""
Being here: checking in and out, coming late, not coming, being taken out, coming back.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from tiltyard.models import Actor, EntrantStatus, NoShows
from tiltyard.tournament import commands as c
from tiltyard.tournament import events as e
from tiltyard.tournament.roster import seated


def names(events):
    return [type(event).__name__ for event in events]


def player(who):
    return Actor("player", who)


def holders(cup):
    return [entrant.person.removeprefix("p-") for entrant in seated(cup.state)]


@pytest.fixture
def evening(make_cup):
    """Two seats; ann and bob have them, cleo waits. Not to come costs the seat, late ones count for five minutes."""
    cup = make_cup(no_shows=NoShows.RELEASE, grace_s=300).register("ann", "bob", "cleo")
    cup.do(c.OpenCheckIn)
    return cup


class TestCheckIn:
    @pytest.mark.parametrize("who", ["ann", "cleo"])
    def test_is_for_everyone_in_line_with_a_seat_or_without(self, who, evening):
        assert evening.do(c.CheckIn, actor=player(who), person=f"p-{who}") == [
            e.PlayerCheckedIn(f"p-{who}", f"e-{who}")
        ]

    def test_is_for_whoever_is_still_being_checked_and_stays_when_they_are_in(self, evening):
        evening.sign_up("dan")
        evening.do(c.CheckIn, actor=player("dan"), person="p-dan")

        evening.find("dan")

        assert evening.entrant("dan").checked_in

    def test_is_not_for_whoever_is_out(self, evening):
        evening.do(c.Drop, person="p-ann")

        assert evening.do(c.CheckIn, actor=player("ann"), person="p-ann").code == "not_in_tournament"

    def test_before_it_opens_staff_can_with_a_reason(self, make_cup):
        cup = make_cup().register("ann")

        assert cup.do(c.CheckIn, person="p-ann").code == "check_in_not_open"
        assert names(cup.do(c.CheckIn, person="p-ann", reason="she stands before me")) == ["PlayerCheckedIn"]

    def test_a_reason_is_no_key_for_players(self, make_cup):
        cup = make_cup().register("ann")

        refusal = cup.do(c.CheckIn, actor=player("ann"), person="p-ann", reason="please")

        assert refusal.code == "check_in_not_open"


class TestLate:
    @pytest.fixture
    def closed(self, evening):
        evening.do(c.CheckIn, person="p-bob")
        evening.do(c.CloseCheckIn)
        return evening

    def test_in_grace_it_counts_as_late(self, closed):
        closed.pass_time(minutes=4)

        assert closed.do(c.CheckIn, actor=player("ann"), person="p-ann") == [
            e.PlayerCheckedIn("p-ann", "e-ann", late=True)
        ]
        closed.pass_time(minutes=1)
        closed.do(c.Tick)
        assert holders(closed) == ["ann", "bob"]

    def test_after_grace_the_seat_is_gone_and_the_player_is_told_what_they_are(self, closed):
        closed.pass_time(minutes=5)

        refusal = closed.do(c.CheckIn, actor=player("ann"), person="p-ann")

        assert (refusal.code, refusal.what.endswith("no_show")) == ("not_in_tournament", True)

    def test_staff_check_in_with_a_reason_also_when_it_is_over(self, closed):
        closed.pass_time(minutes=5)
        closed.do(c.Tick)
        assert holders(closed) == ["bob"]

        assert closed.do(c.CheckIn, person="p-cleo").code == "check_in_closed"
        assert names(closed.do(c.CheckIn, person="p-cleo", reason="the queue at the door")) == [
            "PlayerCheckedIn",
            "PlayerPromoted",
        ]

    def test_who_waits_and_is_here_gets_the_seat_of_who_is_not(self, evening):
        evening.do(c.CheckIn, person="p-bob")
        evening.do(c.CheckIn, person="p-cleo")
        evening.do(c.CloseCheckIn)
        evening.pass_time(minutes=5)

        assert names(evening.do(c.Tick)) == ["PlayerNoShow", "NoShowsSettled", "PlayerPromoted"]
        assert holders(evening) == ["bob", "cleo"]

    def test_checking_out_is_over_when_check_in_is(self, closed):
        assert closed.do(c.CheckOut, actor=player("bob"), person="p-bob").code == "check_in_closed"


class TestWhoDoesNotCome:
    def close(self, make_cup, **rules):
        cup = make_cup(**rules).register("ann", "bob", "cleo")
        cup.do(c.OpenCheckIn)
        cup.do(c.CheckIn, person="p-bob")
        cup.do(c.CloseCheckIn)
        return cup

    def test_keeps_the_seat_where_the_rules_say_so(self, make_cup):
        cup = self.close(make_cup, no_shows=NoShows.KEEP)
        cup.pass_time(hours=1)

        assert cup.do(c.Tick) == []
        assert holders(cup) == ["ann", "bob"]

    def test_is_for_staff_to_decide_where_the_rules_say_so(self, make_cup):
        cup = self.close(make_cup, no_shows=NoShows.STAFF)

        assert cup.history[-1] == e.NoShowsHeld(1, "rules")
        assert holders(cup) == ["ann", "bob"]

    @pytest.mark.parametrize(("keep", "seats"), [(True, ["ann", "bob"]), (False, ["bob"])])
    def test_staff_keep_or_release(self, keep, seats, make_cup):
        cup = self.close(make_cup, no_shows=NoShows.STAFF)

        cup.do(c.ReleaseNoShows, keep=keep)

        assert holders(cup) == seats

    def test_nothing_is_asked_when_everybody_is_here(self, make_cup):
        cup = make_cup(no_shows=NoShows.STAFF).register("ann")
        cup.do(c.OpenCheckIn)
        cup.do(c.CheckIn, person="p-ann")

        assert names(cup.do(c.CloseCheckIn)) == ["CheckInClosed", "NoShowsSettled"]

    def test_is_marked_by_hand_before_the_close_only_with_a_reason(self, evening):
        assert evening.do(c.MarkNoShow, person="p-ann").code == "reason_missing"
        assert names(evening.do(c.MarkNoShow, person="p-ann", reason="wrote that she cannot")) == [
            "PlayerNoShow",
            "PlayerPromoted",
        ]

    def test_is_not_released_by_staff_while_late_ones_count(self, make_cup):
        cup = self.close(make_cup, no_shows=NoShows.STAFF, grace_s=300)

        assert cup.do(c.ReleaseNoShows).code == "no_no_shows"

        cup.pass_time(minutes=5)
        assert names(cup.do(c.ReleaseNoShows)) == ["NoShowsHeld", "PlayerNoShow", "NoShowsSettled"]

    def test_can_be_kept_by_staff_before_the_grace_is_over(self, make_cup):
        cup = self.close(make_cup, no_shows=NoShows.STAFF, grace_s=300)

        assert names(cup.do(c.ReleaseNoShows, keep=True)) == ["NoShowsSettled"]

    def test_is_not_marked_who_is_here_without_a_reason(self, make_cup):
        cup = self.close(make_cup)

        assert cup.do(c.MarkNoShow, person="p-bob").code == "reason_missing"
        assert names(cup.do(c.MarkNoShow, person="p-bob", reason="left"))[0] == "PlayerNoShow"

    def test_is_marked_by_hand_after_it_without_one(self, make_cup):
        cup = self.close(make_cup)

        assert names(cup.do(c.MarkNoShow, person="p-ann")) == ["PlayerNoShow", "PlayerPromoted"]


class TestRounds:
    def test_every_round_has_a_check_in_of_its_own(self, evening):
        for who in ("ann", "bob"):
            evening.do(c.CheckIn, person=f"p-{who}")

        evening.do(c.OpenCheckIn, round=1)

        assert not any(evening.entrant(who).checked_in for who in ("ann", "bob"))
        assert evening.state.check_in_round == 1

    def test_what_is_missed_is_told_with_its_round(self, evening):
        evening.do(c.OpenCheckIn, round=2)
        evening.do(c.CloseCheckIn)
        evening.pass_time(minutes=5)
        evening.do(c.Tick)

        assert e.PlayerNoShow("p-ann", "e-ann", round=2) in evening.history

    def test_a_round_closes_at_the_time_it_is_given(self, evening):
        evening.do(c.OpenCheckIn, round=1, closes_at=evening.now + timedelta(minutes=5))
        evening.pass_time(minutes=5)

        assert names(evening.do(c.Tick)) == ["CheckInClosed"]

    def test_the_same_round_opened_again_keeps_who_is_here(self, evening):
        evening.do(c.CheckIn, person="p-ann")
        evening.do(c.CloseCheckIn)

        evening.do(c.OpenCheckIn)

        assert evening.entrant("ann").checked_in

    def test_a_time_can_be_set_while_it_is_open(self, evening):
        evening.do(c.OpenCheckIn, closes_at=evening.now + timedelta(minutes=5))

        assert evening.state.check_in_until == evening.now + timedelta(minutes=5)
        assert evening.do(c.OpenCheckIn).code == "already_open"


class TestComingBack:
    @pytest.fixture
    def missed(self, evening):
        evening.do(c.CheckIn, person="p-bob")
        evening.do(c.CheckIn, person="p-cleo")
        evening.do(c.CloseCheckIn)
        evening.pass_time(minutes=5)
        evening.do(c.Tick)
        return evening

    def test_a_no_show_goes_to_the_end_of_the_line(self, missed):
        missed.do(c.Return, person="p-ann")

        ann = missed.entrant("ann")
        assert (ann.order, ann.seated, ann.checked_in) == (4, False, False)

    def test_to_the_old_place_only_with_a_reason(self, missed):
        assert missed.do(c.Return, person="p-ann", old_place=True).code == "reason_missing"
        missed.do(c.Return, person="p-ann", old_place=True, reason="our clock was wrong")

        assert missed.entrant("ann").order == 1
        assert holders(missed) == ["bob", "cleo"]  # whoever was given the seat keeps it

    def test_players_do_not_bring_themselves_back(self, missed):
        assert missed.do(c.Return, actor=player("ann"), person="p-ann").code == "not_for_players"

    def test_but_sign_up_again_while_that_is_open(self, missed):
        assert names(missed.sign_up("ann")) == ["SignUpReceived"]
        assert missed.entrant("ann").order == 4

    def test_brought_back_and_checked_in_they_have_a_free_seat(self, missed):
        missed.do(c.Drop, person="p-cleo")
        missed.do(c.Return, person="p-ann")

        missed.do(c.CheckIn, person="p-ann", reason="here now")

        assert holders(missed) == ["bob", "ann"]

    def test_who_was_never_out_is_in_already(self, missed):
        assert missed.do(c.Return, person="p-bob").code == "in_already"

    def test_whom_a_check_did_not_accept_is_told_that(self, evening, findings):
        evening.sign_up("dan")
        evening.find("dan", findings.rejected())

        assert evening.do(c.Return, person="p-dan").code == "not_in_tournament"


class TestDisqualified:
    @pytest.fixture
    def out(self, evening):
        evening.do(c.Disqualify, person="p-ann", reason="played for somebody else")
        return evening

    def test_the_seat_goes_to_the_next(self, out):
        assert holders(out) == ["bob", "cleo"]

    def test_they_cannot_sign_up_again_nor_be_signed_up(self, out):
        assert out.sign_up("ann").code == "disqualified"
        assert out.sign_up("ann", reason="asked nicely").code == "disqualified"

    def test_staff_bring_them_back_with_a_reason(self, out):
        assert out.do(c.Return, person="p-ann").code == "reason_missing"
        out.do(c.Return, person="p-ann", reason="it was her brother")

        assert out.entrant("ann").status is EntrantStatus.WAITLISTED

    def test_it_needs_a_reason(self, evening):
        assert evening.do(c.Disqualify, person="p-bob").code == "reason_missing"

    def test_whoever_dropped_before_can_still_be(self, evening):
        evening.do(c.Drop, person="p-bob")

        evening.do(c.Disqualify, person="p-bob", reason="and ran away")

        assert evening.entrant("bob").status is EntrantStatus.DISQUALIFIED
