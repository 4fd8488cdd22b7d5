"""
What the clock does, in which order, and what it never springs on people.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tiltyard.models import EntrantStatus, NoShows, Phase, Rules, Windows
from tiltyard.tournament import commands as c
from tiltyard.tournament import events as e
from tiltyard.tournament.due import EXTENDED_AT_MOST, due_at
from tiltyard.tournament.evolve import fold


def names(events):
    return [type(event).__name__ for event in events]


def at(hour, minute=0):
    return datetime(2026, 12, 5, hour, minute, tzinfo=UTC)


EVENING = Windows(
    registration_opens_at=at(17),
    registration_closes_at=at(19),
    check_in_opens_at=at(19),
    check_in_closes_at=at(19, 30),
)


@pytest.fixture
def cup(make_cup):
    """It is 18:00; registration closes at 19:00, check-in is from then to 19:30, and not to come costs the seat."""
    return make_cup(windows=EVENING, no_shows=NoShows.RELEASE, grace_s=300).register("ann", "bob", "cleo")


def go(cup, hour, minute=0, second=0):
    cup.now = at(hour, minute) + timedelta(seconds=second)
    return cup.do(c.Tick)


class TestInTime:
    def test_the_evening_runs_by_itself(self, cup):
        assert names(go(cup, 19)) == ["RegistrationClosed", "CheckInOpened"]
        cup.do(c.CheckIn, person="p-ann")
        cup.do(c.CheckIn, person="p-cleo")
        assert names(go(cup, 19, 30)) == ["CheckInClosed"]
        assert names(go(cup, 19, 35)) == ["PlayerNoShow", "NoShowsSettled", "PlayerPromoted"]
        assert cup.entrant("bob").status is EntrantStatus.NO_SHOW
        assert cup.entrant("cleo").seated
        assert due_at(cup.state) is None

    def test_the_next_time_is_known(self, cup):
        assert due_at(cup.state) == at(19)
        go(cup, 19)
        assert due_at(cup.state) == at(19, 30)
        go(cup, 19, 30)
        assert due_at(cup.state) == at(19, 35)

    def test_whatever_is_asked_happens_after_what_is_due(self, cup):
        cup.now = at(19)

        events = cup.do(c.CheckIn, person="p-ann")

        assert names(events) == ["RegistrationClosed", "CheckInOpened", "PlayerCheckedIn"]

    def test_a_second_before_nothing_happens(self, cup):
        assert go(cup, 18, 59, 59) == []

    def test_nothing_happens_twice(self, cup):
        go(cup, 19)

        assert go(cup, 19) == []


class TestMissed:
    """The host was off. What opens is made up for; what takes something from players is not."""

    def test_opening_and_closing_happen_in_the_order_of_their_times(self, cup):
        events = go(cup, 19, 10)

        assert names(events) == ["RegistrationClosed", "CheckInOpened"]

    def test_a_check_in_that_nobody_could_use_lasts_as_much_longer_as_it_was_missed_by(self, cup):
        events = go(cup, 19, 50)

        assert events[-1] == e.CheckInExtended(at(20, 10), "missed")
        assert cup.state.check_in is Phase.OPEN
        assert names(cup.do(c.CheckIn, person="p-ann")) == ["PlayerCheckedIn"]

    def test_but_nobody_waits_for_it_all_night(self, cup):
        go(cup, 23)

        assert cup.state.check_in_until == at(23) + EXTENDED_AT_MOST

    def test_a_moment_late_is_in_time(self, cup):
        go(cup, 19)

        assert names(go(cup, 19, 31)) == ["CheckInClosed"]

    def test_no_shows_are_left_to_staff_and_keep_their_seats_until_then(self, cup):
        go(cup, 19)
        go(cup, 19, 30)

        assert go(cup, 19, 50) == [e.NoShowsHeld(2, "missed")]

        assert cup.entrant("ann").seated
        assert due_at(cup.state) is None

    @pytest.mark.parametrize(("keep", "status"), [(True, EntrantStatus.REGISTERED), (False, EntrantStatus.NO_SHOW)])
    def test_staff_answer(self, keep, status, cup):
        self.test_no_shows_are_left_to_staff_and_keep_their_seats_until_then(cup)

        cup.do(c.ReleaseNoShows, keep=keep)

        assert cup.entrant("ann").status is status
        assert cup.do(c.ReleaseNoShows).code == "no_no_shows"

    def test_a_tournament_that_was_archived_over_its_times_springs_nothing_on_anybody(self, cup):
        go(cup, 19)
        cup.do(c.Archive)
        cup.now = at(21)
        assert due_at(cup.state) is None

        assert names(cup.do(c.Unarchive)) == ["TournamentUnarchived", "CheckInExtended"]


class TestDowntime:
    """The host was on, and Discord or the network was not."""

    def down(self, cup, since, until):
        cup.now = until
        return cup.do(c.RecordDowntime, since=since, until=until)

    def test_check_in_gets_the_time_back(self, cup):
        go(cup, 19)

        assert self.down(cup, at(19, 10), at(19, 25)) == [e.CheckInExtended(at(19, 45), "downtime", at(19, 25))]

    def test_also_when_it_would_have_closed_meanwhile(self, cup):
        go(cup, 19)

        events = self.down(cup, at(19, 25), at(19, 50))

        assert names(events) == ["CheckInExtended"]
        assert cup.state.check_in_until == at(19, 55)  # the five minutes that were left

    def test_recorded_twice_it_is_given_once(self, cup):
        go(cup, 19)
        self.down(cup, at(19, 10), at(19, 25))

        assert cup.do(c.RecordDowntime, since=at(19, 10), until=at(19, 25)) == []

    def test_of_two_that_overlap_each_minute_is_given_once(self, cup):
        go(cup, 19)
        self.down(cup, at(19, 5), at(19, 15))

        self.down(cup, at(19, 10), at(19, 20))

        assert cup.state.check_in_until == at(19, 45)

    def test_what_ended_before_it_opened_gives_nothing(self, cup):
        assert self.down(cup, at(18), at(18, 30)) == []

    def test_nor_does_it_to_one_that_is_opened_by_hand(self, make_cup):
        cup = make_cup(windows=Windows(check_in_closes_at=at(23)))

        assert self.down(cup, at(18), at(18, 30)) == []

    def test_too_little_to_notice_gives_nothing(self, cup):
        go(cup, 19)

        assert self.down(cup, at(19, 10), at(19, 11)) == []

    def test_grace_gets_the_time_back(self, cup):
        go(cup, 19)
        go(cup, 19, 30)

        assert self.down(cup, at(19, 31), at(19, 36)) == [e.GraceExtended(at(19, 40), at(19, 36))]
        assert names(cup.do(c.CheckIn, person="p-ann")) == ["PlayerCheckedIn"]

    def test_an_offer_gets_the_time_back_and_only_its_own(self, make_cup):
        cup = make_cup(capacity=1, offer_wait_s=600).register("ann", "bob")
        cup.now = at(18, 10)
        cup.do(c.Drop, person="p-ann")

        (extended,) = self.down(cup, at(18, 0), at(18, 15))

        assert extended.until == at(18, 25)

    def test_replay_gives_the_same(self, cup):
        go(cup, 19)
        self.down(cup, at(19, 10), at(19, 25))

        assert fold(cup.history) == cup.state


class TestOtherTimes:
    def later(self, **times):
        return {"windows": Windows(**{**{f: getattr(EVENING, f) for f in times}, **times})}

    def test_a_later_close_opens_what_had_closed(self, cup):
        go(cup, 19)
        go(cup, 19, 30)
        windows = Windows(at(17), at(19), at(19), at(20))

        cup.do(c.ChangeRules, changes={"windows": windows})

        assert (cup.state.check_in, due_at(cup.state)) == (Phase.OPEN, at(20))
        assert not cup.state.no_shows_open

    def test_what_a_hand_had_said_of_the_old_times_counts_no_more(self, cup):
        go(cup, 19, 1)
        cup.do(c.OpenRegistration)  # after its close: open until closed by hand
        assert cup.state.registration_closes_by_hand

        cup.do(c.ChangeRules, changes={"windows": Windows(at(17), at(20), at(19), at(19, 30))})

        assert go(cup, 20)[-1] != []
        assert cup.state.registration is Phase.CLOSED

    def test_other_rules_leave_what_a_hand_did(self, cup):
        cup.do(c.CloseRegistration)

        cup.do(c.ChangeRules, changes={"capacity": 3})

        assert cup.state.registration is Phase.CLOSED

    def test_only_the_window_whose_times_changed_is_set_anew(self, cup):
        cup.do(c.CloseRegistration)

        cup.do(c.ChangeRules, changes={"windows": Windows(at(17), at(19), at(19), at(20))})

        assert cup.state.registration is Phase.CLOSED

    def test_a_close_in_the_past_is_a_slip(self, cup):
        refusal = cup.do(c.ChangeRules, changes={"windows": Windows(at(16), at(17))})

        assert (refusal.code, refusal.which) == (
            "time_in_the_past",
            "registration closes: 2026-12-05 17:00 UTC, 1 hour ago",
        )

    def test_when_a_tournament_begins_too(self, make_cup, cup):
        cup.state = None

        rules = Rules(2, windows=Windows(check_in_closes_at=at(17)))
        assert cup.do(c.CreateTournament, title="Cup", rules=rules).code == "time_in_the_past"

    def test_a_window_that_has_not_been_open_cannot_be_closed(self, cup):
        assert cup.do(c.CloseCheckIn).code == "not_open_yet"
