"""
Look at a journal without touching it: nothing is made, migrated or written, and a host may be at work meanwhile.

All of it is read as it stands at one moment.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, Engine, NullPool, create_engine, event, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from tiltyard.errors import JournalError
from tiltyard.journal import schema
from tiltyard.journal.database import Database, open_database
from tiltyard.journal.upgrade import HEAD_REVISION, known_revision

BUSY_TIMEOUT_S = 15.0


@contextmanager
def reading(url: str, *, as_it_is: bool = False) -> Iterator[Connection]:
    """A connection that sees the journal at one moment and cannot write.

    as_it_is  also a journal that an older release wrote and nothing has brought up to date yet
    raises    JournalTooNew, JournalError when there is none, or an older one
    """
    path = _file(url)
    if path is not None and not path.is_file():
        raise _none_there(path)
    database = open_database(url)
    engine = _only_reading(database, path)
    trouble = None
    try:
        database.greet()
        with engine.connect() as connection:  # closed without a commit: there is nothing to keep
            if path is None:
                take_your_time(connection)
            _must_be_readable(connection, database, as_it_is=as_it_is)
            yield connection
    except SQLAlchemyError as error:
        trouble = database.in_words(error, "read")
    finally:
        for one in (engine, database.reader, database.writer):
            one.dispose()
    if trouble:
        raise trouble  # here, without the driver's error as its context: a password may be in that one


def streams_in(connection: Connection) -> list[str]:
    """The names of all streams, in the order in which they began."""
    table = schema.streams.c
    return list(connection.scalars(select(table.stream).order_by(table.begun_at_us, table.stream)))


def take_your_time(connection: Connection) -> None:
    """Let a server wait for this transaction: a file is written, or a whole journal read, between two statements."""
    if connection.dialect.name == "postgresql":
        for name in ("statement_timeout", "idle_in_transaction_session_timeout"):
            connection.execute(text(f"SET LOCAL {name} = 0")).close()


def _file(url: str) -> Path | None:
    """The file of an SQLite journal; None for a server's."""
    made = make_url(url)
    return Path(made.database or "") if made.get_backend_name() == "sqlite" else None


def _only_reading(database: Database, path: Path | None) -> Engine:
    if path is None:
        return database.reader.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    def connect() -> sqlite3.Connection:
        address = f"file:{quote(str(path.absolute()))}?mode=ro"
        return sqlite3.connect(address, uri=True, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False)

    engine = create_engine("sqlite://", creator=connect, poolclass=NullPool)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    return engine


def _must_be_readable(connection: Connection, database: Database, *, as_it_is: bool) -> None:
    revision = known_revision(connection, database)
    if revision is None:
        raise _none_there(database.place)
    if revision != HEAD_REVISION and not as_it_is:
        raise JournalError(
            "this journal was last used by an older Tiltyard",
            which=f"schema {revision}, this release works with {HEAD_REVISION}",
            next_step="Any command that opens it, such as `tiltyard tournament list`, keeps a backup and converts it.",
        )


def _none_there(place: object) -> JournalError:
    return JournalError(
        "there is no journal there yet",
        which=str(place),
        next_step="Name the right one with --data-dir, or with data_dir or journal.url in the settings.",
    )
