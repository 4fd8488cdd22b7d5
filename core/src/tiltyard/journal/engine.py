"""
Open the journal's database.

On SQLite: write-ahead log, full sync, and transactions that Python's driver does not begin by itself. Writers begin
with BEGIN IMMEDIATE, so that two processes queue for the lock instead of failing when they upgrade to it.
"""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from tiltyard.config.secrecy import redact_url
from tiltyard.errors import SettingsError
from tiltyard.journal.troubles import out_of_reach

BUSY_TIMEOUT_S = 15.0
"""How long a writer waits for another process's transaction. Ours last milliseconds."""


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def open_engines(url: str) -> tuple[Engine, Engine]:
    """An engine that reads and one that writes.

    raises  SettingsError when the URL is not one of a database this release runs on, or its directory cannot be made
    """
    try:
        backend = make_url(url).get_backend_name()
    except (ArgumentError, ValueError):  # it quotes the URL, password and all
        raise SettingsError("that is no database URL", which=f"journal.url = {redact_url(url)!r}") from None
    if backend != "sqlite":
        raise SettingsError(
            "this release keeps its journal in SQLite",
            which=f"journal.url begins with {backend!r}",
            next_step="Use sqlite:///path/to/journal.sqlite3, or leave journal.url out.",
        )
    database = make_url(url).database
    if database:
        _make_private(Path(database))
    return _sqlite_engine(url, begin="BEGIN"), _sqlite_engine(url, begin="BEGIN IMMEDIATE")


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


def _sqlite_engine(url: str, *, begin: str) -> Engine:
    engine = create_engine(url, json_serializer=_compact, connect_args={"timeout": BUSY_TIMEOUT_S})

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
