"""
Tell, or erase, what is kept of one person.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from tiltyard.cli import context
from tiltyard.cli.acting import may_ask
from tiltyard.cli.exits import Exit
from tiltyard.cli.options import json_option
from tiltyard.cli.output import err, note, print_json, print_table, say
from tiltyard.cli.progress import progress
from tiltyard.errors import BadInput
from tiltyard.tournament import refusals

_who = click.argument("who", nargs=-1, required=True)

THEIRS = "Not ours to erase: organisers' own tables and files, backups made before, and what was sent elsewhere."


@click.group("privacy")
def privacy_command() -> None:
    """Tell, or erase, what is kept of one person.

    WHO is a Riot ID or other name of any time, a Discord id or handle, or a person's id as `--json` shows it. The same
    Discord or Riot account is the same person in all tournaments. If several people answer to a name they are listed;
    say which by id, several ids if they are one.
    """


@privacy_command.command("export")
@_who
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The file.")
@context.command
async def export_person(who: tuple[str, ...], output: Path) -> None:
    """Write all that is kept of WHO, in all tournaments, to a JSON file that its owner alone can read."""
    from tiltyard.journal.lines import atomically

    async with context.opened(plugins=False) as app:
        document = await app.privacy.export(await _one(app, who))
    with atomically(output) as file:
        file.write(json.dumps(document, ensure_ascii=False, indent=2).encode() + b"\n")
    events = sum(len(one["events"]) for one in document["people"])
    say(f"{len(document['people'])} tournaments and {events} events about them, written to {output}.")


@privacy_command.command("erase")
@_who
@click.option("--reason", help="Why; it is kept, so name nobody in it.")
@click.option("--dry-run", is_flag=True, help="Only show what would go.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@context.command
async def erase_person(
    who: tuple[str, ...], reason: str | None, dry_run: bool, yes: bool, as_json: bool
) -> Exit | None:
    """Erase what is personal of WHO everywhere. Seats and results stay, under a pseudonym. It cannot be undone.

    A row of theirs in a table is listed from then on and not signed up again.
    """
    async with context.opened(plugins=False) as app:
        await app.privacy.finish(actor=context.actor())
        subject = await _one(app, who)
        kept = {place: len(found) for place, found in (await app.privacy.kept(subject)).items()}
        if not (dry_run or yes):
            may_ask(as_json=as_json)
        if not as_json:
            _say_plan(subject, kept)
        if dry_run:
            if as_json:
                print_json({"people": _people(subject), "would_erase": kept})
            return None
        if not yes and not click.confirm("Erase it? It cannot be undone.", err=True):
            return Exit.REFUSED
        with progress("places", console=err) as tell:
            erased = await app.privacy.erase(subject, actor=context.actor(), reason=reason, tell=tell)
    if as_json:
        print_json(
            {
                "people": _people(subject),
                "pseudonyms": {one.tournament: one.pseudonym for one in erased.stones},
                "erased": erased.places,
                "clean": erased.space.clean,
            }
        )
        return None
    _say_erased(erased)
    return None


def _say_plan(subject: Any, kept: dict[str, int]) -> None:
    rows = [("(acted only)", account, "") for account in sorted(subject.accounts)]
    rows += [(one.tournament, ", ".join(sorted(one.names)) or "(name erased)", one.person) for one in subject.people]
    print_table(("tournament", "called", "person"), rows)
    print_table(("where", "how much of it"), [(place, number) for place, number in kept.items() if number])
    if not any(kept.values()):
        note("Nothing personal is kept of them any more.")
    note(THEIRS)


def _say_erased(erased: Any) -> None:
    for stone in erased.stones:
        say(f"{stone.tournament}: their results stay, as {stone.pseudonym}.")
    if erased.space.clean:
        say("Nothing of it is left in the database's files.")
    else:
        note("Another process was reading: the log beside the database still holds old pages.", style="yellow")
        note("Stop it, or wait until it is idle, and do the same again.")


async def _one(app: Any, who: Sequence[str]) -> Any:
    """Whom these words mean, all of them together.

    raises  SaidNo when that is nobody, BadInput when one of them may mean several people
    """
    from tiltyard.desk.people import Subject

    people: list[Any] = []
    accounts: set[str] = set()
    for words in who:
        found = await app.privacy.find(words)
        if not found:
            raise context.SaidNo(refusals.unknown_player(words))
        if len(found) > 1:
            several = "; ".join(
                f"{', '.join(sorted(one.names))} in {one.tournament} is {one.person}"
                for subject in found
                for one in subject.people
            )
            raise BadInput("several people answer to that name", which=several, next_step="Say which by id.")
        people += found[0].people
        accounts |= found[0].accounts
    once = {(one.tournament, one.person): one for one in people}
    return Subject(tuple(once.values()), frozenset(accounts))


def _people(subject: Any) -> list[dict[str, Any]]:
    return [{"tournament": one.tournament, "person": one.person, "called": sorted(one.names)} for one in subject.people]
