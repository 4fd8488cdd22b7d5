"""
Is the journal sound? Every stream without a gap, every event readable and applicable, every answer about something.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from attrs import frozen
from sqlalchemy import Connection, Text, func, select, type_coerce
from sqlalchemy.exc import DatabaseError

from tiltyard.errors import JournalTooNew
from tiltyard.journal import schema
from tiltyard.journal.folds import fold_of
from tiltyard.journal.records import record_from

Tell = Callable[[int, int], None]
"""Told (events examined, events in all)."""

PUT_BACK = "Stop Tiltyard and put back a backup: tiltyard restore FILE --replace."
REPORT = "The tournament's other events are sound. Report it, with what `tiltyard journal export -t NAME` writes."


@frozen
class Wrong:
    """One thing that is wrong.

    stream  blank when it is about the whole database
    seq     the event; None when it is about the whole stream
    """

    stream: str
    seq: int | None
    what: str
    next_step: str


@frozen
class Examination:
    """What was looked at, and what is wrong."""

    streams: int = 0
    events: int = 0
    answers: int = 0
    wrong: tuple[Wrong, ...] = ()


def examine(connection: Connection, *, tell: Tell = lambda _done, _of: None) -> Examination:
    """Look at everything in the journal; reads only."""
    wrong = [*_integrity(connection)]
    try:
        heads = _heads(connection)
        total, done = sum(heads.values()), 0
        for stream, head in heads.items():
            stream_wrong, events = _stream(connection, stream, head)
            wrong += stream_wrong
            done += events
            tell(done, total)
        wrong += _strays(connection, heads)
        wrong += _cursors(connection, heads)
        wrong += _snapshots(connection, heads)
        answers = connection.execute(select(func.count()).select_from(schema.answers)).scalar_one()
    except DatabaseError as error:
        wrong.append(Wrong("", None, f"the database cannot be read: {error.orig}", PUT_BACK))
        return Examination(wrong=tuple(wrong))
    return Examination(len(heads), done, answers, tuple(wrong))


def _integrity(connection: Connection) -> Iterator[Wrong]:
    if connection.dialect.name != "sqlite":
        return  # a PostgreSQL server looks after its own pages
    try:
        said = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check(20)")]
    except DatabaseError as error:
        said = [str(error.orig)]
    for words in said:
        if words != "ok":
            yield Wrong("", None, f"the database file is damaged: {words}", PUT_BACK)


def _heads(connection: Connection) -> dict[str, int]:
    table = schema.streams.c
    query = select(table.stream, table.head_seq).order_by(table.begun_at_us, table.stream)
    return {row.stream: row.head_seq for row in connection.execute(query)}


def _stream(connection: Connection, stream: str, head: int) -> tuple[list[Wrong], int]:
    """What is wrong with one stream, and how many events it has."""
    wrong: list[Wrong] = []
    fold = fold_of(stream)
    state: Any = None
    last, commands = 0, {}
    for row in _events(connection, stream):
        seq = row["seq"]
        if seq != last + 1:
            missing = f"event {last + 1} is" if seq == last + 2 else f"events {last + 1} to {seq - 1} are"
            wrong.append(Wrong(stream, last + 1, f"{missing} missing", PUT_BACK))
            fold = None
        last = seq
        commands[seq] = row["command_id"]
        try:
            record = record_from({**row, "facts": _plain(row["facts"]), "personal": _plain(row["personal"])})
            state = fold(state, record) if fold else state
        except JournalTooNew as error:
            wrong.append(Wrong(stream, seq, error.what, error.next_step))
            fold = None
        except Exception as error:  # noqa: BLE001 # whatever a damaged event makes the fold say is what is wrong with it
            what = f"{row['type']} cannot be read or applied: {type(error).__name__}: {error}"
            wrong.append(Wrong(stream, seq, what, REPORT))
            fold = None
    if last != head:
        wrong.append(Wrong(stream, last, f"the stream says that it ends with event {head}, and ends here", PUT_BACK))
    return [*wrong, *_answers(connection, stream, commands)], len(commands)


def _events(connection: Connection, stream: str) -> Iterator[dict[str, Any]]:
    table = schema.events
    # As text: one value that is no JSON must not hide the rest of the stream.
    texts = [type_coerce(table.c[name], Text).label(name) for name in ("facts", "personal")]
    columns = [column for column in table.c if column.name not in {"facts", "personal"}]
    query = select(*columns, *texts).where(table.c.stream == stream).order_by(table.c.seq)
    for row in connection.execute(query.execution_options(yield_per=1000)).mappings():
        yield dict(row)


def _plain(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _answers(connection: Connection, stream: str, commands: Mapping[int, str]) -> Iterator[Wrong]:
    table = schema.answers.c
    query = select(table.key, table.command_id, type_coerce(table.answer, Text)).where(table.stream == stream)
    for key, command_id, text in connection.execute(query):
        try:
            answer = _plain(text)
            first, last = int(answer["first_seq"]), int(answer["seq"])
        except (ValueError, TypeError, KeyError):
            yield Wrong(stream, None, f"the answer to the occasion {key!r} cannot be read", PUT_BACK)
            continue
        strange = [seq for seq in range(first, last + 1) if commands.get(seq) != command_id]
        if strange or (last and last not in commands):
            what = f"the answer to the occasion {key!r} speaks of an event that is not there"
            yield Wrong(stream, (strange or [last])[0], what, PUT_BACK)


def _strays(connection: Connection, heads: Mapping[str, int]) -> Iterator[Wrong]:
    for table in (schema.events, schema.answers):
        for stream in connection.scalars(select(table.c.stream).distinct()):
            if stream not in heads:
                yield Wrong(stream, None, f"there are {table.name} of a stream that never began", PUT_BACK)


def _cursors(connection: Connection, heads: Mapping[str, int]) -> Iterator[Wrong]:
    table = schema.cursors.c
    for follower, stream, seq in connection.execute(select(table.follower, table.stream, table.seq)):
        if seq > heads.get(stream, 0):
            what = f"the follower {follower} has dealt with an event that is not there"
            yield Wrong(stream, seq, what, PUT_BACK)


def _snapshots(connection: Connection, heads: Mapping[str, int]) -> Iterator[Wrong]:
    table = schema.snapshots.c
    for stream, seq in connection.execute(select(table.stream, table.seq).where(table.state.is_not(None))):
        if seq > heads.get(stream, 0):
            yield Wrong(stream, seq, "a snapshot is of an event that is not there", PUT_BACK)
