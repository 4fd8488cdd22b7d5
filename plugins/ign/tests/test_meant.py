"""
What was probably meant is suggested, and only where something was typed that says so.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiltyard.models import RiotId
from tiltyard_ign.meant import Meant, in_link, is_link, percent_decoded, without_words_around


@pytest.mark.parametrize(
    "link",
    [
        "https://www.op.gg/summoners/euw/Ann%20Lee-EUW",
        "https://lolchess.gg/profile/euw/Ann%20Lee-EUW/set17?tab=ranked",
        "www.metatft.com/player/euw/Ann%20Lee-EUW",
        "op.gg/tft/summoners/euw/Ann Lee-EUW#champions",
    ],
)
def test_a_players_page_says_whose_it_is(link):
    assert in_link(link) == Meant("Ann Lee", "EUW")


@pytest.mark.parametrize(
    "link", ["https://op.gg", "https://x.gg/a/b", "https://x.gg/%00nn-EUW", "https://x.gg/A%23-EUW"]
)
def test_other_pages_suggest_nobody(link):
    assert in_link(link) is None


@pytest.mark.parametrize(
    "name", ["Mr. Ann/Lee#EUW", "Mr.Ann/Lee#EUW", "a.b/c#EUW", "Ann.Lee", "www", "1/2", "Ann https://x#EUW"]
)
def test_a_name_with_a_dot_or_a_slash_is_no_link(name):
    assert not is_link(name)


@pytest.mark.parametrize("text", ["100%", "%23", "Ann%23", "%23EUW", "A%00n%23EUW", "Ann%2FEUW"])
def test_a_percent_sign_alone_suggests_nothing(text):
    assert percent_decoded(text) is None


@pytest.mark.parametrize(
    "typed", ["IGN: Ann#EUW", "riot id=Ann#EUW", "My IGN: Ann#EUW", "Ann#EUW.", "Ann#EUW (a)", "tft: name: Ann#EUW,"]
)
def test_words_around_a_riot_id_are_told_from_it(typed):
    assert without_words_around(RiotId(*typed.split("#"))) == Meant("Ann", "EUW")


@pytest.mark.parametrize(
    "typed",
    ["Ann#EUW", "Main Char#EUW", "Ann#100%", "Ann#a b", "@Ann#EUW", "Ann#hi!", "Ann:#EUW", "IGN:#EUW"],
)
def test_a_name_without_words_around_it_is_left_alone(typed):
    assert without_words_around(RiotId(*typed.split("#"))) is None


@given(st.text(st.sampled_from("IGN: @ab"), min_size=1, max_size=12), st.text(st.sampled_from("EUW. (,1"), max_size=8))
def test_what_is_left_was_typed_there(name, tag):
    meant = without_words_around(RiotId(name, tag))

    assert meant is None or (name.endswith(meant.name) and tag.startswith(meant.tag))
