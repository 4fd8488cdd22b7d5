"""
What is told of tables, without an event that says when to look.
"""

from __future__ import annotations

import pytest

from tiltyard.app import open_app
from tiltyard.desk.tables import Trouble, TroubleKind
from tiltyard.models import RowSource, Rules, TournamentId
from tiltyard.settings import Settings
from tiltyard.testing import FakeClock
from tiltyard.tournament import commands as c
from tiltyard_dashboard.api.tables import Tables

from .conftest import STAFF

CUP = TournamentId("local/cup")
SHEET = RowSource("gsheet", "an-id/0")


class Desk:
    """One tournament, its table, and who looks at it."""

    def __init__(self, app, clock):
        self.app, self.clock = app, clock
        self.tables = Tables(app.desk, app.mirror, clock)

    async def do(self, command, **fields):
        await self.app.desk.handle(command(tournament=CUP, actor=STAFF, **fields))

    async def look(self):
        state = await self.app.desk.state(CUP)
        return await self.tables.look({CUP: state.seq})

    async def get_into_trouble(self):
        trouble = Trouble(self.clock.now(), "it says nothing", TroubleKind.AWAY)
        await self.app.tables.note_trouble(CUP, SHEET, trouble)


@pytest.fixture
async def desk(tmp_path):
    clock = FakeClock()
    async with open_app(Settings(data_dir=tmp_path), plugins=[], clock=clock) as app:
        desk = Desk(app, clock)
        await desk.do(c.CreateTournament, title="Cup", rules=Rules(2))
        yield desk


async def test_a_tournament_without_a_table_has_none_to_tell_of(desk):
    assert await desk.look() == set()
    assert desk.tables.of(CUP) is None


async def test_a_table_is_there_as_soon_as_it_is_bound_and_gone_when_the_tournament_is_archived(desk):
    await desk.look()
    await desk.do(c.BindRows, source=SHEET)
    assert await desk.look() == {CUP}
    assert desk.tables.of(CUP)["source"] == "gsheet"

    await desk.do(c.Archive)
    assert await desk.look() == {CUP}
    assert desk.tables.of(CUP) is None


async def test_trouble_is_seen_without_an_event(desk):
    await desk.do(c.BindRows, source=SHEET)
    await desk.look()
    await desk.get_into_trouble()
    at_once = await desk.look()
    await desk.clock.advance(2)
    later = await desk.look()
    await desk.clock.advance(2)
    again = await desk.look()

    assert (at_once, later, again) == (set(), {CUP}, set())
    assert desk.tables.of(CUP)["trouble"]["why"] == "away"
    assert desk.tables.of(CUP)["behind"]["changes"] == 2


async def test_a_table_that_nobody_writes_is_told_to_be_behind_after_a_minute(desk):
    await desk.do(c.BindRows, source=SHEET)
    await desk.look()
    before = desk.tables.of(CUP)["behind"]
    await desk.clock.advance(60)
    await desk.look()

    assert before is None
    assert desk.tables.of(CUP)["behind"]["changes"] == 2
