"""
A whole journal in one file: streams, events, answers, cursors, stores, and the key that seals links.

The file is the same for every database, so that a journal can also move from one to another. It is read at one moment,
while a host may be at work, and it is believed only after it was restored, in memory, and found sound.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from attrs import frozen
from sqlalchemy import (
    JSON,
    Connection,
    Engine,
    MetaData,
    StaticPool,
    Table,
    create_engine,
    func,
    insert,
    select,
    text,
)
from sqlalchemy.exc import SQLAlchemyError

from tiltyard import __version__
from tiltyard.errors import BadInput
from tiltyard.journal import schema
from tiltyard.journal.examine import Examination, examine
from tiltyard.journal.lines import Line, LinesFile, Written, make_private, write_lines
from tiltyard.journal.upgrade import migrate, must_be_known

KIND = "tiltyard_backup"
FORM = 1

LEFT_OUT = frozenset({"alembic_version", "leases", "snapshots"})
"""The header has the revision; nobody leads a restored journal; snapshots are made anew from the events."""

AT_ONCE = 1000
"""Rows in one statement."""

KEPT = 5
"""Backups of one sort that are made by themselves; older ones are let go."""

Merge = Callable[[str, Any, Any], Any]
"""(key, the backup's value or None, the replaced journal's) to the value that is to stand."""


@frozen
class Backup:
    """A backup that was made.

    found  what looking at its restored copy said
    """

    path: Path
    written: Written
    found: Examination

    @property
    def sound(self) -> bool:
        """Whether the journal it was made of is."""
        return not self.found.wrong


def back_up(connection: Connection, path: Path, *, made_at: datetime) -> Backup:
    """Write all of a journal to a file, and make sure that it can be restored.

    connection  sees the journal at one moment
    raises      as `write_lines`; no half file is left
    """
    revision = connection.scalar(text("SELECT version_num FROM alembic_version"))
    header = {
        KIND: FORM,
        "release": __version__,
        "schema": revision,
        "made_at": made_at.isoformat(),
        "database": connection.dialect.name,
    }
    written = write_lines(path, header, _rows(connection))
    return Backup(path, written, check(path))


def back_up_by_itself(
    connection: Connection, directory: Path, *, why: str, made_at: datetime, spare: Path | None = None
) -> Backup:
    """Keep a backup before something is done to the journal, and let older ones of that sort go.

    why    the sort: it begins the file's name
    spare  a file that is not to go: it is about to be read
    """
    make_private(directory)
    while (path := directory / backup_name(why, made_at)).exists():
        made_at += timedelta(microseconds=1)
    made = back_up(connection, path, made_at=made_at)
    for old in sorted(directory.glob(f"{why}-*.jsonl"))[:-KEPT]:
        if spare is None or not old.samefile(spare):
            old.unlink(missing_ok=True)
    return made


def backup_name(why: str, made_at: datetime) -> str:
    """A file's name that sorts by time."""
    return f"{why}-{made_at.astimezone(UTC):%Y%m%dT%H%M%S%fZ}.jsonl"


def open_backup(path: Path) -> LinesFile:
    """A backup, with its header read.

    raises  BadInput, JournalTooNew when a newer release made it
    """
    backup = LinesFile(path, KIND, FORM)
    must_be_known(str(backup.header.get("schema")))
    return backup


def check(path: Path) -> Examination:
    """Restore a backup in memory, and look whether it is sound.

    raises  as `open_backup` and `load`
    """
    engine = _in_memory()
    try:
        with engine.begin() as connection:
            load(connection, open_backup(path))
            return examine(connection)
    finally:
        engine.dispose()


def load(connection: Connection, backup: LinesFile, *, merge: Mapping[str, Merge] | None = None) -> None:
    """Put a backup in the place of what is in the database, and bring it up to date; all or nothing.

    connection  in a write transaction, on a database of this release's form or an empty one
    merge       namespace of the store to how what is in it now is kept in what comes
    raises      BadInput when the file is not what was written; the transaction must not be committed then
    """
    kept = {namespace: _values(connection, namespace) for namespace in merge or {}}
    schema.metadata.drop_all(connection)
    connection.execute(text("DROP TABLE IF EXISTS alembic_version"))
    migrate(connection, str(backup.header["schema"]))
    tables = {table.name: table for table in _tables(connection)}
    for name, lines in _batches(backup):
        if name not in tables:
            raise BadInput("the backup holds a table that its release did not have", which=name)
        try:
            connection.execute(insert(tables[name]), lines)
        except SQLAlchemyError as error:
            raise BadInput("the backup holds rows that cannot be", which=f"{name}: {type(error).__name__}") from error
    migrate(connection)
    for namespace, values in kept.items():
        _keep(connection, namespace, values, (merge or {})[namespace])


def is_empty(connection: Connection) -> bool:
    """Whether nothing has ever happened in a journal."""
    return not connection.scalar(select(func.count()).select_from(schema.streams))


def _rows(connection: Connection) -> Iterator[tuple[str, Line]]:
    for table in _tables(connection):
        query = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=AT_ONCE)
        for row in connection.execute(query).mappings():
            yield table.name, dict(row)


def _tables(connection: Connection) -> list[Table]:
    """The tables as they are in the database, of whatever release; those that others refer to come first."""
    names = {table.name for table in schema.metadata.sorted_tables}
    reflected = MetaData()
    reflected.reflect(connection)
    for table in reflected.tables.values():
        for column in table.columns:
            if isinstance(column.type, JSON):
                column.type.none_as_null = True  # an erased text is NULL, not JSON's null
    known = names | {"alembic_version"}
    return [table for table in reflected.sorted_tables if table.name in known - LEFT_OUT]


def _batches(backup: LinesFile) -> Iterator[tuple[str, list[Line]]]:
    """Rows of one table that follow each other, so many at once."""
    batch: list[Line] = []
    of = ""
    for name, line in backup:
        if batch and (name != of or len(batch) == AT_ONCE):
            yield of, batch
            batch = []
        of = name
        batch.append(line)
    if batch:
        yield of, batch


def _values(connection: Connection, namespace: str) -> dict[str, Any]:
    if not connection.dialect.has_table(connection, schema.store.name):
        return {}
    table = schema.store.c
    query = select(table.key, table.value).where(table.namespace == namespace)
    return {row.key: row.value for row in connection.execute(query)}


def _keep(connection: Connection, namespace: str, values: Mapping[str, Any], merge: Merge) -> None:
    table, theirs = schema.store, _values(connection, namespace)
    for key, value in values.items():
        connection.execute(table.delete().where(table.c.namespace == namespace, table.c.key == key))
        row = {"namespace": namespace, "key": key, "value": merge(key, theirs.get(key), value)}
        connection.execute(insert(table), row)


def _in_memory() -> Engine:
    return create_engine("sqlite://", poolclass=StaticPool)
