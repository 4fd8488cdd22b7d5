"""
Which names are spelt almost alike, and which differ on purpose.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tiltyard.models import RiotId
from tiltyard_ign.near import edits_allowed, edits_between, spelling

NAMES = st.text(st.sampled_from("abcelrsmno01 35_."), max_size=14)
TAGS = st.sampled_from(["EUW", "EUW1", "EUNE", "1234", "NA1"])


def edits(one, other):
    return edits_between(*(spelling(RiotId(*text.split("#"))) for text in (one, other)))


@pytest.mark.parametrize(
    ("other", "apart"),
    [
        pytest.param("Famuos#EUW", 1, id="swapped"),
        pytest.param("Famos#EUW", 1, id="one-less"),
        pytest.param("Farmous#EUW", 1, id="one-more"),
        pytest.param("Fanous#EUW", 1, id="another-letter"),
        pytest.param("Faxous#EUW", 1, id="another-letter-for-one-that-looks-like-two"),
        pytest.param("Famoussss#EUW", 0, id="repeated-letters"),
        pytest.param("Fam ous#EUW", 0, id="spaces"),
        pytest.param("F.a-m_o'us#EUW", 0, id="punctuation"),
        pytest.param("F4m0u5#EUW", 0, id="digits-for-letters"),
        pytest.param("F@mou$#EUW", 0, id="signs-for-letters"),
        pytest.param("F\u00e1m\u00f6us#EUW", 0, id="accents"),
        pytest.param("\u0424\u0430m\u043eus#EUW", 1, id="other-alphabet"),
        pytest.param("Famous1#EUW", 1, id="a-number-where-there-was-none"),
        pytest.param("Famous#EUW1", 1, id="tag"),
        pytest.param("FAMOUS#euw", 0, id="case"),
    ],
)
def test_slips_and_disguises_are_near(other, apart):
    assert edits("Famous#EUW", other) == apart


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("Ana#EUW", "Anna#EUW", id="short"),
        pytest.param("Lena#EUW", "Lina#EUW", id="too-short-for-an-edit"),
        pytest.param("Famous#EUW", "Fanuos#EUW", id="two-edits"),
        pytest.param("Famous#EUW", "Famos#EUW1", id="an-edit-and-a-tag"),
        pytest.param("Famous#EUW", "Famous#1234", id="another-tag"),
        pytest.param("Famous#1234", "Famous#1235", id="numbered-tag"),
        pytest.param("Silver Dragon#EUW", "Silver Dragon#EUNE", id="another-region"),
        pytest.param("Player 12#EUW", "Player 13#EUW", id="numbers"),
        pytest.param("F4m0us#EUW", "Fam0us#EUW1", id="digits-for-letters-that-are-others"),
        pytest.param("Player 11#EUW", "Player 1#EUW", id="numbers-of-repeated-digits"),
        pytest.param("Monday Cup A#EUW", "Monday Cup B#EUW", id="lettered"),
        pytest.param(
            "\u6771\u4eac\u5927\u5b66\u751f\u6d3b#JP1", "\u6771\u4eac\u5927\u5b66\u98df\u6d3b#JP1", id="ideographs"
        ),
        pytest.param("\uae40\ubbfc\uc218#KR1", "\uae40\ubbfc\uc8fc#KR1", id="three-syllables"),
    ],
)
def test_names_that_differ_on_purpose_are_not_near(one, other):
    assert edits(one, other) is None


def test_vowels_that_are_marks_count():
    assert edits("\u0915\u093f\u0924\u093e\u092c#IN1", "\u0915\u0940\u0924\u093e\u092c#IN1") == 1


def test_repeated_letters_are_one_also_across_a_space():
    assert edits("Famous#EUW", "F4mous s#EUW") == 0


def test_a_name_of_signs_alone_is_kept():
    assert edits("?!?!#EUW", "-_-_#EUW") is None


def test_long_names_may_be_two_edits_apart():
    assert edits("Silver Dragon#EUW", "Silvre Dragun#EUW") == 2
    assert edits("Silver Dragon#EUW", "Silvre Dragun#EUW1") is None


@pytest.mark.parametrize(("length", "allowed"), [(3, None), (4, 0), (5, 1), (9, 1), (10, 2), (23, 2)])
def test_longer_names_may_differ_more(length, allowed):
    assert edits_allowed(length) == allowed


@settings(deadline=None)
@given(NAMES, TAGS, NAMES, TAGS)
def test_nearness_has_no_direction(name, tag, other_name, other_tag):
    one, other = spelling(RiotId(name, tag)), spelling(RiotId(other_name, other_tag))

    assert edits_between(one, other) == edits_between(other, one)


@settings(deadline=None)
@given(st.text(max_size=23), st.text(max_size=8))
def test_every_name_has_a_spelling_and_is_near_to_itself_where_it_is_long_enough(name, tag):
    one = spelling(RiotId(name, tag))

    assert edits_between(one, one) == (None if len(one.name) < 4 else 0)
