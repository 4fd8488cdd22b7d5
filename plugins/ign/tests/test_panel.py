"""
What staff see of name checks.
"""

from __future__ import annotations

from tiltyard_ign.figures import CacheFigures, Stats
from tiltyard_ign.panel import panel


def test_it_tells_what_was_found_and_what_is_remembered():
    stats = Stats(
        days=7, checks=4, avg_s=0.0005, found={"riot_id_shape": 4}, memory={"names": CacheFigures(4, 9, 1, 4)}
    )

    shown = panel(stats)

    assert shown["summary"] == "4 checked in 7 days."
    assert shown["rows"] == [["on average", "0.50 ms"], ["riot id shape", 4], ["remembered: names", "4 of 9"]]
