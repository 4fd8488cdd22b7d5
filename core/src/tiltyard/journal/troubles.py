"""
What the database says when it cannot, in words for the person who can do something about it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from tiltyard.errors import JournalError, JournalUnusable

_OUT_OF_REACH = frozenset({sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM})

_WORDS: Mapping[int, tuple[str, str]] = {
    sqlite3.SQLITE_BUSY: ("another process is writing to the journal and does not end", "Try again in a moment."),
    sqlite3.SQLITE_FULL: ("the journal's disk is full; nothing of this was kept", "Free some space, then try again."),
    sqlite3.SQLITE_CORRUPT: ("the journal's file is damaged", "Stop Tiltyard, and put back a copy of the file."),
}


def out_of_reach(place: object, reason: str) -> JournalUnusable:
    """No journal can be kept there."""
    return JournalUnusable(
        "the journal cannot be kept there",
        which=f"{place}: {reason}",
        next_step="Choose another place, with --data-dir, or with data_dir or journal.url in the settings.",
    )


def not_a_journal(place: object) -> JournalError:
    """The file is something else."""
    return JournalError(
        "that file is not a Tiltyard journal",
        which=str(place),
        next_step="It was left as it is. Choose another data directory, or move the file away.",
    )


def in_words(error: SQLAlchemyError, engine: Engine, done: str) -> JournalError:
    """An error of the database as one of the journal.

    done  what could not be: `read` or `written`
    """
    place = engine.url.database
    said = _first_said(error)
    code = getattr(said, "sqlite_errorcode", 0) & 0xFF  # the higher bits tell details
    if code in _OUT_OF_REACH:
        return out_of_reach(place, str(said))
    if code == sqlite3.SQLITE_NOTADB:
        return not_a_journal(place)
    what, next_step = _WORDS.get(
        code, (f"the journal could not be {done}", "Check free disk space and the file's permissions, then try again.")
    )
    return JournalError(what, which=f"{place}: {said}", next_step=next_step)


def _first_said(error: BaseException) -> BaseException:
    """What the database complained of first: a full disk undoes the savepoint, and then undoing it fails as well."""
    said = error
    while error.__context__ is not None:
        error = error.__context__
        if isinstance(error, sqlite3.Error):
            said = error
    return said
