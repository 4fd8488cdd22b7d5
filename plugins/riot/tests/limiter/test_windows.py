"""
What the counts of answers prove, and what they do not.
"""

from __future__ import annotations

import pytest

from tiltyard_riot.limiter.grant import Priority
from tiltyard_riot.limiter.windows import Window

NOW_S = 1000.0


@pytest.fixture
def window():
    """Of ten calls in ten seconds, one was answered seven seconds ago, and four are under way."""
    window = Window(10, 10, NOW_S)
    window.answered(NOW_S - 7.0, NOW_S - 7.0, window.book(), None)
    return window


def test_a_count_of_all_that_may_share_a_window_proves_when_it_is_over(window):
    marks = [window.book() for _ in range(4)]

    for mark in marks:
        window.answered(NOW_S, NOW_S, mark, 5)
    window.pass_time(NOW_S + 3.01)

    assert window.room(NOW_S + 3.01, Priority.INTERACTIVE) == 10


def test_a_count_to_which_others_have_added_proves_nothing(window):
    marks = [window.book() for _ in range(4)]

    for mark, count in zip(marks, (4, 5, 6, 7), strict=True):  # two of them are somebody else's
        window.answered(NOW_S, NOW_S, mark, count)
    window.pass_time(NOW_S + 3.01)

    assert window.room(NOW_S + 3.01, Priority.INTERACTIVE) < 10 - 4
