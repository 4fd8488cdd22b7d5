"""
`tiltyard ign check`: what is wrong with names, and which of them are alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import click

from tiltyard.cli import kit
from tiltyard.errors import BadInput
from tiltyard_ign.alike import Alike, How, alike
from tiltyard_ign.cleaning import shown
from tiltyard_ign.reading import Read, Reading, read_name

_SAID = {
    How.SAME_ACCOUNT: "is the same account as",
    How.LOOKS_ALIKE: "looks like",
    How.NEAR_EQUAL: "is spelt almost like",
    How.SAME_NAME: "has the name, with another tag, of",
}


@click.command("check")
@click.argument("names", nargs=-1)
@click.option(
    "--file",
    "listed",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path),
    help="A text file with one name a line; - for standard input.",
)
@click.option("-t", "--tournament", "wanted", metavar="NAME", help="Hold them against the players of this tournament.")
@kit.json_option
@kit.command
async def check(names: tuple[str, ...], listed: Path | None, wanted: str | None, *, as_json: bool) -> kit.Exit | None:
    """Say what is wrong with NAMES and was probably meant, how they compare, and which look alike.

    With -t and without NAMES, the players of the tournament are looked at. Nobody is asked whether an account exists,
    and nothing is kept. Exits with 1 when a name would not be let in as it is.
    """
    given = [*names, *(_lines(listed) if listed else ())]
    players = await _players(wanted) if wanted else []
    looked_at = given or players
    if not looked_at:
        raise BadInput("no name was given", next_step='Such as: tiltyard ign check "Name#TAG".')
    read = cache(read_name)
    likes = alike([*given, *players], read)
    if as_json:
        kit.print_json([_document(name, read(name), likes[name]) for name in looked_at])
    else:
        for name in looked_at:
            _say(name, read(name), likes[name])
        if len(looked_at) > 1:
            _sum_up(looked_at, likes, read)
    return kit.Exit.REFUSED if any(read(name).wrong for name in looked_at) else None


def _lines(listed: Path) -> list[str]:
    try:
        with click.open_file(str(listed), encoding="utf-8-sig") as file:
            return [line.strip("\r\n") for line in file if line.strip()]
    except UnicodeDecodeError as error:
        raise BadInput("the file is not UTF-8", which=str(listed), next_step="Save it as UTF-8.") from error


async def _players(wanted: str) -> list[str]:
    """Names of everybody who takes part and has not been erased."""
    async with kit.opened(plugins=False) as app:
        state = await kit.pick_tournament(app, wanted)
    members = [member for entrant in state.entrants.values() if not entrant.out for member in entrant.members]
    return [member.shown for member in members if member.shown and not member.pseudonym]


def _document(name: str, reading: Reading, likes: Sequence[Alike]) -> dict[str, Any]:
    wrong = reading.wrong
    return {
        "typed": name,
        "riot_id": str(reading.riot_id) if reading.riot_id else None,
        "verdict": "right" if not wrong else "wrong" if wrong.hard else "doubtful",
        "code": wrong.code if wrong else None,
        "reason": wrong.reason if wrong else None,
        "next_step": wrong.next_step if wrong else None,
        "keys": dict(reading.keys),
        "alike": [{"name": one.name, "how": one.how.value} for one in likes],
    }


def _say(name: str, reading: Reading, likes: Sequence[Alike]) -> None:
    if reading.wrong:
        style = "red" if reading.wrong.hard else "yellow"
        kit.say(f"{'wrong' if reading.wrong.hard else 'doubtful'}: {reading.wrong.reason}", style=style)
        kit.say(f"    {reading.wrong.next_step}")
    if reading.riot_id:
        typed = "" if str(reading.riot_id) == name else f", typed as {shown(name)}"
        kit.say(f"{reading.riot_id}{typed}", style="" if reading.wrong else "green")
        kit.say(f"    compares as {reading.keys['name']}, looks like {reading.keys['skeleton']}")
    for one in likes:
        kit.say(f"    {_SAID[one.how]} {shown(one.name)}", style="yellow")


def _sum_up(names: Sequence[str], likes: Mapping[str, Sequence[Alike]], read: Read) -> None:
    wrong = sum(1 for name in names if read(name).wrong)
    resembling = sum(1 for name in names if likes[name])
    kit.note(f"{len(names)} names: {wrong} wrong or doubtful, {resembling} like another one")
