"""
Let go what nobody needs any more of streams in which nothing happens any more. Events stay: they are the history.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, delete, func, select

from tiltyard.journal import schema

Compacted = dict[str, int]
"""Table to how many rows went, or would go."""


def needless(connection: Connection, *, archived: Collection[str], gone: Collection[str]) -> Compacted:
    """How much could go; nothing is changed.

    archived  streams in which nothing happens any more
    gone      followers that are not there any more
    """
    return {
        table.name: connection.execute(select(func.count()).select_from(table).where(which)).scalar_one()
        for table, which in _needless(archived, gone)
    }


def compact(connection: Connection, *, archived: Collection[str], gone: Collection[str]) -> Compacted:
    """Let it go, as `needless` tells it."""
    return {
        table.name: connection.execute(delete(table).where(which)).rowcount
        for table, which in _needless(archived, gone)
    }


def _needless(archived: Collection[str], gone: Collection[str]) -> Iterator[tuple[Table, ColumnElement[Any]]]:
    # An answer serves a request that is repeated, and an archived tournament refuses every one.
    yield schema.answers, schema.answers.c.stream.in_(archived)
    yield schema.cursors, schema.cursors.c.stream.in_(archived) & schema.cursors.c.follower.in_(gone)
    # A row without a state stays: it keeps out what somebody knew of a stream before a person was erased from it.
    yield schema.snapshots, schema.snapshots.c.stream.in_(archived) & schema.snapshots.c.state.is_not(None)
