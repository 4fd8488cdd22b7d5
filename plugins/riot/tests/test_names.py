"""
Riot IDs as Riot must be asked for them.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiltyard.models import RiotId
from tiltyard_riot.names import name_text, same_name, spellings


@pytest.mark.parametrize(
    ("typed", "asked_for"),
    [
        pytest.param("Ann#EUW", [RiotId("Ann", "EUW")], id="plain"),
        pytest.param("  Ann\uff03EUW\n", [RiotId("Ann", "EUW")], id="full-width-sign"),
        pytest.param("Ann##EUW", [RiotId("Ann", "EUW")], id="doubled-sign"),
        pytest.param("Ann\u266fEUW", [RiotId("Ann", "EUW")], id="sharp-for-want-of-a-sign"),
        pytest.param("A\u200bnn\u202e#EUW\ufeff", [RiotId("Ann", "EUW")], id="invisible-characters"),
        pytest.param("Old#OC", [RiotId("Old", "OC")], id="two-character-tag"),
        pytest.param("Ann#../", [RiotId("Ann", "../")], id="a-path-is-text"),
        pytest.param("Ann#100%", [RiotId("Ann", "100%")], id="per-cent-is-text"),
        pytest.param("Cafe\u0301#EUW", [RiotId("Caf\u00e9", "EUW")], id="composed"),
        pytest.param("Ann# EU", [RiotId("Ann", "EU"), RiotId("Ann", " EU")], id="a-tag-may-begin-with-a-space"),
    ],
)
def test_what_people_type_is_asked_for_the_likeliest_first(typed, asked_for):
    assert spellings(typed) == asked_for


@pytest.mark.parametrize(
    "typed",
    ["", "Ann", "#EUW", "Ann#", "Ann # ", "Tide#Pool#EUW", "Ann\x00#EUW", "\ud800#EUW", "x" * 10_000 + "#EUW"],
)
def test_what_is_no_riot_id_is_asked_for_nowhere(typed):
    assert spellings(typed) == []


@given(st.text(max_size=80))
def test_any_text_is_read_without_a_guess(text):
    for one in spellings(text):
        assert "#" not in str(one).replace("#", "", 1)
        assert one.game_name.strip()
        assert one.tag_line.strip()
        assert "\x00" not in str(one)


def test_capitals_make_no_other_name():
    assert name_text(RiotId("Ann Lee", "EUW")) == name_text(RiotId("ANN LEE", "euw"))
    assert name_text(RiotId("Ann Lee", "EUW")) != name_text(RiotId("AnnLee", "EUW"))


def test_an_account_may_be_spelled_with_other_spaces_than_it_was_asked_for():
    assert same_name(RiotId("Ann Lee", "EUW"), RiotId("annlee", "euw"))
    assert not same_name(RiotId("Ann", "EUW"), RiotId("Ann", "NA1"))
