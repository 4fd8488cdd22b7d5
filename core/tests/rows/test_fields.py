"""
What cells of shared columns mean, and what becomes of them when both sides change them.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiltyard.models import Role
from tiltyard.rows.fields import TICKS, alike, means, tick_words
from tiltyard.rows.merge import Clash, Edit, Keep, Write, merge_shared

texts = st.sampled_from(["", "Ann#1", "Ann#2", "ann", "x"])


@pytest.mark.parametrize(
    ("role", "one", "other"),
    [
        (Role.DISCORD, "@Ann", "ann"),
        (Role.DISCORD, "<@123456789012345678>", "123456789012345678"),
        (Role.IGN, " Ann#1 ", "Ann#1"),
        (Role.ALT_IGN, "A#1 / B#2", "A#1, B#2"),
        (Role.PRONOUNS, "-", ""),
        (Role.CHECKIN, "yes", True),
        (Role.CHECKIN, "", False),
    ],
)
def test_cells_that_mean_the_same_are_alike(role, one, other):
    assert alike(role, one, other)


def test_another_case_is_another_name():
    assert not alike(Role.IGN, "ann#1", "Ann#1")


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ([], {True: True, False: False}),
        ([True, False, "yes"], {True: True, False: False}),
        (["Yes", "no", "Yes", "yes", ""], {True: "Yes", False: "no"}),
        (["x", "", "x"], {True: "x", False: ""}),
        (["no", "no"], {True: True, False: False}),
    ],
)
def test_a_tick_is_written_as_the_column_writes_it(cells, words):
    assert tick_words(cells) == words


@given(st.lists(texts, max_size=2), texts, texts)
def test_what_a_person_changed_is_never_written_over(base, theirs, ours):
    verdict = merge_shared(base, theirs, ours)

    if theirs not in {*base, ours, ""}:
        assert isinstance(verdict, Edit | Clash)


@given(st.lists(texts, max_size=2), texts, texts)
def test_once_it_is_settled_it_stays_so(base, theirs, ours):
    match merge_shared(base, theirs, ours):
        case Write(value):
            assert merge_shared([value], value, ours) == Keep()
        case Edit(value):
            assert merge_shared(base, theirs, value) == Keep()
        case Clash():
            assert merge_shared([theirs], theirs, ours) == Write(ours)
            assert merge_shared([ours], theirs, ours) == Edit(theirs)
        case Keep():
            assert theirs == ours


@given(st.sampled_from(TICKS), st.booleans(), st.booleans(), st.booleans())
def test_a_tick_never_clashes(role, base, theirs, ours):
    verdict = merge_shared([base], theirs, ours, lambda one, other: alike(role, one, other))

    assert not isinstance(verdict, Clash)


@given(st.sampled_from(Role), st.one_of(st.booleans(), texts))
def test_a_cell_is_alike_itself(role, cell):
    assert alike(role, cell, cell)
    assert means(role, cell) == means(role, cell)
