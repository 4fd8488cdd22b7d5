"""
The index finds what comparing with every name finds.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tiltyard.models import RiotId
from tiltyard_ign.keys import name_key
from tiltyard_ign.near import edits_between
from tiltyard_ign.reading import read_name
from tiltyard_ign.taken import TakenNames


def edited(name, edits, tag):
    """A name with characters put in, or in place of one, at some places."""
    for at, put, instead in edits:
        name = name[:at] + put + name[at + instead :]
    return f"{name}#{tag}"


EDITS = st.lists(
    st.tuples(st.integers(0, 13), st.sampled_from(["", "a", "i", "1", "5", " "]), st.integers(0, 2)), max_size=2
)
NAMES = st.builds(edited, st.sampled_from(["Famous", "Silver Dragon"]), EDITS, st.sampled_from(["EUW", "EUW1", "1234"]))


def index_of(*names):
    index = TakenNames(read_name)
    index.add(names)
    return index


def near_by_hand(reading, taken):
    """Every name in turn."""
    apart = {other.name_key: edits_between(reading.spelling, other.spelling) for other in map(read_name, taken)}
    return sorted((edits, key) for key, edits in apart.items() if edits)


def near(index, typed, taken):
    return [(one.edits, name_key(one.riot_id)) for one in index.near(read_name(typed), taken)]


@settings(deadline=None)
@given(NAMES, st.frozensets(NAMES, max_size=12), st.frozensets(NAMES, max_size=4))
def test_it_finds_what_comparing_with_every_name_finds(typed, taken, free):
    assert near(index_of(*taken, *free), typed, taken) == near_by_hand(read_name(typed), taken)


@settings(deadline=None)
@given(st.lists(NAMES, max_size=12), NAMES)
def test_the_order_in_which_names_came_makes_no_difference(names, typed):
    taken = frozenset(names)

    assert near(index_of(*names), typed, taken) == near(index_of(*reversed(names)), typed, taken)


def test_a_name_that_is_taken_no_longer_is_not_found():
    index = index_of("Famous#EUW", "Famoous#EUW")

    assert near(index, "Famuos#EUW", {"Famous#EUW"}) == [(1, "famous#euw")]


def test_one_that_is_no_edit_away_is_known_by_its_key():
    index = index_of("Famous#EUW")

    assert near(index, "F4mous#EUW", {"Famous#EUW"}) == []
    assert index.shares_a_look(read_name("F4mous#EUW"), {"Famous#EUW"})
    assert not index.shares_a_look(read_name("F4mous#EUW"), frozenset())


@pytest.mark.parametrize(("typed", "taken"), [("Famous#EUW", "Famous1#EUW"), ("Famous1#EUW", "Famous#EUW")])
def test_a_name_with_a_number_and_one_without_find_each_other(typed, taken):
    assert near(index_of(taken), typed, {taken}) == [(1, taken.casefold())]


def test_spellings_of_one_account_are_found_once():
    taken = frozenset(["Famous#EUW", "famous # euw"])

    assert near(index_of(*taken), "Famuos#EUW", taken) == [(1, "famous#euw")]


def test_the_same_name_with_another_tag_is_found_by_how_it_looks():
    taken = frozenset(["Ann#1234", "Anm#EUW", "\u0410nn#NA1", "ann#euw"])
    found = index_of(*taken).same_look(read_name("Ann#EUW"), taken)

    assert found == [RiotId("Ann", "1234"), RiotId("\u0410nn", "NA1")]


def test_an_account_is_held_however_it_is_spelt():
    index = index_of("Ann#EUW", "nonsense")

    assert index.holds(read_name(" ANN # euw"), {"Ann#EUW"})
    assert not index.holds(read_name("Ann#EUW"), frozenset())
    assert not index.holds(read_name("nonsense"), {"nonsense"})


def test_a_grown_index_knows_all_and_the_old_one_stays_as_it_was():
    old = index_of("Ann#EUW")
    new = old.grown(["Bob#EUW", "Ann#EUW"])

    assert (len(old), len(new)) == (1, 2)
    assert new.unknown({"Ann#EUW", "Cat#EUW"}) == {"Cat#EUW"}
