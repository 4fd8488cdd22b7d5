"""
After a restore nothing is done outside until somebody has looked; whoever was erased since is erased again.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tiltyard import hookimpl
from tiltyard.desk import held
from tiltyard.desk.tombstones import MERGE
from tiltyard.journal.backup import back_up
from tiltyard.journal.reading import reading
from tiltyard.journal.restore import HELD, NAMESPACE, restore
from tiltyard.models import Actor, RowSource
from tiltyard.tournament import commands as c

NOW = datetime(2026, 12, 5, 18, 0, tzinfo=UTC)
ME = Actor("cli", "op", "op")
TOLD = []


class Crier:
    @hookimpl
    async def on_event(self, event):
        TOLD.append(event.type)


@pytest.fixture(autouse=True)
def told():
    TOLD.clear()
    return TOLD


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "players.csv"
    path.write_text("discord,ign\nann,Ann#1\nbob,Bob#1\n")
    return path


async def hold(bench):
    await bench.app.journal.store(NAMESPACE).put(HELD, {"since": NOW.isoformat(), "file": "b.jsonl"})


async def let_go(bench):
    await held.release(bench.app.journal, bench.app.mirror, await bench.desk.tournaments())


async def test_tables_and_plugins_are_left_alone_until_it_is_let_go(open_crier_bench, table, told):
    async with open_crier_bench(Crier) as bench:
        await hold(bench)
        await bench.create()
        await bench.do(c.BindRows, source=RowSource("csv", str(table)))
        before = table.read_text()

        left = await bench.drain()

        assert table.read_text() == before
        assert told == []
        assert [words.partition(" ")[0] for words in left] == ["on_event:crier", "rows"]
        assert all("restore --effects" in words for words in left)
        found = await held.effects(bench.app.runner.followers, await bench.desk.tournaments())
        assert {one.to: one.count for one in found} == {f"csv:{table}": 2, "on_event:crier": 3}
        assert "2 rows would be brought" in next(one.what for one in found if one.to.startswith("csv"))
        assert table.read_text() == before

        await let_go(bench)

        assert await bench.drain() == []
        assert "registered" in table.read_text()
        assert told


async def test_the_verifier_and_the_clock_go_on(open_crier_bench):
    async with open_crier_bench(Crier) as bench:
        await hold(bench)
        await bench.create()
        await bench.sign_up("ann")
        await bench.drain()

        assert await bench.standing() == {"ann#EUW": "registered"}


async def test_once_it_is_let_go_a_table_says_what_the_journal_says(open_crier_bench, journal_url, table, tmp_path):
    async with open_crier_bench(Crier) as bench:
        await bench.create()
        await bench.do(c.BindRows, source=RowSource("csv", str(table)))
        await bench.do(c.OpenCheckIn)
        await bench.drain()
    as_backed_up = table.read_text()
    with reading(journal_url) as connection:
        back_up(connection, tmp_path / "b.jsonl", made_at=NOW)
    async with open_crier_bench(Crier) as bench:
        ann, bob = (await bench.state()).entrants.values()
        await bench.do(c.CheckIn, person=ann.person)
        await bench.do(c.Drop, person=bob.person)
        await bench.drain()
    assert "dropped" in table.read_text()
    assert "TRUE" in table.read_text()

    restore(journal_url, tmp_path / "b.jsonl", backups=tmp_path / "kept", replace=True, now=NOW, merge=MERGE)

    async with open_crier_bench(Crier) as bench:
        outside = await held.effects(bench.app.runner.followers, await bench.desk.tournaments())
        assert next(one.what for one in outside if one.to.startswith("csv")) == (
            "2 cells would be written, 2 of them say what this journal has not written"
        )
        await let_go(bench)
        assert (await bench.app.mirror.act((await bench.state()).id)).for_staff == ""
        assert table.read_text() == as_backed_up
        assert not any(one.checked_in for one in (await bench.state()).entrants.values())

        typed = as_backed_up.replace("registered", "my friend", 1)
        table.write_text(typed)
        await bench.do(c.CloseCheckIn)
        await bench.drain()
        assert table.read_text() == typed


async def test_letting_go_when_nothing_is_held_takes_no_cell_over(open_crier_bench, table):
    async with open_crier_bench(Crier) as bench:
        await bench.create()
        await bench.do(c.BindRows, source=RowSource("csv", str(table)))
        await bench.drain()
        typed = table.read_text().replace("registered", "my friend", 1)
        table.write_text(typed)

        await let_go(bench)
        await bench.do(c.OpenCheckIn)
        await bench.drain()

        assert table.read_text() == typed


async def test_whoever_was_erased_since_is_erased_again(open_crier_bench, journal_url, tmp_path):
    async with open_crier_bench(Crier) as bench:
        await bench.create()
        await bench.sign_up("ann", name="Ann#EUW")
        await bench.sign_up("bob", name="Bob#EUW")
        await bench.drain()
    with reading(journal_url) as connection:
        back_up(connection, tmp_path / "b.jsonl", made_at=NOW)
    async with open_crier_bench(Crier) as bench:
        (subject,) = await bench.app.privacy.find("Ann#EUW")
        await bench.app.privacy.erase(subject, actor=ME)

    restore(journal_url, tmp_path / "b.jsonl", backups=tmp_path / "kept", replace=True, now=NOW, merge=MERGE)

    async with open_crier_bench(Crier) as bench:
        assert len(await bench.app.privacy.find("Ann#EUW")) == 1
        assert len(await bench.app.privacy.finish(actor=ME)) == 1
        assert await bench.app.privacy.find("Ann#EUW") == []
        assert len(await bench.app.privacy.find("Bob#EUW")) == 1
        assert await bench.app.privacy.finish(actor=ME) == []
