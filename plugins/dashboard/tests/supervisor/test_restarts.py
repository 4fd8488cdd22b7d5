"""
How often and how soon a service is begun again.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiltyard_dashboard.supervisor.exits import Exit
from tiltyard_dashboard.supervisor.restarts import AT_MOST, JITTER, LONGEST_DELAY_S, WINDOW_S, Restarts, hopeless


def test_each_delay_is_twice_the_one_before_and_after_the_last_it_is_left_alone():
    restarts, now_s, delays = Restarts(), 0.0, []
    while (delay_s := restarts.delay_s(now_s, 0.0)) is not None:
        delays.append(delay_s)
        now_s += delay_s
        restarts.note(now_s)

    assert delays == [1, 2, 4, 8, 16]
    assert restarts.count == AT_MOST


@given(lives_s=st.lists(st.floats(0, 2 * WINDOW_S), max_size=60), jitter=st.floats(0, 1))
def test_no_window_holds_more_than_the_most_however_long_it_lives(lives_s, jitter):
    restarts, now_s, begun = Restarts(), 0.0, []
    for life_s in lives_s:
        now_s += life_s
        delay_s = restarts.delay_s(now_s, jitter)
        if delay_s is None:
            continue
        assert 1 <= delay_s <= LONGEST_DELAY_S * (1 + JITTER)
        now_s += delay_s
        restarts.note(now_s)
        begun.append(now_s)

    assert all(sum(one <= other < one + WINDOW_S for other in begun) <= AT_MOST for one in begun)


def test_a_window_without_a_crash_gives_all_chances_back():
    restarts = Restarts()
    for _ in range(AT_MOST):
        restarts.note(0.0)

    assert restarts.delay_s(WINDOW_S - 1, 0.0) is None
    assert restarts.delay_s(WINDOW_S, 0.0) == 1


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        pytest.param(Exit(code=127), True, id="program-not-there"),
        pytest.param(Exit(code=126), True, id="program-cannot-run"),
        pytest.param(Exit(refused="No such file"), True, id="never-ran"),
        pytest.param(Exit(refused="its keeper was killed", lost=True), False, id="keeper-killed"),
        pytest.param(Exit(code=1), False, id="crash"),
        pytest.param(Exit(signal=9), False, id="killed"),
        pytest.param(None, False, id="hung"),
    ],
)
def test_only_a_program_that_cannot_run_is_hopeless(seen, expected):
    assert hopeless(seen) is expected
