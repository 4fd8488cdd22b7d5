"""
Make the states of today's rules from events of any time.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Any

from attrs import define, field
from sqlalchemy import Connection, insert, select

from tiltyard.errors import BadInput, JournalTooNew
from tiltyard.journal import schema
from tiltyard.journal.folds import fold_of
from tiltyard.journal.records import row_of, to_us
from tiltyard.models import EventRecord

AT_ONCE = 1000
"""Rows in one statement."""


@define
class Replayed:
    """What became of events.

    states  stream to its state; None for a stream whose events are only kept
    """

    states: dict[str, Any] = field(factory=dict)
    heads: dict[str, int] = field(factory=dict)

    @property
    def events(self) -> int:
        """How many there were."""
        return sum(self.heads.values())

    def add(self, record: EventRecord) -> None:
        """One more event.

        raises  BadInput when it does not follow on the last of its stream or cannot be applied, JournalTooNew
        """
        expected = self.heads.get(record.stream, 0) + 1
        if record.seq != expected:
            raise BadInput("the events have a gap", which=f"{record.stream}: {expected} is missing before {record.seq}")
        fold = fold_of(record.stream)
        try:
            self.states[record.stream] = fold(self.states.get(record.stream), record) if fold else None
        except JournalTooNew:
            raise
        except Exception as error:
            raise BadInput(
                "an event cannot be applied",
                which=f"{record.stream} #{record.seq}, {record.type}: {type(error).__name__}: {error}",
                next_step="This release reads it wrongly: report it, with the file.",
            ) from error
        self.heads[record.stream] = record.seq


def replay(records: Iterable[EventRecord]) -> Replayed:
    """Apply all of them in order.

    raises  as `Replayed.add`
    """
    replayed = Replayed()
    for record in records:
        replayed.add(record)
    return replayed


def fill(connection: Connection, records: Iterable[EventRecord]) -> Replayed:
    """Write events into a journal that has none, and apply them; all or nothing.

    connection  in a write transaction
    raises      BadInput when something is in the journal already, and as `Replayed.add`
    """
    if connection.scalar(select(schema.streams.c.stream).limit(1)):
        raise BadInput(
            "there is a journal with events already",
            which=str(connection.engine.url.database),
            next_step="Name an empty place.",
        )
    replayed = Replayed()
    remaining = iter(records)
    while batch := list(itertools.islice(remaining, AT_ONCE)):
        for record in batch:
            if record.stream not in replayed.heads:
                begun = {"stream": record.stream, "head_seq": 0, "begun_at_us": to_us(record.at)}
                connection.execute(insert(schema.streams), begun)
            replayed.add(record)
        connection.execute(insert(schema.events), [row_of(record) for record in batch])
    for stream, head in replayed.heads.items():
        connection.execute(schema.streams.update().where(schema.streams.c.stream == stream).values(head_seq=head))
    return replayed
