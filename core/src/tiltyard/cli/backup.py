"""
Keep the whole journal in a file, and make a journal of such a file again.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import attrs
import click

from tiltyard.cli import context
from tiltyard.cli.exits import Exit
from tiltyard.cli.options import json_option
from tiltyard.cli.output import note, print_json, print_table, say
from tiltyard.errors import JournalError
from tiltyard.models import Tournament
from tiltyard.tournament.views import summary


@click.command("backup")
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
@json_option
@context.command
async def backup_command(file: Path | None, as_json: bool) -> Exit | None:
    """Write the whole journal to FILE, while a host is at work or not. By default to the data directory's `backups`.

    It is there whole or not at all, its owner alone can read it, and it is believed only after it was restored in
    memory and found sound. The journal's key is in it: whoever has the file can undo the sealing of accounts.
    """
    from tiltyard.clock import SystemClock
    from tiltyard.journal.backup import back_up, backup_name
    from tiltyard.journal.lines import make_private
    from tiltyard.journal.reading import reading

    settings, now = context.read_settings(), SystemClock().now()
    if file is None:
        make_private(settings.backups_dir)
        file = settings.backups_dir / backup_name("by-hand", now)
    with reading(settings.journal_url, as_it_is=True) as connection:
        made = back_up(connection, file, made_at=now)
    if as_json:
        wrong = [attrs.asdict(one) for one in made.found.wrong]
        print_json({"file": str(file), "rows": made.written.lines, "sha256": made.written.sha256, "wrong": wrong})
        return None if made.sound else Exit.JOURNAL
    say(f"{made.written.lines.get('events', 0)} events and all that belongs to them written to {file}, and read again.")
    note("Names, handles and the journal's key are in it: keep it where nobody else can read it.")
    if made.sound:
        return None
    note("The journal itself is not sound; the backup is as good as it: tiltyard journal verify", style="yellow")
    return Exit.JOURNAL


@click.command("restore")
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--replace", is_flag=True, help="Also when there is a journal: it is backed up first.")
@click.option("--dry-run", is_flag=True, help="Only show what would be different, and what would be done outside.")
@click.option("--effects", is_flag=True, help="After a restore: show what is held, and would be done outside.")
@click.option("--release", is_flag=True, help="After a restore: let the followers act outside again.")
@json_option
@context.command
async def restore_command(
    file: Path | None, replace: bool, dry_run: bool, effects: bool, release: bool, as_json: bool
) -> Exit | None:
    """Make the journal what it was when FILE was made: what `tiltyard backup` or Tiltyard itself wrote.

    Tiltyard must not be running. Whoever kills it leaves the old journal or the new one. Whoever was erased meanwhile
    is erased again. Afterwards nothing is done outside, in tables, messages or plugins, until you have looked
    (--effects) and let it go (--release).
    """
    if sum(map(bool, (file, effects, release))) != 1:
        raise click.UsageError("Name a FILE, or --effects, or --release.")
    if effects or release:
        await _look_or_release(release=release, as_json=as_json)
        return None
    assert file is not None  # noqa: S101 # one of the three was given
    if dry_run:
        await _show(file, as_json=as_json)
        return None
    return await _restore(file, replace=replace, as_json=as_json)


async def _restore(file: Path, *, replace: bool, as_json: bool) -> Exit | None:
    from tiltyard.clock import SystemClock
    from tiltyard.desk.tombstones import MERGE
    from tiltyard.journal.examine import examine
    from tiltyard.journal.reading import reading
    from tiltyard.journal.restore import restore

    settings, now = context.read_settings(), SystemClock().now()
    done = restore(settings.journal_url, file, backups=settings.backups_dir, replace=replace, now=now, merge=MERGE)
    async with context.opened(plugins=False, settings=settings) as app:
        erased = await app.privacy.finish(actor=context.actor())
    with reading(settings.journal_url) as connection:
        found = examine(connection)
    before = str(done.before.path) if done.before else None
    if as_json:
        wrong = [attrs.asdict(one) for one in found.wrong]
        print_json(
            {
                "made_at": done.made_at,
                "events": found.events,
                "before": before,
                "erased_again": len(erased),
                "wrong": wrong,
            }
        )
        return Exit.JOURNAL if found.wrong else None
    say(f"The journal is what it was at {done.made_at}: {found.events} events in {found.streams} streams.")
    if before:
        say(f"What was there before is kept in {before}")
    if erased:
        say(f"{len(erased)} persons who had been erased since were erased again.")
    note("Nothing is done outside yet. Look: tiltyard restore --effects. Then let it go: tiltyard restore --release")
    if found.wrong:
        note("It is not sound: tiltyard journal verify", style="yellow")
    return Exit.JOURNAL if found.wrong else None


async def _show(file: Path, *, as_json: bool) -> None:
    """What a backup holds beside what is there, and what would be done outside; in a place of its own."""
    from tiltyard.clock import SystemClock
    from tiltyard.desk.held import effects
    from tiltyard.journal.restore import restore

    settings = context.read_settings()
    now = await _states(settings)
    with tempfile.TemporaryDirectory(prefix="tiltyard-restore-") as place:
        there = attrs.evolve(settings, data_dir=Path(place), journal=attrs.evolve(settings.journal, url=None))
        done = restore(there.journal_url, file, backups=there.backups_dir, replace=True, now=SystemClock().now())
        async with context.opened(settings=there) as app:
            then = {state.id: state for state in await app.desk.tournaments()}
            outside = await effects(app.runner.followers, list(then.values()))
    rows = [
        {
            "tournament": name,
            "events_now": now[name].seq if name in now else None,
            "events_then": then[name].seq if name in then else None,
            "seats_now": summary(now[name])["counts"]["seated"] if name in now else None,
            "seats_then": summary(then[name])["counts"]["seated"] if name in then else None,
        }
        for name in dict.fromkeys((*now, *then))
    ]
    if as_json:
        print_json({"made_at": done.made_at, "tournaments": rows, "effects": [attrs.asdict(one) for one in outside]})
        return
    say(f"The backup was made at {done.made_at}. Nothing was changed.")
    headings = ("tournament", "events now", "then", "seated now", "then")
    print_table(headings, [["-" if value is None else value for value in row.values()] for row in rows])
    _say_effects(outside)


async def _states(settings: Any) -> dict[str, Any]:
    """The tournaments of today's journal, by id; none where there is no journal."""
    from tiltyard.journal.export import records_of
    from tiltyard.journal.reading import reading
    from tiltyard.journal.replay import replay

    try:
        with reading(settings.journal_url) as connection:
            states = replay(records_of(connection)).states.values()
    except JournalError as error:
        note(f"compared with nothing: {error}")
        return {}
    return {state.id: state for state in states if isinstance(state, Tournament)}


async def _look_or_release(*, release: bool, as_json: bool) -> None:
    from tiltyard.desk import held

    async with context.opened(plugins=not release) as app:
        what = await held.held(app.journal)
        if release:
            await held.release(app.journal, app.mirror, await app.desk.tournaments())
            outside = []
        else:
            states = await app.desk.tournaments()
            outside = await held.effects(app.runner.followers, states, on_release=what is not None)
    if as_json:
        print_json({"held": None if release else what, "effects": [attrs.asdict(one) for one in outside]})
        return
    if what is None:
        note("Nothing is held.")
    elif release:
        say("Followers act outside again.")
    else:
        say(f"Held since {what['since']}, when {what['file']} was restored. Let it go: tiltyard restore --release")
    if not release:
        _say_effects(outside)


def _say_effects(outside: Any) -> None:
    if outside:
        print_table(
            ("tournament", "outside", "what would be done"), [(one.tournament, one.to, one.what) for one in outside]
        )
    else:
        note("Nothing would be done outside.")
