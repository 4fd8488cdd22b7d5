"""
Who has a seat, who is next, and how somebody comes to lose one: never without being told.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from tiltyard.models import Actor, EntrantStatus, Mode, NoShows, PromotionRule, Unit
from tiltyard.tournament import commands as c
from tiltyard.tournament import events as e
from tiltyard.tournament.due import due_at
from tiltyard.tournament.roster import seated, waitlist_position

HERE_FIRST = (PromotionRule.CHECKED_IN_FIRST, PromotionRule.ORDER_OF_RECEIPT)


def names(events):
    return [type(event).__name__ for event in events]


def holders(cup):
    return [entrant.person.removeprefix("p-") for entrant in seated(cup.state)]


class TestCapacity:
    @pytest.mark.parametrize(
        ("rules", "seats"),
        [
            pytest.param({"capacity": 8}, 8, id="players"),
            pytest.param({"capacity": 8, "mode": Mode.DOUBLE_UP}, 4, id="players-who-sit-in-pairs"),
            pytest.param({"capacity": 8, "mode": Mode.DOUBLE_UP, "unit": Unit.TEAMS}, 8, id="teams"),
            pytest.param({"capacity": 9, "mode": Mode.DOUBLE_UP}, 4, id="half-a-team-has-no-seat"),
        ],
    )
    def test_counts_players_or_teams(self, rules, seats, make_cup):
        assert make_cup(**rules).state.rules.seats == seats

    def test_raised_it_seats_the_next_in_line(self, cup):
        cup.register("ann", "bob", "cleo", "dan")

        events = cup.do(c.ChangeRules, changes={"capacity": 3})

        assert events == [e.RulesChanged(cup.state.rules), e.PlayerPromoted("p-cleo", "e-cleo", "order_of_receipt")]

    def test_counted_in_teams_from_now_on_it_seats_the_next(self, make_cup):
        cup = make_cup(capacity=2, mode=Mode.DOUBLE_UP).register("ann", "bob")

        assert names(cup.do(c.ChangeRules, changes={"unit": Unit.TEAMS})) == ["RulesChanged", "PlayerPromoted"]

    def test_who_enters_stays_as_it_is_once_somebody_has(self, cup):
        cup.register("ann")

        assert cup.do(c.ChangeRules, changes={"mode": Mode.DOUBLE_UP}).code == "mode_fixed"


class TestFewerSeats:
    @pytest.fixture
    def evening(self, make_cup):
        cup = make_cup(capacity=3).register("ann", "bob", "cleo", "dan")
        cup.do(c.OpenCheckIn)
        return cup

    def fewer(self, cup, capacity=2, **fields):
        return cup.do(c.ChangeRules, changes={"capacity": capacity}, **fields)

    def test_whoever_would_lose_theirs_is_named_and_nothing_is_done(self, evening):
        refusal = self.fewer(evening)

        assert (refusal.code, refusal.which) == ("capacity_below_seated", "2 seats; losing: cleo#EUW")
        assert evening.state.rules.capacity == 3

    def test_confirmed_it_still_needs_a_reason(self, evening):
        assert self.fewer(evening, confirm=True).code == "reason_missing"

    def test_they_wait_at_the_place_they_had_before_whoever_waited_behind_them(self, evening):
        events = self.fewer(evening, confirm=True, reason="a console broke")

        assert names(events) == ["RulesChanged", "PlayerUnseated"]
        assert waitlist_position(evening.state, evening.entrant("cleo")) == 1
        evening.do(c.Drop, person="p-ann")
        assert holders(evening) == ["bob", "cleo"]

    def test_while_check_in_is_on_whoever_has_not_come_yet_is_not_behind(self, evening):
        """She has twenty minutes left, and no rule says that whoever presses first goes first."""
        for who in ("bob", "cleo"):
            evening.do(c.CheckIn, person=f"p-{who}")

        assert self.fewer(evening).which == "2 seats; losing: cleo#EUW"

    def test_a_ladder_that_puts_those_first_who_are_here_counts_here_too(self, make_cup):
        cup = make_cup(capacity=3, promotion=HERE_FIRST).register("ann", "bob", "cleo")
        cup.do(c.OpenCheckIn)
        cup.do(c.CheckIn, person="p-cleo")

        assert self.fewer(cup).which == "2 seats; losing: bob#EUW"

    def test_after_check_in_whoever_was_not_here_loses_first_where_being_here_counts(self, make_cup):
        cup = make_cup(capacity=3, no_shows=NoShows.STAFF).register("ann", "bob", "cleo")
        cup.do(c.OpenCheckIn)
        for who in ("bob", "cleo"):
            cup.do(c.CheckIn, person=f"p-{who}")
        cup.do(c.CloseCheckIn)

        assert self.fewer(cup).which == "2 seats; losing: ann#EUW"


class TestTheLine:
    def test_nobody_overtakes_by_being_checked_sooner(self, make_cup, findings):
        cup = make_cup(capacity=1).register("ann")
        cup.sign_up("bob")
        cup.register("cleo")

        cup.do(c.Drop, person="p-ann")

        assert holders(cup) == ["bob"]

    def test_a_ladder_lets_whoever_is_here_go_first_and_the_event_says_so(self, make_cup):
        cup = make_cup(capacity=1, promotion=HERE_FIRST).register("ann", "bob", "cleo")
        cup.do(c.OpenCheckIn)
        cup.do(c.CheckIn, person="p-cleo")

        assert waitlist_position(cup.state, cup.entrant("cleo")) == 1
        _, promoted = cup.do(c.Drop, person="p-ann")
        assert promoted == e.PlayerPromoted("p-cleo", "e-cleo", "checked_in_first")

    def test_whoever_would_have_been_next_anyway_is_told_of_the_line(self, make_cup):
        cup = make_cup(capacity=1, promotion=HERE_FIRST).register("ann", "bob", "cleo")
        cup.do(c.OpenCheckIn)
        cup.do(c.CheckIn, person="p-bob")

        _, promoted = cup.do(c.Drop, person="p-ann")

        assert promoted.rule == "order_of_receipt"

    def test_whole_teams_first(self, make_cup):
        cup = make_cup(
            capacity=2,
            mode=Mode.DOUBLE_UP,
            promotion=(PromotionRule.WHOLE_TEAMS_FIRST,),
        ).register("ann", "bob")
        cup.pair("cleo", "dan")

        _, promoted = cup.do(c.Drop, person="p-ann")

        assert promoted == e.PlayerPromoted("p-cleo", "e-cleo", "whole_teams_first")

    def test_whoever_signs_up_at_the_moment_when_a_seat_is_set_free_does_not_get_it(self, make_cup):
        cup = make_cup(capacity=1, no_shows=NoShows.RELEASE, grace_s=60).register("ann", "bob")
        cup.do(c.OpenCheckIn)
        cup.do(c.CheckIn, person="p-bob")
        cup.do(c.CloseCheckIn)
        cup.pass_time(seconds=60)

        events = cup.sign_up("late")

        assert names(events)[:4] == ["PlayerNoShow", "NoShowsSettled", "PlayerPromoted", "SignUpReceived"]
        assert holders(cup) == ["bob"]

    def test_every_ladder_ends_with_the_order_of_receipt(self, make_cup):
        cup = make_cup(promotion=(PromotionRule.ORDER_OF_RECEIPT, PromotionRule.CHECKED_IN_FIRST))

        assert cup.state.rules.promotion == HERE_FIRST

    def test_half_a_team_gets_no_seat_where_only_whole_ones_sit(self, make_cup):
        cup = make_cup(capacity=2, mode=Mode.DOUBLE_UP, half_teams_sit=False).register("ann")
        assert holders(cup) == []

        cup.pair("cleo", "dan")

        assert holders(cup) == ["cleo"]

    def test_whoever_comes_while_a_seat_is_free_does_not_overtake_those_it_passed_by(self, make_cup):
        cup = make_cup(capacity=1, no_shows=NoShows.RELEASE).register("ann", "bob")
        cup.do(c.OpenCheckIn)
        cup.do(c.CloseCheckIn)  # nobody is here: the seat is free, and passes bob by

        cup.register("late")

        assert holders(cup) == []
        cup.do(c.CheckIn, person="p-bob", reason="the bus")
        assert holders(cup) == ["bob"]


class TestOffers:
    """One seat. Ann has it, bob and cleo wait; a free seat is offered for ten minutes."""

    @pytest.fixture
    def evening(self, make_cup):
        cup = make_cup(capacity=1, offer_wait_s=600).register("ann", "bob", "cleo")
        cup.do(c.Drop, person="p-ann")
        return cup

    def test_a_free_seat_is_offered_to_the_next_and_held_for_them(self, evening):
        bob = evening.entrant("bob")

        assert bob.offered_until == evening.now + timedelta(minutes=10)
        assert (bob.seated, bob.status) == (True, EntrantStatus.WAITLISTED)
        assert evening.history[-1].rule == "order_of_receipt"

    def test_taken_it_is_theirs(self, evening):
        evening.do(c.TakeSeat, person="p-bob", actor=Actor("player", "bob"))

        assert evening.entrant("bob").status is EntrantStatus.REGISTERED
        assert due_at(evening.state) is None

    def test_whoever_checks_in_takes_it(self, evening):
        evening.do(c.OpenCheckIn)

        assert names(evening.do(c.CheckIn, person="p-bob")) == ["PlayerPromoted", "PlayerCheckedIn"]

    def test_declined_it_goes_to_the_next_and_they_to_the_end(self, evening):
        events = evening.do(c.DeclineSeat, person="p-bob")

        assert names(events) == ["OfferEnded", "SeatOffered"]
        assert evening.entrant("cleo").offered_until
        assert evening.entrant("bob").order == 4

    def test_not_answered_it_goes_to_the_next(self, evening):
        evening.pass_time(minutes=10)

        assert names(evening.do(c.Tick)) == ["OfferEnded", "SeatOffered"]
        assert evening.history[-2].because == "expired"
        assert evening.entrant("cleo").offered_until == evening.now + timedelta(minutes=10)

    def test_taken_a_moment_too_late_it_is_somebody_elses_offer(self, evening):
        evening.pass_time(minutes=10)

        assert evening.do(c.TakeSeat, person="p-bob").code == "no_offer"

    def test_that_ran_out_while_nobody_could_reach_us_lasts_longer(self, evening):
        evening.pass_time(minutes=30)

        (extended,) = evening.do(c.Tick)

        assert extended == e.OfferExtended("p-bob", "e-bob", evening.now + timedelta(minutes=20), "missed")
        evening.do(c.TakeSeat, person="p-bob")
        assert holders(evening) == ["bob"]

    def test_dropping_out_instead_is_possible(self, evening):
        assert names(evening.do(c.Drop, person="p-bob")) == ["PlayerDropped", "SeatOffered"]

    def test_whoever_is_here_already_is_not_asked(self, make_cup):
        cup = make_cup(capacity=1, offer_wait_s=600).register("ann", "bob")
        cup.do(c.OpenCheckIn)
        cup.do(c.CheckIn, person="p-bob")

        assert names(cup.do(c.Drop, person="p-ann")) == ["PlayerDropped", "PlayerPromoted"]

    def test_a_wait_of_nothing_asks_nobody(self, make_cup):
        cup = make_cup(capacity=1, offer_wait_s=0).register("ann", "bob")

        assert names(cup.do(c.Drop, person="p-ann")) == ["PlayerDropped", "PlayerPromoted"]

    def test_it_is_not_offered_again_to_whoever_did_not_want_it_before_others_had_a_chance(self, evening):
        evening.do(c.DeclineSeat, person="p-bob")
        evening.do(c.DeclineSeat, person="p-cleo")

        assert not evening.entrant("cleo").seated


class TestNobodyElseWants:
    """One seat is free, and bob, who was the only one to wait, has let the offer pass."""

    @pytest.fixture(params=["declined", "expired"])
    def evening(self, make_cup, request):
        cup = make_cup(capacity=1, offer_wait_s=600).register("ann", "bob")
        cup.do(c.Drop, person="p-ann")
        if request.param == "declined":
            cup.do(c.DeclineSeat, person="p-bob")
        else:
            cup.pass_time(minutes=10)
            cup.do(c.Tick)
        return cup

    def test_he_is_not_asked_again_and_again(self, evening):
        evening.pass_time(hours=5)

        assert evening.do(c.Tick) == []
        assert due_at(evening.state) is None
        assert evening.entrant("bob").status is EntrantStatus.WAITLISTED

    def test_the_seat_is_his_when_he_says_that_he_wants_it(self, evening):
        evening.do(c.TakeSeat, person="p-bob")

        assert holders(evening) == ["bob"]

    def test_the_next_seat_that_becomes_free_is_offered_to_him_as_well(self, evening):
        evening.do(c.ChangeRules, changes={"capacity": 2})
        evening.do(c.TakeSeat, person="p-bob")
        evening.register("cleo", "dan")
        evening.do(c.Drop, person="p-cleo")
        evening.do(c.DeclineSeat, person="p-dan")

        evening.do(c.Drop, person="p-bob")

        assert evening.entrant("dan").offered_until

    def test_or_when_he_checks_in(self, evening):
        evening.do(c.OpenCheckIn)
        evening.do(c.CheckIn, person="p-bob")

        assert holders(evening) == ["bob"]

    def test_whoever_signs_up_meanwhile_has_it(self, evening):
        evening.register("cleo")

        assert holders(evening) == ["cleo"]
        assert evening.do(c.TakeSeat, person="p-bob").code == "no_offer"
