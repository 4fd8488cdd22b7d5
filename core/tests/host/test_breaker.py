"""
Resting what keeps failing, and trying it again.
"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tiltyard.host.breaker import AFTER_FAULTS, REST_FIRST_S, REST_MOST_S, Breakers, Place

SHEET = Place("sheets", "fetch_rows", "gsheet:ours")
OTHER = Place("sheets", "fetch_rows", "gsheet:theirs")


def tripped(now_s=0.0):
    breakers = Breakers()
    rests = [breakers.failed(SHEET, now_s) for _ in range(AFTER_FAULTS)]
    return breakers, rests


def test_it_rests_after_so_many_faults_in_a_row_and_not_before():
    _, rests = tripped()

    assert rests == [0.0] * (AFTER_FAULTS - 1) + [REST_FIRST_S]


def test_an_answer_between_faults_begins_the_count_anew():
    breakers = Breakers()
    for _ in range(AFTER_FAULTS - 1):
        breakers.failed(SHEET, 0.0)
    breakers.worked(SHEET)

    assert breakers.failed(SHEET, 0.0) == 0.0


def test_another_source_goes_on():
    breakers, _ = tripped()

    assert breakers.rest_left_s(SHEET, 1.0) == REST_FIRST_S - 1.0
    assert breakers.rest_left_s(OTHER, 1.0) == 0.0


def test_after_a_rest_one_call_probes_and_the_others_wait_for_it():
    breakers, _ = tripped()

    assert breakers.rest_left_s(SHEET, REST_FIRST_S) == 0.0
    assert breakers.rest_left_s(SHEET, REST_FIRST_S) > 0.0


def test_a_probe_that_works_ends_the_rest():
    breakers, _ = tripped()
    breakers.rest_left_s(SHEET, REST_FIRST_S)

    assert breakers.worked(SHEET)
    assert breakers.rest_left_s(SHEET, REST_FIRST_S) == 0.0
    assert breakers.faults(SHEET) == 0


def test_a_probe_that_fails_doubles_the_rest():
    breakers, _ = tripped()
    breakers.rest_left_s(SHEET, REST_FIRST_S)

    assert breakers.failed(SHEET, REST_FIRST_S) == 2 * REST_FIRST_S


def test_a_probe_that_was_given_up_leaves_the_next_one_to_probe():
    breakers, _ = tripped()
    breakers.rest_left_s(SHEET, REST_FIRST_S)
    breakers.undecided(SHEET)

    assert breakers.rest_left_s(SHEET, REST_FIRST_S) == 0.0


def test_a_call_from_before_the_rest_that_fails_late_does_not_lengthen_it():
    breakers, _ = tripped()

    assert breakers.failed(SHEET, 10.0) == 0.0
    assert breakers.rest_left_s(SHEET, REST_FIRST_S) == 0.0


@given(st.lists(st.tuples(st.sampled_from(["works", "fails", "given up"]), st.floats(0, 2000)), max_size=60))
def test_it_is_always_asked_again_within_the_longest_rest(story):
    breakers, now_s = Breakers(), 0.0
    for what, later_s in story:
        now_s += later_s
        if breakers.rest_left_s(SHEET, now_s):
            continue
        if what == "works":
            breakers.worked(SHEET)
        elif what == "fails":
            breakers.failed(SHEET, now_s)
        else:
            breakers.undecided(SHEET)

    assert breakers.rest_left_s(SHEET, now_s + REST_MOST_S) == 0.0
