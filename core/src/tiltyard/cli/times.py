"""
The times of a tournament as options, and the schedule that follows from those that were given.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import click

from tiltyard.cli import context
from tiltyard.cli.options import NONE, OrNone, ScheduleTime, Zone, local_zone
from tiltyard.clock import SystemClock
from tiltyard.models import Refusal, Rules, Schedule, Windows
from tiltyard.tournament.schedule import said, wall_time
from tiltyard.tournament.schedule_words import parse, words_of

_HELP = {
    "start": "When play starts, such as 2026-12-05 18:00. Other times may be counted from it.",
    "registration_opens": f"Such as now, or start-3d; {NONE}: only by hand.",
    "registration_closes": f"Such as start-1h; {NONE}: only by hand.",
    "check_in_opens": f"Such as start-30m; {NONE}: only by hand.",
    "check_in_closes": f"Such as start-5m; {NONE}: only by hand.",
}

TIMES = ("zone", *_HELP)
"""Names of the options."""

time_options: tuple[Callable[[Any], Any], ...] = (
    click.option("--zone", type=Zone(), help="The zone of times that name none. Default: this machine's."),
    *(
        click.option(f"--{name.replace('_', '-')}", type=OrNone(ScheduleTime()), help=words)
        for name, words in _HELP.items()
    ),
)


def planned(given: Mapping[str, str], before: Rules) -> Schedule:
    """The schedule that holds until then, with what was given.

    raises  SaidNo when one of the times cannot be
    """
    known = dict(words_of(before.schedule)) if before.schedule else _words_of(before.windows)
    told = {name: text for name, text in {**known, **given}.items() if text != NONE}
    zone = told.pop("zone", None) or local_zone()
    schedule = parse(zone=zone, now=SystemClock().now(), **told)
    if isinstance(schedule, Refusal):
        raise context.SaidNo(schedule)
    return schedule


def _words_of(windows: Windows) -> dict[str, str]:
    """Moments that were set without a schedule, in the zone of this machine."""
    if windows == Windows():
        return {}
    zone = local_zone()
    times: Mapping[str, datetime | None] = {
        "registration_opens": windows.registration_opens_at,
        "registration_closes": windows.registration_closes_at,
        "check_in_opens": windows.check_in_opens_at,
        "check_in_closes": windows.check_in_closes_at,
    }
    found = {name: said(wall_time(moment, zone), zone) for name, moment in times.items() if moment}
    return {"zone": zone, **found}
