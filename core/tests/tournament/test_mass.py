"""
What touches everybody at once.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from tiltyard.models import EntrantStatus, Mode, Refusal, StaffRole
from tiltyard.tournament import commands as c
from tiltyard.tournament import events as e
from tiltyard.tournament.evolve import fold
from tiltyard.tournament.roster import in_line, seated


def names(events):
    return [type(event).__name__ for event in events]


@pytest.fixture
def evening(make_cup):
    return make_cup(capacity=2).register("ann", "bob", "cleo", "dan")


class TestDroppingMany:
    def test_takes_out_who_is_named_and_seats_the_next(self, evening):
        events = evening.do(c.DropMany, people=("p-ann", "p-cleo"), reason="another event")

        assert names(events) == ["PlayerDropped", "PlayerDropped", "PlayerPromoted"]
        assert [one.person for one in seated(evening.state)] == ["p-bob", "p-dan"]

    def test_gives_no_seat_to_somebody_who_is_dropped_by_the_same(self, evening):
        evening.do(c.DropMany, people=("p-ann", "p-cleo"), reason="another event")

        assert not any(isinstance(event, e.PlayerPromoted) and event.person == "p-cleo" for event in evening.history)

    def test_is_done_for_all_or_for_nobody(self, evening):
        assert evening.do(c.DropMany, people=("p-ann", "p-nobody"), reason="x").code == "unknown_player"
        assert evening.entrant("ann").status is EntrantStatus.REGISTERED

    def test_who_is_named_twice_is_dropped_once(self, evening):
        events = evening.do(c.DropMany, people=("p-ann", "p-ann"), reason="x")

        assert names(events).count("PlayerDropped") == 1

    def test_needs_a_reason(self, evening):
        assert evening.do(c.DropMany).code == "reason_missing"

    def test_of_a_team_takes_only_who_is_named(self, make_cup):
        cup = make_cup(capacity=6, mode=Mode.DOUBLE_UP).pair("ann", "bob").pair("cleo", "dan")

        cup.do(c.DropMany, people=("p-bob", "p-cleo"), reason="x")

        assert [cup.entrant(who).status for who in ("ann", "bob", "cleo", "dan")] == [
            EntrantStatus.REGISTERED,
            EntrantStatus.DROPPED,
            EntrantStatus.DROPPED,
            EntrantStatus.REGISTERED,
        ]
        assert len({one.order for one in cup.state.entrants.values()}) == 4

    def test_takes_a_team_that_is_named_as_a_whole(self, make_cup):
        cup = make_cup(capacity=4, mode=Mode.DOUBLE_UP).pair("ann", "bob")

        (dropped,) = cup.do(c.DropMany, people=("p-bob", "p-ann"), reason="x")

        assert dropped.had_seat
        assert list(in_line(cup.state)) == []

    def test_takes_the_same_out_of_the_same_team_again(self, make_cup):
        cup = make_cup(capacity=4, mode=Mode.DOUBLE_UP).pair("ann", "bob")
        for _ in range(2):
            cup.do(c.DropMany, people=("p-bob",), reason="x")
            cup.sign_up("bob")
            cup.find("bob")
            cup.do(c.Invite, person="p-ann", invitee="p-bob")
            cup.do(c.AcceptInvite, person="p-bob", captain="p-ann")

        assert len(cup.entrant("ann").members) == 2


class TestResettingRegistrations:
    def test_takes_everybody_out_and_nobody_is_forgotten(self, evening):
        evening.do(c.DropMany, reason="a new week")

        assert list(in_line(evening.state)) == []
        assert len(evening.state.entrants) == 4

    def test_whoever_comes_first_then_is_first(self, evening):
        evening.do(c.DropMany, reason="a new week")
        evening.register("dan", "ann", "bob")

        assert [one.person for one in in_line(evening.state)] == ["p-dan", "p-ann", "p-bob"]
        assert [one.person for one in seated(evening.state)] == ["p-dan", "p-ann"]

    def test_can_be_undone_whole(self, evening):
        before = evening.state.entrants
        evening.do(c.DropMany, reason="wrong tournament")

        evening.undo()

        assert evening.state.entrants == before


class TestResettingCheckIns:
    def test_everybody_checks_in_anew_and_keeps_the_seat(self, evening):
        evening.do(c.OpenCheckIn)
        for who in ("ann", "bob"):
            evening.do(c.CheckIn, person=f"p-{who}")

        assert names(evening.do(c.ResetCheckIns, reason="we start later")) == ["PlayerCheckedOut"] * 2

        assert not evening.entrant("ann").checked_in
        assert evening.entrant("ann").seated

    def test_needs_a_reason(self, evening):
        assert evening.do(c.ResetCheckIns).code == "reason_missing"

    def test_of_nobody_is_nothing_new(self, evening):
        assert evening.do(c.ResetCheckIns, reason="to be sure") == []


class TestArchive:
    @pytest.fixture
    def archived(self, evening):
        evening.do(c.Archive)
        return evening

    @pytest.mark.parametrize(
        ("kind", "fields"),
        [
            (c.Drop, {"person": "p-ann"}),
            (c.OpenCheckIn, {}),
            (c.ChangeRules, {"changes": {"capacity": 9}}),
            (c.Archive, {}),
            (c.Undo, {"command_id": "c1"}),
        ],
    )
    def test_nothing_in_it_changes(self, kind, fields, archived):
        assert archived.do(kind, **fields).code == "tournament_archived"

    def test_people_are_still_erased_in_it(self, archived):
        assert not isinstance(archived.do(c.ErasePerson, person="p-ann", pseudonym="player-1"), Refusal)

    def test_taken_out_it_is_as_it_was(self, archived):
        before = archived.state
        archived.pass_time(days=30)

        archived.do(c.Unarchive)

        assert archived.state.entrants == before.entrants
        assert archived.state.archived_at is None

    def test_time_does_not_pass_in_it(self, make_cup):
        cup = make_cup(capacity=1, offer_wait_s=600).register("ann", "bob")
        cup.do(c.Drop, person="p-ann")
        cup.do(c.Archive)
        cup.pass_time(days=30)

        cup.do(c.Unarchive)

        assert cup.entrant("bob").offered_until > cup.now

    def test_an_archived_tournament_is_cloned_with_its_rules_and_staff(self, archived):
        rules, staff = archived.state.rules, {"8": StaffRole.ORGANISER}
        archived.state = None

        (created,) = archived.do(c.CreateTournament, title="Cup", rules=rules, staff=staff, cloned_from="local/old")

        assert (created.rules, created.staff, created.cloned_from) == (rules, staff, "local/old")


class TestPause:
    def test_play_goes_on_and_only_the_outside_waits(self, evening):
        evening.do(c.Pause)

        evening.do(c.Drop, person="p-ann")

        assert evening.state.paused
        assert evening.entrant("cleo").seated

    def test_the_clock_goes_on(self, evening):
        evening.do(c.OpenCheckIn, closes_at=evening.now + timedelta(minutes=5))
        evening.do(c.Pause)
        evening.pass_time(minutes=5)

        assert names(evening.do(c.Tick)) == ["CheckInClosed"]

    def test_resumed_it_is_as_if_it_had_never_been(self, evening):
        evening.do(c.Pause)
        evening.do(c.Resume)

        assert not evening.state.paused


def test_replay_gives_the_same(evening):
    evening.do(c.OpenCheckIn)
    evening.do(c.DropMany, people=("p-ann",), reason="x")
    evening.do(c.ResetCheckIns, reason="x")
    evening.do(c.DropMany, reason="a new week")
    evening.undo()

    assert fold(evening.history) == evening.state
