"""
How often somebody may ask.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiltyard_dashboard.api.throttle import Rate, Throttle


def test_a_burst_and_then_as_time_passes():
    throttle = Throttle(Rate(burst=2, per_minute=60))

    waits = [throttle.wait_s("ann", 0.0) for _ in range(3)]

    assert waits == [0.0, 0.0, pytest.approx(1.0)]
    assert throttle.wait_s("ann", 1.0) == 0.0
    assert throttle.wait_s("bob", 1.0) == 0.0


@given(st.lists(st.floats(0, 5), max_size=60), st.integers(1, 5), st.integers(1, 120))
def test_nobody_gets_more_than_the_burst_and_what_time_brings(pauses, burst, per_minute):
    throttle, now_s, let_in = Throttle(Rate(burst, per_minute)), 0.0, 0
    for pause_s in pauses:
        now_s += pause_s
        let_in += throttle.wait_s("ann", now_s) == 0.0

    assert let_in <= burst + now_s * per_minute / 60 + 1e-6


@given(st.lists(st.integers(0, 50), max_size=200))
def test_it_remembers_so_many_at_most(who):
    throttle = Throttle(Rate(1, 1), most=8)
    for now_s, one in enumerate(who):
        throttle.wait_s(str(one), now_s)

    assert len(throttle._buckets) <= 8
