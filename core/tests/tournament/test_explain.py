"""
Why somebody stands where they stand.
"""

from __future__ import annotations

import ast
import inspect
from datetime import timedelta

import pytest

from tiltyard.models import (
    Actor,
    EventRecord,
    Evidence,
    Finding,
    Mode,
    NoShows,
    PromotionRule,
    Verdict,
    Windows,
)
from tiltyard.tournament import commands as c
from tiltyard.tournament.codec import encode
from tiltyard.tournament.decisions.seats import barred
from tiltyard.tournament.explain import _BARRED, explain, plain


def records(cup, reason=None):
    """The history as the journal would keep it, all of it done by Sam."""
    return [
        EventRecord(
            "tournament:local/cup",
            seq,
            type(event).__name__,
            event.version,
            cup.now,
            Actor("cli", "sam", "Sam"),
            f"c{seq}",
            reason,
            *encode(event),
        )
        for seq, event in enumerate(cup.history, start=1)
    ]


def said(cup, who):
    return {one.code: one.text for one in explain(cup.state, cup.entrant(who), records(cup)).standing}


def test_who_waits_is_told_the_position_and_how_many_stand_before(make_cup):
    cup = make_cup(capacity=1).register("ann", "bob", "cleo")

    told = said(cup, "cleo")

    assert told["place"] == "cleo#EUW is at place 3 in the line of receipt."
    assert told["waitlist"] == "cleo#EUW waits for a seat, position 2."
    assert told["before"] == "One stands before them in the line for seats."
    assert told["seats"] == "1 of 1 seats are held, 0 are free."


def test_who_was_put_before_them_is_named_with_the_rule(make_cup):
    cup = make_cup(capacity=1, promotion=(PromotionRule.CHECKED_IN_FIRST,)).register("ann", "bob", "cleo", "dan")
    cup.do(c.OpenCheckIn)
    cup.do(c.CheckIn, person="p-dan")

    told = said(cup, "bob")

    assert told["waitlist"].endswith("position 2.")
    assert told["checked_in_first"] == (
        "1 of them signed up later and stands before them, because whoever is checked in comes first: dan#EUW."
    )
    assert "checked_in_first" not in said(cup, "dan")


def test_a_free_seat_that_passes_somebody_by_says_why(make_cup):
    cup = make_cup(capacity=2, no_shows=NoShows.RELEASE).register("ann", "bob", "cleo")
    cup.do(c.OpenCheckIn)
    cup.do(c.CheckIn, person="p-ann")
    cup.do(c.CloseCheckIn)
    cup.do(c.Drop, person="p-bob")

    told = said(cup, "cleo")

    assert told["seats"] == "1 of 2 seats are held, 1 are free."
    assert "check-in has closed" in told["not_here"]


def test_every_reason_why_a_seat_passes_somebody_by_has_words():
    returned = [one.value for one in ast.walk(ast.parse(inspect.getsource(barred))) if isinstance(one, ast.Return)]
    codes = {one.value for one in returned if isinstance(one, ast.Constant) and one.value is not None}

    assert codes
    assert codes == set(_BARRED)


def test_who_let_an_offer_pass_is_told_how_to_have_a_seat_all_the_same(make_cup):
    cup = make_cup(capacity=1, offer_wait_s=600).register("ann", "bob")
    cup.do(c.Drop, person="p-ann")
    cup.do(c.DeclineSeat, person="p-bob")

    assert "tiltyard seat take" in said(cup, "bob")["let_one_pass"]


def test_an_offer_says_until_when_and_what_comes_after(make_cup):
    cup = make_cup(capacity=1, offer_wait_s=600).register("ann", "bob")
    cup.do(c.Drop, person="p-ann")

    told = said(cup, "bob")

    assert told["offered"] == "A seat is offered to bob#EUW until 2026-12-05 18:10 UTC."
    assert "goes to the end of the line" in told["offer_wait"]


@pytest.mark.parametrize(
    ("rules", "code", "words"),
    [
        pytest.param({}, "seat_kept", "whether they check in or not", id="keep"),
        pytest.param({"no_shows": NoShows.RELEASE}, "seat_until", "goes to the next who is here", id="release"),
        pytest.param(
            {"no_shows": NoShows.STAFF, "grace_s": 300}, "seat_until", "and 5m more have passed", id="staff-and-grace"
        ),
    ],
)
def test_whether_a_seat_is_kept_follows_from_the_rules(make_cup, rules, code, words):
    cup = make_cup(**rules).register("ann")

    assert words in said(cup, "ann")[code]


def test_a_seat_is_kept_until_a_time_where_there_is_one(make_cup):
    cup = make_cup(no_shows=NoShows.RELEASE, grace_s=600)
    closes_at = cup.now + timedelta(hours=1)
    cup.do(c.ChangeRules, changes={"windows": Windows(check_in_closes_at=closes_at)})
    cup.register("ann")
    cup.do(c.OpenCheckIn)

    assert "check-in closes and 10m more have passed, 2026-12-05 19:10 UTC" in said(cup, "ann")["seat_until"]

    cup.do(c.CheckIn, person="p-ann")
    assert said(cup, "ann")["checked_in"] == "ann#EUW is checked in."


def test_a_check_says_for_whom_it_waits(cup, findings):
    cup.sign_up("ann")
    assert "no answer has come yet" in said(cup, "ann")["check_received"]

    cup.find("ann", findings.unknown())
    told = said(cup, "ann")
    assert "asked again by itself" in told["down"]
    assert "seat is kept while the check is under way" in told["pending_holds_seat"]


def test_a_check_that_waits_says_what_can_be_done(cup):
    cup.sign_up("ann")
    odd = Finding("odd", Verdict.REJECTED, Evidence.SHAPE, hard=False, reason="An odd tag.", next_step="Look it up.")

    cup.find("ann", odd)

    assert said(cup, "ann")["odd"].endswith("waits for staff to accept or reject it. An odd tag. Look it up.")


def test_who_is_out_is_told_so_and_how_to_come_back(cup):
    cup.register("ann")
    cup.do(c.Disqualify, person="p-ann", reason="two accounts")

    told = said(cup, "ann")

    assert list(told) == ["disqualified", "way_back"]
    assert "Only staff" in told["way_back"]


def test_the_history_is_of_that_person_only_and_says_who_and_why(cup):
    cup.register("ann", "bob")
    cup.do(c.Drop, person="p-ann")

    found = explain(cup.state, cup.entrant("ann"), records(cup, reason="asked to"))

    assert {one.who for one in found.history} == {"Sam"}
    assert found.history[-1].what == "ann#EUW dropped, a seat is free"
    assert found.history[-1].why == "asked to"
    assert found.history[-1].command == f"c{found.history[-1].number}"
    assert not any("bob" in one.what for one in found.history)
    assert plain(found)["history"][0]["number"] == 3


def test_what_happened_to_both_of_two_who_were_one_is_their_history(cup):
    cup.register("ann", "bob")
    cup.do(c.MergePeople, person="p-ann", gone="p-bob", reason="one and the same")

    told = [one.what for one in explain(cup.state, cup.entrant("ann"), records(cup)).history]

    assert sum("signed up" in words for words in told) == 2
    assert told[-1] == "ann#EUW and bob#EUW turned out to be one person"


def test_who_was_substituted_is_still_named_in_the_history_of_the_team(make_cup):
    cup = make_cup(capacity=2, mode=Mode.DOUBLE_UP).register("ann", "bob", "gus")
    cup.do(c.Invite, person="p-ann", invitee="p-bob")
    cup.do(c.AcceptInvite, person="p-bob", captain="p-ann")
    cup.do(c.Substitute, person="p-ann", leaves="p-bob", comes="p-gus", reason="ill")

    told = [one.what for one in explain(cup.state, cup.entrant("ann"), records(cup)).history]

    assert "ann#EUW invited bob#EUW into the team" in told
    assert "bob#EUW joined the team at place 1 (invite)" in told
    assert "gus#EUW joined the team at place 1 (substitute)" in told
    assert any(words.startswith("bob#EUW left the team") for words in told)
    assert not any("erased" in words for words in told)
