"""
Cleaning takes away what nobody sees, and nothing else.
"""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiltyard_ign.cleaning import clean, shown, unprintable, without_invisible


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        pytest.param("A\u200bnn\u202e\ufeff", "Ann", id="zero-width-and-direction-marks"),
        pytest.param("Ann\ufe0f\U000e0041", "Ann", id="variation-selectors-and-tags"),
        pytest.param("\u3164Ann\uffa0", "Ann", id="hangul-fillers"),
        pytest.param("Ann\u00a0\u3000\u2800Lee", "Ann Lee", id="spaces-of-every-width"),
        pytest.param("Ann\r\n\tLee\n", "Ann Lee", id="line-breaks-of-a-paste"),
        pytest.param("Cafe\u0301", "Caf\u00e9", id="composed"),
        pytest.param("e\u200d\u0301", "\u00e9", id="composed-after-what-kept-it-apart-is-gone"),
        pytest.param("\uff21\uff4e\uff4e", "\uff21\uff4e\uff4e", id="full-width-letters-are-kept-for-display"),
        pytest.param("\u0645\u0645", "\u0645\u0645", id="right-to-left-letters-are-kept"),
    ],
)
def test_text_becomes_what_its_reader_sees(typed, cleaned):
    assert clean(typed) == cleaned


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text):
    assert clean(clean(text)) == clean(text)


@given(st.text())
def test_cleaned_text_is_composed_and_holds_nothing_invisible(text):
    cleaned = clean(text)

    assert unicodedata.is_normalized("NFC", cleaned)
    assert without_invisible(cleaned) == cleaned


def test_what_no_name_has_is_named_once_each():
    assert unprintable("A\x00n\x1bn\x00\ufffe\ud800") == ["U+0000", "U+001B", "U+FFFE", "U+D800"]


def test_noncharacters_of_every_plane_are_named():
    assert unprintable("\U0003ffff\U000effffok") == ["U+3FFFF", "U+EFFFF"]


def test_a_quotation_is_short_and_safe_to_print():
    assert shown("Ann\x00") == '"Ann\N{REPLACEMENT CHARACTER}"'
    assert shown("x" * 10_000) == f'"{"x" * 40}..."'
