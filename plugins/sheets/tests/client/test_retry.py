"""
What may be asked again, and when.
"""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiltyard_sheets.client.retry import backoff_s, may_repeat, share_s
from tiltyard_sheets.errors import (
    AccessMissing,
    AuthenticationError,
    ProtectedRange,
    QuotaExhausted,
    RequestRefused,
    SheetNotFound,
    SheetsDown,
)


@pytest.mark.parametrize(
    ("error", "harmless", "repeated"),
    [
        pytest.param(SheetsDown("x"), False, True, id="never-arrived"),
        pytest.param(SheetsDown("x", may_have_happened=True), False, False, id="lost-answer-of-a-write"),
        pytest.param(SheetsDown("x", may_have_happened=True), True, True, id="lost-answer-of-a-fixed-write"),
        pytest.param(QuotaExhausted("x"), False, True, id="quota"),
        pytest.param(AccessMissing("x"), True, False, id="not-shared"),
        pytest.param(AuthenticationError("x"), True, False, id="credentials"),
        pytest.param(ProtectedRange("x"), True, False, id="protected"),
        pytest.param(SheetNotFound("x"), True, False, id="gone"),
        pytest.param(RequestRefused("x"), True, False, id="nonsense"),
    ],
)
def test_only_what_can_help_and_do_no_harm_is_repeated(error, harmless, repeated):
    assert may_repeat(error, harmless=harmless) is repeated


@given(st.integers(1, 5000), st.floats(0.01, 10), st.floats(0.01, 100), st.integers())
def test_the_wait_is_never_negative_and_never_more_than_its_bounds(failed, first_s, most_s, seed):
    wait_s = backoff_s(failed, first_s=first_s, most_s=most_s, chance=Random(seed))

    assert 0 <= wait_s <= most_s
    assert failed > 1 or wait_s <= first_s


def test_waits_spread_over_the_whole_interval_and_grow():
    chance = Random(1)
    waits = {n: [backoff_s(n, first_s=1, most_s=32, chance=chance) for _ in range(500)] for n in (1, 3, 9)}

    assert min(waits[3]) < 0.2
    assert 3.8 < max(waits[3]) <= 4
    assert 31 < max(waits[9]) <= 32
    assert max(waits[1]) <= 1


def test_what_may_be_repeated_leaves_time_for_it():
    assert share_s(20, harmless=True, attempts_left=3) == 10
    assert share_s(20, harmless=True, attempts_left=1) == 20
    assert share_s(20, harmless=False, attempts_left=3) == 20
