"""
A backup is the whole journal, and a restored journal is the backup, or the journal stays what it was.
"""

from __future__ import annotations

import asyncio
import errno
import json
import os
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from tiltyard.cli.main import main
from tiltyard.clock import SystemClock
from tiltyard.errors import BadInput, JournalError, JournalTooNew
from tiltyard.journal import Cause, EventDraft, Journal
from tiltyard.journal.backup import KEPT, back_up, back_up_by_itself, open_backup
from tiltyard.journal.lines import write_lines
from tiltyard.journal.reading import reading
from tiltyard.journal.restore import restore
from tiltyard.journal.schema import metadata
from tiltyard.journal.upgrade import migrate
from tiltyard.models import Actor

NOW = datetime(2026, 12, 5, 18, 0, tzinfo=UTC)
CAUSE = Cause(NOW, Actor("staff", "s1", "Sam"), "c1", "because")


def drafts(*names):
    return [EventDraft(name, 1, {"n": 1}, {"name": "Ünï"}) for name in names]


async def fill(url, streams=("s",)):
    journal = await Journal.open(url, SystemClock())
    for stream in streams:
        await journal.append(stream, 0, drafts("A", "B"), CAUSE, key="k", answer={"first_seq": 1, "seq": 2})
        await journal.append(stream, 2, [EventDraft("C", 1, {}, None)], CAUSE)
        await journal.advance("verifier", stream, 2, NOW)
    await journal.store("plugin:a").put("k", {"deep": [1, "ü", None]})
    await journal.take_lease("follower:x", "me", 60)
    await journal.close()


async def one_more(url):
    journal = await Journal.open(url, SystemClock())
    await journal.append("s0", 3, drafts("D"), CAUSE)
    await journal.close()


def rows(url):
    """Everything but who leads."""
    with reading(url) as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(sa.select(table).order_by(*table.primary_key))]
            for table in metadata.sorted_tables
            if table.name != "leases"
        }


@pytest.fixture
def file(tmp_path):
    return tmp_path / "backup.jsonl"


@pytest.fixture
async def url(journal_url):
    await fill(journal_url)
    return journal_url


@pytest.fixture
def keep(url, file):
    def keep():
        with reading(url) as connection:
            return back_up(connection, file, made_at=NOW)

    return keep


@pytest.fixture
def put_back(file, tmp_path):
    def put_back(url, **more):
        return restore(url, file, backups=tmp_path / "kept", now=NOW, **{"replace": True, **more})

    return put_back


def without_hold(tables):
    return {**tables, "store": [row for row in tables["store"] if row[0] != "restore"]}


async def test_a_restored_journal_is_the_one_that_was_backed_up_with_its_key(url, keep, put_back, journal_urls):
    before = rows(url)
    made = keep()
    assert (made.written.lines["events"], made.sound) == (3, True)
    other = journal_urls()
    await (await Journal.open(other, SystemClock())).close()

    assert put_back(other).before is None

    after = rows(other)
    assert without_hold(after) == before
    assert [row[:2] for row in after["store"] if row[0] == "restore"] == [("restore", "held")]
    journals = [await Journal.open(one, SystemClock()) for one in (url, other)]
    assert len({journal.seal("name", "ann") for journal in journals}) == 1
    for journal in journals:
        await journal.close()


async def test_it_moves_from_a_file_to_a_server_and_back(url, keep, put_back, tmp_path, database):
    keep()
    other = f"sqlite:///{tmp_path}/other/journal.sqlite3"
    (tmp_path / "other").mkdir()

    put_back(other)

    assert without_hold(rows(other)) == rows(url)


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_only_its_owner_can_read_it(keep, file):
    keep()

    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_what_is_there_is_not_replaced_unless_that_was_asked_for(url, keep, put_back):
    keep()

    with pytest.raises(BadInput, match=r"there is a journal already.*--replace"):
        put_back(url, replace=False)


async def test_what_was_replaced_is_kept_first(url, keep, put_back, tmp_path):
    keep()
    journal = await Journal.open(url, SystemClock())
    await journal.append("later", 0, drafts("A"), CAUSE)
    await journal.close()
    later = rows(url)

    done = put_back(url)

    assert [stream for stream, *_ in rows(url)["streams"]] == ["s"]
    assert done.before.path.parent == tmp_path / "kept"
    restore(url, done.before.path, backups=tmp_path / "kept", now=NOW, replace=True)
    assert without_hold(rows(url)) == later


async def test_nobody_else_may_have_it_open(url, keep, put_back):
    keep()
    journal = await Journal.open(url, SystemClock())
    await journal.read("s")
    try:
        with pytest.raises(JournalError, match=r"another Tiltyard process has the journal open.*Stop it"):
            put_back(url)
    finally:
        await journal.close()


async def test_it_is_made_while_a_host_writes(url, keep):
    journal = await Journal.open(url, SystemClock())
    try:
        await journal.append("s", 3, drafts("D"), CAUSE)
        assert keep().written.lines["events"] == 4
        await journal.append("s", 4, drafts("E"), CAUSE)
    finally:
        await journal.close()


@pytest.mark.parametrize("cut", [1, 3])
def test_a_backup_that_is_not_whole_changes_nothing(url, keep, put_back, file, cut):
    keep()
    before = rows(url)
    file.write_text("".join(file.read_text("utf-8").splitlines(keepends=True)[:-cut]), "utf-8")

    with pytest.raises(BadInput, match=r"damaged: .*ends too early"):
        put_back(url)

    assert rows(url) == before


def test_a_backup_of_a_newer_schema_is_refused(url, put_back, file):
    write_lines(file, {"tiltyard_backup": 1, "schema": "9999", "made_at": NOW.isoformat()}, [])

    with pytest.raises(JournalTooNew, match=r"schema 9999.*Upgrade"):
        put_back(url)


def test_an_export_is_no_backup(file):
    write_lines(file, {"tiltyard_export": 1}, [])

    with pytest.raises(BadInput, match="no file of the kind tiltyard_backup"):
        open_backup(file)


def test_a_full_disk_leaves_the_backup_before(url, keep, file, monkeypatch):
    keep()
    before = file.read_bytes()

    def full(_descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(JournalError, match=r"disk is full; no half file was left"):
        keep()

    assert file.read_bytes() == before
    assert not list(file.parent.glob(".*.tmp"))


@pytest.mark.parametrize("database", ["sqlite"])
def test_a_disk_that_is_full_while_restoring_leaves_the_journal_as_it_was(url, keep, put_back, monkeypatch):
    keep()
    before = rows(url)

    def fill(connection, *_more, **_named):
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
        connection.exec_driver_sql("CREATE TABLE big (x)")
        connection.exec_driver_sql("INSERT INTO big VALUES (zeroblob(100000))")

    monkeypatch.setattr("tiltyard.journal.restore.load", fill)
    with pytest.raises(JournalError, match=r"disk is full"):
        put_back(url)

    assert rows(url) == before


def test_old_backups_of_one_sort_are_let_go(url, tmp_path):
    with reading(url) as connection:
        for minute in range(KEPT + 2):
            back_up_by_itself(connection, tmp_path / "kept", why="before-upgrade", made_at=NOW.replace(minute=minute))

    names = sorted(path.name for path in (tmp_path / "kept").iterdir())
    assert len(names) == KEPT
    assert names[0].startswith("before-upgrade-20261205T1802")


@pytest.fixture
def old_url(tmp_path):
    """A journal that the first release wrote: its events, and none of the tables that came later."""
    engine = sa.create_engine(f"sqlite:///{tmp_path}/old/journal.sqlite3")
    (tmp_path / "old").mkdir()
    with engine.begin() as connection:
        migrate(connection, "0001")
        connection.exec_driver_sql("INSERT INTO streams VALUES ('s', 1, 7)")
        row = "('s', 1, 'A', 1, 7, 'staff', 's1', NULL, 'c1', NULL, '{}', NULL)"
        connection.exec_driver_sql(f"INSERT INTO events VALUES {row}")
    engine.dispose()
    return str(engine.url)


async def test_a_backup_is_kept_before_a_journal_is_brought_up_to_date(old_url, tmp_path):
    for _ in range(2):
        journal = await Journal.open(old_url, SystemClock())
        assert [record.type for record in await journal.read("s")] == ["A"]
        await journal.close()

    (kept,) = (tmp_path / "old/backups").iterdir()
    assert kept.name.startswith("before-upgrade-")
    assert open_backup(kept).header["schema"] == "0001"


async def test_a_backup_of_an_older_schema_is_brought_up_to_date(old_url, journal_url, file, put_back):
    with reading(old_url, as_it_is=True) as connection:
        assert back_up(connection, file, made_at=NOW).sound

    put_back(journal_url)

    journal = await Journal.open(journal_url, SystemClock())
    assert [(record.type, record.personal) for record in await journal.read("s")] == [("A", None)]
    assert await journal.dead_letters() == []
    await journal.close()


def test_an_older_journal_is_told_to_be_one(old_url):
    with pytest.raises(JournalError, match=r"last used by an older Tiltyard: schema 0001"), reading(old_url):
        pass


async def test_nothing_is_brought_up_to_date_when_no_backup_can_be_kept(old_url, tmp_path):
    (tmp_path / "old/backups").write_text("in the way")

    with pytest.raises(BadInput, match=r"nothing can be written there: .*backups: File exists"):
        await Journal.open(old_url, SystemClock())

    with reading(old_url, as_it_is=True) as connection:
        assert connection.scalar(sa.text("SELECT version_num FROM alembic_version")) == "0001"


RESTORING = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from tiltyard.journal.restore import restore
url, file, kept = sys.argv[1:]
print("go", flush=True)
restore(url, Path(file), backups=Path(kept), replace=True, now=datetime.now(UTC))
"""


@pytest.mark.slow
@pytest.mark.parametrize("database", ["sqlite"])
def test_whoever_is_killed_leaves_the_old_journal_or_the_new_one(journal_url, file, tmp_path):
    url = journal_url
    asyncio.run(fill(url, [f"s{number}" for number in range(150)]))
    with reading(url) as connection:
        back_up(connection, file, made_at=NOW)
    new = rows(url)
    asyncio.run(one_more(url))
    old = rows(url)
    outcomes = []
    for twentieth in range(20):
        running = subprocess.Popen(
            [sys.executable, "-c", RESTORING, url, str(file), str(tmp_path / "kept")], stdout=subprocess.PIPE
        )
        running.stdout.readline()
        time.sleep(0.06 * twentieth)
        running.send_signal(signal.SIGKILL)
        running.communicate()

        after = without_hold(rows(url))
        assert after in (old, new)
        outcomes.append(after == new)
        if after == new:
            asyncio.run(one_more(url))
            old = without_hold(rows(url))
    print(f"{sum(outcomes)} of 20 had finished")
    assert not outcomes[0]


class TestCommands:
    @pytest.fixture
    def run(self, tmp_path):
        return lambda *words: CliRunner().invoke(main, ["--data-dir", str(tmp_path / "data"), *map(str, words)])

    @pytest.fixture
    def cup(self, run):
        assert run("tournament", "create", "My Cup", "--capacity", "4").exit_code == 0
        assert run("signup", "Ann#EUW", "--discord", "annhandle").exit_code in (0, 1)
        return run

    def test_a_backup_and_what_would_be_different(self, cup, file):
        made = cup("backup", file)
        cup("signup", "Bob#EUW", "--discord", "bobhandle")
        shown = cup("restore", file, "--dry-run", "--json")

        assert made.exit_code == 0, made.output
        assert "events and all that belongs to them" in made.stdout
        assert "keep it where nobody else" in made.stderr
        (one,) = json.loads(shown.stdout)["tournaments"]
        assert one["events_then"] < one["events_now"]
        assert cup("restore", file).exit_code == 3

    def test_a_restored_journal_is_held_until_it_is_let_go(self, cup, file):
        cup("backup", file)
        cup("signup", "Bob#EUW", "--discord", "bobhandle")

        done = cup("restore", file, "--replace")

        assert done.exit_code == 0, done.output
        assert "before-restore-" in done.stdout
        assert "--release" in done.stderr
        assert "Bob" not in cup("roster").stdout
        assert json.loads(cup("restore", "--effects", "--json").stdout)["held"]["file"] == "backup.jsonl"
        assert "act outside again" in cup("restore", "--release").stdout
        assert json.loads(cup("restore", "--effects", "--json").stdout)["held"] is None

    def test_by_default_it_goes_to_the_data_directory(self, cup, tmp_path):
        assert cup("backup").exit_code == 0

        assert [path.name[:8] for path in (tmp_path / "data/backups").iterdir()] == ["by-hand-"]

    @pytest.mark.parametrize(
        "words",
        [
            ["backup"],
            ["restore", "FILE", "--replace"],
            ["restore", "--effects"],
            ["restore", "--release"],
            ["journal", "verify"],
            ["journal", "export", "-o", "x"],
            ["journal", "replay"],
            ["journal", "compact"],
            ["privacy", "export", "ann", "-o", "x"],
            ["privacy", "erase", "ann", "--yes"],
        ],
        ids=" ".join,
    )
    def test_a_journal_of_a_newer_release_is_refused_by_each(self, cup, words, file, tmp_path):
        cup("backup", file)
        with closing(sqlite3.connect(tmp_path / "data/journal.sqlite3")) as database, database:
            database.execute("UPDATE alembic_version SET version_num = '9999'")

        done = cup(*[str(file) if word == "FILE" else word for word in words])

        assert done.exit_code == 7
        assert "newer Tiltyard" in done.stderr

    def test_what_is_to_be_done_must_be_said(self, run):
        assert run("restore").exit_code == 2
