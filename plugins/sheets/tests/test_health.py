"""
What the doctor makes of numbers.
"""

from __future__ import annotations

import pytest

from tiltyard_sheets import health
from tiltyard_sheets.client.figures import stats_of
from tiltyard_sheets.health import Check, State


@pytest.mark.parametrize(
    ("skew_s", "state", "words"),
    [
        (0.4, State.OK, "right"),
        (-90.0, State.FAIL, "90 s behind"),
        (75.0, State.FAIL, "75 s ahead"),
        (None, State.WARN, "not say"),
    ],
)
def test_a_clock_that_is_off_fails_before_google_refuses_its_tokens(skew_s, state, words):
    check = health.clock(skew_s)

    assert (check.state, words in check.words) == (state, True)
    assert bool(check.remedy) == (state is not State.OK)


@pytest.mark.parametrize(("left", "state"), [((60, 60), State.OK), ((3, 60), State.WARN), ((None, None), State.WARN)])
def test_few_requests_left_are_told(left, state):
    assert health.quota(stats_of(None, (), left=left, quota=(60, 60))).state is state


def test_the_worst_counts():
    ok, fail = Check("a", State.OK, ""), Check("b", State.FAIL, "")

    assert health.worst([ok, fail, ok]) is State.FAIL
    assert health.worst([]) is State.OK
