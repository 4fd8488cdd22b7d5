"""
Undo, redo and correct: on today's state, naming what was built upon it, taking nothing from anybody unasked.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tiltyard.models import Actor, EntrantStatus, Mode, NoShows, Phase, Windows
from tiltyard.tournament import commands as c
from tiltyard.tournament import events as e
from tiltyard.tournament.evolve import fold
from tiltyard.tournament.roster import entrant_of, person_of, seated, waitlist_position


def names(events):
    return [type(event).__name__ for event in events]


def holders(cup):
    return [entrant.person.removeprefix("p-") for entrant in seated(cup.state)]


class TestAMisclick:
    """Staff meant cleo and dropped ann, who had a seat; bob and cleo wait behind her."""

    @pytest.fixture
    def evening(self, make_cup):
        cup = make_cup(capacity=1).register("ann", "bob", "cleo")
        cup.do(c.Drop, person="p-ann")
        return cup

    def test_she_is_first_in_line_again_and_nobody_loses_the_seat_they_were_given(self, evening):
        evening.undo()

        assert holders(evening) == ["bob"]
        assert (evening.entrant("ann").order, waitlist_position(evening.state, evening.entrant("ann"))) == (1, 1)

    def test_the_seat_is_taken_back_when_that_is_asked_for(self, evening):
        evening.undo(take_back=True)

        assert holders(evening) == ["ann"]
        assert waitlist_position(evening.state, evening.entrant("bob")) == 1

    def test_it_is_not_taken_back_from_whoever_has_checked_in_with_it(self, evening):
        evening.do(c.OpenCheckIn)
        evening.do(c.CheckIn, person="p-bob")

        refusal = evening.undo(3, take_back=True)

        assert refusal.code == "undo_blocked"
        assert "bob#EUW: since then line 15 (bob#EUW checked in)" in refusal.which
        assert "ann#EUW: the seat is somebody else's now" in refusal.which

    def test_a_seat_that_nobody_took_is_hers(self, make_cup):
        cup = make_cup(capacity=1).register("ann")
        cup.do(c.Drop, person="p-ann")

        cup.undo()

        assert holders(cup) == ["ann"]

    def test_undone_twice_there_is_nothing_to_undo(self, evening):
        past = evening.past()
        evening.do(c.Undo, **past)

        assert evening.do(c.Undo, **past).code == "undo_blocked"

    def test_an_undo_can_be_undone(self, evening):
        dropped = evening.state.entrants
        evening.undo(take_back=True)

        evening.undo(take_back=True)

        assert evening.state.entrants == dropped

    def test_replay_gives_the_same(self, evening):
        evening.undo(take_back=True)

        assert fold(evening.history) == evening.state


class TestBuiltUpon:
    def test_what_has_happened_since_is_named_with_the_player(self, cup):
        cup.register("ann")
        cup.do(c.OpenCheckIn)
        cup.do(c.CheckIn, person="p-ann")
        cup.do(c.UpdateSignUp, person="p-ann", typed_name="Ann#NA1")

        refusal = cup.undo(2)

        words = "Ann#NA1 changed the sign-up; it is checked again"
        assert (refusal.code, refusal.which) == ("undo_blocked", f"Ann#NA1: since then line 8 ({words})")

    def test_the_rest_is_undone_person_by_person_when_asked(self, make_cup):
        cup = make_cup(capacity=4).register("ann", "bob", "cleo")
        cup.do(c.DropMany, people=("p-ann", "p-bob"), reason="wrong list")
        cup.sign_up("ann")

        assert cup.undo(2).code == "undo_blocked"
        cup.undo(2, partial=True)

        assert (cup.entrant("bob").status, cup.entrant("bob").order) == (EntrantStatus.REGISTERED, 2)
        assert cup.entrant("ann").order == 4  # as she came back herself

    def test_what_was_undone_since_is_named_without_the_id_of_a_command(self, cup):
        cup.register("ann")
        cup.do(c.Drop, person="p-ann")
        cup.undo()

        refusal = cup.undo(2)

        assert refusal.which == "ann#EUW: since then line 7 (ann#EUW stands again as before line 6 was done)"

    def test_an_unknown_number_is_refused_without_the_id_of_a_command(self, cup):
        refusal = cup.do(c.Undo, command_id="c99")

        assert (refusal.code, refusal.which) == ("unknown_command", "that line")

    def test_the_creation_stands(self, cup):
        refusal = cup.undo(2)

        assert refusal.code == "creation_stands"
        assert "archive" in refusal.next_step


class TestWhatCanBeUndone:
    def test_a_sign_up_is_not_unsaid_but_dropped(self, cup):
        cup.sign_up("ann")

        assert names(cup.undo()) == ["PlayerDropped"]
        assert entrant_of(cup.state, "p-ann")

    def test_a_disqualification(self, cup):
        cup.register("ann")
        before = cup.state.entrants
        cup.do(c.Disqualify, person="p-ann", reason="it was somebody else")

        cup.undo()

        assert cup.state.entrants == before

    def test_a_reset_of_check_ins(self, cup):
        cup.register("ann", "bob")
        cup.do(c.OpenCheckIn)
        for who in ("ann", "bob"):
            cup.do(c.CheckIn, person=f"p-{who}")
        cup.do(c.ResetCheckIns, reason="wrong tournament")

        cup.undo()

        assert all(cup.entrant(who).checked_in for who in ("ann", "bob"))

    def test_a_merge(self, cup):
        cup.register("ann", "annie")
        before = cup.state
        cup.do(c.MergePeople, person="p-ann", gone="p-annie", reason="one person")

        cup.undo()

        assert (cup.state.entrants, cup.state.aliases) == (before.entrants, {})

    def test_a_team_that_was_joined(self, make_cup):
        cup = make_cup(capacity=4, mode=Mode.DOUBLE_UP).register("ann", "bob")
        cup.do(c.Invite, person="p-ann", invitee="p-bob")
        before = cup.state.entrants
        cup.do(c.AcceptInvite, person="p-bob", captain="p-ann")

        cup.undo()

        assert cup.state.entrants == before

    def test_a_team_that_was_left(self, make_cup):
        cup = make_cup(capacity=4, mode=Mode.DOUBLE_UP).pair("ann", "bob")
        before = cup.state.entrants
        cup.do(c.LeaveTeam, person="p-bob")

        cup.undo()

        assert cup.state.entrants == before

    def test_other_rules_with_the_seats_that_they_took(self, make_cup):
        cup = make_cup(capacity=3).register("ann", "bob", "cleo")
        before = cup.state
        cup.do(c.ChangeRules, changes={"capacity": 1}, confirm=True, reason="mistyped")

        cup.undo()

        assert (cup.state.rules, cup.state.entrants) == (before.rules, before.entrants)

    def test_more_seats_only_with_the_seats_taken_back(self, make_cup):
        cup = make_cup(capacity=1).register("ann", "bob")
        cup.do(c.ChangeRules, changes={"capacity": 2})

        assert cup.undo().code == "undo_blocked"
        cup.undo(take_back=True)

        assert (cup.state.rules.capacity, holders(cup)) == (1, ["ann"])

    def test_a_window_that_was_closed(self, cup):
        cup.do(c.CloseRegistration)

        cup.undo()

        assert cup.state.registration is Phase.OPEN

    def test_a_check_in_that_was_closed_with_the_no_shows_it_made(self, make_cup):
        cup = make_cup(capacity=2, no_shows=NoShows.RELEASE).register("ann", "bob")
        cup.do(c.OpenCheckIn)
        before = cup.state
        cup.do(c.CloseCheckIn)
        assert cup.entrant("ann").status is EntrantStatus.NO_SHOW

        cup.undo()

        assert (cup.state.entrants, cup.state.check_in) == (before.entrants, Phase.OPEN)

    def test_staff_and_pause(self, cup):
        before = cup.state
        cup.do(c.GrantStaff, who="7")
        cup.undo()
        cup.do(c.Pause)
        cup.undo()

        assert (cup.state.staff, cup.state.paused) == (before.staff, False)


class TestOnePersonOneSeat:
    """Where part of it cannot be undone, what belongs together stays together."""

    def test_a_join_is_not_half_undone(self, make_cup):
        cup = make_cup(capacity=4, mode=Mode.DOUBLE_UP).pair("ann", "bob")
        cup.do(c.OpenCheckIn)
        cup.do(c.CheckIn, person="p-ann")

        refusal = cup.undo(3, partial=True)

        assert refusal.code in {"nothing_to_undo", "undo_blocked"}
        assert [m.person for one in cup.state.entrants.values() for m in one.members] == ["p-ann", "p-bob"]

    def test_nor_is_a_merge(self, cup):
        cup.register("ann", "annie")
        cup.do(c.OpenCheckIn)
        cup.do(c.MergePeople, person="p-ann", gone="p-annie", reason="one person")
        cup.do(c.CheckIn, person="p-ann")

        cup.undo(2, partial=True)

        assert person_of(cup.state, cup.handle("annie")) == "p-ann"
        assert list(cup.state.entrants) == ["e-ann"]
        assert entrant_of(cup.state, "p-annie") == cup.entrant("ann")

    def test_nor_is_the_first_of_two_merges(self, make_cup):
        cup = make_cup(capacity=3).register("ann", "annie", "anna")
        cup.do(c.MergePeople, person="p-ann", gone="p-annie", reason="one person")
        cup.do(c.MergePeople, person="p-ann", gone="p-anna", reason="and her, too")

        assert cup.undo(2).code == "undo_blocked"
        assert len(cup.state.entrants) == 1

    def test_whoever_signed_up_into_a_team_is_not_forgotten(self, make_cup):
        cup = make_cup(capacity=4, mode=Mode.DOUBLE_UP).register("ann", team="Reds")
        cup.sign_up("bob", team="Reds", reason="they told me")

        cup.undo()

        assert entrant_of(cup.state, "p-bob")

    def test_others_of_the_same_command_are_undone_all_the_same(self, make_cup):
        cup = make_cup(capacity=8, mode=Mode.DOUBLE_UP).register("ann", "bob", "cleo", "dan", free_agent=True)
        cup.do(c.OpenCheckIn)
        cup.do(c.PairFreeAgents)
        cup.do(c.CheckIn, person="p-ann")

        cup.undo(2, partial=True)

        teams = [[m.person for m in one.members] for one in cup.state.entrants.values()]
        assert teams == [["p-ann", "p-bob"], ["p-cleo"], ["p-dan"]]


class TestErasure:
    def test_cannot_be_undone(self, cup):
        cup.register("ann")
        cup.do(c.ErasePerson, person="p-ann", pseudonym="player-1")

        refusal = cup.undo()

        assert "an erasure cannot be undone" in refusal.which
        assert cup.entrant("ann").name == "player-1"

    def test_of_the_second_of_a_team_neither(self, make_cup):
        cup = make_cup(capacity=4, mode=Mode.DOUBLE_UP).pair("ann", "bob")
        cup.do(c.ErasePerson, person="p-ann", pseudonym="player-1")
        cup.do(c.ErasePerson, person="p-bob", pseudonym="player-2")

        assert "an erasure cannot be undone" in cup.undo().which

    def test_what_was_done_after_it_can(self, cup):
        cup.register("ann")
        cup.do(c.ErasePerson, person="p-ann", pseudonym="player-1")
        cup.do(c.Drop, person="p-ann")

        cup.undo()

        assert (cup.entrant("ann").name, cup.entrant("ann").seated) == ("player-1", True)


class TestCorrecting:
    """Staff dropped ann and meant bob."""

    @pytest.fixture
    def evening(self, make_cup):
        cup = make_cup(capacity=1).register("ann", "bob", "cleo")
        cup.do(c.Drop, person="p-ann")
        return cup

    def correct(self, cup, instead, **fields):
        undo = c.Undo(tournament=cup.state.id, actor=instead.actor, **cup.past(), take_back=True)
        return cup.do(c.Correct, undo=undo, instead=instead, **fields)

    def drop(self, cup, who):
        return c.Drop(tournament=cup.state.id, actor=Actor("cli", "sam"), person=f"p-{who}")

    def test_is_both_at_once(self, evening):
        self.correct(evening, self.drop(evening, "bob"), reason="meant bob")

        assert holders(evening) == ["ann"]
        assert evening.entrant("bob").status is EntrantStatus.DROPPED

    def test_needs_a_reason(self, evening):
        assert self.correct(evening, self.drop(evening, "bob")).code == "reason_missing"

    def test_is_neither_when_the_other_thing_is_refused(self, evening):
        before = evening.state

        assert self.correct(evening, self.drop(evening, "nobody"), reason="meant him").code == "unknown_player"
        assert evening.state == before


def test_undoing_what_the_clock_did_keeps_the_time_that_was_set(make_cup):
    closes_at = datetime(2026, 12, 5, 18, 10, tzinfo=UTC)
    cup = make_cup(windows=Windows(registration_closes_at=closes_at))
    cup.do(c.CloseRegistration)
    cup.undo()
    assert cup.state.registration is Phase.OPEN

    cup.now = closes_at + timedelta(seconds=1)
    assert cup.do(c.Tick) == [e.RegistrationClosed(by="schedule")]
