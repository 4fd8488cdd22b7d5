"""
Rows are found by their keys.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiltyard.models import HEADER_KEY, RowChanges
from tiltyard.rows.keys import find_rows, key_of, row_keys

columns = st.lists(st.sampled_from(["", " ", "ann", "Ann", "@ann", "ann~2", "ann~3", "bob"]), max_size=8)


@pytest.mark.parametrize("cell", ["ann", " @Ann ", "@ANN", "＠ann", "@ ann"])
def test_a_handle_is_the_same_with_and_without_its_at_sign(cell):
    assert key_of(cell) == "ann"


@pytest.mark.parametrize("cell", [123456789012345678, "123456789012345678", " 123456789012345678"])
def test_an_id_that_a_spreadsheet_made_a_number_keeps_its_digits(cell):
    assert key_of(cell) == "123456789012345678"


@pytest.mark.parametrize("cell", ["", " ", "\u200b", "@"])
def test_a_blank_cell_is_no_key(cell):
    assert key_of(cell) is None


def test_lines_above_the_header_have_no_key_and_the_header_has_its_own():
    grid = [["Cup"], ["Name"], ["ann"], [""]]

    assert row_keys(grid, 1, 0) == [None, HEADER_KEY, "ann", None]


def test_a_table_without_header_has_keys_from_its_first_row():
    assert row_keys([["ann"], ["bob"]], -1, 0) == ["ann", "bob"]


def test_repeats_are_counted():
    assert row_keys([["ann"], ["Ann"], ["bob"], ["@ann"]], -1, 0) == ["ann", "ann~2", "bob", "ann~3"]


def test_somebody_who_is_called_like_a_repeat_keeps_a_key_of_their_own():
    assert row_keys([["ann~2"], ["ann"], ["ann"]], -1, 0) == ["ann~2", "ann", "ann~3"]


def test_a_short_row_has_no_key():
    assert row_keys([["x", "ann"], ["x"]], -1, 1) == ["ann", None]


@given(columns)
def test_every_filled_row_is_found_by_its_key_and_by_no_other(cells):
    grid = [["Name"], *[[cell] for cell in cells]]

    found = find_rows(grid, RowChanges("r", 0, 0, ()))

    assert sorted(found.values()) == [0, *[row for row in range(1, len(grid)) if key_of(grid[row][0])]]
    assert [key for key in row_keys(grid, 0, 0) if key is not None] == list(found)


@given(st.text())
def test_a_key_is_its_own_key(text):
    once = key_of(text)

    assert once is None or key_of(once) == once


def test_a_row_without_a_key_is_found_by_its_name():
    grid = [["discord", "ign"], ["", "Ann#1"], ["bob", "Bob#1"], ["", ""], ["", "ann#1"]]

    assert row_keys(grid, 0, 0, 1) == [HEADER_KEY, "ign:ann#1", "bob", None, "ign:ann#1~2"]
