"""
Who may ask for what: players for themselves, helpers for single players, organisers for all, the host for everything.
"""

from __future__ import annotations

import pytest

from tiltyard.models import Actor, Guild, Refusal, Rules, StaffRole
from tiltyard.tournament import commands as c
from tiltyard.tournament.rights import ALWAYS, HELPERS_MAY, PLAYERS_MAY, REASONS

HELPER, ORGANISER = Actor("staff", "7", "Hal"), Actor("staff", "8", "Olga")

EVERY_COMMAND = [
    kind
    for kind in vars(c).values()
    if isinstance(kind, type) and issubclass(kind, c.Command) and kind is not c.Command
]


def player(who):
    return Actor("player", who)


@pytest.fixture
def staffed(cup):
    cup.register("ann", "bob")
    cup.do(c.GrantStaff, who="7", role=StaffRole.HELPER)
    cup.do(c.GrantStaff, who="8")
    return cup


class TestPlayers:
    @pytest.mark.parametrize("kind", [c.CheckIn, c.CheckOut, c.Drop, c.TakeSeat, c.DeclineSeat, c.LeaveTeam])
    def test_act_for_nobody_else(self, kind, staffed):
        assert staffed.do(kind, actor=player("bob"), person="p-ann").code == "not_yours"

    def test_rename_nobody_else(self, staffed):
        refusal = staffed.do(c.UpdateSignUp, actor=player("bob"), person="p-ann", typed_name="Loser#EUW")

        assert refusal.code == "not_yours"

    def test_act_for_themselves_also_by_the_id_they_had_before_a_merge(self, staffed):
        staffed.do(c.MergePeople, person="p-ann", gone="p-bob", reason="one person")

        assert not isinstance(staffed.do(c.Drop, actor=player("bob"), person="p-bob"), Refusal)

    def test_of_somebody_who_is_not_here_is_said_that(self, staffed):
        assert staffed.do(c.Drop, actor=player("bob"), person="p-nobody").code == "unknown_player"

    def test_who_are_staff_as_well_act_as_what_they_say_they_are(self, staffed):
        assert staffed.do(c.OpenCheckIn, actor=player("8")).code == "not_for_players"

    @pytest.mark.parametrize("kind", [kind for kind in EVERY_COMMAND if kind not in PLAYERS_MAY])
    def test_ask_for_nothing_that_is_for_organisers(self, kind, staffed):
        needs = {"title": "x", "rules": Rules(2), "changes": {}, "who": "x", "person": "p-ann", "claim": 0}
        needs |= {"findings": (), "link": staffed.handle("ann"), "gone": "p-bob", "pseudonym": "x", "source": None}
        needs |= {"since": staffed.now, "until": staffed.now, "command_id": "c1", "undo": None, "instead": None}
        fields = {field.name for field in kind.__attrs_attrs__}

        refusal = staffed.do(kind, actor=player("ann"), **{k: v for k, v in needs.items() if k in fields})

        assert refusal.code == "not_for_players"


class TestStaff:
    def test_are_also_those_whom_the_front_end_knows_by_their_roles_in_the_guild(self, staffed):
        referee = Actor("staff", "9", "Ref", StaffRole.HELPER)

        assert not isinstance(staffed.do(c.Drop, actor=referee, person="p-ann"), Refusal)
        assert staffed.do(c.OpenCheckIn, actor=referee).code == "not_an_organiser"
        assert not isinstance(staffed.do(c.OpenCheckIn, actor=Actor("staff", "9", "", StaffRole.ORGANISER)), Refusal)

    def test_have_the_greater_of_two_roles(self, staffed):
        known_as_helper = Actor("staff", "8", "Olga", StaffRole.HELPER)

        assert not isinstance(staffed.do(c.OpenCheckIn, actor=known_as_helper), Refusal)

    def test_nobody_is_it_who_was_not_made_it(self, staffed):
        assert staffed.do(c.Drop, actor=Actor("staff", "9", "Imp"), person="p-ann").code == "not_staff"

    @pytest.mark.parametrize(
        ("kind", "fields"),
        [
            pytest.param(c.CheckIn, {"reason": "here"}, id="check-in"),
            pytest.param(c.Drop, {}, id="drop"),
            pytest.param(c.MarkNoShow, {"reason": "gone"}, id="no-show"),
            pytest.param(c.Recheck, {}, id="recheck"),
        ],
    )
    def test_helpers_act_for_single_players(self, kind, fields, staffed):
        assert not isinstance(staffed.do(kind, actor=HELPER, person="p-ann", **fields), Refusal)

    @pytest.mark.parametrize(
        ("kind", "fields"),
        [
            pytest.param(c.OpenCheckIn, {}, id="windows"),
            pytest.param(c.ChangeRules, {"changes": {"capacity": 9}}, id="rules"),
            pytest.param(c.GrantStaff, {"who": "7"}, id="staff"),
            pytest.param(c.DropMany, {"reason": "all"}, id="many"),
            pytest.param(c.Disqualify, {"person": "p-ann", "reason": "x"}, id="disqualify"),
            pytest.param(c.Undo, {"command_id": "c1"}, id="undo"),
            pytest.param(c.Archive, {}, id="archive"),
        ],
    )
    def test_what_touches_many_is_for_organisers(self, kind, fields, staffed):
        assert staffed.do(kind, actor=HELPER, **fields).code == "not_an_organiser"
        answer = staffed.do(kind, actor=ORGANISER, **fields)
        assert not isinstance(answer, Refusal) or answer.code == "unknown_command"

    def test_a_role_that_is_taken_back_is_gone_at_once(self, staffed):
        staffed.do(c.RevokeStaff, who="8")

        assert staffed.do(c.OpenCheckIn, actor=ORGANISER).code == "not_staff"

    def test_of_the_guild_are_staff_of_all_its_tournaments(self, staffed):
        guild_staff = Actor("staff", "20")
        assert staffed.do(c.OpenCheckIn, actor=guild_staff).code == "not_staff"

        staffed.guild = Guild("local", staff={"20": StaffRole.ORGANISER})

        assert not isinstance(staffed.do(c.OpenCheckIn, actor=guild_staff), Refusal)

    def test_the_higher_of_two_roles_counts(self, staffed):
        staffed.guild = Guild("local", staff={"7": StaffRole.ORGANISER})

        assert not isinstance(staffed.do(c.OpenCheckIn, actor=HELPER), Refusal)

    def test_of_the_guild_may_begin_a_tournament_and_nobody_else(self, staffed):
        staffed.state = None
        create = {"title": "Cup", "rules": Rules(2), "actor": Actor("staff", "20")}
        assert staffed.do(c.CreateTournament, **create).code == "not_staff"

        staffed.guild = Guild("local", staff={"20": StaffRole.ORGANISER})

        assert not isinstance(staffed.do(c.CreateTournament, **create), Refusal)

    def test_a_correction_gives_nobody_more_rights(self, staffed):
        instead = c.Archive(tournament=staffed.state.id, actor=ORGANISER)
        undo = c.Undo(tournament=staffed.state.id, actor=HELPER, **staffed.past())

        assert staffed.do(c.Correct, actor=HELPER, undo=undo, instead=instead, reason="x").code == "not_an_organiser"


@pytest.mark.parametrize("kind", [kind for kind, when in REASONS.items() if when == ALWAYS and kind in EVERY_COMMAND])
def test_what_always_needs_a_reason_is_refused_without_one(kind, staffed):
    needs = {"person": "p-ann", "gone": "p-bob", "link": staffed.handle("bob"), "undo": None, "instead": None}
    fields = {field.name for field in kind.__attrs_attrs__}

    refusal = staffed.do(kind, actor=ORGANISER, **{k: v for k, v in needs.items() if k in fields})

    assert refusal.code == "reason_missing"


def test_the_host_may_ask_for_everything(cup):
    assert not isinstance(cup.do(c.OpenCheckIn, actor=Actor("host", "ticker")), Refusal)


def test_whatever_players_may_ask_helpers_may_ask_for_them():
    assert set(PLAYERS_MAY) < set(HELPERS_MAY) < set(EVERY_COMMAND)
