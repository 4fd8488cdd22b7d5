"""
The times of a tournament as options, and the schedule that follows from those that were given.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import click

from tiltyard.cli import context
from tiltyard.cli.options import OrNone, ScheduleTime, Zone, local_zone
from tiltyard.clock import SystemClock
from tiltyard.models import Refusal, Rules, Schedule
from tiltyard.tournament.schedule_words import NONE
from tiltyard.tournament.schedule_words import planned as planned_or_not

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
    schedule = planned_or_not(given, before, zone=local_zone(), now=SystemClock().now())
    if isinstance(schedule, Refusal):
        raise context.SaidNo(schedule)
    return schedule
