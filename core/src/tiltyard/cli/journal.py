"""
Look after the journal: is it sound, what is in it, how it reads with this release, what was given up for now.
"""

from __future__ import annotations

from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import click

from tiltyard.cli import context
from tiltyard.cli.exits import Exit
from tiltyard.cli.options import json_option
from tiltyard.cli.output import err, note, print_json, print_table, say
from tiltyard.cli.progress import progress
from tiltyard.errors import BadInput
from tiltyard.models import Tournament
from tiltyard.tournament.text import tournament_id
from tiltyard.tournament.views import roster, summary


@click.group("journal")
def journal_command() -> None:
    """Look after the journal: check, export, replay, compact; what its followers have given up for now."""


@journal_command.command("verify")
@json_option
@context.command
async def verify(as_json: bool) -> Exit | None:
    """Say whether the journal is sound. Nothing is written; a host may be at work meanwhile.

    Every stream is gap-free and ends where it says, every event can be read and applied by this release, every
    remembered answer is about events that exist, and (SQLite) the file itself is in order. Ends with 7 if not.
    """
    from tiltyard.journal.examine import examine
    from tiltyard.journal.reading import reading

    with reading(context.read_settings().journal_url) as connection, progress("events", console=err) as tell:
        found = examine(connection, tell=tell)
    if as_json:
        wrong = [
            {"stream": one.stream or None, "seq": one.seq, "what": one.what, "next_step": one.next_step}
            for one in found.wrong
        ]
        counts = {"streams": found.streams, "events": found.events, "answers": found.answers}
        print_json({"sound": not wrong, **counts, "wrong": wrong})
    elif found.wrong:
        rows = [(one.stream, one.seq, one.what, one.next_step) for one in found.wrong]
        print_table(("stream", "event", "what is wrong", "what next"), rows)
    else:
        say(f"The journal is sound: {found.events} events in {found.streams} streams, {found.answers} answers.")
    return Exit.JOURNAL if found.wrong else None


@journal_command.command("export")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The file.")
@click.option("-t", "--tournament", "wanted", metavar="NAME", help="Only this tournament. Default: all there is.")
@click.option("--without-personal", is_flag=True, help="Without names, typed text and reasons.")
@json_option
@context.command
async def export_journal(output: Path, wanted: str | None, without_personal: bool, as_json: bool) -> None:
    """Write all events to a file of JSON lines, which its owner alone can read. It is there whole or not at all."""
    from tiltyard.clock import SystemClock
    from tiltyard.journal.export import export
    from tiltyard.journal.reading import reading

    with reading(context.read_settings().journal_url) as connection:
        only = [_stream_of(connection, wanted)] if wanted else []
        written = export(connection, output, made_at=SystemClock().now(), only=only, personal=not without_personal)
    events = written.lines.get("event", 0)
    if as_json:
        print_json({"file": str(output), "events": events, "sha256": written.sha256, "personal": not without_personal})
        return
    say(f"{events} events written to {output}.")
    if not without_personal:
        note("Names and handles are in it: keep it to yourself, or write it --without-personal.")


@journal_command.command("replay")
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--into", type=click.Path(path_type=Path, file_okay=False), help="Write the events into a new journal there."
)
@json_option
@context.command
async def replay_journal(file: Path | None, into: Path | None, as_json: bool) -> None:
    """Apply the events of an export, or of the journal itself, with this release; show what comes out.

    FILE is what `tiltyard journal export` wrote. With --into they become a journal in that data directory, which must
    hold none. Such a journal has a key of its own and knows nobody by an account they sign up with again: to move
    house, take a backup.
    """
    from tiltyard.journal.export import read_export, records_of
    from tiltyard.journal.reading import reading
    from tiltyard.journal.replay import fill, replay

    async with AsyncExitStack() as stack:
        if file:
            records = read_export(file)
        else:
            connection = stack.enter_context(reading(context.read_settings().journal_url))
            records = records_of(connection)
        if into is None:
            replayed = replay(records)
        else:
            journal = await stack.enter_async_context(context.new_journal(into))
            replayed = await journal.change(lambda connection: fill(connection, records), repeatable=False)
    states = [state for state in replayed.states.values() if isinstance(state, Tournament)]
    if as_json:
        tournaments = [roster(state) for state in states]
        print_json({"events": replayed.events, "streams": replayed.heads, "tournaments": tournaments})
        return
    _say_states(states)
    say(f"{replayed.events} events of {len(replayed.heads)} streams replayed.")
    if into:
        say(f"They are a journal now: tiltyard --data-dir {into} tournament list")


@journal_command.command("compact")
@click.option("--dry-run", is_flag=True, help="Only show what would go.")
@json_option
@context.command
async def compact_journal(dry_run: bool, as_json: bool) -> None:
    """Let go what nobody needs of archived tournaments, and give free space back. Events stay.

    Remembered answers and snapshots of archived tournaments go, and how far followers came there that are gone. The
    database is then written anew, which takes as much free disk as it is large.
    """
    from tiltyard.desk.desk import stream_of
    from tiltyard.desk.leftovers import left_behind
    from tiltyard.desk.notices import PREFIX
    from tiltyard.journal.compact import compact, needless

    async with context.opened() as app:
        archived = [stream_of(state.id) for state in await app.desk.tournaments() if state.archived_at]
        plugins = await left_behind(app.journal, [record.name for record in app.host.records])
        which = {"archived": archived, "gone": [f"{PREFIX}{name}" for name in plugins]}
        if dry_run:
            rows, space = await app.journal.look(lambda connection: needless(connection, **which)), None
        else:
            rows = await app.journal.change(lambda connection: compact(connection, **which))
            space = await app.journal.give_back()
    if as_json:
        sizes = {"before": space.before, "after": space.after, "clean": space.clean} if space else None
        print_json({"archived": len(archived), "rows": rows, "bytes": sizes})
        return
    told = ", ".join(f"{number} {table}" for table, number in rows.items() if number) or "nothing"
    say(f"{len(archived)} archived tournaments: {told} {'would go' if dry_run else 'let go'}.")
    if space:
        say(f"{space.freed:,} bytes are free now; the database takes {space.after:,}.")
        if not space.clean:
            note("Another process was reading: the log beside the database still holds old pages.", style="yellow")


@journal_command.command("dead-letters")
@json_option
@context.command
async def dead_letters(as_json: bool) -> None:
    """Show what followers have given up for now, and why.

    Each is tried again now and then, and by `tiltyard journal retry` at once; nothing else waits for it.
    """
    async with context.opened(plugins=False) as app:
        letters = await app.journal.dead_letters()
    if as_json:
        print_json({"dead_letters": [_plain(letter) for letter in letters]})
    elif not letters:
        say("Nothing has been given up.")
    else:
        rows = [
            (
                one.follower,
                one.stream,
                one.seq,
                f"{one.first_at:%F %T}",
                f"{one.last_at:%F %T}",
                one.attempts,
                one.reason,
            )
            for one in letters
        ]
        print_table(("follower", "stream", "event", "first (UTC)", "last (UTC)", "attempts", "reason"), rows)


@journal_command.command("retry")
@click.argument("follower")
@click.argument("stream", required=False)
@context.command
async def retry(follower: str, stream: str | None) -> None:
    """Try again what FOLLOWER has given up: for STREAM, or for every stream.

    A host that runs is told; otherwise it is tried here and now.
    """
    async with context.opened() as app:
        listed = await app.journal.dead_letters()
        if not any(one.follower == follower and stream in (None, one.stream) for one in listed):
            known = ", ".join(f"{one.follower} {one.stream}" for one in listed)
            raise BadInput(
                "nothing of that has been given up",
                which=" ".join(word for word in (follower, stream) if word),
                next_step=f"There is: {known}." if known else "The list is empty.",
            )
        count = await app.journal.take_up(follower, stream)
        say(f"{count} {'is' if count == 1 else 'are'} tried again.")
        await context.settle(app)


def _say_states(states: list[Any]) -> None:
    rows = [
        (one["id"], one["name"], one["seq"], f"{counts['seated']}/{one['capacity']}", counts["waiting"])
        for one in map(summary, states)
        for counts in [one["counts"]]
    ]
    if rows:
        print_table(("tournament", "title", "events", "seats", "waiting"), rows)


def _stream_of(connection: Any, wanted: str) -> str:
    """The stream of the tournament that was named by id or by its name in addresses."""
    from tiltyard.journal.folds import TOURNAMENT
    from tiltyard.journal.reading import streams_in

    known = [stream.removeprefix(TOURNAMENT) for stream in streams_in(connection) if stream.startswith(TOURNAMENT)]
    matching = [one for one in known if wanted == one] or [one for one in known if one.partition("/")[2] == wanted]
    if tournament_id(context.LOCAL, wanted) in matching:
        matching = [tournament_id(context.LOCAL, wanted)]
    if len(matching) != 1:
        raise context.no_single(wanted, matching)
    return f"{TOURNAMENT}{matching[0]}"


def _plain(letter: Any) -> dict[str, Any]:
    return {
        "follower": letter.follower,
        "stream": letter.stream,
        "seq": letter.seq,
        "first_at": letter.first_at.isoformat(),
        "last_at": letter.last_at.isoformat(),
        "attempts": letter.attempts,
        "reason": letter.reason,
    }
