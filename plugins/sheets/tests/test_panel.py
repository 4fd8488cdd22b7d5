"""
What staff see of Google Sheets.
"""

from __future__ import annotations

import pytest

from tiltyard_sheets.client.figures import Stats
from tiltyard_sheets.panel import panel


@pytest.mark.parametrize(("left", "state"), [(60, "ok"), (5, "warn"), (None, "ok")])
def test_a_quota_that_is_nearly_gone_is_worth_a_look(left, state):
    stats = Stats(7, 30, 12, 0, 1, 0.1, 0.3, {"SheetsDown": 2}, 8, 2, left, 60, 60, 60)

    shown = panel(stats)

    assert shown["state"] == state
    assert ("reads" in shown["summary"].partition("days.")[2]) == (state == "warn")
    assert ["ended in SheetsDown", 2] in shown["rows"]
    assert ["known without asking", "8 of 10"] in shown["rows"]
