"""
Put a backup in the place of a journal, in one transaction: whoever is killed leaves the old journal or the new one.

What is there is backed up first. What comes is held: nothing is done outside until somebody has looked and lets it go.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from attrs import frozen
from sqlalchemy import Connection, insert, text
from sqlalchemy.exc import SQLAlchemyError

from tiltyard.errors import BadInput, JournalError, JournalTooNew
from tiltyard.journal import schema
from tiltyard.journal.backup import Backup, Merge, back_up_by_itself, is_empty, load, open_backup
from tiltyard.journal.database import Database, open_database
from tiltyard.journal.reading import take_your_time
from tiltyard.journal.upgrade import known_revision

NAMESPACE, HELD = "restore", "held"
"""Where in the store it stands that outside effects are held, as ``{"since": ISO 8601, "file": name}``."""

ALONE_WITHIN_S = 2.0


@frozen
class Restored:
    """What was done.

    made_at  when the backup was made, ISO 8601
    before   the backup of what was there; None when nothing was
    """

    made_at: str
    before: Backup | None


def restore(
    url: str, path: Path, *, backups: Path, replace: bool, now: datetime, merge: Mapping[str, Merge] | None = None
) -> Restored:
    """Make the journal at this URL what it was when the backup was made.

    backups  the directory in which what is there is kept first
    replace  also when something is there
    merge    see `load`
    raises   BadInput, JournalTooNew, JournalError; what is there stays as it is then
    """
    backup = open_backup(path)
    database = open_database(url)
    trouble: JournalError | None = None
    try:
        database.greet()
        with _alone(database), database.writer.begin() as connection:
            take_your_time(connection)
            database.allow_for_migration(connection)
            take_your_time(connection)
            before = _kept(connection, database, backups, replace=replace, now=now, spare=path)
            load(connection, backup, merge=merge)
            held = {"since": now.isoformat(), "file": path.name}
            table = schema.store
            connection.execute(table.delete().where(table.c.namespace == NAMESPACE, table.c.key == HELD))
            connection.execute(insert(table), {"namespace": NAMESPACE, "key": HELD, "value": held})
    except SQLAlchemyError as error:
        trouble = database.in_words(error, "written")
    finally:
        for engine in (database.reader, database.writer):
            engine.dispose()
    if trouble:
        raise trouble  # here, without the driver's error as its context: a password may be in that one
    return Restored(str(backup.header["made_at"]), before)


def _kept(
    connection: Connection, database: Database, backups: Path, *, replace: bool, now: datetime, spare: Path
) -> Backup | None:
    if known_revision(connection, database) is None or is_empty(connection):
        return None
    if not replace:
        raise BadInput(
            "there is a journal already",
            which=database.place,
            next_step="With --replace it is backed up and then replaced. `--dry-run` shows what would be different.",
        )
    try:
        return back_up_by_itself(connection, backups, why="before-restore", made_at=now, spare=spare)
    except (SQLAlchemyError, BadInput, JournalError) as error:
        if isinstance(error, JournalTooNew):
            raise
        said = database.in_words(error, "read") if isinstance(error, SQLAlchemyError) else error
        raise JournalError(
            "what is there cannot be backed up first, so it was not replaced",
            which=str(said),
            next_step="If it is damaged, move its files away and restore into the empty place.",
        ) from None


@contextmanager
def _alone(database: Database) -> Iterator[None]:
    """Nobody else may have the journal open: what they remember of it would not be true any more."""
    deadline = time.monotonic() + ALONE_WITHIN_S
    database.reader.dispose()
    while _others(database):
        if time.monotonic() > deadline:
            raise JournalError(
                "another Tiltyard process has the journal open",
                which=database.place,
                next_step="Stop it (tiltyard run, tiltyard services stop), then restore again.",
            )
        time.sleep(0.1)
    yield


def _others(database: Database) -> bool:
    if database.writer.dialect.name == "sqlite":
        return not _sqlite_alone(Path(database.place))
    with database.writer.connect() as connection:
        query = text(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND application_name = 'tiltyard' AND pid <> pg_backend_pid()"
        )
        return bool(connection.scalar(query))


def _sqlite_alone(path: Path) -> bool:
    """SQLite leaves its write-ahead log only when nobody else has the file open; the next one to open it returns."""
    try:
        with closing(sqlite3.connect(path, timeout=0)) as connection:
            (mode,) = connection.execute("PRAGMA journal_mode=DELETE").fetchone()
            return bool(mode == "delete")
    except sqlite3.OperationalError:
        return False
