"""
While a tournament is paused or archived, or its guild is frozen, nothing outside changes; afterwards it catches up.
"""

from __future__ import annotations

import csv
import time
from datetime import timedelta
from typing import ClassVar

import pytest

from tiltyard import hookimpl
from tiltyard.clock import SystemClock
from tiltyard.desk.follower import Progress, Runner
from tiltyard.models import Link, LinkKind, Mode, RowSource
from tiltyard.rows.plugin import CsvPlugin
from tiltyard.tournament import commands as c
from tiltyard.tournament.guild import BlockPlayer, FreezeGuild, ThawGuild

from .conftest import CUP, STAFF, Columns, Names


class Shifted(SystemClock):
    """The machine's clock, some time later."""

    later = timedelta()

    def now(self):
        return super().now() + self.later


@pytest.fixture
def listener():
    class Listener:
        told: ClassVar[list] = []

        @hookimpl
        async def on_event(self, event):
            self.told.append(event.type)

    return Listener


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "players.csv"
    path.write_text("discord,ign\nann,Ann#1\nbob,Bob#1\n")
    return path


@pytest.fixture
def clock():
    return Shifted()


@pytest.fixture
async def bound(open_bench, listener, path, clock):
    """Ann and Bob are signed up by their rows, and a plugin hears of it."""
    async with open_bench(Names, Columns, CsvPlugin, listener, clock=clock) as bench:
        await bench.create()
        await bench.do(c.BindRows, source=RowSource("csv", str(path)))
        await bench.drain()
        listener.told.clear()
        yield bench


def statuses(path):
    return [row["Tiltyard status"] for row in csv.DictReader(path.read_text().splitlines())]


async def drop_ann(bench):
    ann = next(iter((await bench.state()).entrants.values()))
    await bench.do(c.Drop, person=ann.person)
    assert await bench.drain() == []


async def test_while_it_is_paused_nothing_is_written_read_or_told(bound, path, listener):
    await bound.do(c.Pause)
    path.write_text(path.read_text() + "cleo,Cleo#1\n")
    before = path.read_bytes()

    await drop_ann(bound)

    assert path.read_bytes() == before
    assert len((await bound.state()).entrants) == 2
    assert listener.told == []


async def test_afterwards_everything_catches_up_in_order(bound, path, listener):
    await bound.do(c.Pause)
    await drop_ann(bound)
    path.write_text(path.read_text() + "cleo,Cleo#1\n")

    await bound.do(c.Resume)
    assert await bound.drain() == []

    assert statuses(path) == ["dropped", "registered", "registered"]
    assert listener.told[:4] == ["OutsidePaused", "PlayerDropped", "OutsideResumed", "SignUpReceived"]


async def test_what_waited_for_more_than_an_hour_is_not_told_and_that_is_foretold(bound, listener, clock):
    await bound.do(c.Pause)
    await drop_ann(bound)
    clock.later = timedelta(hours=2)
    (notices,) = bound.app.notices
    waiting = await notices.outlook(CUP)

    await bound.do(c.Resume)
    await bound.drain()

    assert (len(waiting.told), waiting.expired) == (0, 2)
    assert listener.told == ["OutsideResumed"]


async def test_what_waits_at_a_table_is_foretold(bound, path):
    await bound.do(c.Pause)
    await drop_ann(bound)
    text = path.read_text().replace("bob,Bob#1,registered,FALSE", "bob,Bob#1,registered,TRUE")
    path.write_text(text + "cleo,Cleo#1,,,\n")

    outlook = await bound.app.mirror.outlook(CUP)

    assert outlook.edits == ((4, "new"),)
    assert [(one.row_number, here) for one, here in outlook.ticks] == [(3, True)]
    assert [(one.base, one.value) for one in outlook.cells] == [("registered", "dropped")]
    assert path.read_text() == text + "cleo,Cleo#1,,,\n"


async def test_an_archived_one_leaves_its_table_alone(bound, path, listener):
    await bound.do(c.Archive)
    path.write_text(path.read_text() + "cleo,Cleo#1\n")
    before = path.read_bytes()

    assert await bound.drain() == []

    assert (path.read_bytes(), listener.told) == (before, [])
    assert await bound.app.mirror.act(CUP) == Progress()


async def test_a_frozen_guild_holds_all_of_its_tournaments_until_it_is_thawed(bound, path):
    await bound.desk.handle_guild(FreezeGuild(scope="local", actor=STAFF))
    path.write_text(path.read_text() + "cleo,Cleo#1\n")
    before = path.read_bytes()
    assert await bound.drain() == []
    assert path.read_bytes() == before

    await bound.desk.handle_guild(ThawGuild(scope="local", actor=STAFF))
    await bound.app.mirror.act(CUP)

    assert len((await bound.state()).entrants) == 3


async def test_a_host_rests_while_it_has_nothing_to_do_for_a_paused_one(bound):
    await bound.do(c.Pause)
    await bound.drain()
    runner, (mirror,) = bound.app.runner, [bound.app.mirror]

    await runner._round(mirror)

    assert runner._rest_s(mirror) > 0.5


async def test_a_cell_for_staff_is_said_and_not_waited_for(bound, path):
    path.write_text(path.read_text().replace("Ann#1,registered", "Ann#1,my friend"))
    bob = list((await bound.state()).entrants.values())[1]
    began = time.monotonic()

    await bound.do(c.Drop, person=bob.person)
    left = await bound.drain(30)

    assert time.monotonic() - began < 5
    assert [words for words in left if "typed over" in words]


async def test_the_row_of_an_erased_person_is_refused_in_its_row(bound, path):
    ann = next(iter((await bound.state()).entrants.values()))
    await bound.do(c.ErasePerson, person=ann.person, pseudonym="Player 1")

    await bound.drain()

    row = next(iter(csv.DictReader(path.read_text().splitlines())))
    assert row["Tiltyard status"] == "refused"
    assert "asked to be erased" in row["Tiltyard note"]


async def test_the_row_of_a_blocked_account_is_refused_in_its_row(bound, path):
    account = "123456789012345678"
    link = Link(LinkKind.DISCORD_ID, account, "staff")
    await bound.desk.handle_guild(BlockPlayer(scope="local", actor=STAFF, link=link, reason="rude"))
    path.write_text(path.read_text() + f"{account},Cleo#1\n")

    await bound.app.mirror.act(CUP)

    row = list(csv.DictReader(path.read_text().splitlines()))[2]
    assert row["Tiltyard status"] == "refused"
    assert "do not let this account play" in row["Tiltyard note"]


async def test_how_far_followers_are_behind_counts_what_concerns_them(bound):
    runner = bound.app.runner
    assert isinstance(runner, Runner)
    assert await runner.behind() == 0

    await bound.do(c.OpenCheckIn)

    assert await runner.behind() == 4  # the ticker, the verifier, the mirror and the plugin


async def test_rows_that_name_one_team_make_one_and_each_member_keeps_a_row(open_bench, tmp_path):
    path = tmp_path / "teams.csv"
    path.write_text("discord,ign,team\nann,Ann#1,Geese\nbob,Bob#1,geese\ncleo,Cleo#1,Gee-se\ndan,Dan#1,\n")
    async with open_bench(Names, Columns, CsvPlugin) as bench:
        await bench.create(mode=Mode.DOUBLE_UP, capacity=4)
        await bench.do(c.BindRows, source=RowSource("csv", str(path)))
        await bench.drain()
        await bench.app.mirror.act(CUP)
        state = await bench.state()

    assert [(one.team, len(one.members)) for one in state.entrants.values()] == [("Geese", 2), (None, 1)]
    assert statuses(path) == ["registered", "registered", "refused", "registered"]
    notes = [row["Tiltyard note"] for row in csv.DictReader(path.read_text().splitlines())]
    assert "very much like the name of another team" in notes[2]
