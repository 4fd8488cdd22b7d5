"""
The journal's events as a file of JSON lines, for people, scripts and `tiltyard journal replay`.

It holds what happened and nothing else: to move or keep a whole journal, with its key, is what a backup is for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from tiltyard import __version__
from tiltyard.errors import BadInput
from tiltyard.journal import schema
from tiltyard.journal.lines import Line, LinesFile, Written, write_lines
from tiltyard.journal.reading import streams_in
from tiltyard.journal.records import record_from
from tiltyard.journal.seals import Seals
from tiltyard.journal.upgrade import HEAD_REVISION
from tiltyard.models import Actor, EventRecord

KIND = "tiltyard_export"
FORM = 1

OURS = frozenset({"host", "schedule"})
"""Kinds of actors that are programs of ours: their ids name nobody."""


def export(
    connection: Connection, path: Path, *, made_at: datetime, only: Collection[str] = (), personal: bool = True
) -> Written:
    """Write the events of all streams, or of some, to a file.

    only      names of streams; none means all
    personal  False leaves out names, typed text and reasons; who acted is told apart by a mark
    raises    as `write_lines`
    """
    header = {
        KIND: FORM,
        "release": __version__,
        "schema": HEAD_REVISION,
        "made_at": made_at.isoformat(),
        "personal": personal,
    }
    seal = Seals.of(connection)
    records = records_of(connection, only)
    events = (("event", line_of(record if personal else _without_personal(record, seal))) for record in records)
    return write_lines(path, header, events)


def records_of(connection: Connection, only: Collection[str] = ()) -> Iterator[EventRecord]:
    """The events of all streams, or of some, stream by stream in the order in which they began."""
    for stream in streams_in(connection):
        if only and stream not in only:
            continue
        query = select(schema.events).where(schema.events.c.stream == stream).order_by(schema.events.c.seq)
        for row in connection.execute(query.execution_options(yield_per=1000)).mappings():
            yield record_from(row)


def _without_personal(record: EventRecord, seal: Seals) -> EventRecord:
    actor = record.actor
    if actor.kind not in OURS:
        actor = Actor(actor.kind, seal("actor", actor.id)[:12])
    return EventRecord(
        record.stream,
        record.seq,
        record.type,
        record.version,
        record.at,
        actor,
        record.command_id,
        reason=None,
        facts=record.facts,
        personal=None,
    )


def line_of(record: EventRecord) -> Line:
    """An event as it stands in a file."""
    return {
        "stream": record.stream,
        "seq": record.seq,
        "type": record.type,
        "version": record.version,
        "at": record.at.isoformat(),
        "actor": {"kind": record.actor.kind, "id": record.actor.id, "display": record.actor.display},
        "command_id": record.command_id,
        "reason": record.reason,
        "facts": dict(record.facts),
        "personal": None if record.personal is None else dict(sorted(record.personal.items())),
    }


def read_export(path: Path) -> Iterator[EventRecord]:
    """The events in a file.

    raises  BadInput, JournalTooNew; also while it is read: nothing may be kept of it before its end
    """
    for kind, line in LinesFile(path, KIND, FORM):
        if kind == "event":
            yield _record(path, line)


def _record(path: Path, line: dict[str, Any]) -> EventRecord:
    try:
        return EventRecord(
            stream=line["stream"],
            seq=line["seq"],
            type=line["type"],
            version=line["version"],
            at=datetime.fromisoformat(line["at"]),
            actor=Actor(**line["actor"]),
            command_id=line["command_id"],
            reason=line["reason"],
            facts=line["facts"],
            personal=line["personal"],
        )
    except (KeyError, TypeError, ValueError) as error:
        raise BadInput("the file holds an event that is none", which=f"{path}: {error}") from error
