"""
Looking: who is in, what has happened, and why somebody stands where they stand.
"""

from __future__ import annotations

from typing import Any

import click

from tiltyard.cli import context
from tiltyard.cli.options import json_option, tournament_option
from tiltyard.cli.output import note, print_json, print_table, say
from tiltyard.cli.standing import held_words, here_cell, name_cell, proof_cell, status_cell
from tiltyard.errors import BadInput
from tiltyard.models import Tournament
from tiltyard.tournament.codec import decode
from tiltyard.tournament.evolve import evolve
from tiltyard.tournament.explain import Explanation, explain, is_about, plain
from tiltyard.tournament.narrate import first_numbers, narrate, numbered
from tiltyard.tournament.views import roster


@click.command("roster")
@click.option("--as-of", "number", type=click.IntRange(1), help="As it was after this line of `tiltyard log`.")
@tournament_option
@json_option
@context.command
async def roster_command(number: int | None, wanted: str | None, as_json: bool) -> None:
    """Show who is seated, who waits, and who is out."""
    async with context.opened(plugins=False) as app:
        state = await context.pick_tournament(app, wanted)
        if number:
            state = await _as_of(app, state, number)
    view = roster(state)
    if as_json:
        print_json(view)
        return
    counts = view["counts"]
    rows = [
        (
            f"#{one['order']}",
            name_cell(one),
            status_cell(one),
            here_cell(one),
            one["reason"] or one["code"] or proof_cell(one),
        )
        for one in view["entrants"]
    ]
    title = f"{state.name}, as of {number}" if number else state.name
    print_table(("place", "player", "status", "checked in", "why"), rows, title=title)
    out = {
        "offered": "with an offer",
        "pending": "being checked",
        "no_shows": "no-shows",
        "disqualified": "disqualified",
        "for_staff": "waiting for staff",
    }
    more = "".join(f", {counts[name]} {words}" for name, words in out.items() if counts[name])
    say(
        f"{counts['seated']} of {state.rules.seats} seats, {counts['waiting']} waiting, "
        f"{counts['checked_in']} checked in, {counts['rejected']} not accepted, {counts['dropped']} dropped{more}"
    )
    if words := held_words(state):
        say(f"{words}.")


async def _as_of(app: Any, state: Tournament, number: int) -> Tournament:
    if number > state.seq:
        raise BadInput("the log does not go so far yet", which=f"{number}, its last line is {state.seq}")
    then: Tournament = await app.desk.state_at(state.id, number)
    return then


@click.command("log")
@click.option("--who", help="Only what is about this player.")
@click.option("-n", "--last", type=click.IntRange(1), help="Only the last so many.")
@tournament_option
@json_option
@context.command
async def log_command(who: str | None, last: int | None, wanted: str | None, as_json: bool) -> None:
    """Show what has happened, who did it and why. The numbers are those that `tiltyard undo` takes."""
    async with context.opened(plugins=False) as app:
        state = await context.pick_tournament(app, wanted)
        records = await app.desk.history(state.id)
    about = context.pick_entrant(state, who) if who else None
    told: list[tuple[Any, str]] = []
    after: Tournament | None = None
    numbers = first_numbers(records)
    for record in records:
        event, before = decode(record), after
        after = evolve(before, event)
        if about is None or is_about(record, about, state):
            told.append((record, numbered(narrate(event, after, before=before), event, numbers)))
    told = told[-last:] if last else told
    if as_json:
        print_json([{**_record_plain(record), "text": words} for record, words in told])
        return
    rows = [
        (
            record.seq,
            f"{record.at:%Y-%m-%d %H:%M:%S}",
            record.actor.display or record.actor.id,
            words,
            record.reason or "",
        )
        for record, words in told
    ]
    print_table(("number", "UTC", "who", "what", "why"), rows)


def _record_plain(record: Any) -> dict[str, Any]:
    return {
        "seq": record.seq,
        "type": record.type,
        "at": record.at.isoformat(),
        "actor": {"kind": record.actor.kind, "id": record.actor.id},
        "reason": record.reason,
        "command_id": record.command_id,
        "facts": record.facts,
    }


@click.command("why")
@click.argument("who")
@tournament_option
@json_option
@context.command
async def why_command(who: str, wanted: str | None, as_json: bool) -> None:
    """Say why WHO stands where they stand, by which rules, and what has happened to them."""
    async with context.opened(plugins=False) as app:
        state = await context.pick_tournament(app, wanted)
        entrant = context.pick_entrant(state, who)
        found = explain(state, entrant, await app.desk.history(state.id))
    if as_json:
        print_json({"name": entrant.name, **plain(found)})
        return
    _say_why(found)


def _say_why(found: Explanation) -> None:
    for one in found.standing:
        say(one.text)
    note("")
    rows = [(one.number, f"{one.at:%Y-%m-%d %H:%M:%S}", one.who, one.what, one.why) for one in found.history]
    print_table(("number", "UTC", "who", "what", "why"), rows)
