"""
Rows of the events table to `EventRecord` and back.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from attrs import frozen
from sqlalchemy import RowMapping

from tiltyard.models import Actor, EventRecord

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def to_us(moment: datetime) -> int:
    """Microseconds since 1970 UTC."""
    return (moment - _EPOCH) // _MICROSECOND


def from_us(microseconds: int) -> datetime:
    """The aware UTC time of so many microseconds since 1970."""
    return _EPOCH + timedelta(microseconds=microseconds)


@frozen
class EventDraft:
    """An event before it has a place in its stream."""

    type: str
    version: int
    facts: Mapping[str, Any]
    personal: Mapping[str, Any] | None


@frozen
class Cause:
    """What a batch of events shares."""

    at: datetime
    actor: Actor
    command_id: str
    reason: str | None


def record_of(draft: EventDraft, *, stream: str, seq: int, cause: Cause) -> EventRecord:
    """A draft in its place."""
    return EventRecord(
        stream=stream,
        seq=seq,
        type=draft.type,
        version=draft.version,
        at=cause.at,
        actor=cause.actor,
        command_id=cause.command_id,
        reason=cause.reason,
        facts=draft.facts,
        personal=draft.personal,
    )


def row_of(record: EventRecord) -> dict[str, Any]:
    """A record as a row of `events`."""
    return {
        "stream": record.stream,
        "seq": record.seq,
        "type": record.type,
        "version": record.version,
        "at_us": to_us(record.at),
        "actor_kind": record.actor.kind,
        "actor_id": record.actor.id,
        "actor_display": record.actor.display or None,
        "command_id": record.command_id,
        "reason": record.reason,
        "facts": dict(record.facts),
        "personal": dict(record.personal) if record.personal is not None else None,
    }


def record_from(row: Mapping[str, Any] | RowMapping) -> EventRecord:
    """A row of `events` as a record."""
    return EventRecord(
        stream=row["stream"],
        seq=row["seq"],
        type=row["type"],
        version=row["version"],
        at=from_us(row["at_us"]),
        actor=Actor(row["actor_kind"], row["actor_id"], row["actor_display"] or ""),
        command_id=row["command_id"],
        reason=row["reason"],
        facts=row["facts"],
        personal=row["personal"],
    )
