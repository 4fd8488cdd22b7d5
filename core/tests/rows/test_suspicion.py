"""
Which reads are held.
"""

from __future__ import annotations

import pytest

from tiltyard.rows.suspicion import suspicion

PEOPLE = [f"p{number}" for number in range(100)]


@pytest.mark.parametrize(
    ("out", "unticked", "players", "held"),
    [(3, 0, 10, False), (4, 0, 10, True), (5, 0, 100, False), (6, 0, 100, True), (0, 6, 100, True), (3, 3, 100, True)],
)
def test_more_than_three_and_more_than_one_in_twenty_is_held(out, unticked, players, held):
    unticks = PEOPLE[50 : 50 + unticked]

    assert bool(suspicion(PEOPLE[:out], unticks, players, (), (), (), ())) is held


def test_whom_staff_have_accepted_counts_no_more():
    assert suspicion(PEOPLE[:10], (), 100, (), (), (), PEOPLE[:10]) == ""
    assert suspicion(PEOPLE[:20], (), 100, (), (), (), PEOPLE[:10]) == "20 players would be dropped"


def test_a_key_column_that_broke_is_held():
    assert suspicion((), (), 100, PEOPLE[:6], (), (), ()) == "6 rows lost what says whose they are"


def test_other_columns_than_before_are_held():
    assert "6 players would have another name" in suspicion((), (), 100, (), PEOPLE[:6], (), ())


def test_names_that_change_places_are_held():
    assert "6 players would have another player's name" in suspicion((), (), 100, (), (), PEOPLE[:6], ())


def test_what_staff_have_accepted_is_not_held_again_whatever_it_was_held_for():
    assert suspicion((), (), 100, PEOPLE[:6], PEOPLE[6:12], PEOPLE[12:18], PEOPLE[:18]) == ""
