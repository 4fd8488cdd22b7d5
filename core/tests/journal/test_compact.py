"""
What serves nobody any more goes; what happened stays.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from tiltyard.cli.main import main
from tiltyard.clock import SystemClock
from tiltyard.journal import Cause, EventDraft, Journal, Snapshot
from tiltyard.journal.compact import compact, needless
from tiltyard.models import Actor

CAUSE = Cause(datetime(2026, 12, 5, 18, 0, tzinfo=UTC), Actor("staff", "s1", "Sam"), "c1", None)


@pytest.fixture
async def journal(journal_url):
    journal = await Journal.open(journal_url, SystemClock())
    for stream in ("old", "new"):
        await journal.append(stream, 0, [EventDraft("A", 1, {}, None)], CAUSE, key="k", answer={"seq": 1})
        await journal.keep_snapshot(stream, "mark", Snapshot(1, {}))
        for follower in ("verifier", "on_event:gone"):
            await journal.advance(follower, stream, 1)
    yield journal
    await journal.close()


async def test_answers_and_places_of_the_gone_go_and_events_stay(journal):
    which = {"archived": ["old"], "gone": ["on_event:gone"]}
    goes = {"answers": 1, "cursors": 1, "snapshots": 1}
    assert await journal.look(lambda connection: needless(connection, **which)) == goes
    assert await journal.answer("old", "k")

    assert await journal.change(lambda connection: compact(connection, **which)) == goes

    assert await journal.answer("old", "k") is None
    assert await journal.answer("new", "k")
    assert set(await journal.cursors("on_event:gone")) == {"new"}
    assert set(await journal.cursors("verifier")) == {"old", "new"}
    assert await journal.snapshot("old", "mark") is None
    assert await journal.snapshot("new", "mark")
    assert len(await journal.read("old")) == 1


@pytest.mark.parametrize("database", ["sqlite"])
async def test_space_is_given_back(journal):
    await journal.store("plugin:a").put("k", "x" * 1_000_000)
    await journal.store("plugin:a").delete("k")

    space = await journal.give_back()

    assert space.clean
    assert space.freed > 900_000


def test_only_what_is_archived_is_touched(tmp_path):
    table = tmp_path / "players.csv"
    table.write_text("discord,ign\nann,Ann#EUW\n", "utf-8")

    def run(*words):
        done = CliRunner().invoke(main, ["--data-dir", str(tmp_path / "data"), *words])
        assert done.exit_code == 0, done.output
        return done.stdout

    def compacted(*words):
        document = json.loads(run("journal", "compact", "--json", *words))
        return document["archived"], document["rows"]["answers"]

    for name in ("old-cup", "new-cup"):
        run("tournament", "create", name)
        run("import", str(table), "--column", "ign=ign", "--tournament", name)
    assert compacted() == (0, 0)

    run("tournament", "archive", "--tournament", "old-cup")

    assert "1 archived tournaments: 1 answers would go." in run("journal", "compact", "--dry-run")
    assert compacted() == (1, 1)
    assert compacted() == (1, 0)
    run("tournament", "archive", "--tournament", "new-cup")
    assert compacted() == (2, 1)
    run("tournament", "unarchive", "--tournament", "new-cup")
    assert compacted("--dry-run") == (1, 0)
    assert json.loads(run("journal", "verify", "--json"))["sound"]
