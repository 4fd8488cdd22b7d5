"""
Unicode's table of look-alikes, as its library brings it.
"""

from __future__ import annotations

import unicodedata

import pytest
from confusable_homoglyphs.confusables import confusables_data
from hypothesis import given
from hypothesis import strategies as st

from tiltyard_ign.lookalikes import skeleton


@pytest.mark.parametrize(
    ("text", "looks_like"),
    [
        pytest.param("p\u0430yp\u0430l", "paypal", id="cyrillic-a"),
        pytest.param("\u0391laska", "Alaska", id="greek-alpha"),
        pytest.param("\U0001d52d\U0001d4b6\u1eff\U0001d561\U0001d552\u2113", "paypal", id="the-standard's-example"),
        pytest.param("kaIe", "kale", id="capital-i-for-l"),
        pytest.param("rnoss", "moss", id="r-and-n-for-m"),
        pytest.param("Z0ne", "ZOne", id="nought-for-o"),
        pytest.param("\u0661st", "lst", id="right-to-left-digit"),
    ],
)
def test_texts_that_look_alike_have_one_skeleton(text, looks_like):
    assert skeleton(text) == skeleton(looks_like)


def test_texts_that_differ_to_the_eye_have_different_skeletons():
    assert len({skeleton(text) for text in ("moss", "mess", "m\u00f6ss", "mosss", "\u3042\u3044")}) == 5


def test_every_pair_in_the_table_has_one_skeleton():
    def whole(text):
        return len(unicodedata.normalize("NFD", text)) == 1  # the standard decomposes first, so others never come up

    apart = [
        (one, pair["c"])
        for one, pairs in confusables_data.items()
        for pair in pairs
        if whole(one) and whole(pair["c"]) and skeleton(one) != skeleton(pair["c"])
    ]

    assert apart == []


def test_every_character_in_the_table_has_a_skeleton_that_is_its_own_skeleton():
    assert [one for one in confusables_data if skeleton(skeleton(one)) != skeleton(one)] == []


@given(st.text())
def test_a_skeleton_is_its_own_skeleton(text):
    assert skeleton(skeleton(text)) == skeleton(text)
