"""
In what the databases differ that a journal can be kept in: SQLite and PostgreSQL, chosen by the URL's first word.

Everything else in this package says what it wants in SQLAlchemy Core, once, and does not know which one it is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from sqlalchemy import ColumnElement, Connection, Engine, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from tiltyard.clock import Clock
from tiltyard.config.secrecy import redact_url
from tiltyard.errors import JournalError, SettingsError

Insert = sqlite.Insert | postgresql.Insert
"""An insert that may say what happens when the row is there already."""


class Ear(Protocol):
    """Hears that another process has appended."""

    def listen(self, heard: Callable[[], None]) -> None:
        """Begin to listen, in a thread of its own that calls `heard`; once more for what may have been missed."""

    def close(self) -> None:
        """Stop listening, within moments; nothing happens when nobody listens."""


class Database(Protocol):
    """Where a journal is kept.

    place   what people know it by; without a password
    reader  connections that read
    writer  connections that write
    """

    place: str
    reader: Engine
    writer: Engine

    def greet(self) -> None:
        """Reach it once.

        raises  JournalError, saying what keeps it from being reached
        """

    def upsert(self, table: Table) -> Insert:
        """An insert into this table."""

    def now_us(self, clock: Clock) -> int | ColumnElement[int]:
        """The time that leases go by: of one clock, however many hosts ask."""

    def lock(self, connection: Connection, name: str) -> None:
        """Let nobody else hold the lock of this name until this transaction ends."""

    def allow_for_migration(self, connection: Connection) -> None:
        """Let this transaction alone bring the tables up to date, for as long as that takes."""

    def announce(self, connection: Connection) -> None:
        """Let other processes hear of this transaction once it is durable."""

    def ear(self) -> Ear:
        """Hears of other processes' transactions."""

    def may_pass(self, error: SQLAlchemyError) -> bool:
        """Whether the same on a new connection may do: nothing was wrong with what was asked."""

    def not_a_journal(self) -> JournalError:
        """What is there is something else."""

    def in_words(self, error: SQLAlchemyError, done: str) -> JournalError:
        """An error of the database as one of the journal.

        done  what could not be: `read` or `written`
        """


def open_database(url: str) -> Database:
    """The database at this URL; it is not reached yet.

    raises  SettingsError when the URL is not one of a database this release runs on, when its driver is not installed,
            or when its directory cannot be made
    """
    try:
        backend = make_url(url).get_backend_name()
    except (ArgumentError, ValueError):  # it quotes the URL, password and all
        raise SettingsError("that is no database URL", which=f"journal.url = {redact_url(url)!r}") from None
    if backend == "sqlite":
        from tiltyard.journal.on_sqlite import Sqlite  # noqa: PLC0415 # each knows the module of its driver

        return Sqlite(url)
    if backend in ("postgresql", "postgres"):
        from tiltyard.journal.on_postgresql import Postgresql  # noqa: PLC0415 # its driver is an extra

        return Postgresql(url)
    raise SettingsError(
        "a journal is kept in SQLite or in PostgreSQL",
        which=f"journal.url begins with {backend!r}",
        next_step="Use sqlite:///path/to/journal.sqlite3 or postgresql://user@host/database, or leave journal.url out.",
    )
