"""
Double-up: who founds a team, joins it, leaves it, and who speaks for it.
"""

from __future__ import annotations

import pytest

from tiltyard.models import Actor, CheckInBy, EntrantStatus, Mode
from tiltyard.tournament import commands as c
from tiltyard.tournament import events as e
from tiltyard.tournament.roster import entrant_of, in_line

IMPORT = Actor("import", "players.csv")


def names(events):
    return [type(event).__name__ for event in events]


def player(who):
    return Actor("player", who)


def people(entrant):
    return [member.person.removeprefix("p-") for member in entrant.members]


@pytest.fixture
def cup(make_cup):
    """Two teams of two have seats."""
    return make_cup(capacity=4, mode=Mode.DOUBLE_UP)


class TestInvitations:
    def test_who_is_invited_joins(self, cup):
        cup.register("ann", "bob")
        cup.do(c.Invite, actor=player("ann"), person="p-ann", invitee="p-bob")

        (joined,) = cup.do(c.AcceptInvite, actor=player("bob"), person="p-bob", captain="p-ann")

        assert (joined.by, people(cup.entrant("bob"))) == ("invite", ["ann", "bob"])
        assert cup.entrant("bob").person == "p-ann"  # the captain

    def test_the_team_has_the_earlier_place_of_both(self, cup):
        cup.register("ann", "bob", "cleo")
        cup.do(c.Invite, person="p-cleo", invitee="p-ann")

        cup.do(c.AcceptInvite, person="p-ann", captain="p-cleo")

        assert (cup.entrant("cleo").order, cup.entrant("cleo").seated) == (1, True)

    def test_the_seat_that_they_do_not_need_both_goes_to_the_next(self, cup):
        cup.register("ann", "bob", "cleo")
        cup.do(c.Invite, person="p-ann", invitee="p-bob")

        assert names(cup.do(c.AcceptInvite, person="p-bob", captain="p-ann")) == ["TeamJoined", "PlayerPromoted"]
        assert cup.entrant("cleo").seated

    def test_nobody_joins_who_is_not_invited(self, cup):
        cup.register("ann", "bob")

        assert cup.do(c.AcceptInvite, actor=player("bob"), person="p-bob", captain="p-ann").code == "not_invited"

    def test_nobody_accepts_for_somebody_else(self, cup):
        cup.register("ann", "bob")
        cup.do(c.Invite, person="p-ann", invitee="p-bob")

        assert cup.do(c.AcceptInvite, actor=player("ann"), person="p-bob", captain="p-ann").code == "not_yours"

    @pytest.mark.parametrize("who", ["bob", "ann"])
    def test_the_invited_decline_and_the_captain_takes_back(self, who, cup):
        cup.register("ann", "bob")
        cup.do(c.Invite, person="p-ann", invitee="p-bob")

        (ended,) = cup.do(c.DeclineInvite, actor=player(who), person="p-bob", captain="p-ann")

        assert ended.because == ("declined" if who == "bob" else "withdrawn")
        assert cup.entrant("ann").invited == ()

    def test_nobody_else_ends_an_invitation(self, cup):
        cup.register("ann", "bob", "imp")
        cup.do(c.Invite, person="p-ann", invitee="p-bob")

        assert cup.do(c.DeclineInvite, actor=player("imp"), person="p-bob", captain="p-ann").code == "not_yours"

    def test_it_is_over_when_the_invited_joins_another_team_or_drops(self, cup):
        cup.register("ann", "bob", "cleo", "dan")
        for captain in ("ann", "cleo"):
            cup.do(c.Invite, person=f"p-{captain}", invitee="p-bob")
        cup.do(c.Invite, person="p-ann", invitee="p-dan")

        cup.do(c.AcceptInvite, person="p-bob", captain="p-cleo")
        assert cup.entrant("ann").invited == ("p-dan",)

        cup.do(c.Drop, person="p-dan")
        assert cup.history[-1] == e.InviteEnded("e-ann", "p-dan", "over")

    def test_a_complete_team_invites_nobody(self, cup):
        cup.pair("ann", "bob").register("cleo")

        assert cup.do(c.Invite, person="p-ann", invitee="p-cleo").code == "team_full"

    def test_only_the_captain_invites(self, cup):
        cup.pair("ann", "bob").register("cleo")

        assert cup.do(c.Invite, actor=player("bob"), person="p-bob", invitee="p-cleo").code == "not_the_captain"


class TestNames:
    @pytest.fixture
    def reds(self, cup):
        cup.register("ann", team="Reds")
        return cup

    def test_a_sign_up_with_a_name_begins_a_team(self, reds):
        assert (reds.entrant("ann").team, people(reds.entrant("ann"))) == ("Reds", ["ann"])

    @pytest.mark.parametrize("typed", ["Reds", "reds", "  REDS ", "Ｒｅｄｓ"])
    def test_a_player_is_not_put_into_a_team_by_typing_its_name(self, reds, typed):
        refusal = reds.sign_up("imp", team=typed, actor=player("id-imp"), links=(reds.account("imp"),))

        assert refusal.code == "team_exists"
        assert "let its captain invite you" in refusal.next_step

    @pytest.mark.parametrize("typed", ["Re-ds", "R.e.d.s", "Réds"])
    def test_a_name_that_is_nearly_the_same_is_asked_about(self, reds, typed):
        assert reds.sign_up("cleo", team=typed).code == "team_name_near"
        assert names(reds.sign_up("cleo", team=typed, another_team=True))[0] == "SignUpReceived"

    def test_two_rows_that_name_one_team_are_that_team(self, cup):
        for who in ("ann", "bob"):
            cup.sign_up(who, team="Reds", actor=IMPORT)

        assert people(cup.entrant("bob")) == ["ann", "bob"]

    def test_a_third_row_of_a_team_of_two_is_refused(self, cup):
        for who in ("ann", "bob"):
            cup.sign_up(who, team="Reds", actor=IMPORT)

        assert cup.sign_up("cleo", team="Reds", actor=IMPORT).code == "team_full"

    def test_a_captain_renames_the_team_and_nobody_else(self, cup):
        cup.pair("ann", "bob")

        assert names(cup.do(c.NameTeam, actor=player("ann"), person="p-ann", team="Reds")) == ["TeamNamed"]
        assert cup.do(c.NameTeam, actor=player("bob"), person="p-bob", team="Blues").code == "not_the_captain"

    def test_a_name_is_taken_once(self, reds):
        reds.register("cleo")

        assert reds.do(c.NameTeam, person="p-cleo", team="reds").code == "team_name_taken"

    def test_the_name_of_a_team_that_is_out_is_free(self, reds):
        reds.do(c.Drop, person="p-ann")

        reds.register("cleo", team="Reds")

        assert reds.entrant("cleo").team == "Reds"

    @pytest.mark.parametrize("back", ["brought back", "undone"])
    def test_a_team_that_comes_back_finds_its_name_taken_and_chooses_another(self, back, reds):
        reds.do(c.Drop, person="p-ann")
        reds.register("cleo", team="Reds")

        if back == "undone":
            reds.undo(3)
        else:
            reds.do(c.Return, person="p-ann")

        assert (reds.entrant("cleo").team, reds.entrant("ann").team) == ("Reds", None)


class TestLeaving:
    @pytest.fixture
    def reds(self, cup):
        cup.pair("ann", "bob")
        cup.do(c.NameTeam, person="p-ann", team="Reds")
        return cup.register("cleo", "dan")

    def test_whoever_leaves_goes_to_the_end_and_the_other_keeps_place_seat_and_name(self, reds):
        reds.do(c.LeaveTeam, actor=player("bob"), person="p-bob")

        ann, bob = reds.entrant("ann"), reds.entrant("bob")
        assert (ann.order, ann.seated, ann.team, people(ann)) == (1, True, "Reds", ["ann"])
        assert (bob.order, bob.seated, bob.status) == (reds.state.next_order - 1, False, EntrantStatus.WAITLISTED)

    def test_when_the_captain_leaves_the_other_is_captain(self, reds):
        reds.do(c.LeaveTeam, actor=player("ann"), person="p-ann")

        assert reds.entrant("bob").person == "p-bob"
        assert names(reds.do(c.NameTeam, actor=player("bob"), person="p-bob", team="Blues")) == ["TeamNamed"]

    def test_of_a_team_one_drops_and_the_other_plays_on(self, reds):
        left, dropped = reds.do(c.Drop, actor=player("ann"), person="p-ann")

        assert isinstance(left, e.TeamLeft)
        assert not dropped.had_seat
        assert (reds.entrant("bob").seated, reds.entrant("ann").status) == (True, EntrantStatus.DROPPED)

    def test_of_a_team_one_is_disqualified_and_the_other_is_not(self, reds):
        reds.do(c.Disqualify, person="p-ann", reason="threw a chair")

        assert reds.entrant("ann").status is EntrantStatus.DISQUALIFIED
        assert reds.entrant("bob").status is EntrantStatus.REGISTERED

    def test_whoever_is_alone_has_nobody_to_leave(self, reds):
        assert reds.do(c.LeaveTeam, person="p-cleo").code == "in_no_team"

    def test_what_one_did_is_not_undone_for_the_other_by_coming_back_alone(self, reds):
        """The whole team was dropped; bob comes back for himself, and ann is not forgotten."""
        reds.do(c.DropMany, people=("p-ann", "p-cleo"), reason="registrations start anew")

        reds.sign_up("bob")

        assert people(reds.entrant("bob")) == ["bob"]
        assert reds.entrant("ann").status is EntrantStatus.DROPPED
        assert reds.do(c.CheckOut, actor=player("bob"), person="p-bob").code == "not_checked_in"  # he is himself
        assert names(reds.sign_up("ann")) == ["SignUpReceived"]  # known by the handle


class TestLocked:
    @pytest.fixture
    def locked(self, cup):
        cup.pair("ann", "bob").register("cleo")
        cup.do(c.LockTeams)
        return cup

    @pytest.mark.parametrize(
        ("who", "kind", "fields"),
        [
            pytest.param("bob", c.LeaveTeam, {}, id="leave"),
            pytest.param("ann", c.NameTeam, {"team": "Reds"}, id="name"),
            pytest.param("ann", c.Substitute, {"leaves": "p-bob", "comes": "p-cleo"}, id="substitute"),
            pytest.param("cleo", c.Invite, {"invitee": "p-ann"}, id="invite"),
        ],
    )
    def test_nothing_changes(self, who, kind, fields, locked):
        assert locked.do(kind, actor=player(who), person=f"p-{who}", **fields).code == "teams_locked"

    def test_staff_still_can_with_a_reason(self, locked):
        assert locked.do(c.LeaveTeam, person="p-bob").code == "teams_locked"
        assert names(locked.do(c.LeaveTeam, person="p-bob", reason="a quarrel")) == ["TeamLeft"]

    def test_dropping_out_is_always_possible(self, locked):
        assert names(locked.do(c.Drop, actor=player("bob"), person="p-bob")) == ["TeamLeft", "PlayerDropped"]

    def test_unlocked_they_change_again(self, locked):
        locked.do(c.UnlockTeams)

        assert names(locked.do(c.LeaveTeam, actor=player("bob"), person="p-bob")) == ["TeamLeft"]

    def test_locking_twice_is_nothing_new(self, locked):
        assert locked.do(c.LockTeams) == []


class TestSubstitutes:
    @pytest.fixture
    def reds(self, cup):
        cup.pair("ann", "bob")
        return cup.register("cleo", free_agent=True).register("dan")

    def substitute(self, cup, comes="cleo", leaves="bob", **fields):
        return cup.do(c.Substitute, person="p-ann", leaves=f"p-{leaves}", comes=f"p-{comes}", **fields)

    def test_staff_put_somebody_else_in_and_the_team_keeps_place_and_seat(self, reds):
        self.substitute(reds, comes="dan")

        team = reds.entrant("dan")
        assert (people(team), team.order, team.seated) == (["ann", "dan"], 1, True)
        assert reds.entrant("bob").status is EntrantStatus.DROPPED

    def test_a_captain_takes_who_plays_with_whoever_comes(self, reds):
        self.substitute(reds, actor=player("ann"))

        assert people(reds.entrant("ann")) == ["ann", "cleo"]

    def test_a_captain_takes_nobody_out_of_their_own_entry_unasked(self, reds):
        assert self.substitute(reds, comes="dan", actor=player("ann")).code == "not_a_free_agent"

    def test_a_captain_throws_nobody_out_of_the_tournament(self, reds):
        """He is in line for himself, and says himself whether he drops out."""
        self.substitute(reds, actor=player("ann"))

        assert people(reds.entrant("bob")) == ["bob"]
        assert reds.entrant("bob").status in {EntrantStatus.WAITLISTED, EntrantStatus.REGISTERED}

    def test_a_captain_who_is_replaced_is_out_by_their_own_wish(self, reds):
        self.substitute(reds, leaves="ann", actor=player("ann"))

        assert reds.entrant("ann").status is EntrantStatus.DROPPED
        assert reds.entrant("bob").person == "p-bob"

    def test_the_seat_of_who_comes_goes_to_the_next(self, reds):
        assert reds.entrant("cleo").seated
        assert not reds.entrant("dan").seated

        self.substitute(reds)

        assert reds.entrant("dan").seated


class TestCheckIn:
    def test_a_team_is_here_when_everybody_is(self, cup):
        cup.pair("ann", "bob")
        cup.do(c.OpenCheckIn)
        cup.do(c.CheckIn, actor=player("ann"), person="p-ann")
        assert not cup.entrant("ann").checked_in

        cup.do(c.CheckIn, actor=player("bob"), person="p-bob")
        assert cup.entrant("ann").checked_in

    def test_the_captain_speaks_for_all_where_the_rules_say_so(self, make_cup):
        cup = make_cup(capacity=4, mode=Mode.DOUBLE_UP, check_in_by=CheckInBy.CAPTAIN).pair("ann", "bob")
        cup.do(c.OpenCheckIn)

        cup.do(c.CheckIn, actor=player("bob"), person="p-bob")
        assert not cup.entrant("ann").checked_in

        cup.do(c.CheckIn, actor=player("ann"), person="p-ann")
        assert cup.entrant("ann").checked_in

    def test_a_substitute_who_is_not_here_makes_the_team_wait(self, cup):
        cup.pair("ann", "bob").register("cleo")
        cup.do(c.OpenCheckIn)
        for who in ("ann", "bob"):
            cup.do(c.CheckIn, person=f"p-{who}")

        cup.do(c.Substitute, person="p-ann", leaves="p-bob", comes="p-cleo")

        assert not cup.entrant("ann").checked_in


class TestPairing:
    def test_the_first_plays_with_the_second_and_so_on(self, cup):
        cup.register("ann", "bob", "cleo", free_agent=True).register("dan").register("eve", free_agent=True)

        cup.do(c.PairFreeAgents)

        assert [people(one) for one in in_line(cup.state)] == [["ann", "bob"], ["cleo", "eve"], ["dan"]]

    def test_whoever_is_left_over_waits_for_the_next(self, cup):
        cup.register("ann", "bob", "cleo", free_agent=True)
        cup.do(c.PairFreeAgents)

        assert people(cup.entrant("cleo")) == ["cleo"]
        assert cup.do(c.PairFreeAgents) == []

    def test_nobody_is_paired_who_has_said_no(self, cup):
        cup.register("ann", "bob", free_agent=True)
        cup.do(c.BeFreeAgent, actor=player("ann"), person="p-ann", free_agent=False)

        assert cup.do(c.PairFreeAgents) == []

    def test_once_in_a_team_they_are_no_free_agents(self, cup):
        cup.register("ann", "bob", free_agent=True)
        cup.do(c.PairFreeAgents)
        cup.do(c.LeaveTeam, person="p-bob")

        assert cup.do(c.PairFreeAgents) == []


class TestAPartnerWhoIsNotAccepted:
    def test_costs_the_other_no_seat(self, cup, findings):
        cup.register("ann")
        cup.sign_up("bob")
        cup.do(c.Invite, person="p-ann", invitee="p-bob")
        cup.do(c.AcceptInvite, person="p-bob", captain="p-ann")

        cup.find("bob", findings.rejected())

        team = cup.entrant("ann")
        assert (team.seated, team.status, team.reason) == (True, EntrantStatus.PENDING, "no tag")

    def test_corrects_the_name_and_the_team_is_complete_again(self, cup, findings):
        self.test_costs_the_other_no_seat(cup, findings)

        cup.do(c.UpdateSignUp, actor=player("bob"), person="p-bob", typed_name="bob#EUW")
        cup.find("bob")

        assert cup.entrant("ann").status is EntrantStatus.REGISTERED


def test_in_solo_there_are_no_teams(make_cup):
    cup = make_cup().register("ann", "bob")

    for kind, fields in [
        (c.Invite, {"person": "p-ann", "invitee": "p-bob"}),
        (c.NameTeam, {"person": "p-ann", "team": "Reds"}),
        (c.BeFreeAgent, {"person": "p-ann"}),
        (c.PairFreeAgents, {}),
        (c.LockTeams, {}),
    ]:
        assert cup.do(kind, **fields).code == "no_teams_here"


def test_a_member_is_found_by_their_own_id(cup):
    cup.pair("ann", "bob")

    assert entrant_of(cup.state, "p-bob") is cup.entrant("ann")
