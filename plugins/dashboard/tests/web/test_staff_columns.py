"""
What the form about columns comes to.
"""

from __future__ import annotations

import pytest

from tiltyard_dashboard.web.staff.columns import different

MAPPING = {"columns": {"ign": 2, "rank": 3}}


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"word": "x", "column-ign": "2", "column-rank": "3"}, {}),
        ({"column-ign": "1", "column-rank": "3"}, {"ign": "#1"}),
        ({"column-team": "4", "column-ign": ""}, {"team": "#4"}),
        ({"column-ign": "two", "column-rank": "²"}, {}),
    ],
)
def test_only_what_is_different_is_said(form, said):
    assert different(form, MAPPING) == said


def test_without_a_mapping_every_choice_is_news():
    assert different({"column-ign": "1"}, {}) == {"ign": "#1"}
