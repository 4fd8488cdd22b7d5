"""
The journal as the rest of Tiltyard sees it.

Reads run in a few threads of their own, writes in the writer's; the event loop never touches the database.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets as entropy
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any, TypeVar

from attrs import frozen
from sqlalchemy import Connection, Engine, case, delete, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.exc import SQLAlchemyError

from tiltyard.clock import Clock
from tiltyard.errors import SeqConflict
from tiltyard.journal import schema
from tiltyard.journal.engine import open_engines
from tiltyard.journal.news import News
from tiltyard.journal.records import Cause, EventDraft, from_us, record_from, record_of, row_of, to_us
from tiltyard.journal.store import JournalStore
from tiltyard.journal.troubles import in_words
from tiltyard.journal.upgrade import upgrade
from tiltyard.journal.writer import Writer
from tiltyard.models import EventRecord

T = TypeVar("T")

READERS = 4
_SEAL = "seal"


@frozen
class StreamHead:
    """A stream and its last event's number."""

    stream: str
    seq: int


@frozen
class Cursor:
    """How far a follower is in a stream.

    due_at  when it wants to come back even without news
    """

    seq: int
    due_at: datetime | None = None


@frozen
class StoredAnswer:
    """What an occasion was answered."""

    command_id: str
    answer: dict[str, Any]


class Journal:
    """Append-only streams, and the small tables that followers and plugins need beside them.

    Open it with `Journal.open`, close it with `close`. Safe to use from many tasks and many processes at once.
    """

    def __init__(
        self, reader: Engine, writer: Writer, clock: Clock, seal_key: bytes, engines: Sequence[Engine]
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._clock = clock
        self._seal_key = seal_key
        self._engines = engines
        self._pool = ThreadPoolExecutor(READERS, thread_name_prefix="journal-reader")
        self.news = News(reader, self._pool)

    @classmethod
    async def open(cls, url: str, clock: Clock) -> Journal:
        """Open, create or bring up to date the journal at this database URL.

        raises  SettingsError, JournalTooNew, JournalError
        """
        reader, writing = await asyncio.to_thread(open_engines, url)
        writer = Writer(writing)
        try:
            seal_key = await writer.run(_prepare)
        except BaseException:
            await writer.close()
            reader.dispose()
            writing.dispose()
            raise
        return cls(reader, writer, clock, seal_key, (reader, writing))

    async def close(self) -> None:
        """Finish what is being written, then let go of the database."""
        await self.news.close()
        await self._writer.close()
        await asyncio.to_thread(self._pool.shutdown)
        for engine in self._engines:
            engine.dispose()

    def seal(self, kind: str, value: str) -> str:
        """A keyed digest of a personal value: comparable within this journal, not to be turned back into the value."""
        return hmac.new(self._seal_key, f"{kind}\0{value}".encode(), hashlib.sha256).hexdigest()[:32]

    # ---------------------------------------------------------------------------------------------------------- streams

    async def append(
        self,
        stream: str,
        expected_seq: int,
        drafts: Sequence[EventDraft],
        cause: Cause,
        *,
        key: str | None = None,
        answer: dict[str, Any] | None = None,
    ) -> list[EventRecord]:
        """Append all of these events or none, and remember the answer to their occasion.

        expected_seq  the stream's last event, 0 for a new stream
        key, answer   the occasion and what it is answered
        returns       the records; durable
        raises        SeqConflict when the stream has moved on or the occasion was answered meanwhile
        """
        records = [
            record_of(draft, stream=stream, seq=expected_seq + place, cause=cause)
            for place, draft in enumerate(drafts, start=1)
        ]
        remembered = (key, cause, answer) if key is not None and answer is not None else None
        await self._writer.run(
            lambda connection: _append(connection, stream, expected_seq, records, remembered, cause.at)
        )
        self.news.tell()
        return records

    async def read(self, stream: str, *, after: int = 0, limit: int | None = None) -> list[EventRecord]:
        """A stream's events after that number, in order."""
        query = (
            select(schema.events)
            .where(schema.events.c.stream == stream, schema.events.c.seq > after)
            .order_by(schema.events.c.seq)
            .limit(limit)
        )
        return await self._read(lambda connection: [record_from(row) for row in connection.execute(query).mappings()])

    async def heads(self, prefix: str = "") -> list[StreamHead]:
        """The streams whose name begins so, in the order in which they began."""
        query = (
            select(schema.streams.c.stream, schema.streams.c.head_seq)
            .where(schema.streams.c.stream.startswith(prefix, autoescape=True))
            .order_by(schema.streams.c.begun_at_us, schema.streams.c.stream)
        )
        return await self._read(lambda connection: [StreamHead(*row) for row in connection.execute(query)])

    async def answer(self, stream: str, key: str) -> StoredAnswer | None:
        """What that occasion was answered; None when it is new."""
        query = select(schema.answers.c.command_id, schema.answers.c.answer).where(
            schema.answers.c.stream == stream, schema.answers.c.key == key
        )
        row = await self._read(lambda connection: connection.execute(query).one_or_none())
        return StoredAnswer(*row) if row else None

    # -------------------------------------------------------------------------------------------------------- followers

    async def cursors(self, follower: str) -> dict[str, Cursor]:
        """Where a follower is, by stream; a stream that it has never dealt with is missing."""
        table = schema.cursors.c
        query = select(table.stream, table.seq, table.due_at_us).where(table.follower == follower)
        return await self._read(
            lambda connection: {
                stream: Cursor(seq, None if due_at_us is None else from_us(due_at_us))
                for stream, seq, due_at_us in connection.execute(query)
            }
        )

    async def cursor(self, follower: str, stream: str) -> int:
        """The last event of a stream that a follower has dealt with; 0 when it is new to it."""
        return (await self.cursors(follower)).get(stream, Cursor(0)).seq

    async def advance(self, follower: str, stream: str, seq: int, due_at: datetime | None = None) -> None:
        """Remember that a follower has dealt with a stream up to this event; a cursor never goes back.

        due_at  when it is to be dealt with again even without news
        """
        due_at_us = None if due_at is None else to_us(due_at)
        row = upsert(schema.cursors).values(follower=follower, stream=stream, seq=seq, due_at_us=due_at_us)
        further = case((schema.cursors.c.seq < seq, seq), else_=schema.cursors.c.seq)
        move = row.on_conflict_do_update(
            index_elements=["follower", "stream"], set_={"seq": further, "due_at_us": due_at_us}
        )
        await self._writer.run(lambda connection: connection.execute(move).close())

    async def followers(self) -> list[str]:
        """Everyone who has a cursor, whether or not they still follow."""
        query = select(schema.cursors.c.follower).distinct().order_by(schema.cursors.c.follower)
        return await self._read(lambda connection: list(connection.scalars(query)))

    async def forget_follower(self, follower: str) -> None:
        """Take away all its cursors: should it ever come back, it is new."""
        gone = delete(schema.cursors).where(schema.cursors.c.follower == follower)
        await self._writer.run(lambda connection: connection.execute(gone).close())

    async def take_lease(self, name: str, holder: str, ttl_s: float) -> bool:
        """Become, or stay, the one who does `name`; False while somebody else is.

        A lease ends by itself `ttl_s` after it was last taken, so that a killed holder is succeeded.
        """
        now_us = to_us(self._clock.now())
        return await self._writer.run(
            lambda connection: _take_lease(connection, name, holder, now_us, now_us + int(ttl_s * 1e6))
        )

    async def give_up_lease(self, name: str, holder: str) -> None:
        """Let the next one have it at once."""
        gone = delete(schema.leases).where(schema.leases.c.name == name, schema.leases.c.holder == holder)
        await self._writer.run(lambda connection: connection.execute(gone).close())

    def store(self, namespace: str) -> JournalStore:
        """Small values under a name of their own."""
        return JournalStore(namespace, self._clock, self._read, self._writer.run)

    async def stores(self) -> list[str]:
        """Every namespace in which something is kept."""
        query = select(schema.store.c.namespace).distinct().order_by(schema.store.c.namespace)
        return await self._read(lambda connection: list(connection.scalars(query)))

    async def forget_store(self, namespace: str) -> None:
        """Take away all that is kept in a namespace."""
        gone = delete(schema.store).where(schema.store.c.namespace == namespace)
        await self._writer.run(lambda connection: connection.execute(gone).close())

    async def _read(self, work: Callable[[Connection], T]) -> T:
        def run() -> T:
            try:
                with self._reader.connect() as connection:
                    return work(connection)
            except SQLAlchemyError as error:
                raise in_words(error, self._reader, "read") from error

        return await asyncio.get_running_loop().run_in_executor(self._pool, run)


def _prepare(connection: Connection) -> bytes:
    upgrade(connection)
    fresh = upsert(schema.secrets).values(name=_SEAL, value=entropy.token_hex(32)).on_conflict_do_nothing()
    connection.execute(fresh)
    return bytes.fromhex(
        connection.execute(select(schema.secrets.c.value).where(schema.secrets.c.name == _SEAL)).scalar_one()
    )


def _append(
    connection: Connection,
    stream: str,
    expected_seq: int,
    records: Sequence[EventRecord],
    remembered: tuple[str, Cause, dict[str, Any]] | None,
    at: datetime,
) -> None:
    _move_head(connection, stream, expected_seq, expected_seq + len(records), to_us(at))
    if records:
        connection.execute(insert(schema.events), [row_of(record) for record in records])
    if remembered:
        key, cause, answer = remembered
        row = upsert(schema.answers).values(
            stream=stream, key=key, command_id=cause.command_id, answer=answer, at_us=to_us(at)
        )
        if not connection.execute(row.on_conflict_do_nothing()).rowcount:
            raise SeqConflict("that occasion was answered meanwhile", which=f"{stream}, {key}")


def _move_head(connection: Connection, stream: str, expected_seq: int, new_seq: int, at_us: int) -> None:
    if expected_seq == 0:
        begin = upsert(schema.streams).values(stream=stream, head_seq=new_seq, begun_at_us=at_us)
        moved = connection.execute(begin.on_conflict_do_nothing()).rowcount
    else:
        moved = connection.execute(
            update(schema.streams)
            .where(schema.streams.c.stream == stream, schema.streams.c.head_seq == expected_seq)
            .values(head_seq=new_seq)
        ).rowcount
    if not moved:
        raise SeqConflict("the stream has moved on", which=f"{stream}, expected {expected_seq}")


def _take_lease(connection: Connection, name: str, holder: str, now_us: int, expires_at_us: int) -> bool:
    row = upsert(schema.leases).values(name=name, holder=holder, expires_at_us=expires_at_us)
    free = (schema.leases.c.holder == holder) | (schema.leases.c.expires_at_us <= now_us)
    take = row.on_conflict_do_update(
        index_elements=["name"], set_={"holder": holder, "expires_at_us": expires_at_us}, where=free
    )
    return bool(connection.execute(take).rowcount)


__all__ = ["Cause", "Cursor", "EventDraft", "Journal", "StoredAnswer", "StreamHead"]
