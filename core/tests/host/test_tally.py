"""
Counting calls.
"""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiltyard.host.tally import Tallies, Tally

times_s = st.lists(st.floats(1e-6, 100.0), min_size=1, max_size=200)


def tally_of(times):
    tally = Tally()
    for elapsed_s in times:
        tally.took(elapsed_s)
    return tally


@given(times_s, st.sampled_from([0.5, 0.95]))
def test_a_quantile_is_at_most_a_fifth_too_long(times, share):
    true = sorted(times)[max(0, -int(-share * len(times) // 1) - 1)]

    assert true <= tally_of(times).within_s(share) * (1 + 1e-9)
    assert tally_of(times).within_s(share) <= true * 1.2 + 1e-6


@given(times_s, times_s)
def test_tallies_of_two_processes_add_up_to_that_of_one(here, there):
    both = tally_of(here)
    both.add(tally_of(there))

    assert both == tally_of(here + there)


def test_no_calls_have_no_times():
    assert Tally().within_s(0.5) is None


def test_the_later_error_stays():
    earlier, later = (
        Tally(last_error="a", last_error_at="2026-01-01"),
        Tally(last_error="b", last_error_at="2026-01-02"),
    )
    earlier.add(later)

    assert earlier.last_error == "b"


@pytest.mark.parametrize("calls", [0, 3])
def test_they_survive_json(calls):
    tallies = Tallies()
    for _ in range(calls):
        tallies.of("riot", "verify_player").took(0.01)

    assert Tallies.from_plain(json.loads(json.dumps(tallies.plain()))) == tallies
