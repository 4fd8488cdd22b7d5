"""
Holding everything outside, and letting it go on.
"""

from __future__ import annotations

from typing import Any

import click

from tiltyard.cli import acting, context
from tiltyard.cli.exits import Exit
from tiltyard.cli.options import dry_run_option, json_option, tournament_option, yes_option
from tiltyard.cli.output import note, print_json, print_table, say
from tiltyard.errors import TiltyardError
from tiltyard.models import Tournament
from tiltyard.tournament import commands as c
from tiltyard.tournament import refusals
from tiltyard.tournament.text import counted
from tiltyard.tournament.views import summary


@click.command("pause")
@tournament_option
@json_option
@context.command
async def pause_command(wanted: str | None, as_json: bool) -> Exit | None:
    """Change nothing outside from now on: no cell, no role, no message. What happens here goes on."""
    words = "is paused; nothing outside changes until `tiltyard resume`."
    return await acting.about_all(c.Pause, wanted, as_json=as_json, words=lambda state: f"{state.name} {words}")


@click.command("resume")
@dry_run_option
@yes_option
@tournament_option
@json_option
@context.command
async def resume_command(dry_run: bool, yes: bool, wanted: str | None, as_json: bool) -> Exit | None:
    """Let everything outside catch up. What waits is shown first, then it asks.

    Events that are older than an hour are not told to plugins any more.
    """
    async with context.opened() as app:
        state = await context.pick_tournament(app, wanted)
        if not state.paused:
            raise context.SaidNo(refusals.not_paused(state.id))
        waiting = await _waiting(app, state)
        if dry_run:
            print_json({"waiting": waiting}) if as_json else _say_waiting(waiting)
            return None
        if not yes:
            acting.may_ask(as_json=as_json)
        if not as_json:
            _say_waiting(waiting)
        if not yes:
            click.confirm("Let it all go on?", abort=True, err=True)
        answer = await app.desk.handle(c.Resume(tournament=state.id, actor=context.actor()))
        if no := context.refused(answer, as_json=as_json):
            return no
        left = await acting.settle_in_sight(app)
        state = await app.desk.state(state.id)
    if as_json:
        print_json({**summary(state), "waited": waiting, "left": left})
    else:
        say(f"{state.name} goes on.")
    return None


async def _waiting(app: Any, state: Tournament) -> dict[str, Any]:
    """What waits outside, as plain data."""
    notices = [await one.outlook(state.id) for one in app.notices]
    return {
        "table": await _table(app, state),
        "notices": [{"plugin": one.plugin, "told": len(one.told), "expired": one.expired} for one in notices],
    }


async def _table(app: Any, state: Tournament) -> dict[str, Any] | None:
    try:
        outlook = await app.mirror.outlook(state.id)
    except TiltyardError as error:
        return {"source": str(state.binding), "error": str(error)}
    if outlook is None:
        return None
    return {
        "source": str(outlook.source),
        "edits": [{"row": row, "would": would} for row, would in outlook.edits],
        "ticks": [{"row": one.row_number, "checked_in": here} for one, here in outlook.ticks],
        "cells": [
            {"row": one.row_key, "column": one.column, "before": one.base, "after": one.value} for one in outlook.cells
        ],
        "for_staff": len(outlook.conflicts),
    }


def _say_waiting(waiting: dict[str, Any]) -> None:
    table = waiting["table"]
    if table and "error" in table:
        note(f"{table['source']} cannot be read now: {table['error']}", style="yellow")
    elif table:
        _say_table(table)
    for one in waiting["notices"]:
        expired = f", {one['expired']} older than an hour are passed over" if one["expired"] else ""
        say(f"{one['plugin']}: {one['told']} events to be told{expired}")
    if not table and not waiting["notices"]:
        say("Nothing outside waits for it.")


def _say_table(table: dict[str, Any]) -> None:
    say(
        f"{table['source']}: {counted(len(table['cells']), 'cell')} to be written, "
        f"{counted(len(table['edits']) + len(table['ticks']), 'edit')} to be brought, "
        f"{counted(table['for_staff'], 'cell')} for staff"
    )
    edits = [(one["row"], one["would"]) for one in table["edits"]]
    edits += [(one["row"], "checked in" if one["checked_in"] else "checked out") for one in table["ticks"]]
    if edits:
        print_table(("row", "edit"), sorted(edits))
    if table["cells"]:
        cells = [(one["row"], one["before"], one["after"]) for one in table["cells"]]
        print_table(("row", "says", "will say"), cells)
