"""
What staff settle about a player: checks, absence, seats, coming back.
"""

from __future__ import annotations

import click

from tiltyard.cli import acting, context
from tiltyard.cli.exits import Exit
from tiltyard.cli.options import dry_run_option, json_option, reason_option, tournament_option, yes_option
from tiltyard.cli.output import err, note, print_json, say
from tiltyard.cli.progress import progress
from tiltyard.tournament import commands as c
from tiltyard.tournament.text import counted


@click.command("accept")
@click.argument("who", nargs=-1, required=True)
@reason_option
@tournament_option
@json_option
@context.command
async def accept_command(who: tuple[str, ...], reason: str | None, wanted: str | None, as_json: bool) -> Exit | None:
    """Settle checks that wait for staff: the names of WHO are all right. Needs a reason.

    What a name was held up for is not held against it again. Two names that look alike may both play.
    """
    return await acting.about_each(c.AcceptPlayer, who, wanted, as_json=as_json, reason=reason)


@click.command("reject")
@click.argument("who", nargs=-1, required=True)
@reason_option
@tournament_option
@json_option
@context.command
async def reject_command(who: tuple[str, ...], reason: str | None, wanted: str | None, as_json: bool) -> Exit | None:
    """Settle checks: the names of WHO are not all right. Needs a reason, and the players are told it."""
    return await acting.about_each(c.RejectPlayer, who, wanted, as_json=as_json, ends_well=True, reason=reason)


@click.command("recheck")
@click.argument("who", nargs=-1)
@click.option("--all", "everyone", is_flag=True, help="Everyone whose name was found to be all right: is it still so?")
@tournament_option
@json_option
@context.command
async def recheck_command(who: tuple[str, ...], everyone: bool, wanted: str | None, as_json: bool) -> Exit | None:
    """Ask all plugins again about the names of WHO; a seat stays.

    With --all nobody waits for an answer: a new name of an account is taken over, and what cannot be asked now stays as
    it was. A host does that by itself before each check-in.
    """
    if everyone == bool(who):
        raise click.UsageError("Say who: one or more players, or --all.")
    if not everyone:
        return await acting.about_each(c.Recheck, who, wanted, as_json=as_json)
    from tiltyard.desk.refresher import asked_again, refresh

    async with context.opened() as app:
        state = await context.pick_tournament(app, wanted)
        everybody = len(asked_again(state))
        with progress("players", console=err) as tell:
            found = await refresh(app.desk, app.host, state, context.actor(), tell, now=app.clock.now())
        await context.settle(app)
    if as_json:
        print_json({"asked": everybody, "changed": found.news, "unanswered": len(found.unanswered)})
        return None
    say(f"{counted(everybody, 'player')} asked about, something new about {found.news}.")
    if found.unanswered:
        missing = counted(len(found.unanswered), "player")
        note(f"{missing} could not be asked about now and stay as they were; try again later.")
    return None


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
