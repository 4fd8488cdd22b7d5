"""
What the page says in sentences.
"""

from __future__ import annotations

import pytest

from tiltyard.models import EntrantStatus
from tiltyard_dashboard.web.shapes import Player
from tiltyard_dashboard.web.words import about, headline, name_and_tag, seats_in_words


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        pytest.param({"registration": "not_yet"}, "not opened yet", id="before"),
        pytest.param({"registration": "open"}, "6 of 8 seats free", id="sign-up"),
        pytest.param({"registration": "open", "capacity": 1}, "join the waitlist", id="full"),
        pytest.param({"registration": "closed"}, "Check-in comes next", id="between"),
        pytest.param({"registration": "open", "check_in": "open"}, "Check-in is open", id="check-in"),
        pytest.param({"registration": "closed", "check_in": "closed"}, "Check-in is over", id="after"),
    ],
)
def test_the_headline_says_what_is_on(roster, fields, words):
    assert words in headline(roster("Ann", "Bob", **fields))


@pytest.mark.parametrize(
    ("status", "position", "checked_in", "check_in", "words"),
    [
        pytest.param("registered", None, True, "open", "you are checked in", id="here"),
        pytest.param("registered", None, False, "open", "not checked in yet", id="not-here"),
        pytest.param("registered", None, False, "not_yet", "Check-in is not open yet", id="too-early"),
        pytest.param("registered", None, False, "closed", "ask the organiser", id="missed"),
        pytest.param("waitlisted", 3, False, "open", "number 3 on the waitlist", id="waits"),
        pytest.param("pending", None, False, "open", "A seat is held for you", id="verified-with-seat"),
        pytest.param("received", 4, False, "open", "number 4 on the waitlist", id="verified-waiting"),
    ],
)
def test_am_i_in_is_answered_in_a_sentence(roster, status, position, checked_in, check_in, words):
    player = Player("id", 1, "Ann", EntrantStatus(status), position is None, position, checked_in)

    assert words in about(player, roster("Ann", check_in=check_in))


def test_seats_are_told_to_those_who_do_not_see_them(roster):
    evening = roster("Ann", "Bob", "Cem", here=("Ann",))

    assert seats_in_words(evening) == "3 of 8 seats taken, 1 checked in, 5 free."


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Ann#EUW", ("Ann", "#EUW")),
        ("Tide#Pool#EUW", ("Tide#Pool", "#EUW")),
        ("Ann", ("Ann", "")),
        ("#EUW", ("#EUW", "")),
        ("Ann#", ("Ann#", "")),
        ("", ("", "")),
    ],
)
def test_a_riot_id_is_shown_in_two_parts_that_make_the_whole(name, parts):
    assert name_and_tag(name) == parts
    assert "".join(parts) == name
