"""
Which of many names are alike, and how.
"""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tiltyard_ign.alike import Alike, How, alike
from tiltyard_ign.reading import read_name


def test_each_name_is_told_what_it_is_like_the_likest_first():
    names = ["Famous#EUW", "famous # euw", "Farn0us#EUW", "Famuos#EUW", "Famous#1234", "Zoology#EUW", "nonsense"]

    found = alike(names, read_name)

    assert found["Famous#EUW"] == [
        Alike("famous # euw", How.SAME_ACCOUNT),
        Alike("Farn0us#EUW", How.LOOKS_ALIKE),
        Alike("Famuos#EUW", How.NEAR_EQUAL),
        Alike("Famous#1234", How.SAME_NAME),
    ]
    assert found["Zoology#EUW"] == found["nonsense"] == []


def test_a_name_that_is_given_twice_is_not_like_itself():
    assert alike(["Ann#EUW", "Ann#EUW"], read_name) == {"Ann#EUW": []}


@settings(deadline=None)
@given(
    st.lists(st.builds("{}#{}".format, st.text("abmn01 ", min_size=4), st.sampled_from(["EUW", "1234"])), max_size=8)
)
def test_likeness_is_mutual(names):
    found = alike(names, read_name)

    assert {(name, one.name, one.how) for name in names for one in found[name]} == {
        (one.name, name, one.how) for name in names for one in found[name]
    }
