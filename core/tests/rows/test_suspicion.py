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

    assert bool(suspicion(PEOPLE[:out], unticks, players, 0, 0, ())) is held


def test_whom_staff_have_accepted_counts_no_more():
    assert suspicion(PEOPLE[:10], (), 100, 0, 0, PEOPLE[:10]) == ""
    assert suspicion(PEOPLE[:20], (), 100, 0, 0, PEOPLE[:10]) == "20 players would be dropped"


def test_a_key_column_that_broke_is_held():
    assert suspicion((), (), 100, 6, 0, ()) == "6 rows lost what says whose they are"


def test_other_columns_than_before_are_held():
    assert "6 players would have another name" in suspicion((), (), 100, 0, 6, ())
