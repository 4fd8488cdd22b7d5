"""
Say when a tournament starts and its windows open and close, and see what that comes to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

import click

from tiltyard.cli import acting, context
from tiltyard.cli.exits import Exit
from tiltyard.cli.options import dry_run_option, json_option, tournament_option, yes_option
from tiltyard.cli.output import note, print_json, print_table, say
from tiltyard.cli.times import planned, time_options
from tiltyard.clock import SystemClock
from tiltyard.models import Rules, Schedule
from tiltyard.tournament import commands as c
from tiltyard.tournament.answers import Refused
from tiltyard.tournament.codec import converter
from tiltyard.tournament.schedule import check
from tiltyard.tournament.schedule_preview import Preview, plain, preview

F = TypeVar("F", bound=Callable[..., Any])


def schedule_options(function: F) -> F:
    """`--zone`, and the five times of a schedule; what is not given is None."""
    for option in reversed(time_options):
        function = option(function)
    return function


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
    given = _given(zone, times)
    schedule, now = planned(given, Rules(capacity=1)), SystemClock().now()
    if refusal := check(schedule, now):
        return context.refused(Refused(refusal), as_json=as_json)
    _show(schedule, now, as_json=as_json)
    return None


@schedule_command.command("show")
@tournament_option
@json_option
@context.command
async def show_schedule(wanted: str | None, as_json: bool) -> None:
    """Show the times of a tournament as they were said, and what they come to."""
    async with context.opened(plugins=False) as app:
        state = await context.pick_tournament(app, wanted)
    schedule, now = state.rules.schedule, SystemClock().now()
    if schedule is None and not as_json:
        note(f"{state.name} has no schedule: its windows open and close by hand. `tiltyard schedule set` gives it one.")
        return
    _show(schedule or planned({}, state.rules), now, as_json=as_json)


@schedule_command.command("set")
@schedule_options
@dry_run_option
@yes_option
@tournament_option
@json_option
@context.command
async def set_schedule(  # one for each option
    zone: str | None, dry_run: bool, yes: bool, wanted: str | None, as_json: bool, **times: str | None
) -> Exit | None:
    """Change the times that are given; the others stay. What it comes to is shown, and asked, before it is done.

    A start that moves takes along what is counted from it. A window that somebody opened or closed by hand stays as
    they left it, unless one of its own times is given.
    """
    given = _given(zone, times)
    async with context.opened() as app:
        state = await context.pick_tournament(app, wanted)
        schedule = planned(given, state.rules)
        asked = c.ChangeRules(tournament=state.id, actor=context.actor(), changes={"schedule": schedule})
        foretold = await app.desk.preview(asked)
        if foretold.refusal:
            return context.refused(Refused(foretold.refusal), as_json=as_json)
        if not as_json:
            tell(preview(schedule, SystemClock().now()))
        question = "Set it so?"
        return await acting.with_care(app, asked, question, dry_run=dry_run, yes=yes, as_json=as_json)


def _given(zone: str | None, times: Mapping[str, str | None]) -> dict[str, str]:
    """What was said on the command line.

    raises  click.UsageError when that is nothing
    """
    given = {name: text for name, text in {"zone": zone, **times}.items() if text}
    if not given:
        raise click.UsageError("Say at least one time, such as --start or --check-in-opens.")
    return given


def _show(schedule: Schedule, now: datetime, *, as_json: bool) -> None:
    shown = preview(schedule, now)
    if as_json:
        print_json({"schedule": converter.unstructure(schedule), **plain(shown)})
    else:
        tell(shown)


def tell(shown: Preview) -> None:
    """A preview for people: its times on stdout, what is to be looked at twice on stderr."""
    rows = [(one.name, one.said, one.local, one.utc, one.relative) for one in shown.times]
    print_table(("time", "as said", f"in {shown.zone}", "in UTC", "from now"), rows)
    for span in shown.spans:
        if span.lasts_s is not None:
            say(f"{span.window.capitalize()} is open for {span.words}.")
    for caution in shown.cautions:
        note(f"look twice: {caution.text}", style="yellow")
