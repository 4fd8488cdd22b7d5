"""
Bring a database to the form this release writes.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import resources

from sqlalchemy import Connection, inspect, text

from tiltyard.errors import JournalTooNew
from tiltyard.journal.database import Database

HEAD_REVISION = "0002"
"""The newest revision in `migrations/versions`; known here so that an up-to-date journal opens without Alembic."""

KNOWN_REVISIONS = ("0001", "0002")


def upgrade(
    connection: Connection, database: Database, *, before: Callable[[Connection], object] = lambda _connection: None
) -> None:
    """Run the migrations this database lacks; nothing happens when it lacks none.

    before      called first, if there is something to be migrated
    connection  inside a write transaction; committed by the caller
    raises      JournalTooNew when the database comes from a newer release, JournalError when it is not a journal
    """
    if known_revision(connection, database) == HEAD_REVISION:
        return
    database.allow_for_migration(connection)
    current = known_revision(connection, database)
    if current == HEAD_REVISION:  # another process was faster
        return
    if current is not None:
        before(connection)
    migrate(connection)


def known_revision(connection: Connection, database: Database) -> str | None:
    """The form in which the database is; None when there is nothing in it.

    raises  JournalTooNew, JournalError when it is not a journal
    """
    current = _revision(connection, database)
    if current is not None:
        must_be_known(current)
    return current


def must_be_known(revision: str) -> None:
    """Refuse what a newer release wrote.

    raises  JournalTooNew
    """
    if revision not in KNOWN_REVISIONS:
        raise JournalTooNew(
            "this journal was written by a newer Tiltyard",
            which=f"schema {revision}, this release knows {HEAD_REVISION}",
            next_step="Upgrade Tiltyard, or use another data directory.",
        )


def _revision(connection: Connection, database: Database) -> str | None:
    tables = set(inspect(connection).get_table_names())
    if not tables:
        return None
    if not {"alembic_version", "streams"} <= tables:
        raise database.not_a_journal()
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


def migrate(connection: Connection, to: str = "head") -> None:
    """Run the migrations up to a revision."""
    # Imported when there is something to migrate: it costs a one-shot command more than all its own work.
    from alembic import command  # noqa: PLC0415 # see above
    from alembic.config import Config  # noqa: PLC0415 # see above

    with resources.as_file(resources.files("tiltyard.journal") / "migrations") as scripts:
        config = Config()
        config.set_main_option("script_location", str(scripts).replace("%", "%%"))
        config.attributes["connection"] = connection
        command.upgrade(config, to)
