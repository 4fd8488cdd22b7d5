"""
What a single header says.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiltyard.models import Role
from tiltyard_sheets.columns.meaning import header_meaning

SURE_ENOUGH = 0.5


def said(header):
    role, score = max(header_meaning(header).roles.items(), key=lambda one: one[1], default=(None, 0.0))
    return role if score >= SURE_ENOUGH else None


@pytest.mark.parametrize(
    ("header", "role"),
    [
        ("Discord Tag (e.g. User#0001)", Role.DISCORD),
        ("Discord username. Please make sure you have joined our server!", Role.DISCORD),
        ("Contact (Discord)", Role.DISCORD),
        ("Wie heißt du auf Discord?", Role.DISCORD),
        ("What is your Riot ID? (Name#TAG)", Role.IGN),
        ("Riot ID + Tag", Role.IGN),
        ("Name (IGN)", Role.IGN),
        ("召唤师名称", Role.IGN),
        ("Riot ID (second account)", Role.ALT_IGN),
        ("Second account IGN", Role.ALT_IGN),
        ("Do you have any smurf accounts?", Role.ALT_IGN),
        ("Registered (Y/N)", Role.REGISTERED),
        ("Registration Date", Role.TIMESTAMP),
        ("Check-In Day 1", Role.CHECKIN),
        ("Duo", Role.TEAM),
        ("Peak Rank", Role.RANK),
        ("What server do you play on?", Role.REGION),
        ("E-Mail-Adresse", Role.EMAIL),
        ("Carimbo de data/hora", Role.TIMESTAMP),
        ("Seed #", Role.SEED),
        ("Is there anything else we should know?", Role.NOTES),
        ("하고 싶은 말", Role.NOTES),
        ("BattleTag", Role.IGN),
        ("Minecraft Username", Role.IGN),
        ("Character Name", Role.IGN),
        ("Elo Rating", Role.RANK),
        ("RSVP", Role.REGISTERED),
        ("What region are you in?", Role.REGION),
        ("Discord username including the 4 digits at its end", Role.DISCORD),
    ],
)
def test_a_header_says_its_role(header, role):
    assert said(header) == role


@pytest.mark.parametrize(
    "header",
    [
        "Discord server joined?",
        "Are you in our Discord server?",
        "Team captain's discord",
        "Have you read the rules?",
        "Number of players",
        "Riot ID of your duo partner",
        "Discord (partner)",
        "Link to your lolchess profile",
        "Twitch username",
        "Real name",
        "Age",
        "Country",
        "Points",
        "Final placement",
        "Round 1",
        "Player 2 IGN",
        "Check-in time",
        "Checked in by",
        "Registration fee paid",
        "Rank screenshot",
        "Ich habe die Regeln gelesen",
        "팀장 디스코드",
        "Ник напарника",
        "Kick Player",
        "Player #",
        "Player ID",
        "Player 2 Email",
        "Notes Missed",
        "Attendee Name",
        "Attendance Rate (%)",
        "Total Playtime",
        "Second",
        "Tag",
        "Ticket Tier",
        "Submitted Judges",
        "Home Team",
        "Number of sign-ups",
        "Duo partner",
        "Patient ID",
    ],
)
def test_a_header_about_something_else_says_nothing(header):
    assert said(header) is None


def test_the_first_player_of_a_team_stands_for_it_with_less_confidence():
    first = header_meaning("Player 1 Riot ID").roles[Role.IGN]

    assert SURE_ENOUGH < first < header_meaning("Riot ID").roles[Role.IGN]


def test_of_a_double_question_the_first_half_counts():
    assert said("Riot ID and Discord") is Role.IGN
    assert said("Discord and Riot ID") is Role.DISCORD


@given(st.text(max_size=80))
def test_scores_are_probabilities(header):
    assert all(0.0 < score <= 1.0 for score in header_meaning(header).roles.values())
