"""
However requests come, no window sees more of them than Google allows.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiltyard_sheets.client.bucket import Bucket, kept_bucket, read_bucket

CAPACITIES = st.integers(1, 12)
PAUSES_S = st.lists(st.floats(0, 90, allow_nan=False), max_size=60)
START_S = 1_767_225_600.0


def run(capacity: int, pauses_s: list[float]) -> tuple[list[float], Bucket, float]:
    """Take a token after each pause, as soon as it can be had; when each was had."""
    bucket, now_s, had_s = Bucket(capacity, 60.0), START_S, []
    for pause_s in pauses_s:
        now_s += pause_s
        had_s.append(now_s + bucket.wait_s(now_s))
        bucket = bucket.take(now_s)
    return had_s, bucket, now_s


@given(CAPACITIES, PAUSES_S)
def test_no_window_sees_more_than_the_capacity(capacity, pauses_s):
    had_s, _, _ = run(capacity, pauses_s)

    for first, last in zip(had_s, had_s[capacity:], strict=False):
        assert last - first >= 60


@given(CAPACITIES, PAUSES_S)
def test_who_comes_first_is_served_first(capacity, pauses_s):
    had_s, _, _ = run(capacity, pauses_s)

    assert had_s == sorted(had_s)


@given(CAPACITIES, PAUSES_S)
def test_nobody_waits_while_a_token_is_there(capacity, pauses_s):
    _, bucket, now_s = run(capacity, pauses_s)

    assert (bucket.left(now_s) > 0) == (bucket.wait_s(now_s) == 0)


@given(CAPACITIES, PAUSES_S)
def test_after_a_rest_it_is_full(capacity, pauses_s):
    had_s, bucket, now_s = run(capacity, pauses_s)
    rested_s = max([now_s, *had_s]) + 62

    assert bucket.left(rested_s) == capacity


@given(CAPACITIES, PAUSES_S)
def test_it_is_kept_and_read_again_as_it_was_and_stays_small(capacity, pauses_s):
    _, bucket, _ = run(capacity, pauses_s)

    assert read_bucket(kept_bucket(bucket), capacity=capacity, window_s=60.0) == bucket
    assert len(bucket.taken_s) <= capacity


@given(CAPACITIES, PAUSES_S, st.floats(1, 60))
def test_while_it_is_shut_nothing_is_given(capacity, pauses_s, for_s):
    _, bucket, now_s = run(capacity, pauses_s)
    shut = bucket.shut(now_s + for_s)

    assert shut.left(now_s) == 0
    assert shut.wait_s(now_s) == pytest.approx(max(for_s, bucket.wait_s(now_s)), abs=1e-5)


def test_a_whole_minute_may_be_spent_at_once_and_the_next_a_minute_later():
    bucket = Bucket(60, 60.0)
    for _ in range(60):
        assert bucket.wait_s(START_S) == 0
        bucket = bucket.take(START_S)

    assert 60 < bucket.wait_s(START_S) < 62
    assert bucket.left(START_S) == 0


def test_a_clock_that_was_put_back_for_a_year_locks_nobody_out():
    bucket = Bucket(1, 60.0).take(START_S + 365 * 86400).shut(START_S + 365 * 86400)

    assert bucket.wait_s(START_S) == 0


@pytest.mark.parametrize(
    "kept", [None, [], {}, {"taken_s": "x", "shut_until_s": 0}, {"taken_s": [None], "shut_until_s": 0}]
)
def test_what_cannot_be_read_is_a_full_bucket(kept):
    assert read_bucket(kept, capacity=3, window_s=60.0) == Bucket(3, 60.0)
