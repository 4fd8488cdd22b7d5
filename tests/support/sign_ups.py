"""
A process that signs players up as fast as it can and says each acknowledgement as soon as it has it.

    python sign_ups.py URL NAME COUNT [AT_ONCE]

`NAME-0` to `NAME-<COUNT - 1>` sign up for the tournament `cup`, so many AT_ONCE. It says `ready ?` and waits for
a line. Then each line is a player's name and place in line; "?" in place of it means that the journal was away and
that the same is pressed again. It may be killed at any moment.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from tiltyard.app import open_app
from tiltyard.errors import JournalError
from tiltyard.models import Actor, Link, LinkKind, Rules
from tiltyard.settings import JournalSettings, Settings
from tiltyard.tournament import commands as c
from tiltyard.tournament.text import tournament_id

CUP = tournament_id("local", "cup")
ME = Actor("test", "sign-ups")


def opened(url):
    """An app without plugins on this journal."""
    settings = Settings(data_dir=Path(tempfile.gettempdir()), journal=JournalSettings(url=url))
    return open_app(settings, plugins=[])


async def create(url, capacity):
    """Open registration for so many."""
    async with opened(url) as app:
        await app.desk.handle(c.CreateTournament(tournament=CUP, actor=ME, title="Cup", rules=Rules(capacity=capacity)))
        await app.desk.handle(c.OpenRegistration(tournament=CUP, actor=ME))


async def found(url):
    """What the journal says: all events of the cup, and its state."""
    async with opened(url) as app:
        return await app.desk.history(CUP), await app.desk.state(CUP)


def sign_up(name):
    link = Link(LinkKind.DISCORD_HANDLE, name, "typed")
    return c.SignUp(tournament=CUP, actor=ME, links=(link,), typed_name=f"{name}#EUW", key=f"press-{name}")


async def press(desk, player):
    """Until there is an answer, as a person would."""
    while True:
        try:
            answer = await desk.handle(sign_up(player))
        except JournalError as error:
            print(player, "?", error, flush=True)
        else:
            print(player, answer.order, flush=True)
            return


async def main(url, name, count, at_once="20"):
    waiting = iter(range(int(count)))

    async def one_after_another(desk):
        for number in waiting:
            await press(desk, f"{name}-{number}")

    async with opened(url) as app:
        print("ready", "?", flush=True)
        sys.stdin.readline()
        await asyncio.gather(*(one_after_another(app.desk) for _ in range(int(at_once))))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
