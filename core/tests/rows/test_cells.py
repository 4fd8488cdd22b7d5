"""
Cells of different sources in one form.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiltyard.rows.cells import comparable, is_blank, same, text_of

any_cell = st.one_of(st.text(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False))


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        pytest.param(True, "TRUE", id="tick"),
        pytest.param(False, "FALSE", id="no-tick"),
        pytest.param(7.0, "7", id="whole-number"),
        pytest.param(1.5, "1.5", id="number"),
        pytest.param(123456789012345678, "123456789012345678", id="snowflake"),
    ],
)
def test_a_cell_is_written_as_a_csv_file_has_it(cell, text):
    assert text_of(cell) == text


def test_a_tick_and_the_word_for_it_are_the_same_cell():
    assert same(True, "TRUE")
    assert not same(True, "yes")


@pytest.mark.parametrize("spelling", ["ann#euw", " ANN#EUW", "Ａｎｎ＃ＥＵＷ", "an\u200bn#euw\u00a0", "\ufeffAnn#EUW"])
def test_spellings_of_one_name_compare_equal(spelling):
    assert comparable(spelling) == "ann#euw"


@pytest.mark.parametrize("cell", ["", "  ", "\u00a0", "\u200b\u2060", "\u3164", "\t\r\n"])
def test_what_nobody_can_see_is_blank(cell):
    assert is_blank(cell)


@given(any_cell)
def test_the_comparable_form_is_its_own_comparable_form(cell):
    assert comparable(comparable(cell)) == comparable(cell)
