"""
A tournament that is bound to a Google sheet, in one process with the stand-in for Google: for journeys and benchmarks.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from tiltyard import hookimpl
from tiltyard.app import open_app
from tiltyard.host import FoundPlugin
from tiltyard.models import Actor, Evidence, Finding, Link, LinkKind, RowSource, Rules, Verdict
from tiltyard.rows.truth import truth
from tiltyard.settings import PluginsSettings, Settings
from tiltyard.tournament import commands as c
from tiltyard.tournament.answers import Refused
from tiltyard.tournament.roster import IN_LINE
from tiltyard.tournament.text import tournament_id
from tiltyard_sheets.plugin import SheetsPlugin

CUP = tournament_id("local", "cup")
STAFF = Actor("cli", "staff", "Sam")
HEADER = ["Discord", "Riot ID", "Pronouns", "Registered", "Check-in", "My notes"]
PATIENCE_S = 60.0
_LOOK_EVERY_S = 0.05


class Names:
    """Takes every name."""

    @hookimpl
    async def verify_player(self, claim):
        keys = {"name": claim.typed_name.casefold()}
        return [Finding("fine", Verdict.VERIFIED, Evidence.SHAPE, keys=keys, canonical=claim.typed_name)]


def account(number):
    """The Discord account of the player with this number: 19 digits, of which a spreadsheet's numbers keep 15."""
    return str(1_100_000_000_000_000_001 + number)


def name(number):
    """The name they play under."""
    return f"Player {number}#EUW"


def link(number):
    """How they are known."""
    return Link(LinkKind.DISCORD_ID, account(number), "discord")


def row(number, *, registered=True, checked_in=False):
    """Their row under `HEADER`."""
    return [account(number), name(number), "", registered, checked_in, f"note {number}"]


def add_sheet(service, players=0, **options):
    """A sheet with so many players, whose boxes are boxes for some rows more."""
    book = service.add("Friday Cup", [HEADER, *(row(number) for number in range(players))], **options)
    service.human(book).add_checkboxes(f"D2:E{players + 200}")
    return book


def settings_for(service, directory, **changed):
    """Settings of a host that talks to the stand-in, and to nobody else."""
    sheets = {
        "api_url": service.url,
        "drive_url": service.drive_url,
        "token_url": service.token_url,
        "credentials": json.dumps(service.service_account()),
        "flush_s": 0.1,
        "refresh_s": 0.5,
        "backoff_first_s": 0.05,
        "backoff_most_s": 0.2,
        **changed,
    }
    return Settings(data_dir=Path(directory), plugins=PluginsSettings(tables={"sheets": sheets}))


@asynccontextmanager
async def open_host(settings):
    """An app with the plugin for sheets, whose followers run."""
    found = [FoundPlugin("names", lambda: Names), FoundPlugin("sheets", lambda: SheetsPlugin)]
    async with open_app(settings, plugins=found) as app:
        running = asyncio.create_task(app.runner.run())
        try:
            yield app
        finally:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running


class Cup:
    """A tournament and its sheet, in the words that tests use for them."""

    def __init__(self, app, service=None, book=None):
        self.app, self.service, self.book = app, service, book
        self.human = service.human(book) if service else None

    async def do(self, kind, **fields):
        answer = await self.app.desk.handle(kind(tournament=CUP, actor=STAFF, **fields))
        assert not isinstance(answer, Refused), answer.refusal
        return answer

    async def begin(self, *, bound=True, **rules):
        """Create it, let people sign up and check in, and bind the sheet."""
        await self.do(c.CreateTournament, title="Cup", rules=Rules(**{"capacity": 1024, **rules}))
        for kind in (c.OpenRegistration, c.OpenCheckIn):
            await self.do(kind)
        if bound:
            await self.bind()
        return self

    async def bind(self):
        await self.do(c.BindRows, source=RowSource("gsheet", f"{self.book.id}/0"))

    async def sign_up(self, number, *, typed_name=None, key=None):
        return await self.do(c.SignUp, links=(link(number),), typed_name=typed_name or name(number), key=key)

    async def person(self, number):
        return await self.app.desk.find_person(CUP, link(number))

    async def check_in(self, number, *, key=None):
        return await self.do(c.CheckIn, person=await self.person(number), key=key)

    async def drop(self, number):
        return await self.do(c.Drop, person=await self.person(number))

    @asynccontextmanager
    async def paused(self):
        """Nothing is written meanwhile, as between two visits to the sheet."""
        await self.do(c.Pause)
        yield
        await self.do(c.Resume)

    async def state(self):
        return await self.app.desk.state(CUP)

    async def players(self):
        """Account to what their row must say of them: name, plays, is here."""
        said = {}
        for entrant in sorted((await self.state()).entrants.values(), key=lambda one: one.order):
            plays = entrant.status in IN_LINE
            for member in entrant.members:
                said[_account_of(member)] = (member.typed_name, plays, plays and member.checked_in)
        return said

    def rows(self):
        """The rows of the sheet, as header to what it shows; without blank ones."""
        with self.service.lock:
            values = self.book.values()
        header, *rows = values
        named = [dict(zip(header, [*row, *[None] * len(header)], strict=False)) for row in rows]
        return [row for row in named if row.get("Discord") or row.get("Riot ID")]

    def sheet(self):
        """Account to what its row says; two rows of one account fail."""
        said = {}
        for one in self.rows():
            assert one["Discord"] not in said, f"{one['Discord']} stands there twice"
            said[one["Discord"]] = (
                one["Riot ID"],
                bool(truth(one["Registered"] or "")),
                bool(truth(one["Check-in"] or "")),
            )
        return said

    def cell(self, number, header):
        """What the row of a player says."""
        return next(row[header] for row in self.rows() if row["Discord"] == account(number))

    def place(self, number, header):
        """Where that cell is now, as people name it: `B2`."""
        with self.service.lock:
            values = self.book.values()
            line = next(at for at, cells in enumerate(values, start=1) if account(number) in cells)
            return f"{chr(ord('A') + values[0].index(header))}{line}"

    async def agree(self, *, within_s=PATIENCE_S):
        """Wait until the sheet says what the tournament says."""
        await wait_for(self._agrees, within_s, lambda: self._difference)

    async def _agrees(self):
        twice = {who for who, rows in Counter(one["Discord"] for one in self.rows()).items() if rows > 1}
        if twice:  # a row that missed its place may stand there until the next request
            self._difference = f"these stand there twice: {twice}"
            return False
        here, there = await self.players(), self.sheet()
        missing = {who: said for who, said in here.items() if said[1] and there.get(who) != said}
        extra = {who: said for who, said in there.items() if here.get(who, (None, False, False))[1:] != said[1:]}
        self._difference = f"tournament {missing}, sheet {extra}"
        return not missing and not extra

    async def quiet(self, *, for_s=0.5, within_s=PATIENCE_S):
        """Wait until no call was made for so long, and no follower has anything left to do that would make one."""
        ends_at = time.monotonic() + within_s
        seen, since = self.service.count(), time.monotonic()
        while time.monotonic() - since < for_s or await self.app.runner.behind():
            assert time.monotonic() < ends_at, "calls did not end"
            await asyncio.sleep(_LOOK_EVERY_S)
            if self.service.count() != seen:
                seen, since = self.service.count(), time.monotonic()

    async def trouble(self):
        return await self.app.mirror.trouble(CUP)

    async def entries(self):
        return await self.app.mirror.conflicts(CUP)

    def calls(self):
        """Reads and writes so far."""
        return self.service.count("reads"), self.service.count("writes")


async def wait_for(true, within_s=PATIENCE_S, why=lambda: "it did not come to it"):
    """Wait until something is so."""
    ends_at = time.monotonic() + within_s
    while not await true():
        assert time.monotonic() < ends_at, why()
        await asyncio.sleep(_LOOK_EVERY_S)


@asynccontextmanager
async def open_cup(service, directory, book, *, bound=True, rules=None, **settings) -> AsyncIterator[Cup]:
    """A host with a new tournament that is bound to this sheet."""
    async with open_host(settings_for(service, directory, **settings)) as app:
        yield await Cup(app, service, book).begin(bound=bound, **(rules or {}))


def _account_of(member):
    return next(link.value for link in reversed(member.links) if link.kind is LinkKind.DISCORD_ID)
