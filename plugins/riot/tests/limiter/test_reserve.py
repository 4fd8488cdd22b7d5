"""
What a window keeps for those who are more urgent.
"""

from __future__ import annotations

import pytest

from tiltyard_riot.limiter.grant import Priority
from tiltyard_riot.limiter.reserve import reserved, spare
from tiltyard_riot.limiter.windows import Window

NOW_S = 1000.0


@pytest.mark.parametrize(
    ("limit", "room", "priority", "left"),
    [
        pytest.param(100, 0, Priority.INTERACTIVE, 0, id="a-person-leaves-nothing"),
        pytest.param(100, 0, Priority.LIVE, 2, id="a-round-leaves-a-little"),
        pytest.param(100, 0, Priority.BACKGROUND, 10, id="a-refresh-leaves-a-tenth"),
        pytest.param(20, 19, Priority.BACKGROUND, 9, id="and-half-of-what-nobody-can-use-for-long"),
        pytest.param(20, 19, Priority.LIVE, 1, id="which-a-round-may-use"),
        pytest.param(9, 8, Priority.BACKGROUND, 0, id="a-small-window-has-nothing-to-spare"),
    ],
)
def test_the_less_urgent_leave_the_more_alone(limit, room, priority, left):
    assert reserved(limit, room, priority) == left


@pytest.mark.parametrize(
    ("others", "found"),
    [
        pytest.param([(20, 1), (100, 120)], 19, id="personal-key"),
        pytest.param([(20, 1), (100, 10), (5000, 60)], 10, id="the-tightest-counts"),
        pytest.param([(20, 1), (1200, 60)], 0, id="as-much-for-long"),
        pytest.param([(20, 1), (9000, 60)], 0, id="more-than-a-second-lets-through"),
        pytest.param([(20, 1)], 0, id="alone"),
    ],
)
def test_a_short_window_has_to_spare_what_the_longer_ones_let_nobody_use(others, found):
    assert spare(20, 1, others) == found


def test_the_reserve_goes_just_before_as_many_calls_come_free():
    window = _used(90, answered_s=NOW_S)

    assert window.room(NOW_S + 5.0, Priority.BACKGROUND) == 0
    assert window.room(NOW_S + 5.0, Priority.INTERACTIVE) == 10
    goes_s = window.more_s(NOW_S + 5.0, Priority.BACKGROUND)
    assert goes_s == pytest.approx(NOW_S + 9.7, abs=0.01)
    assert window.room(goes_s + 0.001, Priority.BACKGROUND) == 10


def test_a_refresh_takes_no_more_early_than_comes_free_soon():
    window = _used(96, answered_s=NOW_S)
    window.own.gather(NOW_S + 20.0)
    window.foreign.add(NOW_S + 5.2, 3)

    assert window.room(NOW_S + 5.0, Priority.BACKGROUND) == 1 + 3 - 10
    assert window.room(NOW_S + 5.0, Priority.LIVE) == 1


def test_who_is_alone_leaves_a_part_of_the_reserve():
    window = Window(20, 1, NOW_S, spare=19)

    assert window.room(NOW_S, Priority.BACKGROUND) == 11
    assert window.room(NOW_S, Priority.BACKGROUND, share=4) == 3


def _used(count, *, answered_s):
    window = Window(100, 10, NOW_S)
    for _ in range(count):
        mark = window.book()
        window.answered(answered_s, answered_s, mark, None)
    return window
