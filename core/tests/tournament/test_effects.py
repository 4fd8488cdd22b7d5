"""
What a change means for people, before it is made.
"""

from __future__ import annotations

import attrs

from tiltyard.models import Refusal, Schedule
from tiltyard.tournament import commands as c
from tiltyard.tournament.effects import MESSAGE, ROLE, ROW, TOURNAMENT, count, effects, plain


def effects_of(cup, kind, **fields):
    before = cup.state
    decided = cup.do(kind, **fields)
    assert not isinstance(decided, Refusal), decided
    return effects(before, cup.state)


def of(found, kind):
    return {(one.name, one.what): (one.before, one.after) for one in found if one.kind == kind}


def told(found):
    return {one.name: one.what for one in found if one.kind == MESSAGE}


def test_nothing_that_happens_has_no_effect(cup):
    assert effects(cup.state, cup.state) == ()
    assert effects(None, None) == ()


def test_a_drop_touches_who_leaves_who_comes_in_and_who_moves_up(make_cup):
    cup = make_cup(capacity=1).register("ann", "bob", "cleo")

    found = effects_of(cup, c.Drop, person="p-ann")

    assert of(found, ROW) == {
        ("ann#EUW", "status"): ("registered", "dropped"),
        ("bob#EUW", "status"): ("waitlist 1", "registered"),
        ("cleo#EUW", "status"): ("waitlist 2", "waitlist 1"),
    }
    assert of(found, ROLE) == {
        ("ann#EUW", "registered"): ("has", ""),
        ("bob#EUW", "registered"): ("", "has"),
        ("bob#EUW", "waitlist"): ("has", ""),
    }
    assert told(found) == {"ann#EUW": "dropped", "bob#EUW": "promoted"}


def test_an_offered_seat_is_told_and_gives_no_role_yet(make_cup):
    cup = make_cup(capacity=1, offer_wait_s=600).register("ann", "bob")

    found = effects_of(cup, c.Drop, person="p-ann")

    assert of(found, ROW)[("bob#EUW", "status")] == ("waitlist 1", "seat offered")
    assert told(found)["bob#EUW"] == "offered"
    assert ("bob#EUW", "registered") not in of(found, ROLE)


def test_everybody_is_told_once_however_much_changes_for_them(cup):
    cup.register("ann", "bob")
    cup.do(c.OpenCheckIn)
    cup.do(c.CheckIn, person="p-ann")

    found = effects_of(cup, c.DropMany, reason="wrong evening")

    assert told(found) == {"ann#EUW": "dropped", "bob#EUW": "dropped"}
    assert count(found, MESSAGE) == 2
    assert of(found, ROLE)[("ann#EUW", "checked_in")] == ("has", "")


def test_a_reset_of_check_ins_is_a_cell_and_a_role_each(cup):
    cup.register("ann", "bob")
    cup.do(c.OpenCheckIn)
    cup.do(c.CheckIn, person="p-ann")

    found = effects_of(cup, c.ResetCheckIns, reason="again")

    assert of(found, ROW) == {("ann#EUW", "checked in"): ("yes", "")}
    assert of(found, ROLE) == {("ann#EUW", "checked_in"): ("has", "")}
    assert told(found) == {"ann#EUW": "checked_out"}


def test_rules_and_states_of_the_tournament_are_said_in_words(cup):
    cup.register("ann", "bob")

    found = effects_of(cup, c.ChangeRules, changes={"capacity": 1, "grace_s": 600}, confirm=True, reason="less room")

    assert of(found, TOURNAMENT) == {("", "capacity"): ("2", "1"), ("", "grace"): ("0s", "10m")}
    assert told(found) == {"bob#EUW": "unseated"}
    assert of(effects_of(cup, c.Pause), TOURNAMENT) == {("", "paused"): ("no", "yes")}


def test_a_sign_up_and_its_verdict_are_told_as_what_they_are(make_cup, findings):
    cup = make_cup(capacity=1)
    before = cup.state
    cup.sign_up("ann")
    assert told(effects(before, cup.state)) == {"ann#EUW": "received"}
    before = cup.state
    cup.find("ann")
    assert told(effects(before, cup.state)) == {"ann#EUW": "registered"}
    before = cup.state
    cup.sign_up("bob", name="Bob")
    cup.find("bob", findings.rejected())
    found = effects(before, cup.state)
    assert told(found) == {"Bob": "rejected"}
    assert of(found, ROW)[("Bob", "note")] == ("", "no tag")


def test_plain_data_says_all_of_it(cup):
    cup.register("ann")

    (first, *_) = effects_of(cup, c.Drop, person="p-ann")

    assert plain(first) == {
        "kind": "row",
        "what": "status",
        "before": "registered",
        "after": "dropped",
        "person": "p-ann",
        "name": "ann#EUW",
    }


def test_a_schedule_is_its_times_and_its_zone_and_nothing_else(cup):
    before = cup.state
    plan = Schedule("Europe/Berlin")
    after = attrs.evolve(before, rules=attrs.evolve(before.rules, schedule=plan))

    assert of(effects(before, after), TOURNAMENT) == {("", "time zone"): ("none", "Europe/Berlin")}
    assert (
        effects(after, attrs.evolve(after, rules=attrs.evolve(after.rules, schedule=Schedule("Europe/Berlin")))) == ()
    )


def test_seats_that_are_held_for_staff_are_said_in_words(cup):
    after = attrs.evolve(cup.state, no_shows_held=True)

    assert of(effects(cup.state, after), TOURNAMENT) == {
        ("", "who is not here"): ("nothing is to decide", "staff decide")
    }
