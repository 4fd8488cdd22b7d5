"""
Say when a tournament starts and its windows open and close, and see what that comes to.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from tiltyard.cli import context
from tiltyard.cli.exits import Exit
from tiltyard.cli.options import ScheduleTime, Zone, json_option, local_zone
from tiltyard.cli.output import note, print_json, print_table, say
from tiltyard.clock import SystemClock
from tiltyard.models import Refusal
from tiltyard.tournament.answers import Refused
from tiltyard.tournament.codec import converter
from tiltyard.tournament.schedule import check
from tiltyard.tournament.schedule_preview import Preview, plain, preview
from tiltyard.tournament.schedule_words import parse

F = TypeVar("F", bound=Callable[..., Any])

_TIMES = {
    "--start": "When play starts, such as 2026-12-05 18:00. Other times may be counted from it.",
    "--registration-opens": "Such as now, or start-3d.",
    "--registration-closes": "Such as start-1h.",
    "--check-in-opens": "Such as start-30m.",
    "--check-in-closes": "Such as start-5m.",
}


def schedule_options(function: F) -> F:
    """`--zone`, and the five times of a schedule; what is not given is None."""
    for name, words in reversed(_TIMES.items()):
        function = click.option(name, type=ScheduleTime(), help=words)(function)
    return click.option(
        "--zone", type=Zone(), help="The zone of times that name none, such as Europe/Berlin. Default: this machine's."
    )(function)


@click.group("schedule")
def schedule_command() -> None:
    """Say when things start, open and close, and see what that comes to.

    A time is a date and a time of day, 2026-12-05 18:00, with another zone or an offset from UTC behind it if
    wanted; or counted from the start in time that passes: start-2h, start+15m, start-1d12h; or now.
    """


@schedule_command.command("preview")
@schedule_options
@json_option
@context.command
async def preview_schedule(zone: str | None, as_json: bool, **times: str | None) -> Exit | None:
    """Show what a schedule comes to, in its zone, in UTC and from now. Nothing is kept."""
    if not any(times.values()):
        raise click.UsageError(f"Say at least one time: {', '.join(_TIMES)}.")
    now = SystemClock().now()
    schedule = parse(zone=zone or local_zone(), now=now, **times)
    if isinstance(schedule, Refusal):
        return context.refused(Refused(schedule), as_json=as_json)
    if refusal := check(schedule, now):
        return context.refused(Refused(refusal), as_json=as_json)
    shown = preview(schedule, now)
    if as_json:
        print_json({"schedule": converter.unstructure(schedule), **plain(shown)})
    else:
        tell(shown)
    return None


def tell(shown: Preview) -> None:
    """A preview for people: its times on stdout, what is to be looked at twice on stderr."""
    rows = [(one.name, one.said, one.local, one.utc, one.relative) for one in shown.times]
    print_table(("time", "as said", f"in {shown.zone}", "in UTC", "from now"), rows)
    for span in shown.spans:
        if span.lasts_s is not None:
            say(f"{span.window.capitalize()} is open for {span.words}.")
    for caution in shown.cautions:
        note(f"look twice: {caution.text}", style="yellow")
