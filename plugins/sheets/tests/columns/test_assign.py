"""
The assignment against trying everything.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiltyard_sheets.columns.assign import assign

matrices = st.integers(0, 4).flatmap(
    lambda width: st.lists(
        st.lists(st.sampled_from([0.0, 0.25, 0.5, 0.9, 1.0]), min_size=width, max_size=width), max_size=4
    )
)


@given(matrices)
def test_no_other_assignment_is_worth_more(matrix):
    chosen = assign(matrix)

    worth = sum(matrix[row][column] for row, column in enumerate(chosen) if column is not None)
    assert worth == pytest.approx(_most(matrix, frozenset()))


@given(matrices)
def test_no_column_is_given_away_twice(matrix):
    taken = [column for column in assign(matrix) if column is not None]

    assert len(taken) == len(set(taken))


def test_two_good_seats_beat_one_very_good_one():
    assert assign([[1.0, 0.9], [0.9, 0.0]]) == [1, 0]


def _most(matrix, taken):
    if not matrix:
        return 0.0
    without = _most(matrix[1:], taken)
    free = (column for column in range(len(matrix[0])) if column not in taken)
    return max([without, *(matrix[0][column] + _most(matrix[1:], taken | {column}) for column in free)])
