"""
Things in words, for staff pages.
"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tiltyard_dashboard.web.staff import words


def test_an_effect_says_what_becomes_of_what():
    row = {"kind": "row", "what": "checked_in", "before": "", "after": "yes"}

    assert words.effect(row) == "checked in: nothing → yes"
    assert words.effect({"kind": "role", "what": "player", "before": "has", "after": ""}) == "role player: taken"
    assert (
        words.effect({"kind": "message", "what": "seat_offered", "before": "", "after": ""}) == "is told: seat offered"
    )


def test_sizes_are_as_people_read_them():
    assert [words.size(one) for one in (None, 2048, 79 * 2**20)] == ["-", "2 KiB", "79 MiB"]


@given(st.lists(st.integers(1, 2**40), max_size=40))
def test_a_line_stays_in_its_picture(values):
    drawn = [tuple(map(float, point.split(","))) for point in words.points(values).split()]

    assert len(drawn) == (len(values) if len(values) > 1 else 0)
    assert all(0 <= x <= 120 and 0 <= y <= 24 for x, y in drawn)
