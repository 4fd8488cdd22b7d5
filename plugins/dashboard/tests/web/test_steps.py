"""
What a player does next, and the moment for which all wait.
"""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest

from tiltyard.models import EntrantStatus
from tiltyard_dashboard.web.moments import next_moment
from tiltyard_dashboard.web.shapes import Player
from tiltyard_dashboard.web.steps import Step, next_step
from tiltyard_dashboard.web.words import about, discord_address

NOW = datetime(2026, 11, 28, 19, 0, tzinfo=UTC)


def player(**fields) -> Player:
    return Player(
        **{
            "id": "id", "order": 1, "name": "Ann", "status": EntrantStatus.REGISTERED, "seated": True,
            "waitlist_position": None, "checked_in": False, **fields,
        }
    )  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "check_in", "step"),
    [
        pytest.param({}, "not_yet", Step.CHECK_IN_LATER, id="too-early"),
        pytest.param({}, "open", Step.CHECK_IN, id="now"),
        pytest.param({"checked_in": True}, "open", Step.READY, id="done"),
        pytest.param({"checked_in": True}, "closed", Step.READY, id="done-and-over"),
        pytest.param({}, "closed", Step.ASK, id="missed"),
        pytest.param({"seated": False, "waitlist_position": 2}, "open", Step.CHECK_IN_WAITING, id="waiting"),
        pytest.param({"seated": False, "waitlist_position": 2}, "not_yet", Step.WAIT, id="waiting-and-early"),
        pytest.param({"offered_until": NOW}, "open", Step.TAKE_SEAT, id="offered"),
        pytest.param({"status": EntrantStatus.PENDING}, "not_yet", Step.VERIFYING, id="being-verified"),
        pytest.param({"status": EntrantStatus.PENDING}, "open", Step.CHECK_IN, id="being-verified-and-open"),
    ],
)
def test_there_is_one_next_step(roster, fields, check_in, step):
    assert next_step(player(**fields), roster(check_in=check_in)) is step


def test_a_late_check_in_is_asked_for_while_it_counts(roster):
    evening = roster(check_in="closed", grace_until=NOW)

    assert next_step(player(), evening) is Step.CHECK_IN
    assert about(player(), evening) == "You have a seat. You have not checked in yet."


def test_who_waits_hears_what_would_let_them_in(roster):
    waiting = player(seated=False, waitlist_position=2)
    names = ("Ann", "Bob", "Cem", "Dee")

    released = roster(*names, check_in="open", here=("Ann",), no_shows="release", capacity=3)
    nearly_all_here = roster(*names, check_in="open", here=("Ann", "Bob"), no_shows="release", capacity=3)
    kept = roster(*names, check_in="open", no_shows="keep", capacity=3)

    assert "2 no-shows would let you in" in about(waiting, released)
    assert "You are in when 2 seats become free" in about(waiting, nearly_all_here)
    assert "You are in when 2 seats become free" in about(waiting, kept)


def test_a_team_is_spoken_of_as_one(roster):
    assert about(player(checked_in=True), roster(mode="double_up")) == "Your team has a seat, and is checked in."


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"registration": "not_yet", "windows": {"registration_opens_at": NOW}}, "Sign-up opens in"),
        ({"registration": "open", "windows": {"registration_closes_at": NOW}}, "Sign-up closes in"),
        ({"registration": "closed", "windows": {"check_in_opens_at": NOW}}, "Check-in opens in"),
        ({"check_in": "open", "windows": {"check_in_closes_at": NOW}}, "Check-in closes in"),
        ({"check_in": "closed", "starts_at": NOW}, "Starts in"),
    ],
)
def test_all_wait_for_the_next_thing_that_has_a_time(roster, fields, words):
    coming = next_moment(roster(**fields))

    assert (coming.words, coming.at) == (words, NOW)


def test_without_times_nobody_is_told_to_wait_for_one(roster):
    assert next_moment(roster()) is None


@pytest.mark.parametrize(
    ("scope", "address"),
    [
        ("local", ""),
        ("discord:1234", "https://discord.com/channels/1234"),
        ('discord:1"><script>', ""),
    ],
)
def test_where_to_press_is_known_of_tournaments_on_discord(roster, scope, address):
    assert discord_address(msgspec.structs.replace(roster(), scope=scope)) == address
