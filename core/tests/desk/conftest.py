"""
An open app with plugins that are handed in, on a journal of its own.
"""

from __future__ import annotations

import itertools
from contextlib import asynccontextmanager

import pytest

from tiltyard import hookimpl
from tiltyard.app import open_app
from tiltyard.host import FoundPlugin
from tiltyard.models import Actor, Evidence, Finding, Link, LinkKind, Rules, Verdict
from tiltyard.rows.plugin import CsvPlugin
from tiltyard.settings import JournalSettings, Settings
from tiltyard.tournament import commands as c
from tiltyard.tournament.text import tournament_id

CUP = tournament_id("local", "cup")
STAFF = Actor("cli", "s1", "Sam")


class Names:
    """Verifies Name#TAG, rejects the rest."""

    @hookimpl
    async def verify_player(self, claim):
        if "#" not in claim.typed_name:
            return [Finding("no_tag", Verdict.REJECTED, Evidence.SHAPE, reason="No tag.", next_step="Add it.")]
        keys = {"name": claim.typed_name.casefold()}
        return [Finding("fine", Verdict.VERIFIED, Evidence.SHAPE, keys=keys, canonical=claim.typed_name)]


class Columns:
    """Takes the header words themselves for roles."""

    @hookimpl
    async def detect_columns(self, table):
        from tiltyard.models import ColumnGuess, Role

        return [
            ColumnGuess(index, Role(str(cell)), 0.9, "it says so")
            for index, cell in enumerate(table.cells[0])
            if str(cell) in list(Role)
        ]


class Bench:
    """An app, and the words tests use for it."""

    def __init__(self, app):
        self.app = app
        self.desk = app.desk

    async def create(self, **rules):
        rules = Rules(**{"capacity": 2, **rules})
        await self.do(c.CreateTournament, title="Cup", rules=rules)
        await self.do(c.OpenRegistration)
        return self

    async def do(self, kind, *, wait_s=0.0, **fields):
        return await self.desk.handle(kind(tournament=CUP, actor=STAFF, **fields), wait_s=wait_s)

    async def sign_up(self, who, *, name=None, key=None, wait_s=0.0):
        link = Link(LinkKind.DISCORD_HANDLE, who, "typed")
        return await self.do(c.SignUp, links=(link,), typed_name=name or f"{who}#EUW", key=key, wait_s=wait_s)

    async def drain(self, within_s=5.0):
        return await self.app.runner.drain(within_s)

    async def state(self):
        return await self.desk.state(CUP)

    async def standing(self):
        return {one.members[0].typed_name: one.status.value for one in (await self.state()).entrants.values()}


@pytest.fixture
def open_bench(tmp_path, journal_url):
    @asynccontextmanager
    async def open_bench(*plugins, clock=None, ids=None):
        found = [FoundPlugin(kind.__name__.lower(), lambda kind=kind: kind) for kind in plugins or (Names,)]
        numbers = itertools.count(1)
        new_id = ids or (lambda: f"id{next(numbers)}-{id(numbers)}")
        settings = Settings(data_dir=tmp_path, journal=JournalSettings(url=journal_url))
        async with open_app(settings, plugins=found, clock=clock, new_id=new_id) as app:
            yield Bench(app)

    return open_bench


@pytest.fixture
def open_sheet_bench(open_bench):
    return lambda: open_bench(Names, Columns, CsvPlugin)


@pytest.fixture
def open_crier_bench(open_bench):
    """A sheet bench with one more plugin, which is told of events."""
    return lambda crier: open_bench(Names, Columns, CsvPlugin, crier)
