"""
Mending mistakes: undo, redo, correct.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from typing import Any

import click

from tiltyard.cli import acting, context
from tiltyard.cli.exits import Exit
from tiltyard.cli.options import dry_run_option, json_option, reason_option, tournament_option, yes_option
from tiltyard.models import PersonId, Tournament
from tiltyard.tournament import commands as c
from tiltyard.tournament import refusals
from tiltyard.tournament.roster import entrant_of, member_of

_number_argument = click.argument("number", type=click.IntRange(1))


@click.command("undo")
@_number_argument
@click.option("--take-back", is_flag=True, help="Also take back seats that went to others because of it.")
@click.option("--partial", is_flag=True, help="Undo what can be undone, and leave what something was built upon.")
@dry_run_option
@reason_option
@tournament_option
@json_option
@context.command
async def undo_command(
    number: int,
    take_back: bool,
    partial: bool,
    dry_run: bool,
    reason: str | None,
    wanted: str | None,
    as_json: bool,
) -> Exit | None:
    """Undo the command that line NUMBER of `tiltyard log` belongs to.

    What it changed stands again as before, on how things are today; nobody's seat is taken unless you say so. Messages
    that were sent are followed by new ones, not unsent.
    """
    async with context.opened() as app:
        state = await context.pick_tournament(app, wanted)
        command = await _command_of(app, state, number)
        asked = _undo(state, command, take_back=take_back, partial=partial, reason=reason)
        return await acting.with_care(app, asked, "", dry_run=dry_run, yes=True, as_json=as_json, ask=False)


@click.command("redo")
@click.argument("number", type=click.IntRange(1), required=False)
@dry_run_option
@tournament_option
@json_option
@context.command
async def redo_command(number: int | None, dry_run: bool, wanted: str | None, as_json: bool) -> Exit | None:
    """Undo an undo: the last one, or the one that line NUMBER of `tiltyard log` belongs to."""
    async with context.opened() as app:
        state = await context.pick_tournament(app, wanted)
        records = await app.desk.history(state.id)
        undone = {one.command_id for one in records if "undone" in one.facts}
        command = await _command_of(app, state, number) if number else None
        if command is None:
            command = next((one.command_id for one in reversed(records) if one.command_id in undone), "")
        if command not in undone:
            raise context.SaidNo(refusals.unknown_command(f"no undo{f' at {number}' if number else ' in the log'}"))
        asked = _undo(state, command, take_back=False, partial=False, reason=None)
        return await acting.with_care(app, asked, "", dry_run=dry_run, yes=True, as_json=as_json, ask=False)


@click.command("correct")
@_number_argument
@click.option(
    "--instead",
    required=True,
    metavar="COMMAND",
    help='What was meant, such as "check-in Bob#EUW": check-in, check-out, drop, no-show, disqualify or rename.',
)
@click.option("--take-back", is_flag=True, help="Also take back seats that went to others because of it.")
@reason_option
@dry_run_option
@yes_option
@tournament_option
@json_option
@context.command
async def correct_command(
    number: int,
    instead: str,
    take_back: bool,
    reason: str | None,
    dry_run: bool,
    yes: bool,
    wanted: str | None,
    as_json: bool,
) -> Exit | None:
    """Undo the command of line NUMBER and do another one instead, both or neither. Needs a reason.

    Every effect is shown first, then it asks.
    """
    async with context.opened() as app:
        state = await context.pick_tournament(app, wanted)
        command = await _command_of(app, state, number)
        asked = c.Correct(
            tournament=state.id,
            actor=context.actor(),
            reason=reason,
            undo=_undo(state, command, take_back=take_back, partial=False, reason=reason),
            instead=_meant(state, instead),
        )
        return await acting.with_care(app, asked, "Correct it?", dry_run=dry_run, yes=yes, as_json=as_json)


def _undo(state: Tournament, command: str, *, take_back: bool, partial: bool, reason: str | None) -> c.Undo:
    return c.Undo(
        tournament=state.id,
        actor=context.actor(),
        command_id=command,
        take_back=take_back,
        partial=partial,
        reason=reason,
    )


async def _command_of(app: Any, state: Tournament, number: int) -> str:
    """The command that a line of the log belongs to.

    raises  SaidNo when there is no such line
    """
    records = await app.desk.history(state.id, after=number - 1)
    if not records or records[0].seq != number:
        raise context.SaidNo(refusals.unknown_command(f"line {number}"))
    return str(records[0].command_id)


_MAKE: Mapping[str, Callable[..., c.Command]] = {
    "check-in": c.CheckIn,
    "check-out": c.CheckOut,
    "drop": c.Drop,
    "no-show": c.MarkNoShow,
    "disqualify": c.Disqualify,
}


def _meant(state: Tournament, instead: str) -> c.Command:
    """What is to be done instead, as it was typed.

    raises  click.UsageError when it is none of the commands that can be
    """
    try:
        name, *words = shlex.split(instead)
    except ValueError:
        name, words = "", []
    common = {"tournament": state.id, "actor": context.actor()}
    if name in _MAKE and len(words) == 1:
        return _MAKE[name](**common, person=context.pick_person(state, words[0]))
    if name == "rename" and len(words) == 2:  # who, and the name
        return _rename(state, context.pick_person(state, words[0]), words[1])
    known = ", ".join(f"{one} WHO" for one in _MAKE)
    raise click.UsageError(f"--instead is one of: {known}, rename WHO RIOT_ID. Names with spaces go in quotes.")


def _rename(state: Tournament, person: PersonId, name: str) -> c.Command:
    entrant = entrant_of(state, person)
    if entrant is None:
        raise LookupError(person)
    member = member_of(entrant, person)
    return c.UpdateSignUp(
        tournament=state.id,
        actor=context.actor(),
        person=person,
        typed_name=name,
        alternates=member.alternates,
        platform=member.platform,
        pronouns=member.pronouns,
    )
