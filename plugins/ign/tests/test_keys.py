"""
When two Riot IDs are one account, and when they look like one.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiltyard.models import RiotId
from tiltyard_ign.keys import comparison_keys, name_key, skeleton_key
from tiltyard_ign.riot_id import parse

FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
TYPED = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x24F), min_size=3, max_size=16).filter(
    lambda text: isinstance(parse(f"{text}#EUW"), RiotId)
)


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        pytest.param("ANN#euw", "Ann#EUW", id="case"),
        pytest.param("\uff21\uff4e\uff4e\uff03\uff25\uff35\uff37", "Ann#EUW", id="width"),
        pytest.param(" ann # Euw ", "Ann#EUW", id="spaces-at-the-ends"),
        pytest.param("Ann\u3000Lee#EUW", "ann lee#euw", id="kind-of-space"),
        pytest.param("Stra\u00dfe#EUW", "STRASSE#EUW", id="sharp-s"),
        pytest.param("A\u200bnn#EUW", "Ann#EUW", id="invisible"),
        pytest.param("\u039f\u0394\u039f\u03a3#GR1", "\u03bf\u03b4\u03bf\u03c2#GR1", id="final-sigma"),
        pytest.param("\uff76\uff9e\uff78\uff9e#JP1", "\u30ac\u30b0#JP1", id="half-width-katakana"),
    ],
)
def test_spellings_of_one_account_have_equal_keys(typed, same):
    # Not parsed where a name is shorter than names are: keys are made of any Riot ID.
    one, other = (RiotId(*text.replace("\uff03", "#").split("#")) for text in (typed, same))

    assert comparison_keys(one) == comparison_keys(other)


@pytest.mark.parametrize("other", ["Ann#EUW1", "Anne#EUW", "Ann Lee#EUW", "\u00c1nn#EUW", "\u0410nn#EUW"])
def test_other_accounts_have_other_names(other):
    assert name_key(parse(other)) != name_key(RiotId("Ann", "EUW"))


def test_a_space_within_the_name_makes_another_name_and_the_same_look():
    one, other = RiotId("Ann Lee", "EUW"), RiotId("AnnLee", "EUW")

    assert name_key(one) != name_key(other)
    assert skeleton_key(one) == skeleton_key(other)


@pytest.mark.parametrize(
    ("name", "looks_like"),
    [
        pytest.param("KaIe", "Kale", id="capital-i-for-l"),
        pytest.param("kaie", "KAIE", id="case-alone"),
        pytest.param("P\u0430ypal", "Paypal", id="cyrillic-a"),
        pytest.param("\u041d\u0415LLO", "Hello", id="cyrillic-capitals"),
        pytest.param("\u043d\u0435llo", "Hello", id="cyrillic-capitals-typed-small"),
        pytest.param("\u03bdovak", "Vovak", id="greek-nu"),
        pytest.param("M0ss", "rnoss", id="nought-and-r-n"),
    ],
)
def test_names_that_look_alike_have_one_skeleton_and_stay_different_names(name, looks_like):
    one, other = RiotId(name, "EUW"), RiotId(looks_like, "EUW")

    assert skeleton_key(one) == skeleton_key(other)
    assert name == "kaie" or name_key(one) != name_key(other)


def test_letters_that_only_capitals_of_other_scripts_would_join_stay_apart():
    assert skeleton_key(RiotId("Van", "EUW")) != skeleton_key(RiotId("Nan", "EUW"))


@given(TYPED)
def test_case_and_stray_spaces_do_not_make_another_account(name):
    assert comparison_keys(parse(f" {name.lower()} # euw")) == comparison_keys(parse(f"{name}#EUW"))


@given(st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E, exclude_characters="#"), min_size=3, max_size=16))
def test_full_width_letters_are_the_same_letters(name):
    assert comparison_keys(RiotId(name.translate(FULL_WIDTH), "EUW")) == comparison_keys(RiotId(name, "EUW"))


@given(st.text(max_size=30), st.text(max_size=8))
def test_a_key_is_its_own_key(name, tag):
    key = name_key(RiotId(name.replace("#", ""), tag))
    folded_name, _, folded_tag = key.partition("#")

    assert name_key(RiotId(folded_name, folded_tag)) == key


@given(st.text(max_size=30))
def test_the_look_of_a_look_is_itself(name):
    look = skeleton_key(RiotId(name, "EUW"))

    assert skeleton_key(RiotId(look.removesuffix("#euw"), "EUW")) == look
