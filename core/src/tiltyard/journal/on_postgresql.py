"""
The journal in a PostgreSQL database: for several hosts, and for more processes than one file bears.

Reached with psycopg 3, which is the extra `tiltyard[postgres]`. Every wait has a deadline: ours to connect, the
server's for a statement, for a lock and for a transaction that nobody ends, and the system's for a peer that is gone.
"""

from __future__ import annotations

import re
import secrets
import selectors
import socket
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from sqlalchemy import URL, BigInteger, ColumnElement, Connection, Engine, Table, cast, create_engine, func, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from tiltyard.clock import Clock
from tiltyard.config.secrecy import redact_url
from tiltyard.errors import JournalAway, JournalError, JournalUnusable, SettingsError
from tiltyard.journal.on_sqlite import compact
from tiltyard.journal.troubles import first_said, not_a_journal

try:
    import psycopg
except ImportError:  # not installed, or without a libpq that it could load
    psycopg = None  # type: ignore[assignment]

DRIVER = "postgresql+psycopg"
OLDEST = (13,)

CONNECT_TIMEOUT_S = 5
STATEMENT_TIMEOUT_S = 15.0
LOCK_TIMEOUT_S = 10.0
IDLE_TIMEOUT_S = 5.0
"""How long a transaction may rest: ours never do. A writer that was stopped, or cut off, must not keep its locks."""

HEALTH_EVERY_S = 30.0
"""How often a listener that hears nothing asks whether the server is still there."""

RETURN_FIRST_S, RETURN_MOST_S = 0.1, 5.0

CHANNEL = "tiltyard_journal"
_MIGRATION = "tiltyard migration"

_WAITS: Mapping[str, int | str] = {
    "connect_timeout": CONNECT_TIMEOUT_S,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
    "application_name": "tiltyard",
}
"""libpq's own words: https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS."""

_ADVICE_SETTINGS = "Mend journal.url, or the server's side of it."
_PASSING = frozenset({"57P01", "57P02", "57P03", "40001", "40P01", "53300"})
"""Shut down, crashed, starting; serialisation, deadlock; too many connections."""

_STATES: Mapping[str, tuple[type[JournalError], str, str]] = {
    "53100": (JournalError, "the database server's disk is full; nothing of this was kept", "Free some space there."),
    "25006": (JournalUnusable, "the database takes no writes", "Name a primary server in journal.url, not a standby."),
    "42501": (JournalUnusable, "the database does not let this role keep a journal", "Make the role its owner."),
    "55P03": (JournalError, "another process is writing to the journal and does not end", "Try again in a moment."),
    "57014": (JournalError, "the database took too long", "Try again in a moment."),
}
"""SQLSTATE to what it means for the journal."""

_REFUSALS: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (
        re.compile(r"password authentication failed|no password supplied|authentication failed"),
        "the database server does not accept the password",
        "Mend the password in journal.url; it may be kept elsewhere, with file:/path or env:NAME.",
    ),
    (
        re.compile(r'database ".*" does not exist'),
        "there is no such database",
        "Make it, with createdb, or name another one in journal.url.",
    ),
    (
        re.compile(r'role ".*" (does not exist|is not permitted)'),
        "the database server does not know this user",
        "Make the role, with createuser, or name another user in journal.url.",
    ),
    (re.compile(r"pg_hba\.conf|permission denied"), "the database server does not let us in", _ADVICE_SETTINGS),
    (re.compile(r"invalid (connection option|.*value|sslmode)"), "journal.url is not understood", _ADVICE_SETTINGS),
)
"""A server that lets nobody in tells no SQLSTATE to libpq, only words."""


class Postgresql:
    """Implements `Database`."""

    def __init__(self, url: str) -> None:
        self._url = _with_waits(url)
        self.place = redact_url(url)
        self._own = secrets.token_hex(8)
        common: dict[str, Any] = {"json_serializer": compact, "pool_timeout": STATEMENT_TIMEOUT_S}
        self.reader: Engine = create_engine(self._url, **common, pool_size=4, max_overflow=0)
        self.writer: Engine = create_engine(self._url, **common, pool_size=1, max_overflow=0)

    def greet(self) -> None:
        """Reach the server once, so that what is wrong is said before anything waits for it."""
        trouble: JournalError | None = None
        version: tuple[Any, ...] = OLDEST
        try:
            with self.reader.connect() as connection:
                encoding = connection.scalar(text("SHOW server_encoding"))
                version = connection.dialect.server_version_info or OLDEST
        except SQLAlchemyError as error:
            trouble = self.in_words(error, "opened")
        if trouble:
            raise trouble  # here, without the driver's error as its context: the password is in that one
        if version < OLDEST:
            told = ".".join(map(str, version))
            raise JournalUnusable(
                "that PostgreSQL is too old", which=f"{self.place}: {told}", next_step=f"Use {OLDEST[0]} or newer."
            )
        if encoding != "UTF8":
            raise JournalUnusable(
                "the database cannot hold every name",
                which=f"{self.place}: its encoding is {encoding}",
                next_step="Make one with `createdb --encoding=UTF8 --template=template0`.",
            )

    def upsert(self, table: Table) -> postgresql.Insert:
        """An insert into this table."""
        return postgresql.insert(table)

    def now_us(self, clock: Clock) -> ColumnElement[int]:  # noqa: ARG002 # hosts' clocks differ
        """The server's time as it runs, not as it was when the transaction began."""
        return cast(func.extract("epoch", func.clock_timestamp()) * 1_000_000, BigInteger)

    def lock(self, connection: Connection, name: str) -> None:
        """An advisory lock: what is to be changed may not be a row yet."""
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": name}).close()

    def allow_for_migration(self, connection: Connection) -> None:
        """One process migrates; the others wait and find it done."""
        self.lock(connection, _MIGRATION)
        connection.execute(text("SET LOCAL statement_timeout = 0")).close()

    def announce(self, connection: Connection) -> None:
        """NOTIFY is part of the transaction: nobody hears of what was not kept."""
        connection.execute(text("SELECT pg_notify(:channel, :own)"), {"channel": CHANNEL, "own": self._own}).close()

    def ear(self) -> _Listener:
        """Listens on a connection of its own."""
        _, connecting = self.reader.dialect.create_connect_args(self._url)
        return _Listener(connecting, self._own)

    def may_pass(self, error: SQLAlchemyError) -> bool:
        """Whether the server was away, or ended this transaction in favour of another."""
        if not isinstance(error, DBAPIError):
            return False
        state = getattr(error.orig, "sqlstate", None)
        return error.connection_invalidated or state in _PASSING or (_is_connecting(error) and not _refusal(error))

    def not_a_journal(self) -> JournalError:
        """Another program keeps its tables there."""
        return not_a_journal(self.place, "database")

    def in_words(self, error: SQLAlchemyError, done: str) -> JournalError:
        """By SQLSTATE, and by libpq's words where the server lets nobody in."""
        said = first_said(error, psycopg.Error)
        words = str(said).strip().splitlines()[0] if str(said).strip() else type(said).__name__
        which = f"{self.place}: {words}"
        state = getattr(said, "sqlstate", None) or ""
        if state in _STATES:
            kind, what, next_step = _STATES[state]
            return kind(what, which=which, next_step=next_step)
        if isinstance(error, DBAPIError) and _is_connecting(error) and (refusal := _refusal(error)):
            return JournalUnusable(refusal[0], which=which, next_step=refusal[1])
        if self.may_pass(error):
            return JournalAway(
                "the journal's database server does not answer",
                which=which,
                next_step="Start it, or mend journal.url; Tiltyard comes back to it by itself.",
            )
        return JournalError(
            f"the journal could not be {done}", which=which, next_step="The database server's own log may tell more."
        )


def _with_waits(url: str) -> URL:
    """The URL for our driver and with our deadlines, where it does not say its own."""
    made = make_url(url)
    if made.drivername not in ("postgresql", "postgres", DRIVER):
        raise SettingsError(
            "PostgreSQL is reached with psycopg here",
            which=f"journal.url begins with {made.drivername!r}",
            next_step="Begin it with postgresql://.",
        )
    if psycopg is None:
        raise SettingsError(
            "the driver for PostgreSQL is not installed",
            which="journal.url",
            next_step="Install it with `pip install 'tiltyard[postgres]'`.",
        )
    limits = {
        "statement_timeout": STATEMENT_TIMEOUT_S,
        "lock_timeout": LOCK_TIMEOUT_S,
        "idle_in_transaction_session_timeout": IDLE_TIMEOUT_S,
    }
    ours = " ".join(f"-c {name}={int(limit_s * 1000)}" for name, limit_s in limits.items())
    theirs = made.query.get("options", "")
    options = f"{ours} {theirs if isinstance(theirs, str) else ' '.join(theirs)}".strip()
    waits = {name: str(value) for name, value in _WAITS.items()}
    return made.set(drivername=DRIVER, query={**waits, **made.query, "options": options})


def _is_connecting(error: DBAPIError) -> bool:
    """Whether it failed before there was a connection: only then does the server say no SQLSTATE."""
    return error.statement is None and getattr(error.orig, "sqlstate", None) is None


def _refusal(error: DBAPIError) -> tuple[str, str] | None:
    """What to do about a server that is there and says no."""
    words = str(error.orig)
    return next(((what, advice) for pattern, what, advice in _REFUSALS if pattern.search(words)), None)


class _Listener:
    """Implements `Ear` with LISTEN, on a connection that is made again whenever it breaks."""

    def __init__(self, connecting: Mapping[str, Any], own: str) -> None:
        self._connecting = {**connecting, "autocommit": True}
        self._own = own
        self._closed = threading.Event()
        self._wake, self._woken = socket.socketpair()
        self._thread: threading.Thread | None = None

    def listen(self, heard: Callable[[], None]) -> None:
        """Begin to listen."""
        self._thread = threading.Thread(target=self._run, args=(heard,), name="journal-news", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Listen no more."""
        self._closed.set()
        self._wake.send(b".")
        if self._thread is not None:
            self._thread.join()
        self._wake.close()
        self._woken.close()

    def _run(self, heard: Callable[[], None]) -> None:
        pause_s = RETURN_FIRST_S
        while not self._closed.is_set():
            with (
                suppress(psycopg.Error, OSError),
                psycopg.connect(**{**self._connecting, "autocommit": True}) as connection,
            ):
                connection.execute(f"LISTEN {CHANNEL}")
                heard()  # whatever was appended while nobody listened
                pause_s = RETURN_FIRST_S
                self._hear(connection, heard)
            self._closed.wait(pause_s)
            pause_s = min(RETURN_MOST_S, pause_s * 2)

    def _hear(self, connection: psycopg.Connection[Any], heard: Callable[[], None]) -> None:
        with selectors.DefaultSelector() as ready:
            ready.register(connection.fileno(), selectors.EVENT_READ)
            ready.register(self._woken, selectors.EVENT_READ)
            while not self._closed.is_set():
                if not ready.select(HEALTH_EVERY_S):
                    connection.execute("SELECT 1")
                # Also those that came along with the answer to the question above.
                notices = list(connection.notifies(timeout=0))
                if any(notice.payload != self._own for notice in notices):
                    heard()
