"""
Known phrases in a run of units.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiltyard_sheets.columns.lexicon import Lexicon
from tiltyard_sheets.columns.words import units

LEXICON = Lexicon(
    {
        "team": ["team", "team name"],
        "name": ["name"],
        "game": ["summoner name", "summoner"],
        "list": ["регистр*"],
        "팀": ["팀"],
    }
)


def meanings(text):
    return [mention.meaning for mention in LEXICON.find(units(text))[0]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("team name", ["team"], id="longest-first"),
        pytest.param("name team", ["name", "team"], id="one-after-the-other"),
        pytest.param("teamname", ["team"], id="glued"),
        pytest.param("sumoner name", ["game"], id="typo-left-out"),
        pytest.param("summonner name", ["game"], id="typo-added"),
        pytest.param("sunmoner name", ["game"], id="typo-mistaken"),
        pytest.param("smumoner name", ["game"], id="typo-swapped"),
        pytest.param("summonr", ["game"], id="typo-near-the-end"),
        pytest.param("summone", ["game"], id="typo-at-the-end"),
        pytest.param("sumnoer", [], id="two-slips"),
        pytest.param("регистрация", ["list"], id="stem"),
        pytest.param("우리팀은", ["팀"], id="no-spaces"),
        pytest.param("nothing known", [], id="nothing"),
    ],
)
def test_phrases_are_found(text, expected):
    assert meanings(text) == expected


def test_units_of_no_phrase_are_handed_back():
    assert LEXICON.find(units("my team name here"))[1] == ("my", "here")


def test_of_two_meanings_of_a_phrase_the_first_counts():
    assert Lexicon({1: ["rank"], 2: ["rank"]}).find(("rank",))[0][0].meaning == 1


@given(st.lists(st.sampled_from(["team", "name", "summoner", "other", "&", "팀"]), max_size=8))
def test_mentions_are_in_order_and_do_not_overlap(text):
    mentions, rest = LEXICON.find(tuple(text))

    ends = [0, *(mention.start + mention.length for mention in mentions)]
    assert all(mention.start >= end for mention, end in zip(mentions, ends, strict=False))
    assert sum(mention.length for mention in mentions) + len(rest) == len(text)
