"""
Give back what the database's files still hold of what was taken out of it.

SQLite only marks pages as free, and the log beside the file holds every page it once wrote. So the file is written
anew and the log emptied; then nothing of it is left in either.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from attrs import frozen
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from tiltyard.journal import schema
from tiltyard.journal.database import Database


@frozen
class Space:
    """What came of it.

    before, after  bytes that the database took and takes
    clean          False: another process was reading, so that the log still holds old pages until it is done again
    """

    before: int
    after: int
    clean: bool

    @property
    def freed(self) -> int:
        """Bytes that are free now."""
        return max(0, self.before - self.after)


def give_back(database: Database) -> Space:
    """Write the database anew without what is gone; takes as much free disk as the database is large.

    raises  JournalError
    """
    engine = database.writer
    try:
        return _sqlite(engine) if engine.dialect.name == "sqlite" else _postgresql(engine)
    except SQLAlchemyError as error:
        trouble = database.in_words(error, "written")
    raise trouble  # here, without the driver's error as its context: a password may be in that one


def _sqlite(engine: Engine) -> Space:
    path = Path(engine.url.database or "")
    before = _size(path)
    # SQLAlchemy's wrapper would begin a transaction, in which no VACUUM can be.
    with engine.connect() as connection:
        connection.rollback()
        database = connection.connection.driver_connection
        assert database is not None  # noqa: S101 # only a detached connection has none
        with closing(database.cursor()) as cursor:
            try:
                cursor.execute("VACUUM")
                (busy, _pages, _moved) = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            except engine.dialect.loaded_dbapi.Error as error:
                raise SQLAlchemyError from error
    return Space(before, _size(path), clean=not busy)


def _size(path: Path) -> int:
    files = (path, path.with_name(f"{path.name}-wal"))
    return sum(file.stat().st_size for file in files if file.exists())


def _postgresql(engine: Engine) -> Space:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:

        def size() -> int:
            return int(connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one())

        before = size()
        connection.exec_driver_sql("SET statement_timeout = 0")
        for table in schema.metadata.sorted_tables:
            connection.exec_driver_sql(f"VACUUM FULL {table.name}")
        connection.exec_driver_sql("RESET statement_timeout")
        return Space(before, size(), clean=True)
