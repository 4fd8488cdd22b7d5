"""
Figures add up over processes and days.
"""

from __future__ import annotations

from datetime import date, timedelta

from tiltyard.models import Evidence, Finding, Verdict
from tiltyard_ign.figures import DAYS_KEPT, Tally, add_day, stats_of

TODAY = date(2026, 1, 31)
SHAPE = Finding("riot_id_shape", Verdict.VERIFIED, Evidence.SHAPE)


def tally(*checks):
    counted = Tally()
    for findings, took_s in checks:
        counted.checked(findings, took_s)
    return counted.take()


def test_checks_of_several_days_and_processes_add_up():
    kept = add_day(None, TODAY - timedelta(days=1), tally(([SHAPE], 0.001)))
    kept = add_day(kept, TODAY, tally(([SHAPE], 0.003), ([], 0.002)))
    kept = add_day(kept, TODAY, tally(([SHAPE], 0.002)))

    stats = stats_of(kept, TODAY, {})

    assert (stats.checks, stats.found, stats.avg_s) == (4, {"riot_id_shape": 3}, 0.002)


def test_days_that_are_over_are_dropped():
    kept = None
    for ago in range(20, -1, -1):
        kept = add_day(kept, TODAY - timedelta(days=ago), tally(([SHAPE], 0)))

    assert len(kept) == DAYS_KEPT
    assert stats_of(kept, TODAY + timedelta(days=5), {}).checks == 2


def test_a_tally_begins_anew_when_it_was_taken():
    counted = Tally()
    counted.checked([SHAPE], 0)

    assert (bool(counted.take()), bool(counted.take())) == (True, False)


def test_without_checks_there_is_no_average():
    assert stats_of(None, TODAY, {}).avg_s is None
