"""
Columns of real-looking sheets: found, or left alone.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tiltyard.models import Role
from tiltyard_sheets.columns import detect
from tiltyard_sheets.columns.assign import assign

# Loaded by path: test folders are no packages, so that equal file names may live side by side.
_spec = importlib.util.spec_from_file_location("labelled", Path(__file__).with_name("labelled.py"))
labelled = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(labelled)
table, labelled_sheets, score = labelled.table, labelled.labelled_sheets, labelled.score


def roles(*rows):
    return {guess.role.value: guess.index for guess in detect(table(*rows))}


@pytest.mark.parametrize(("half", "f1", "right"), [("develop", 0.97, 0.95), ("held_out", 0.97, 0.9)])
def test_header_rows_alone_are_understood(half, f1, right):
    result = score(detect, labelled_sheets(half))

    assert result.micro_f1 >= f1, result.wrong
    assert result.entirely_right >= right, result.wrong


def test_the_header_is_found_below_titles():
    rows = (["My Cup"], [], ["Discord", "Riot ID"], ["ann", "Ann#EUW"], ["bob", "Bob#EUW"])

    assert {(guess.role, guess.header_row) for guess in detect(table(*rows))} == {(Role.DISCORD, 2), (Role.IGN, 2)}


def test_cells_speak_where_there_is_no_header():
    rows = [[f"Kettle{number}#EUW", f"p{number}@mail.example"] for number in range(8)]

    guesses = detect(table(*rows))

    assert {(guess.role, guess.index, guess.header_row) for guess in guesses} == {
        (Role.IGN, 0, -1),
        (Role.EMAIL, 1, -1),
    }


def test_what_is_about_somebody_else_or_something_else_is_left_alone():
    assert roles(["Age", "Country", "Points", "Round 1", "Did you join our Discord server?", "Twitch"]) == {}


def test_a_reason_is_given_that_people_understand():
    (guess,) = detect(table(["Riot ID"], *[[f"P{number}#EUW"] for number in range(9)], ["oops"]))

    assert guess.reason == 'header "Riot ID"; 9 of 10 cells look like Riot IDs'


def test_three_hundred_columns_and_other_cell_types_are_read():
    header = [f"col {number}" for number in range(298)] + ["Riot ID", "Checked in"]
    rows = [[number, True, 1.5, *[""] * 295, f"P{number}#EUW", False] for number in range(20)]

    assert roles(header, *rows) == {"ign": 298, "checkin": 299}


cells = st.one_of(
    st.sampled_from(
        ["Riot ID", "Discord", "Check-in", "Team", "Ann#EUW", "TRUE", "", "Points", "Rank", "2026-01-01", "a@b.cd"]
    ),
    st.text(max_size=12),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
)
grids = st.lists(st.lists(cells, max_size=6), max_size=8)


@given(grids)
@settings(max_examples=150, deadline=None)
def test_no_column_has_two_roles_and_no_role_two_columns(rows):
    guesses = detect(table(*rows))

    assert len({guess.index for guess in guesses}) == len({guess.role for guess in guesses}) == len(guesses)
    assert len({guess.header_row for guess in guesses}) <= 1


@given(st.lists(cells, max_size=6), st.booleans())
@settings(max_examples=80, deadline=None)
def test_case_and_outer_spaces_change_nothing(header, upper):
    changed = [
        f"  {cell.upper() if upper and cell.isascii() else cell} " if isinstance(cell, str) else cell for cell in header
    ]

    assert {(one.index, one.role) for one in detect(table(changed))} == {
        (one.index, one.role) for one in detect(table(header))
    }


scores = st.integers(1, 4).flatmap(
    lambda columns: st.lists(
        st.lists(st.sampled_from([0.0, 0.25, 0.5, 0.9, 1.0]), min_size=columns, max_size=columns),
        min_size=1,
        max_size=4,
    )
)


@given(scores)
def test_the_assignment_is_the_best_there_is(matrix):
    chosen = assign(matrix)

    total = sum(matrix[row][column] for row, column in enumerate(chosen) if column is not None)
    taken = [column for column in chosen if column is not None]
    assert len(taken) == len(set(taken))
    assert total == pytest.approx(_best(matrix, frozenset()))


def _best(matrix, taken):
    if not matrix:
        return 0.0
    without = _best(matrix[1:], taken)
    free = (column for column in range(len(matrix[0])) if column not in taken)
    return max([without, *(matrix[0][column] + _best(matrix[1:], taken | {column}) for column in free)])
