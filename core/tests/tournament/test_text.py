"""
Names that are made from what people type.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiltyard.tournament.text import scope_and_slug, slugify, tournament_id


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
