"""
When to ask again, and after how long.
"""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiltyard_riot.client.reply import retry_after_s
from tiltyard_riot.client.retry import MOST_S, TRIES, TRIES_AT_NONSENSE, backoff_s, may_repeat, share_s
from tiltyard_riot.errors import BadAnswer, ForeignPuuid, KeyRejected, NotFound, RateLimited, RouteRefused, ServiceDown


@pytest.mark.parametrize("error", [ServiceDown("x"), RateLimited("x")])
def test_what_passes_is_repeated_so_often(error):
    assert [may_repeat(error, tries=tries) for tries in (1, TRIES - 1, TRIES)] == [True, True, False]


def test_nonsense_is_repeated_less_often():
    assert [may_repeat(BadAnswer("x"), tries=tries) for tries in (1, TRIES_AT_NONSENSE)] == [True, False]


@pytest.mark.parametrize("error", [NotFound("x"), ForeignPuuid("x"), KeyRejected("x"), RouteRefused("x")])
def test_an_answer_is_not_repeated(error):
    assert not may_repeat(error, tries=1)


def test_waiting_is_doubled_and_half_of_it_is_chance():
    waits = [backoff_s(ServiceDown("x"), tries=tries, chance=Random(1)) for tries in (1, 2, 3)]

    assert 0.1 <= waits[0] <= 0.2 <= waits[1] <= 0.4 <= waits[2] <= 0.8


def test_what_riot_tells_is_waited_for():
    assert backoff_s(ServiceDown("x", retry_after_s=30), tries=1, chance=Random(1)) == 30


def test_after_a_refusal_the_limiter_knows_when():
    assert backoff_s(RateLimited("x", retry_after_s=30), tries=1, chance=Random(1)) == 0


@given(st.integers(1, 10**6), st.integers())
def test_waiting_has_an_end(tries, seed):
    assert 0 < backoff_s(BadAnswer("x"), tries=tries, chance=Random(seed)) <= MOST_S


def test_a_try_leaves_time_for_another():
    assert (share_s(10, tries_left=2), share_s(10, tries_left=1)) == (5, 10)


@pytest.mark.parametrize(
    ("told", "seconds"), [("3", 3.0), (" 0 ", 0.0), ("", None), ("soon", None), ("-1", None), ("9" * 400, None)]
)
def test_retry_after_is_a_number_or_nothing(told, seconds):
    assert retry_after_s({"retry-AFTER": told}) == seconds


def test_there_may_be_no_retry_after():
    assert retry_after_s({}) is None
