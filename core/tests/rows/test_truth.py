"""
Yes and no in the words of those who sign up.
"""

from __future__ import annotations

import pytest

from tiltyard.rows.truth import truth


@pytest.mark.parametrize(
    "cell",
    [
        True,
        1,
        1.0,
        "TRUE",
        "true",
        " Yes ",
        "y",
        "x",
        "X",
        "✓",
        "✔\ufe0f",
        "1",
        "ja",
        "Oui",
        "SÍ",
        "да",
        "はい",
        "예",
        "نعم",
    ],
)
def test_these_say_yes(cell):
    assert truth(cell) is True


@pytest.mark.parametrize(
    "cell", [False, 0, 0.0, "FALSE", "no", "N", "0", "nein", "NON", "нет", "HAYIR", "いいえ", "아니요", "لا", "❌"]
)
def test_these_say_no(cell):
    assert truth(cell) is False


@pytest.mark.parametrize("cell", ["", " ", "-", "maybe", "2", 2, "yes please", "?"])
def test_these_say_neither(cell):
    assert truth(cell) is None
