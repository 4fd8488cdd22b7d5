"""
A host that does not answer is left alone, longer and longer, and comes back by itself.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiltyard_riot.client.breaker import FAILURES, FIRST_S, LOOK_AGAIN_S, MOST_S, TRIAL_S, Breaker


def opened(at_s=0.0):
    breaker = Breaker()
    told = [breaker.failed(at_s) for _ in range(FAILURES)]
    assert told == [False] * (FAILURES - 1) + [True]
    return breaker


def test_failures_between_answers_change_nothing():
    breaker = Breaker()
    for _ in range(3 * FAILURES):
        assert not breaker.failed(0.0)
        assert not breaker.answered()

    assert breaker.wait_s(0.0) == 0


def test_many_failures_in_a_row_open_it():
    breaker = opened()

    assert (breaker.closed, breaker.wait_s(0.0), breaker.wait_s(FIRST_S)) == (False, FIRST_S, 0)


def test_calls_that_were_under_way_when_it_opened_say_nothing_new():
    breaker = opened()

    assert not breaker.failed(1.0)
    assert breaker.wait_s(1.0) == FIRST_S - 1


def test_one_call_tries_and_the_others_wait_for_it():
    breaker = opened()
    breaker.enter(FIRST_S)

    assert breaker.wait_s(FIRST_S) == LOOK_AGAIN_S
    assert breaker.wait_s(FIRST_S + TRIAL_S) == 0
    breaker.leave()
    assert breaker.wait_s(FIRST_S) == 0


def test_a_trial_that_fails_doubles_the_time():
    breaker = opened()
    breaker.enter(FIRST_S)

    assert not breaker.failed(FIRST_S)
    assert breaker.wait_s(FIRST_S) == 2 * FIRST_S


def test_a_trial_that_is_answered_closes_it():
    breaker = opened()
    breaker.enter(FIRST_S)

    assert breaker.answered()
    assert (breaker.closed, breaker.wait_s(FIRST_S), breaker.answered()) == (True, 0, False)


@given(st.lists(st.tuples(st.floats(0, 100), st.sampled_from(["enter", "leave", "failed", "answered"]))))
def test_nobody_waits_longer_than_promised(steps):
    breaker, now_s = Breaker(), 0.0
    for passed_s, what in steps:
        now_s += passed_s
        step = getattr(breaker, what)
        step(now_s) if what in ("enter", "failed") else step()

        assert 0 <= breaker.wait_s(now_s) <= MOST_S


@pytest.mark.parametrize("failures", [10, 100])
def test_the_time_is_never_longer_than_a_minute(failures):
    breaker, now_s = opened(), 0.0
    for _ in range(failures):
        now_s += breaker.wait_s(now_s)
        breaker.failed(now_s)

    assert breaker.wait_s(now_s) == MOST_S
