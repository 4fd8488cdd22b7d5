"""
What holds for all tournaments of a server: staff, blocks, defaults, and a bot that was removed.
"""

from __future__ import annotations

from datetime import UTC, datetime

import attrs
import pytest

from tiltyard.models import (
    Actor,
    Eligibility,
    EntrantStatus,
    Evidence,
    Guild,
    Link,
    LinkKind,
    Refusal,
    Rules,
    StaffRole,
    Tier,
)
from tiltyard.tournament import commands as c
from tiltyard.tournament import guild as g
from tiltyard.tournament.events import PersonErased

NOW = datetime(2026, 12, 5, 18, 0, tzinfo=UTC)
HOST = Actor("host", "discord")
BOSS, HELPER = Actor("staff", "1", "Boss"), Actor("staff", "2", "Hal")
IMP = Link(LinkKind.DISCORD_ID, "id-imp", "staff", key="sealed-id-imp")
IMPS_RIOT = Link(LinkKind.PUUID, "raw", "staff", key="sealed-puuid")


class Server:
    """A guild that commands are put to one after another."""

    def __init__(self):
        self.state = Guild("local")

    def do(self, kind, actor=HOST, **fields):
        decided = g.decide_guild(self.state, kind(scope="local", actor=actor, **fields), NOW)
        if not isinstance(decided, Refusal):
            self.state = g.fold_guild(self.state, decided)
        return decided


@pytest.fixture
def server():
    server = Server()
    server.do(g.GrantGuildStaff, who="1")
    server.do(g.GrantGuildStaff, who="2", role=StaffRole.HELPER)
    return server


class TestStaff:
    def test_organisers_make_others_staff(self, server):
        server.do(g.GrantGuildStaff, actor=BOSS, who="3")

        assert server.state.staff["3"] is StaffRole.ORGANISER

    @pytest.mark.parametrize("actor", [HELPER, Actor("staff", "9")])
    def test_helpers_and_strangers_do_not(self, actor, server):
        assert server.do(g.GrantGuildStaff, actor=actor, who="3").code == "not_staff"

    def test_players_do_not(self, server):
        assert server.do(g.GrantGuildStaff, actor=Actor("player", "1"), who="3").code == "not_for_players"

    def test_granting_the_same_again_is_nothing_new_and_another_role_is(self, server):
        assert server.do(g.GrantGuildStaff, who="1") == []
        assert server.do(g.GrantGuildStaff, who="1", role=StaffRole.HELPER)

    def test_revoking(self, server):
        server.do(g.RevokeGuildStaff, who="2")

        assert "2" not in server.state.staff
        assert server.do(g.RevokeGuildStaff, who="2").code == "no_such_staff"


class TestBlocks:
    def block(self, server, link=IMP, **fields):
        return server.do(g.BlockPlayer, actor=BOSS, link=link, **{"reason": "cheats", **fields})

    def test_an_account_that_is_blocked_does_not_sign_up_by_whatever_handle(self, server, cup):
        self.block(server)
        cup.guild = server.state

        refusal = cup.sign_up("harmless", links=(cup.account("imp"), cup.handle("harmless", "discord")))

        assert refusal.code == "blocked"

    def test_a_riot_account_that_is_blocked_is_found_by_the_check(self, server, cup, findings):
        self.block(server, IMPS_RIOT)
        cup.guild = server.state
        cup.sign_up("new")
        riot = attrs.evolve(findings.verified("New#EUW", Evidence.ACCOUNT), keys={"puuid": "raw"})

        cup.find("new", riot, keys={"puuid": "sealed-puuid"})

        new = cup.entrant("new")
        assert (new.status, new.code, new.seated) == (EntrantStatus.REJECTED, "blocked", False)
        assert new.reason.endswith("do not let this account play.")
        assert new.next_step

    def test_others_are_let_in(self, server, cup):
        self.block(server)
        cup.guild = server.state

        cup.register("ann")

        assert cup.entrant("ann").status is EntrantStatus.REGISTERED

    def test_who_is_in_already_is_for_staff_to_take_out(self, server, cup):
        cup.sign_up("imp", links=(cup.account("imp"),))
        cup.find("imp")
        self.block(server)
        cup.guild = server.state
        cup.do(c.Tick)

        assert cup.entrant("imp").status is EntrantStatus.REGISTERED

    def test_who_is_out_does_not_return(self, server, cup):
        cup.sign_up("imp", links=(cup.account("imp"),))
        cup.find("imp")
        cup.do(c.Drop, person="p-imp")
        self.block(server)
        cup.guild = server.state

        assert cup.do(c.Return, person="p-imp", reason="asked nicely").code == "blocked"

    def test_nor_by_the_riot_account_that_was_found(self, server, cup):
        cup.sign_up("imp")
        cup.find("imp", keys={"puuid": "sealed-puuid"})
        cup.do(c.Drop, person="p-imp")
        self.block(server, IMPS_RIOT)
        cup.guild = server.state

        assert cup.do(c.Return, person="p-imp").code == "blocked"

    def test_it_needs_a_reason_which_is_kept_for_staff(self, server):
        assert self.block(server, reason=None).code == "reason_missing"
        self.block(server)
        assert server.state.blocked[0].reason == "cheats"

    def test_it_is_by_an_id_and_not_by_a_name(self, server):
        handle = Link(LinkKind.DISCORD_HANDLE, "imp", "staff", key="k")

        assert self.block(server, handle).code == "bad_block"

    def test_blocked_twice_is_nothing_new(self, server):
        self.block(server)

        assert self.block(server) == []

    def test_unblocked_they_play_again(self, server, cup):
        self.block(server)
        server.do(g.UnblockPlayer, actor=BOSS, link=IMP)
        cup.guild = server.state

        assert not isinstance(cup.sign_up("imp", links=(cup.account("imp"),)), Refusal)
        assert server.do(g.UnblockPlayer, actor=BOSS, link=IMP).code == "not_blocked"


class TestFrozen:
    """The bot was removed from the server, by mistake as it turns out."""

    @pytest.fixture
    def frozen(self, server, cup):
        cup.register("ann")
        server.do(g.FreezeGuild)
        cup.guild = server.state
        return server

    def test_nothing_changes_there(self, frozen, cup):
        assert cup.sign_up("bob").code == "guild_frozen"
        assert cup.do(c.Drop, person="p-ann").code == "guild_frozen"
        assert frozen.do(g.GrantGuildStaff, who="3").code == "guild_frozen"

    def test_nor_is_a_tournament_begun_there(self, frozen, cup):
        cup.state = None

        assert cup.do(c.CreateTournament, title="Cup", rules=Rules(2)).code == "guild_frozen"

    def test_whoever_asks_to_be_erased_still_is(self, frozen, cup):
        cup.state = attrs.evolve(cup.state, grace_until=cup.now, no_shows_open=True)  # which is nobody's doing now

        assert cup.do(c.ErasePerson, person="p-ann", pseudonym="player-1") == [PersonErased("p-ann", "player-1")]

    def test_removed_twice_is_nothing_new(self, frozen):
        assert frozen.do(g.FreezeGuild) == []

    def test_when_it_is_back_everything_is_as_it_was(self, frozen, cup):
        before = cup.state
        frozen.do(g.ThawGuild)
        cup.guild = frozen.state

        assert cup.state == before
        assert not isinstance(cup.sign_up("bob"), Refusal)
        assert frozen.do(g.ThawGuild) == []


def test_new_tournaments_start_from_defaults(server):
    rules = Rules(capacity=64)

    assert server.do(g.SetDefaults, actor=BOSS, rules=rules) == [g.GuildDefaultsSet(rules)]
    assert server.state.defaults == rules
    assert server.do(g.SetDefaults, actor=BOSS, rules=rules) == []


@pytest.mark.parametrize(
    ("rules", "code"),
    [
        pytest.param(
            Rules(capacity=8, eligibility=Eligibility(lowest=Tier.GOLD, highest=Tier.IRON)),
            "bad_eligibility",
            id="ranks-that-nobody-has",
        ),
        pytest.param(
            Rules(capacity=8, eligibility=Eligibility(platforms=frozenset({"euw9"}))), "bad_eligibility", id="no-region"
        ),
        pytest.param(Rules(capacity=0), "bad_capacity", id="no-seats"),
        pytest.param(Rules(capacity=8, grace_s=-1), "bad_wait", id="grace-before-the-end"),
    ],
)
def test_defaults_with_which_no_tournament_could_be_made_are_refused(rules, code, server):
    assert server.do(g.SetDefaults, actor=BOSS, rules=rules).code == code
    assert server.state.defaults == Guild("local").defaults
