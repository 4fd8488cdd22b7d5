"""
Names that are made from what people type.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiltyard.tournament.text import counted, duration_s, duration_words, scope_and_slug, slugify, tournament_id


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("My Cup #3", "my-cup-3"),
        ("  --Freitag__Abend-- ", "freitag-abend"),
        ("a/b", "a-b"),
        ("金曜 カップ", "金曜-カップ"),
        ("ＣＵＰ", "cup"),
        ("!!!", ""),
    ],
)
def test_a_title_becomes_a_name_for_addresses(title, slug):
    assert slugify(title) == slug


@given(st.text())
def test_a_name_for_addresses_stays_as_it_is(title):
    assert slugify(slugify(title)) == slugify(title)


@pytest.mark.parametrize("slug", ["cup", "a/b"])
@pytest.mark.parametrize("scope", ["local", "discord:123"])
def test_an_id_is_taken_apart_as_it_was_put_together(scope, slug):
    assert scope_and_slug(tournament_id(scope, slug)) == (scope, slug)


@pytest.mark.parametrize(
    ("typed", "seconds", "said"),
    [
        pytest.param("10m", 600, "10m", id="minutes"),
        pytest.param("90M", 5400, "1h30m", id="more-than-an-hour"),
        pytest.param(" 1h30m ", 5400, "1h30m", id="two-units"),
        pytest.param("2d", 172_800, "2d", id="days"),
        pytest.param("0s", 0, "0s", id="none"),
        pytest.param("", None, None, id="blank"),
        pytest.param("10", None, None, id="no-unit"),
        pytest.param("10 minutes", None, None, id="words"),
    ],
)
def test_durations_are_read_and_said_as_people_type_them(typed, seconds, said):
    assert duration_s(typed) == seconds
    assert seconds is None or duration_words(seconds) == said


@pytest.mark.parametrize(
    ("number", "words"),
    [
        pytest.param(0, "0 cells", id="none"),
        pytest.param(1, "1 cell", id="one"),
        pytest.param(2, "2 cells", id="several"),
    ],
)
def test_one_of_a_thing_is_said_in_the_singular(number, words):
    assert counted(number, "cell") == words
