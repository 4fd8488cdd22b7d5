"""
Text in exports is never a formula, and comes back as it was.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiltyard.rows.hygiene import neutralise, restore

near_formulas = st.text(alphabet="'=+-@\t\r\n＝＋－＠a", max_size=6)


@pytest.mark.parametrize("start", list("=+-@\t\r\n＝＋－＠"))
def test_what_a_spreadsheet_would_run_is_neutralised(start):
    assert neutralise(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("text", ["", "Ann#EUW", "'quoted'", "1+1", " =1", "''", "don't"])
def test_other_text_stays_as_it_is(text):
    assert neutralise(text) == text
    assert restore(text) == text


@given(st.one_of(st.text(), near_formulas))
def test_what_was_neutralised_comes_back(text):
    assert restore(neutralise(text)) == text


@given(near_formulas)
def test_nothing_neutralised_begins_like_a_formula(text):
    assert not neutralise(text).startswith(tuple("=+-@\t\r\n＝＋－＠"))
