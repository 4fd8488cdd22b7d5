"""
What the journal promises: gap-free streams, answers once, leases one at a time, nothing lost.
"""

from __future__ import annotations

import asyncio
import os
import stat
import sys
from datetime import UTC, datetime, timedelta

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from tiltyard.errors import JournalTooNew, SeqConflict, SettingsError
from tiltyard.journal import Cause, Cursor, EventDraft, Journal
from tiltyard.journal.schema import metadata
from tiltyard.journal.upgrade import HEAD_REVISION, KNOWN_REVISIONS
from tiltyard.models import Actor

NOW = datetime(2026, 12, 5, 18, 0, 0, 123456, tzinfo=UTC)
CAUSE = Cause(NOW, Actor("staff", "s1", "Sam"), "c1", "because")


class Clock:
    def __init__(self):
        self.moment = NOW

    def now(self):
        return self.moment

    def monotonic(self):
        return self.moment.timestamp()

    async def sleep(self, seconds):
        self.moment += timedelta(seconds=seconds)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
async def journal(journal_url, clock):
    journal = await Journal.open(journal_url, clock)
    yield journal
    await journal.close()


def drafts(*names):
    return [EventDraft(name, 1, {"n": 1}, {"name": "Ünï"}) for name in names]


async def test_an_event_comes_back_as_it_was_written(journal):
    written = await journal.append("s", 0, drafts("A", "B"), CAUSE)

    assert await journal.read("s") == written
    assert [record.seq for record in written] == [1, 2]
    assert written[0].actor.display == "Sam"
    assert written[0].at == NOW


async def test_whoever_appends_second_decides_again(journal):
    await journal.append("s", 0, drafts("A"), CAUSE)

    with pytest.raises(SeqConflict):
        await journal.append("s", 0, drafts("B"), CAUSE)
    assert [record.type for record in await journal.read("s")] == ["A"]


async def test_of_many_at_once_exactly_one_gets_each_place(journal):
    async def one(number):
        try:
            await journal.append("s", 0, drafts(f"A{number}"), CAUSE)
        except SeqConflict:
            return 0
        return 1

    assert sum(await asyncio.gather(*(one(number) for number in range(20)))) == 1


async def test_what_postgresql_has_no_text_for_comes_back_too(journal):
    strange = EventDraft("A", 1, {"order": {"b": 1, "a": 2}}, {"name": "nul\0 \u202e \U0001f600 \\u0000"})

    (written,) = await journal.append("s", 0, [strange], CAUSE)
    (read,) = await journal.read("s")

    assert read == written
    assert list(read.facts["order"]) == ["b", "a"]


async def test_what_was_appended_before_the_answer_was_lost_is_not_appended_again(journal):
    first = await journal.append("s", 0, drafts("A", "B"), CAUSE, key="press-1", answer={"seq": 2})

    again = await journal.append("s", 0, drafts("A", "B"), CAUSE, key="press-1", answer={"seq": 2})

    assert again == first == await journal.read("s")


async def test_an_answer_without_events_may_be_given_again_too(journal):
    await journal.append("s", 0, drafts("A"), CAUSE)

    given = [await journal.append("s", 1, [], CAUSE, key="press-1", answer={"seq": 1}) for _ in range(2)]

    assert given == [[], []]
    assert (await journal.answer("s", "press-1")).answer == {"seq": 1}


async def test_two_processes_share_streams_without_gaps(journal_url, clock, journal):
    other = await Journal.open(journal_url, clock)

    async def append(through, number):
        while True:
            head = len(await through.read("s"))
            try:
                return await through.append("s", head, drafts(f"A{number}"), CAUSE)
            except SeqConflict:
                continue

    await asyncio.gather(*(append((journal, other)[number % 2], number) for number in range(30)))

    assert [record.seq for record in await journal.read("s")] == list(range(1, 31))
    await other.close()


async def test_an_occasion_is_answered_once(journal):
    await journal.append("s", 0, drafts("A"), CAUSE, key="press-1", answer={"seq": 1})

    with pytest.raises(SeqConflict, match="answered meanwhile"):
        await journal.append("s", 1, drafts("B"), CAUSE, key="press-1", answer={"seq": 2})
    assert (await journal.answer("s", "press-1")).answer == {"seq": 1}
    assert len(await journal.read("s")) == 1


async def test_a_lease_is_held_by_one_until_it_ends_or_is_given_up(journal, clock):
    assert await journal.take_lease("verifier", "a", 0.3)
    assert not await journal.take_lease("verifier", "b", 0.3)
    assert await journal.take_lease("verifier", "a", 0.3)

    await clock.sleep(0.3)
    await asyncio.sleep(0.3)  # PostgreSQL goes by its own clock
    assert await journal.take_lease("verifier", "b", 5)

    await journal.give_up_lease("verifier", "b")
    assert await journal.take_lease("verifier", "a", 5)


async def test_cursors_are_per_follower_and_stream_and_never_go_back(journal, clock):
    await journal.advance("verifier", "s", 3)
    await journal.advance("verifier", "s", 4)

    await journal.advance("verifier", "s", 2, clock.now())

    assert (await journal.cursor("verifier", "s"), await journal.cursor("rows", "s")) == (4, 0)
    assert await journal.cursors("verifier") == {"s": Cursor(4, clock.now())}


async def test_a_follower_that_was_forgotten_is_new(journal):
    await journal.advance("on_event:gone", "s", 3)
    await journal.advance("verifier", "s", 3)
    assert await journal.followers() == ["on_event:gone", "verifier"]

    await journal.forget_follower("on_event:gone")

    assert await journal.followers() == ["verifier"]


async def test_a_change_of_a_stored_value_is_made_by_one_process_at_a_time(journal):
    store = journal.store("host")

    await asyncio.gather(*(store.change("count", lambda count: (count or 0) + 1) for _ in range(50)))

    assert await store.get("count") == 50


async def test_a_change_is_told_the_time_that_all_share_who_change_the_same(journal_url, clock, database):
    ahead = Clock()
    await ahead.sleep(3600)
    told = []

    def change(value, now_s):
        told.append(now_s)
        return (value or 0) + 1

    for one in (clock, ahead, clock):
        journal = await Journal.open(journal_url, one)
        assert await journal.store("plugin:a").change_at("k", change) == len(told)
        await journal.close()

    if database == "postgresql":
        assert told == sorted(told)
        assert told[-1] - told[0] < 60
    else:
        assert told == [NOW.timestamp(), NOW.timestamp() + 3600, NOW.timestamp()]


async def test_a_namespace_is_forgotten_whole(journal):
    mine, other = journal.store("plugin:a"), journal.store("plugin:b")
    await mine.put("k", 1)
    await other.put("k", 2)

    await journal.forget_store("plugin:a")

    assert (await mine.get("k"), await other.get("k")) == (None, 2)


async def test_stored_values_are_apart_and_end_in_time(journal, clock):
    mine, other = journal.store("plugin:a"), journal.store("plugin:b")
    await mine.put("k", {"deep": [1, None]})
    await mine.put("short", 1, ttl_s=10)

    assert (await mine.get("k"), await other.get("k"), await mine.get("short")) == ({"deep": [1, None]}, None, 1)
    await clock.sleep(10)
    assert await mine.get("short") is None
    await mine.delete("k")
    assert await mine.get("k") is None


async def test_news_from_another_process_wakes_a_waiter(journal_url, clock, journal):
    other = await Journal.open(journal_url, clock)
    waiting = asyncio.create_task(journal.news.wait(journal.news.count, 10))
    await other.append("s", 0, drafts("A"), CAUSE)

    assert await waiting > 0
    await other.close()


async def test_seals_are_the_journals_own_and_survive_reopening(journal_url, journal_urls, clock):
    first = await Journal.open(journal_url, clock)
    sealed = first.seal("discord_handle", "ann")
    await first.close()
    again = await Journal.open(journal_url, clock)
    stranger = await Journal.open(journal_urls(), clock)

    assert again.seal("discord_handle", "ann") == sealed
    assert again.seal("discord_id", "ann") != sealed
    assert stranger.seal("discord_handle", "ann") != sealed
    await again.close()
    await stranger.close()


async def test_a_journal_of_a_newer_release_is_left_alone(journal_url, clock):
    newer = await Journal.open(journal_url, clock)
    await newer._writer.run(
        lambda connection: connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'").close()
    )
    await newer.close()

    with pytest.raises(JournalTooNew, match=r"9999.*Upgrade Tiltyard"):
        await Journal.open(journal_url, clock)


@pytest.mark.parametrize(("wrong", "words"), [("nonsense", "no database URL"), ("mysql://x", "PostgreSQL")])
async def test_a_url_that_this_release_cannot_use_is_named(wrong, words, clock):
    with pytest.raises(SettingsError, match=words):
        await Journal.open(wrong, clock)


async def test_migrations_end_where_the_schema_stands(journal):
    differences = await journal._read(
        lambda connection: compare_metadata(MigrationContext.configure(connection), metadata)
    )

    assert differences == []


def test_the_known_revisions_are_the_scripts():
    from importlib import resources

    scripts = ScriptDirectory(str(resources.files("tiltyard.journal") / "migrations"))

    assert scripts.get_heads() == [HEAD_REVISION]
    assert {script.revision for script in scripts.walk_revisions()} == set(KNOWN_REVISIONS)


@pytest.mark.parametrize("database", ["sqlite"])
async def test_an_sqlite_journal_is_durable_by_its_settings(journal):
    mode = await journal._read(lambda connection: connection.exec_driver_sql("PRAGMA journal_mode").scalar())
    sync = await journal._read(lambda connection: connection.exec_driver_sql("PRAGMA synchronous").scalar())

    assert (mode, sync) == ("wal", 2)


@pytest.fixture
def generous_umask():
    before = os.umask(0)
    yield
    os.umask(before)


def modes(*paths):
    return [stat.S_IMODE(path.stat().st_mode) for path in paths]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights otherwise")
async def test_only_its_owner_can_read_a_new_journal(tmp_path, clock, generous_umask):
    data_dir = tmp_path / "data"
    journal = await Journal.open(f"sqlite:///{data_dir}/journal.sqlite3", clock)
    await journal.append("s", 0, drafts("A"), CAUSE)
    files = sorted(one.name for one in data_dir.iterdir())

    assert files == ["journal.sqlite3", "journal.sqlite3-shm", "journal.sqlite3-wal"]
    assert modes(data_dir, *data_dir.iterdir()) == [0o700, 0o600, 0o600, 0o600]
    await journal.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights otherwise")
async def test_what_its_owner_opened_to_others_stays_open(tmp_path, clock):
    file = tmp_path / "journal.sqlite3"
    tmp_path.chmod(0o750)
    file.touch()
    file.chmod(0o640)

    await (await Journal.open(f"sqlite:///{file}", clock)).close()

    assert modes(tmp_path, file) == [0o750, 0o640]
