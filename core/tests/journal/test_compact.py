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
from tiltyard.desk import archive
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


def test_only_what_is_archived_is_touched(tmp_path, monkeypatch):
    def run(*words):
        return CliRunner().invoke(main, ["--data-dir", str(tmp_path), "--safe-mode", *words])

    for name in ("Old Cup", "New Cup"):
        run("tournament", "create", name)
    monkeypatch.setattr(archive, "is_archived", lambda state: state.slug == "old-cup")

    shown, done = run("journal", "compact", "--dry-run"), run("journal", "compact", "--json")

    assert "1 archived tournaments: nothing would go" in shown.stdout
    document = json.loads(done.stdout)
    assert (document["archived"], document["bytes"]["clean"]) == (1, True)
    assert json.loads(run("journal", "verify", "--json").stdout)["sound"]
