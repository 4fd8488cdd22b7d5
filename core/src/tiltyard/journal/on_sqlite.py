"""
The journal in an SQLite file: write-ahead log, full sync, and transactions that Python's driver does not begin itself.

Writers begin with BEGIN IMMEDIATE, so that two processes queue for the lock instead of failing when they upgrade to
it. That one lock is also every other lock: no two write transactions are ever under way.
"""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, event
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from tiltyard.clock import Clock
from tiltyard.errors import JournalError
from tiltyard.journal.records import to_us
from tiltyard.journal.troubles import first_said, not_a_journal, out_of_reach

BUSY_TIMEOUT_S = 15.0
"""How long a writer waits for another process's transaction. Ours last milliseconds."""

LOOK_EVERY_S = 0.05
"""SQLite cannot notify another process; asking for `data_version` costs microseconds and reads no page."""

_OUT_OF_REACH = frozenset({sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM})

_WORDS: Mapping[int, tuple[str, str]] = {
    sqlite3.SQLITE_BUSY: ("another process is writing to the journal and does not end", "Try again in a moment."),
    sqlite3.SQLITE_FULL: ("the journal's disk is full; nothing of this was kept", "Free some space, then try again."),
    sqlite3.SQLITE_CORRUPT: ("the journal's file is damaged", "Stop Tiltyard, and put back a copy of the file."),
}


def compact(value: Any) -> str:
    """JSON as both databases are given it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class Sqlite:
    """Implements `Database`."""

    def __init__(self, url: str) -> None:
        database = make_url(url).database
        if database:
            _make_private(Path(database))
        self.place = str(database)
        self.reader = _engine(url, begin="BEGIN")
        self.writer = _engine(url, begin="BEGIN IMMEDIATE")

    def greet(self) -> None:
        """It is reached by opening it."""

    def upsert(self, table: Table) -> sqlite.Insert:
        """An insert into this table."""
        return sqlite.insert(table)

    def now_us(self, clock: Clock) -> int:
        """Everybody who can open the file has the same clock."""
        return to_us(clock.now())

    def lock(self, connection: Connection, name: str) -> None:
        """Whoever writes holds the only lock already."""

    def allow_for_migration(self, connection: Connection) -> None:
        """As for any lock."""

    def announce(self, connection: Connection) -> None:
        """Others look for themselves."""

    def ear(self) -> _Look:
        """Looks whether the file has changed."""
        return _Look(self.reader)

    def may_pass(self, error: SQLAlchemyError) -> bool:  # noqa: ARG002 # there is no server to come back
        """What SQLite says, it says after having waited."""
        return False

    def not_a_journal(self) -> JournalError:
        """The file is something else."""
        return not_a_journal(self.place)

    def in_words(self, error: SQLAlchemyError, done: str) -> JournalError:
        """By SQLite's own code of the error."""
        said = first_said(error, sqlite3.Error)
        code = getattr(said, "sqlite_errorcode", 0) & 0xFF  # the higher bits tell details
        if code in _OUT_OF_REACH:
            return out_of_reach(self.place, str(said))
        if code == sqlite3.SQLITE_NOTADB:
            return self.not_a_journal()
        next_step = "Check free disk space and the file's permissions, then try again."
        what, next_step = _WORDS.get(code, (f"the journal could not be {done}", next_step))
        return JournalError(what, which=f"{self.place}: {said}", next_step=next_step)


class _Look:
    """Implements `Ear` by looking at the file's version now and then."""

    def __init__(self, reader: Engine) -> None:
        self._reader = reader
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None

    def listen(self, heard: Callable[[], None]) -> None:
        """Begin to look."""
        self._thread = threading.Thread(target=self._look, args=(heard,), name="journal-news", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Look no more."""
        self._closed.set()
        if self._thread is not None:
            self._thread.join()

    def _look(self, heard: Callable[[], None]) -> None:
        while not self._closed.is_set():
            with suppress(SQLAlchemyError), self._reader.connect() as connection:
                self._look_with(connection, heard)
            self._closed.wait(LOOK_EVERY_S)

    def _look_with(self, connection: Connection, heard: Callable[[], None]) -> None:
        # The version is relative to one connection, so this one is kept.
        seen = _data_version(connection)
        heard()  # what was appended before this first look would be missed by whoever began to wait before it
        while not self._closed.wait(LOOK_EVERY_S):
            version = _data_version(connection)
            if version != seen:
                seen = version
                heard()


def _data_version(connection: Connection) -> int:
    version = connection.exec_driver_sql("PRAGMA data_version").scalar_one()
    connection.rollback()  # an open transaction would pin what this connection sees
    return int(version)


def _make_private(database: Path) -> None:
    """Make directory and file for their owner alone: names and handles are in it. What exists stays as it is.

    SQLite gives its log and index files beside it the mode of this one.
    """
    _make_directory(database.parent)
    if str(database) == ":memory:" or str(database).startswith("file:"):
        return
    with suppress(OSError):  # SQLite will say what is wrong with it
        os.close(os.open(database, os.O_RDWR | os.O_CREAT, 0o600))


def _make_directory(directory: Path) -> None:
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    except FileExistsError as error:
        raise out_of_reach(directory, "that is a file, not a directory") from error
    except OSError as error:
        raise out_of_reach(directory, error.strerror or str(error)) from error


def _engine(url: str, *, begin: str) -> Engine:
    engine = create_engine(url, json_serializer=compact, connect_args={"timeout": BUSY_TIMEOUT_S})

    @event.listens_for(engine, "connect")
    def configure(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # the driver would otherwise begin deferred transactions on its own
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
