"""
What is written is read back by Python's own reader.
"""

from __future__ import annotations

import tomllib
from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiltyard.config.toml import toml_key, toml_value

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False) | TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner),
)


@given(key=TEXT, value=VALUES)
def test_any_value_under_any_key_comes_back(key, value):
    assert tomllib.loads(f"{toml_key(key)} = {toml_value(value)}") == {key: value}


@pytest.mark.parametrize("value", [datetime(2026, 12, 5, 18, 0), date(2026, 12, 5), time(18, 0)])  # noqa: DTZ001
def test_times_are_written_as_times(value):
    assert tomllib.loads(f"a = {toml_value(value)}") == {"a": value}


def test_a_dotted_key_quotes_only_what_needs_it():
    assert toml_key("plugins", "goose-watch", "a.b") == 'plugins.goose-watch."a.b"'


def test_what_toml_has_no_form_for_is_refused():
    with pytest.raises(TypeError, match="NoneType"):
        toml_value([None])
