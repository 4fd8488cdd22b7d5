"""
Durations as people write and read them.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiltyard.tournament.durations import read, relative, short, words


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2h", 7200),
        ("90m", 5400),
        ("1d12h", 129_600),
        ("1D 12H", 129_600),
        (" 1 d  12 h ", 129_600),
        ("1d1h1m1s", 90_061),
        ("0s", 0),
        ("", None),
        ("2", None),
        ("12h1d", None),
        ("2h2h", None),
        ("1 2h", None),
        ("-2h", None),
        ("1.5h", None),
        ("9999999999d", None),
    ],
)
def test_a_duration_is_read_from_days_to_seconds(text, seconds):
    assert read(text) == seconds


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 seconds"),
        (1, "1 second"),
        (60, "1 minute"),
        (3661, "1 hour 1 minute"),
        (86_400 + 5, "1 day 5 seconds"),
        (3 * 86_400 + 4 * 3600 + 59, "3 days 4 hours"),
    ],
)
def test_the_two_largest_units_are_told(seconds, said):
    assert words(seconds) == said


@pytest.mark.parametrize(("seconds", "said"), [(-240, "4 minutes ago"), (0, "now"), (86_400, "in 1 day")])
def test_it_is_told_from_now(seconds, said):
    assert relative(seconds) == said


@given(st.integers(0, 10**9))
def test_what_is_written_is_read_again(seconds):
    assert read(short(seconds)) == seconds
