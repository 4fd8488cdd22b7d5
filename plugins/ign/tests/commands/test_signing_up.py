"""
What becomes of names that people sign up with, by the rules of a tournament.
"""

from __future__ import annotations

import pytest


@pytest.fixture
def cup(tiltyard):
    tiltyard.run("tournament", "create", "My Cup")
    tiltyard.run("signup", "Famous#EUW")
    return tiltyard


def standing(tiltyard, name):
    (one,) = (one for one in tiltyard.json("roster")["entrants"] if one["name"] == name)
    return one["status"], one["code"] or ""


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        pytest.param("Famuos#EUW", "riot_id_near_equal", id="a-slip"),
        pytest.param("F4mous#EUW", "identity_lookalike", id="disguised"),
        pytest.param("Farnous#EUW", "identity_lookalike", id="looks-alike"),
        pytest.param("Al#EUW", "riot_id_name_too_short", id="short"),
        pytest.param("Ann#a#b", "riot_id_two_signs", id="a-sign-in-the-tag"),
        pytest.param("IGN: Bob#EUW", "riot_id_words_around", id="label"),
    ],
)
def test_a_doubtful_name_waits_until_staff_say_so_and_is_not_doubted_again(cup, typed, code):
    cup.run("signup", typed)
    assert standing(cup, typed) == ("pending", code)

    cup.run("accept", typed, "--reason", "shown at the desk")
    cup.run("recheck", typed)

    assert standing(cup, typed) == ("registered", "")


def test_the_name_that_staff_let_pass_is_taken(cup):
    cup.run("signup", "Al#EUW")
    cup.run("accept", "Al#EUW", "--reason", "shown at the desk")
    cup.run("signup", "AL # euw", ok=1)

    assert standing(cup, "AL # euw") == ("rejected", "identity_duplicate")


def test_who_was_there_first_stays_in_whoever_comes_with_a_name_like_theirs(cup):
    cup.run("signup", "Famuos#EUW")
    cup.run("recheck", "Famous#EUW")

    assert standing(cup, "Famous#EUW") == ("registered", "")


def test_further_names_cost_nobody_a_seat_whatever_is_the_matter_with_them(cup):
    cup.run("signup", "Zoology#EUW", "--alternate", "nonsense", "--alternate", "Bobby#EUW", "--alternate", "famous#EUW")
    cup.run("signup", "Bobby#EUW", "--alternate", "Zoology#EUW")

    assert {one["status"] for one in cup.json("roster")["entrants"]} == {"registered"}
    assert tuple(cup.json("ign", "stats")["found"]) == (
        "riot_id_alternate_taken",
        "riot_id_alternate_wrong",
        "riot_id_others_alternate",
        "riot_id_shape",
    )


def test_numbered_names_are_let_in_one_after_another(cup):
    for number in (1, 2, 12, 21):
        cup.run("signup", f"Player {number}#EUW")

    assert {one["status"] for one in cup.json("roster")["entrants"]} == {"registered"}


def test_near_names_are_let_in_where_the_host_says_so(cup, monkeypatch):
    monkeypatch.setenv("TILTYARD_PLUGINS__IGN__NEAR_EQUAL", "false")
    cup.run("signup", "Famuos#EUW")
    cup.run("signup", "Farnous#EUW")

    assert standing(cup, "Famuos#EUW") == ("registered", "")
    assert standing(cup, "Farnous#EUW") == ("pending", "identity_lookalike")
