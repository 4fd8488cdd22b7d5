"""
The rule of the house.
"""

import pytest
from tiltyard.models import Verdict

from tiltyard_ground_floor.rule import findings_about


@pytest.mark.parametrize("typed", ["admin#EUW", "The Admin#EUW", "ADMINISTRATOR#1"])
def test_a_name_with_the_word_is_refused_and_told_why(typed: str) -> None:
    (finding,) = findings_about(typed, "admin")

    assert finding.verdict is Verdict.REJECTED
    assert "admin" in finding.reason
    assert finding.next_step


def test_nothing_is_said_about_other_names() -> None:
    assert findings_about("Ann#EUW", "admin") == []


@pytest.mark.parametrize("word", ["", "  "])
def test_a_blank_word_forbids_nothing(word: str) -> None:
    assert findings_about("Ann#EUW", word) == []
