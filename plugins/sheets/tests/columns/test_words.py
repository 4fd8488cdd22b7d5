"""
Header texts as comparable units.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiltyard_sheets.columns.words import read_header, units


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("  Riot-ID  ", "riot id", id="punctuation"),
        pytest.param("checkedIn", "checked in", id="camel-case"),
        pytest.param("discord_id", "discord id", id="snake-case"),
        pytest.param("Player1", "player 1", id="glued-number"),
        pytest.param("Nom de l’équipe", "nom de l equipe", id="accents-and-apostrophes"),
        pytest.param("ＤＩＳＣＯＲＤ", "discord", id="full-width"),
        pytest.param("Discord名", "discord 名", id="two-scripts"),
        pytest.param("Kayıtlı", "kayitli", id="turkish-dotless-i"),
        pytest.param("✅ Rank & LP", "rank & lp", id="emoji"),
        pytest.param("Địa chỉ", "dia chi", id="vietnamese"),
    ],
)
def test_spellings_of_a_header_become_the_same_units(text, expected):
    assert " ".join(units(text)) == expected


def test_brackets_and_later_sentences_are_hints():
    header = read_header("What is your Riot ID? Make sure to join our Discord (Name#TAG)")

    assert header.main == units("what is your riot id")
    assert header.hints == units("make sure to join our discord name tag")
    assert header.question


def test_what_something_is_asked_for_is_a_hint():
    assert read_header("Your Discord, so that we can add you to the channel").main == units("your discord")


def test_a_number_sign_at_the_end_asks_for_a_number():
    assert read_header("Player #").main == ("player", "#")
    assert read_header("Name#TAG").main == ("name", "tag")


def test_a_greeting_is_not_what_is_asked():
    assert read_header("Hi there! What is your IGN?").main == units("what is your ign")


def test_a_header_that_is_only_a_bracket_is_read():
    assert read_header("(IGN)").main == ("ign",)


@given(st.text())
def test_units_of_units_are_themselves(text):
    once = units(text)

    assert units(" ".join(once)) == once
