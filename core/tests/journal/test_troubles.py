"""
A journal that cannot be opened, read or written says why, where, and what next; nothing of it is harmed.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
import tempfile
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tiltyard.clock import SystemClock
from tiltyard.errors import JournalError, JournalUnusable, SettingsError
from tiltyard.journal import Cause, EventDraft, Journal
from tiltyard.models import Actor

NOBODY = 65534
CAUSE = Cause(datetime(2026, 12, 5, 18, 0, tzinfo=UTC), Actor("staff", "s1", "Sam"), "c1", "because")
DRAFT = EventDraft("A", 1, {}, None)


async def opening(path):
    journal = await Journal.open(f"sqlite:///{path}", SystemClock())
    await journal.close()


@pytest.fixture
async def journal(tmp_path):
    journal = await Journal.open(f"sqlite:///{tmp_path}/journal.sqlite3", SystemClock())
    yield journal
    await journal.close()


@pytest.fixture
def place():
    """A directory that everybody may look into and only we may write in."""
    path = Path(tempfile.mkdtemp())
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


@contextmanager
def somebody_else():
    """Tests may run as root, whom no permission holds back."""
    if os.name != "posix" or os.geteuid() != 0:
        pytest.skip("only root can be somebody else for a moment")
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.parametrize("below", [".", "deep/down"])
async def test_a_file_in_the_way_of_the_directory_is_named(below, tmp_path):
    (tmp_path / "file").write_text("mine")

    with pytest.raises(SettingsError, match=rf"the journal cannot be kept there: {tmp_path}/file.*--data-dir"):
        await opening(tmp_path / "file" / below / "journal.sqlite3")

    assert (tmp_path / "file").read_text() == "mine"


async def test_a_directory_that_may_not_be_made_is_named(place):
    with somebody_else(), pytest.raises(SettingsError, match=rf"{place}/data: Permission denied.*--data-dir"):
        await opening(place / "data" / "journal.sqlite3")


async def test_a_directory_that_may_not_be_written_in_is_named(place):
    with somebody_else(), pytest.raises(SettingsError, match=rf"{place}/journal.sqlite3: unable to open.*--data-dir"):
        await opening(place / "journal.sqlite3")


async def test_a_journal_of_somebody_else_is_named_and_stays_as_it_was(place):
    await opening(place / "journal.sqlite3")
    before = (place / "journal.sqlite3").read_bytes()

    with somebody_else(), pytest.raises(SettingsError, match=rf"{place}/journal.sqlite3: .*--data-dir"):
        await opening(place / "journal.sqlite3")

    assert (place / "journal.sqlite3").read_bytes() == before


@pytest.mark.skipif(sys.platform != "linux", reason="a directory in which not even root can write")
async def test_a_place_where_nothing_can_be_written_is_a_matter_of_settings():
    with pytest.raises(SettingsError, match=r"cannot be kept there: /proc/journal.sqlite3"):
        await opening("/proc/journal.sqlite3")


async def test_what_cannot_be_kept_is_also_a_trouble_of_the_journal(tmp_path):
    """Who appends through the desk need only know `JournalError`."""
    assert issubclass(JournalUnusable, JournalError)


async def test_a_file_that_is_no_database_is_left_alone_and_called_what_it_is(tmp_path):
    path = tmp_path / "journal.sqlite3"
    path.write_text("dear diary " * 500)

    with pytest.raises(JournalError, match=rf"that file is not a Tiltyard journal: {path}.*another") as raised:
        await opening(path)

    assert not isinstance(raised.value, SettingsError)
    assert path.read_text() == "dear diary " * 500


@pytest.mark.parametrize(
    "theirs",
    [
        pytest.param(["CREATE TABLE bookmarks (url TEXT)"], id="no-migrations"),
        pytest.param(["CREATE TABLE alembic_version (version_num TEXT)", "CREATE TABLE users (id)"], id="their-own"),
    ],
)
async def test_a_database_of_another_program_is_left_alone_and_called_what_it_is(theirs, tmp_path):
    path = tmp_path / "journal.sqlite3"
    with closing(sqlite3.connect(path)) as database:
        for statement in theirs:
            database.execute(statement)

    with pytest.raises(JournalError, match=rf"that file is not a Tiltyard journal: {path}"):
        await opening(path)

    with closing(sqlite3.connect(path)) as database:
        assert [row[0] for row in database.execute("SELECT sql FROM sqlite_master")] == theirs


async def test_what_cannot_be_read_is_an_error_of_the_journal(journal, tmp_path):
    with closing(sqlite3.connect(tmp_path / "journal.sqlite3")) as database:
        database.execute("DROP TABLE events")

    with pytest.raises(JournalError, match=rf"could not be read: {tmp_path}/journal.sqlite3: no such table"):
        await journal.read("s")


async def test_what_cannot_be_written_is_an_error_of_the_journal_and_fails_alone(journal, tmp_path):
    with pytest.raises(JournalError, match=r"could not be written.*NOT NULL"):
        await journal.store("plugin:a").put("k", None)

    assert await journal.append("s", 0, [DRAFT], CAUSE)


async def test_a_journal_that_another_process_holds_is_said_to_be_so(journal, tmp_path, monkeypatch):
    monkeypatch.setattr("tiltyard.journal.on_sqlite.BUSY_TIMEOUT_S", 0.1)
    with closing(sqlite3.connect(tmp_path / "journal.sqlite3")) as other:
        other.execute("BEGIN IMMEDIATE")

        with pytest.raises(JournalError, match=r"another process is writing.*Try again"):
            await opening(tmp_path / "journal.sqlite3")


async def test_a_full_disk_is_said_to_be_full(journal, tmp_path):
    def fill(connection):
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")

    await journal._writer.run(fill)

    with pytest.raises(JournalError, match=r"disk is full.*Free some space"):
        await journal.append("s", 0, [EventDraft("A", 1, {"text": "x" * 100_000}, None)], CAUSE)
