"""
What an undo must not do: seat more than there are seats, let two play under one account, or refuse the obvious.
"""

from __future__ import annotations

import pytest

from tiltyard.models import Block, Guild, LinkKind, Refusal, Rules
from tiltyard.tournament import commands as c
from tiltyard.tournament.evolve import fold
from tiltyard.tournament.roster import seated


@pytest.fixture
def undo_of():
    """Does a command, lets something else happen, and undoes it."""

    def undo_of(cup, do, then=lambda: None, **how):
        first = len(cup.history)
        do()
        last = len(cup.history)
        then()
        before = fold(cup.history[:first])
        after = fold(cup.history[first:last], before)
        since = tuple(cup.history[last:])
        return cup.do(c.Undo, command_id="x", before=before, after=after, since=since, reason="oops", **how)

    return undo_of


def claim_ann(cup, findings):
    cup.sign_up("bob", name="ann#EUW")
    cup.find("bob", findings.verified("ann#EUW"), keys={"name": "sealed-ann#euw"})


def test_a_sign_up_is_undone_although_its_name_was_checked_since(cup, undo_of):
    undo_of(cup, lambda: cup.sign_up("ann"), lambda: cup.find("ann"))

    assert cup.entrant("ann").status == "dropped"


def test_a_sign_up_is_not_undone_once_the_player_has_done_something(cup, undo_of):
    cup.do(c.OpenCheckIn)

    def here():
        cup.find("ann")
        cup.do(c.CheckIn, person="p-ann")

    no = undo_of(cup, lambda: cup.sign_up("ann"), here)

    assert isinstance(no, Refusal)
    assert "(ann#EUW checked in)" in no.which


def test_seats_that_were_added_and_taken_are_not_undone_from_under_their_players(make_cup, undo_of):
    cup = make_cup(capacity=1).register("ann", "bob")

    no = undo_of(cup, lambda: cup.do(c.ChangeRules, changes={"capacity": 2}))

    assert (no.code, "1 would lose seats" in no.which) == ("undo_blocked", True)
    assert cup.state.rules == Rules(capacity=2)


def test_they_are_when_their_seats_are_taken_back(make_cup, undo_of):
    cup = make_cup(capacity=1).register("ann", "bob")

    undo_of(cup, lambda: cup.do(c.ChangeRules, changes={"capacity": 2}), take_back=True)

    assert (cup.state.rules.capacity, [one.name for one in seated(cup.state)]) == (1, ["ann#EUW"])


def test_who_comes_back_under_an_account_that_is_another_players_now_is_checked_again(cup, undo_of, findings):
    cup.register("ann")

    undo_of(cup, lambda: cup.do(c.Drop, person="p-ann"), lambda: claim_ann(cup, findings))
    assert cup.entrant("ann").status == "received"

    cup.find("ann", findings.verified("ann#EUW"))
    assert (cup.entrant("ann").status, cup.entrant("ann").code) == ("pending", "identity_clash")
    assert cup.entrant("bob").status == "registered"


def test_so_is_who_returns(cup, findings):
    cup.register("ann")
    cup.do(c.Drop, person="p-ann")
    claim_ann(cup, findings)

    cup.do(c.Return, person="p-ann")

    assert cup.entrant("ann").status == "received"


def test_who_let_an_offer_pass_is_as_before_when_the_next_one_is_undone(make_cup, undo_of):
    cup = make_cup(capacity=1, offer_wait_s=60).register("ann", "bob")
    cup.do(c.Drop, person="p-ann")
    cup.pass_time(seconds=61)
    cup.do(c.Tick)
    cup.register("cleo")
    assert cup.entrant("bob").passed
    before = cup.state.entrants

    undo_of(cup, lambda: cup.do(c.Drop, person="p-cleo"), take_back=True)

    assert cup.state.entrants == before


def test_an_undo_does_not_let_a_blocked_account_back_in(make_cup, undo_of):
    cup = make_cup(capacity=1).register("ann")

    def block():
        cup.guild = Guild("local", blocked=(Block(LinkKind.DISCORD_HANDLE, "ann", "rude", "sealed-ann"),))

    no = undo_of(cup, lambda: cup.do(c.Drop, person="p-ann"), block)

    assert (no.code, "blocked" in no.which) == ("undo_blocked", True)
    assert cup.entrant("ann").status == "dropped"
