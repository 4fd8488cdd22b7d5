"""
What staff settle about a player: checks, absence, seats, coming back.
"""

from __future__ import annotations

import click

from tiltyard.cli import acting, context
from tiltyard.cli.exits import Exit
from tiltyard.cli.options import dry_run_option, json_option, reason_option, tournament_option, yes_option
from tiltyard.tournament import commands as c


@click.command("accept")
@click.argument("who")
@reason_option
@tournament_option
@json_option
@context.command
async def accept_command(who: str, reason: str | None, wanted: str | None, as_json: bool) -> Exit | None:
    """Settle a check that waits for staff: WHO's name is all right. Needs a reason."""
    return await acting.about_one(c.AcceptPlayer, who, wanted, as_json=as_json, reason=reason)


@click.command("reject")
@click.argument("who")
@reason_option
@tournament_option
@json_option
@context.command
async def reject_command(who: str, reason: str | None, wanted: str | None, as_json: bool) -> Exit | None:
    """Settle a check: WHO's name is not all right. Needs a reason, and the player is told it."""
    return await acting.about_one(c.RejectPlayer, who, wanted, as_json=as_json, ends_well=True, reason=reason)


@click.command("recheck")
@click.argument("who")
@tournament_option
@json_option
@context.command
async def recheck_command(who: str, wanted: str | None, as_json: bool) -> Exit | None:
    """Ask all plugins again about WHO's name; a seat stays."""
    return await acting.about_one(c.Recheck, who, wanted, as_json=as_json)


@click.command("disqualify")
@click.argument("who")
@reason_option
@tournament_option
@json_option
@context.command
async def disqualify_command(who: str, reason: str | None, wanted: str | None, as_json: bool) -> Exit | None:
    """Take WHO out; the player is told the reason. Of a team only that player leaves."""
    return await acting.about_one(c.Disqualify, who, wanted, as_json=as_json, reason=reason)


@click.command("no-show")
@click.argument("who")
@reason_option
@tournament_option
@json_option
@context.command
async def no_show_command(who: str, reason: str | None, wanted: str | None, as_json: bool) -> Exit | None:
    """Say that WHO did not come; the seat goes to the next. Needs a reason before check-in has closed."""
    return await acting.about_one(c.MarkNoShow, who, wanted, as_json=as_json, reason=reason)


@click.command("no-shows")
@click.argument("answer", type=click.Choice(["release", "keep"]))
@dry_run_option
@yes_option
@tournament_option
@json_option
@context.command
async def no_shows_command(answer: str, dry_run: bool, yes: bool, wanted: str | None, as_json: bool) -> Exit | None:
    """Answer what becomes of all who hold a seat and are not here: release their seats, or let them keep these."""
    async with context.opened() as app:
        state = await context.pick_tournament(app, wanted)
        asked = c.ReleaseNoShows(tournament=state.id, actor=context.actor(), keep=answer == "keep")
        question = "Release the seats of all who are not here?"
        return await acting.with_care(
            app, asked, question, dry_run=dry_run, yes=yes, as_json=as_json, ask=not asked.keep
        )


@click.command("return")
@click.argument("who")
@click.option("--old-place", is_flag=True, help="At the place in line that they had; needs a reason.")
@reason_option
@tournament_option
@json_option
@context.command
async def return_command(
    who: str, old_place: bool, reason: str | None, wanted: str | None, as_json: bool
) -> Exit | None:
    """Let WHO, who was out, take part again: at the end of the line, with a seat if one is free."""
    return await acting.about_one(c.Return, who, wanted, as_json=as_json, old_place=old_place, reason=reason)


@click.group("seat")
def seat_command() -> None:
    """Take or decline a seat that is offered to a player."""


@seat_command.command("take")
@click.argument("who")
@tournament_option
@json_option
@context.command
async def take(who: str, wanted: str | None, as_json: bool) -> Exit | None:
    """Take the seat that is offered to WHO."""
    return await acting.about_one(c.TakeSeat, who, wanted, as_json=as_json)


@seat_command.command("decline")
@click.argument("who")
@tournament_option
@json_option
@context.command
async def decline(who: str, wanted: str | None, as_json: bool) -> Exit | None:
    """Decline it for WHO, who goes to the end of the line; it is offered to the next."""
    return await acting.about_one(c.DeclineSeat, who, wanted, as_json=as_json)
