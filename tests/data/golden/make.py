"""
Write a golden journal: every type of event that exists today, as this release writes it down.

    python tests/data/golden/make.py     # writes <release>.jsonl and <release>.state.json beside this file

Run it when a type of event is new, or a version of one. A file of a release that is out is never written again: it is
what people's journals look like. To extend it, do more in `play`.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from tiltyard import __version__
from tiltyard.app import open_app
from tiltyard.journal import Journal
from tiltyard.journal.export import export
from tiltyard.journal.folds import TOURNAMENT
from tiltyard.journal.reading import reading
from tiltyard.models import Actor, Evidence, Finding, Link, LinkKind, RowSource, Rules, Verdict, Windows
from tiltyard.settings import Settings
from tiltyard.testing import FakeClock
from tiltyard.tournament import commands as c
from tiltyard.tournament.answers import Refused
from tiltyard.tournament.codec import converter
from tiltyard.tournament.text import tournament_id

HERE = Path(__file__).parent
STAFF = Actor("cli", "s1", "Sam")
HOST = Actor("host", "verifier", "verifier")
SEAL = "5ea1" * 16


class Table:
    """A desk, and short words for what is done at it. What the rules refuse is a mistake in this script."""

    def __init__(self, app, clock, tournament):
        self.app, self.clock, self.tournament = app, clock, tournament

    async def do(self, kind, actor=STAFF, **fields):
        await self.clock.advance(60)
        answer = await self.app.desk.handle(kind(tournament=self.tournament, actor=actor, **fields))
        if isinstance(answer, Refused):
            sys.exit(f"{kind.__name__} was refused: {answer.refusal}")
        return answer

    async def sign_up(self, who, **more):
        link = Link(LinkKind.DISCORD_HANDLE, who, "typed")
        answer = await self.do(c.SignUp, links=(link,), typed_name=f"{who}#EUW", key=f"sign-up:{who}", **more)
        return answer.person

    async def find(self, person, verdict, code="fine", **more):
        """A check brings what it knows of the person's present claim."""
        state = await self.app.desk.state(self.tournament)
        entrant = next(one for one in state.entrants.values() if one.person == person)
        words = {} if verdict is Verdict.VERIFIED else {"reason": f"It is {code}.", "next_step": "Mend it."}
        name = entrant.members[0].typed_name
        keys = {"name": name.casefold()} if verdict is Verdict.VERIFIED else {}
        finding = Finding(code, verdict, Evidence.SHAPE, canonical=name, keys=keys, source="ign", **words, **more)
        await self.do(c.RecordFindings, actor=HOST, person=person, claim=entrant.claim, findings=(finding,))

    async def register(self, who, **more):
        person = await self.sign_up(who, **more)
        await self.find(person, Verdict.VERIFIED)
        return person


async def play(app, clock):
    """Two tournaments in which everything happens that can happen."""
    cup = Table(app, clock, tournament_id("local", "golden-cup"))
    await cup.do(c.CreateTournament, title="Golden Cup", rules=Rules(capacity=2))
    await cup.do(c.OpenRegistration)
    ann = await cup.register("ann", alternates=("Annie#EUW",), pronouns="she/her", platform="euw1")
    bob = await cup.register("bob")
    await cup.register("zoë")  # waits
    dan = await cup.sign_up("dan")
    await cup.find(dan, Verdict.REJECTED, "riot_id_no_tag")
    eve = await cup.sign_up("eve")
    await cup.find(eve, Verdict.UNKNOWN, "check_failed", retry_after_s=5.0)
    await cup.do(c.UpdateSignUp, person=dan, typed_name="Dan#EUW")
    await cup.find(dan, Verdict.VERIFIED)
    await cup.do(c.LinkIdentity, person=ann, link=Link(LinkKind.ROW, "ign:ann#euw", "import"))
    await cup.do(c.LinkIdentity, person=ann, link=Link(LinkKind.ROW, "ign:anne#euw", "import"))
    await cup.do(c.BindRows, source=RowSource("csv", "/srv/cup/players.csv"), columns={"ign": "Riot ID"})
    await cup.do(c.OpenCheckIn)
    await cup.do(c.CheckIn, person=ann, actor=Actor("player", "1001", "ann"))
    await cup.do(c.CheckOut, person=ann)
    await cup.do(c.CheckIn, person=ann)
    await cup.do(c.Drop, person=bob, reason="asked for it")  # and the next in line is promoted
    await cup.do(c.CloseRegistration)
    await cup.do(c.CloseCheckIn)
    await cup.do(c.UnbindRows)

    timed = Table(app, clock, tournament_id("local", "timed-cup"))
    opens_at = clock.now()
    windows = Windows(registration_opens_at=opens_at)
    await timed.do(c.CreateTournament, title="Timed Cup", rules=Rules(capacity=8, windows=windows))
    await timed.do(c.Tick, actor=Actor("schedule", "ticker", "schedule"))
    await timed.register("ann")


async def make(directory, release=__version__):
    """Play, and write what was journalled and what came of it."""
    clock, numbers = FakeClock(), itertools.count(1)
    with tempfile.TemporaryDirectory() as data_dir:
        settings = Settings(data_dir=Path(data_dir))
        await (await Journal.open(settings.journal_url, clock)).close()
        with closing(sqlite3.connect(Path(data_dir) / "journal.sqlite3")) as database, database:
            database.execute("UPDATE secrets SET value = ? WHERE name = 'seal'", (SEAL,))
        async with open_app(settings, plugins=(), clock=clock, new_id=lambda: f"id{next(numbers):04}") as app:
            await play(app, clock)
            states = {f"{TOURNAMENT}{state.id}": state for state in await app.desk.tournaments()}
        with reading(settings.journal_url) as connection:
            export(connection, directory / f"{release}.jsonl", made_at=clock.now())
    plain = json.dumps(converter.unstructure(states), ensure_ascii=False, indent=1, sort_keys=True)
    (directory / f"{release}.state.json").write_text(plain + "\n", "utf-8")


if __name__ == "__main__":
    asyncio.run(make(HERE))
