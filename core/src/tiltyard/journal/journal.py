"""
The journal as the rest of Tiltyard sees it.

Reads run in a few threads of their own, writes in the writer's; the event loop never touches the database.
"""

from __future__ import annotations

import asyncio
import secrets as entropy
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from attrs import frozen
from sqlalchemy import Connection, RowMapping, Select, Update, case, delete, insert, select, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from tiltyard.clock import Clock
from tiltyard.errors import LeaseLost, SeqConflict
from tiltyard.journal import schema
from tiltyard.journal.database import Database, Insert, open_database
from tiltyard.journal.news import News
from tiltyard.journal.patience import Patience
from tiltyard.journal.records import Cause, EventDraft, from_us, record_from, record_of, row_of, to_us
from tiltyard.journal.seals import SEAL, Seals
from tiltyard.journal.space import Space, give_back
from tiltyard.journal.store import JournalStore
from tiltyard.journal.upgrade import upgrade
from tiltyard.journal.writer import Writer
from tiltyard.models import EventRecord

T = TypeVar("T")

READERS = 4
_COUNTED = {"preserve_rowcount": True}
"""psycopg's count of inserted rows is gone once the result is closed."""


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
class DeadLetter:
    """What a follower could not do for a stream, and has given up for now.

    seq       the stream's last event when it was tried last
    attempts  how often, by all processes together
    reason    what went wrong the last time, in words
    """

    follower: str
    stream: str
    seq: int
    first_at: datetime
    last_at: datetime
    attempts: int
    reason: str


@frozen
class Snapshot:
    """What a stream's events up to `seq` come to, as plain data."""

    seq: int
    state: Any


@frozen
class Lease:
    """Who does something, for a while."""

    name: str
    holder: str


@frozen
class StoredAnswer:
    """What an occasion was answered."""

    command_id: str
    answer: dict[str, Any]


@frozen
class Proposal:
    """What is to be appended, and what its occasion is to be answered."""

    drafts: Sequence[EventDraft]
    answer: dict[str, Any]


class Journal:
    """Append-only streams, and the small tables that followers and plugins need beside them.

    Open it with `Journal.open`, close it with `close`. Safe to use from many tasks and many processes at once.
    """

    def __init__(self, database: Database, writer: Writer, clock: Clock, seals: Seals) -> None:
        self._database = database
        self._writer = writer
        self._clock = clock
        self._seals = seals
        self._pool = ThreadPoolExecutor(READERS, thread_name_prefix="journal-reader")
        self.news = News(database.ear())

    @classmethod
    async def open(cls, url: str, clock: Clock, *, backups: Path | None = None) -> Journal:
        """Open, create or bring up to date the journal at this database URL.

        backups  where a backup is kept before it is brought up to date; by default beside an SQLite file
        raises  SettingsError, JournalTooNew, JournalError
        """
        database = await asyncio.to_thread(open_database, url)
        writer = Writer(database)
        try:
            await asyncio.to_thread(database.greet)
            keep = backups or _beside(url)
            seals = await writer.run(lambda connection: _prepare(connection, database, keep, clock))
        except BaseException:
            await writer.close()
            _dispose(database)
            raise
        return cls(database, writer, clock, seals)

    async def close(self) -> None:
        """Finish what is being written, then let go of the database."""
        await self.news.close()
        await self._writer.close()
        await asyncio.to_thread(self._pool.shutdown)
        _dispose(self._database)

    def seal(self, kind: str, value: str) -> str:
        """A keyed digest of a personal value: comparable within this journal, not to be turned back into the value."""
        return self._seals(kind, value)

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
        records = _records(stream, expected_seq, drafts, cause)
        remembered = (key, cause, answer) if key is not None and answer is not None else None
        await self._writer.run(
            lambda connection: _append(
                connection, self._database, stream, expected_seq, records, remembered, to_us(cause.at)
            ),
            touches=f"stream {stream}",
            news=True,
        )
        self.news.tell()
        return records

    async def append_alone(
        self,
        stream: str,
        after: int,
        cause: Cause,
        propose: Callable[[Sequence[EventRecord], StoredAnswer | None], Proposal | None],
        *,
        key: str | None = None,
    ) -> list[EventRecord] | None:
        """Append what is proposed on the stream's last state, while nobody else can append to it.

        after    what the caller knows of the stream already
        propose  takes the events after that and what the occasion was answered, gives what is to be appended, or None.
                 Called in another thread, with the stream's lock held, and once more should the connection be lost: it
                 must be quick, change nothing, and look for events of its own cause
        returns  the records; durable. None when nothing was proposed
        """
        last = select(schema.streams.c.head_seq).where(schema.streams.c.stream == stream).with_for_update()

        def work(connection: Connection) -> list[EventRecord] | None:
            connection.execute(last).close()
            known = [record_from(row) for row in connection.execute(_events_after(stream, after)).mappings()]
            answered = connection.execute(_answer_to(stream, key)).one_or_none() if key else None
            proposal = propose(known, StoredAnswer(*answered) if answered else None)
            if proposal is None:
                return None
            seq = known[-1].seq if known else after
            records = _records(stream, seq, proposal.drafts, cause)
            remembered = (key, cause, proposal.answer) if key is not None else None
            _append(connection, self._database, stream, seq, records, remembered, to_us(cause.at))
            return records

        records = await self._writer.run(work, touches=f"stream {stream}", news=True)
        self.news.tell()
        return records

    async def read(self, stream: str, *, after: int = 0, limit: int | None = None) -> list[EventRecord]:
        """A stream's events after that number, in order."""
        query = _events_after(stream, after).limit(limit)
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
        query = _answer_to(stream, key)
        row = await self._read(lambda connection: connection.execute(query).one_or_none())
        return StoredAnswer(*row) if row else None

    # -------------------------------------------------------------------------------------------------------- snapshots

    async def snapshot(self, stream: str, mark: str) -> Snapshot | None:
        """What was kept last of a stream under this mark; None when there is nothing, or something of another mark."""
        table = schema.snapshots.c
        query = select(table.seq, table.state).where(
            table.stream == stream, table.mark == mark, table.state.is_not(None)
        )
        row = await self._read(lambda connection: connection.execute(query).one_or_none())
        return Snapshot(*row) if row else None

    async def keep_snapshot(self, stream: str, mark: str, snapshot: Snapshot) -> None:
        """Keep what a stream's events up to there come to, in place of an older snapshot.

        mark  changes with whatever makes a state out of events
        """
        table = schema.snapshots.c
        kept = {"seq": snapshot.seq, "mark": mark, "state": snapshot.state}
        older = (table.seq < snapshot.seq) | (table.state.is_not(None) & (table.mark != mark))
        row = self._database.upsert(schema.snapshots).values(stream=stream, **kept)
        keep = row.on_conflict_do_update(index_elements=["stream"], set_=kept, where=older)
        await self._writer.run(lambda connection: connection.execute(keep).close(), touches=f"snapshot {stream}")

    async def forget_snapshots(self, stream: str) -> None:
        """Take away what was kept, for it holds names; what is under way and no newer will not be kept either."""
        head = select(schema.streams.c.head_seq).where(schema.streams.c.stream == stream)

        def work(connection: Connection) -> None:
            none = {"seq": connection.scalar(head) or 0, "mark": "", "state": None}
            row = self._database.upsert(schema.snapshots).values(stream=stream, **none)
            connection.execute(row.on_conflict_do_update(index_elements=["stream"], set_=none)).close()

        await self._writer.run(work, touches=f"snapshot {stream}")

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

    async def advance(
        self, follower: str, stream: str, seq: int, due_at: datetime | None = None, *, lease: Lease | None = None
    ) -> None:
        """Remember that a follower has dealt with a stream up to this event; a cursor never goes back.

        due_at  when it is to be dealt with again even without news
        lease   what whoever advances must hold still
        raises  LeaseLost when it does not: a process that was stopped for a while is not the leader any more
        """
        due_at_us = None if due_at is None else to_us(due_at)
        row = self._database.upsert(schema.cursors).values(
            follower=follower, stream=stream, seq=seq, due_at_us=due_at_us
        )
        further = case((schema.cursors.c.seq < seq, seq), else_=schema.cursors.c.seq)
        move = row.on_conflict_do_update(
            index_elements=["follower", "stream"], set_={"seq": further, "due_at_us": due_at_us}
        )

        def work(connection: Connection) -> None:
            if lease:
                _still_holds(connection, lease)
            connection.execute(move).close()

        await self._writer.run(work, touches=_lease_place(lease.name) if lease else f"cursor {follower} {stream}")

    # ----------------------------------------------------------------------------------------------------- dead letters

    async def dead_letters(self, follower: str | None = None) -> list[DeadLetter]:
        """What was given up for now, by one follower or by all; the oldest first."""
        table = schema.dead_letters.c
        query = select(schema.dead_letters).order_by(table.first_at_us, table.follower, table.stream)
        if follower is not None:
            query = query.where(table.follower == follower)
        return await self._read(lambda connection: [_letter(row) for row in connection.execute(query).mappings()])

    async def give_up(self, letter: DeadLetter) -> None:
        """Put it on the list; when it is there already, its attempts are added and the first time stays."""
        table = schema.dead_letters.c
        last = {"seq": letter.seq, "last_at_us": to_us(letter.last_at), "reason": letter.reason}
        row = self._database.upsert(schema.dead_letters).values(
            follower=letter.follower,
            stream=letter.stream,
            first_at_us=to_us(letter.first_at),
            attempts=letter.attempts,
            **last,
        )
        more = {**last, "attempts": table.attempts + letter.attempts}
        put = row.on_conflict_do_update(index_elements=["follower", "stream"], set_=more)
        await self._writer.run(
            lambda connection: connection.execute(put).close(), touches=f"letter {letter.follower} {letter.stream}"
        )

    async def take_up(self, follower: str, stream: str | None = None) -> int:
        """Take it off the list, for one stream or for all: whoever leads the follower tries it again at once.

        returns  how many there were
        """
        table = schema.dead_letters.c
        gone = delete(schema.dead_letters).where(table.follower == follower)
        if stream is not None:
            gone = gone.where(table.stream == stream)
        count = await self._writer.run(
            lambda connection: connection.execute(gone).rowcount, touches=f"letter {follower}", news=True
        )
        self.news.tell()
        return count

    # ----------------------------------------------------------------------------------------------------- who follows

    async def followers(self) -> list[str]:
        """Everyone who has a cursor, whether or not they still follow."""
        query = select(schema.cursors.c.follower).distinct().order_by(schema.cursors.c.follower)
        return await self._read(lambda connection: list(connection.scalars(query)))

    async def forget_follower(self, follower: str) -> None:
        """Take away all its cursors and dead letters: should it ever come back, it is new."""

        def work(connection: Connection) -> None:
            for table in (schema.cursors, schema.dead_letters):
                connection.execute(delete(table).where(table.c.follower == follower)).close()

        await self._writer.run(work)

    async def take_lease(self, name: str, holder: str, ttl_s: float) -> bool:
        """Become, or stay, the one who does `name`; False while somebody else is.

        A lease ends by itself `ttl_s` after it was last taken, so that a killed holder is succeeded.
        """
        return await self._writer.run(
            lambda connection: _take_lease(connection, self._database, self._clock, Lease(name, holder), ttl_s),
            touches=_lease_place(name),
        )

    async def give_up_lease(self, name: str, holder: str) -> None:
        """Let the next one have it at once."""
        gone = delete(schema.leases).where(schema.leases.c.name == name, schema.leases.c.holder == holder)
        await self._writer.run(lambda connection: connection.execute(gone).close(), touches=_lease_place(name))

    def store(self, namespace: str) -> JournalStore:
        """Small values under a name of their own."""
        return JournalStore(namespace, self._clock, self._database, self._read, self._writer)

    async def stores(self) -> list[str]:
        """Every namespace in which something is kept."""
        query = select(schema.store.c.namespace).distinct().order_by(schema.store.c.namespace)
        return await self._read(lambda connection: list(connection.scalars(query)))

    async def keys(self, namespace: str) -> list[str]:
        """Every key of a namespace, those whose time is over included."""
        query = select(schema.store.c.key).where(schema.store.c.namespace == namespace).order_by(schema.store.c.key)
        return await self._read(lambda connection: list(connection.scalars(query)))

    async def forget_store(self, namespace: str) -> None:
        """Take away all that is kept in a namespace."""
        gone = delete(schema.store).where(schema.store.c.namespace == namespace)
        await self._writer.run(lambda connection: connection.execute(gone).close())

    # ---------------------------------------------------------------------------------------------------------- upkeep

    async def look(self, work: Callable[[Connection], T]) -> T:
        """Do something that reads all over the database; see `tiltyard.journal.schema`."""
        return await self._read(work)

    async def change(self, work: Callable[[Connection], T], *, repeatable: bool = True) -> T:
        """Do something that changes what is kept, in one transaction; for upkeep, never for what happens."""
        return await self._writer.run(work, repeatable=repeatable)

    async def give_back(self) -> Space:
        """Leave nothing in the database's files of what was taken out of it; see `tiltyard.journal.space`."""
        return await asyncio.to_thread(give_back, self._database)

    async def _read(self, work: Callable[[Connection], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, _read_patiently, self._database, work)


def _read_patiently(database: Database, work: Callable[[Connection], T]) -> T:
    patience = Patience()
    while True:
        try:
            with database.reader.connect() as connection:
                return work(connection)
        except SQLAlchemyError as error:
            trouble, may_pass = database.in_words(error, "read"), database.may_pass(error)
        if not may_pass or not patience.pause():
            raise trouble  # here, without the driver's error as its context: a password may be in that one


def _beside(url: str) -> Path | None:
    made = make_url(url)
    return Path(made.database or "").parent / "backups" if made.get_backend_name() == "sqlite" else None


def _prepare(connection: Connection, database: Database, backups: Path | None, clock: Clock) -> Seals:
    def keep(connection: Connection) -> None:
        from tiltyard.journal.backup import back_up_by_itself  # noqa: PLC0415 # as rarely needed as Alembic

        if backups is not None:
            back_up_by_itself(connection, backups, why="before-upgrade", made_at=clock.now())

    upgrade(connection, database, before=keep)
    fresh = database.upsert(schema.secrets).values(name=SEAL, value=entropy.token_hex(32)).on_conflict_do_nothing()
    connection.execute(fresh).close()
    return Seals.of(connection)


def _dispose(database: Database) -> None:
    for engine in (database.reader, database.writer):
        engine.dispose()


def _records(stream: str, after: int, drafts: Sequence[EventDraft], cause: Cause) -> list[EventRecord]:
    return [
        record_of(draft, stream=stream, seq=after + place, cause=cause) for place, draft in enumerate(drafts, start=1)
    ]


def _events_after(stream: str, after: int) -> Select[Any]:
    events = schema.events.c
    return select(schema.events).where(events.stream == stream, events.seq > after).order_by(events.seq)


def _answer_to(stream: str, key: str) -> Select[tuple[str, dict[str, Any]]]:
    answers = schema.answers.c
    return select(answers.command_id, answers.answer).where(answers.stream == stream, answers.key == key)


def _letter(row: RowMapping) -> DeadLetter:
    return DeadLetter(
        row["follower"],
        row["stream"],
        row["seq"],
        from_us(row["first_at_us"]),
        from_us(row["last_at_us"]),
        row["attempts"],
        row["reason"],
    )


def _append(
    connection: Connection,
    database: Database,
    stream: str,
    expected_seq: int,
    records: Sequence[EventRecord],
    remembered: tuple[str, Cause, dict[str, Any]] | None,
    at_us: int,
) -> None:
    if not _move_head(connection, database, stream, expected_seq, expected_seq + len(records), at_us):
        if records and _kept_already(connection, records):
            return
        raise SeqConflict("the stream has moved on", which=f"{stream}, expected {expected_seq}")
    if records:
        connection.execute(insert(schema.events), [row_of(record) for record in records]).close()
    if remembered:
        key, cause, answer = remembered
        row = database.upsert(schema.answers).values(
            stream=stream, key=key, command_id=cause.command_id, answer=answer, at_us=at_us
        )
        if not _changed(connection, row.on_conflict_do_nothing()):
            known = select(schema.answers.c.command_id).where(
                schema.answers.c.stream == stream, schema.answers.c.key == key
            )
            if records or connection.scalar(known) != cause.command_id:
                raise SeqConflict("that occasion was answered meanwhile", which=f"{stream}, {key}")


def _kept_already(connection: Connection, records: Sequence[EventRecord]) -> bool:
    """Whether these very events are there: their commit was kept and only the answer to it was lost."""
    first, last = records[0], records[-1]
    there = select(schema.events).where(
        schema.events.c.stream == first.stream, schema.events.c.seq.between(first.seq, last.seq)
    )
    rows = connection.execute(there.order_by(schema.events.c.seq)).mappings()
    return [record_from(row) for row in rows] == list(records)


def _move_head(
    connection: Connection, database: Database, stream: str, expected_seq: int, new_seq: int, at_us: int
) -> bool:
    if expected_seq == 0:
        begin = database.upsert(schema.streams).values(stream=stream, head_seq=new_seq, begun_at_us=at_us)
        return _changed(connection, begin.on_conflict_do_nothing())
    move = (
        update(schema.streams)
        .where(schema.streams.c.stream == stream, schema.streams.c.head_seq == expected_seq)
        .values(head_seq=new_seq)
    )
    return _changed(connection, move)


def _take_lease(connection: Connection, database: Database, clock: Clock, lease: Lease, ttl_s: float) -> bool:
    now_us = database.now_us(clock)
    taken = {"holder": lease.holder, "expires_at_us": now_us + int(ttl_s * 1e6)}
    row = database.upsert(schema.leases).values(name=lease.name, **taken)
    free = (schema.leases.c.holder == lease.holder) | (schema.leases.c.expires_at_us <= now_us)
    take = row.on_conflict_do_update(index_elements=["name"], set_=taken, where=free)
    return _changed(connection, take)


def _changed(connection: Connection, statement: Insert | Update) -> bool:
    """Do it, and say whether a row was inserted or changed."""
    return connection.execute(statement, execution_options=_COUNTED).rowcount > 0


def _still_holds(connection: Connection, lease: Lease) -> None:
    # Locked, so that nobody takes over between this look and the commit.
    held = select(schema.leases.c.holder).where(schema.leases.c.name == lease.name).with_for_update()
    if connection.scalar(held) != lease.holder:
        raise LeaseLost("another process does this now", which=lease.name)


def _lease_place(name: str) -> str:
    return f"lease {name}"


__all__ = [
    "Cause",
    "Cursor",
    "DeadLetter",
    "EventDraft",
    "Journal",
    "Lease",
    "Proposal",
    "Snapshot",
    "StoredAnswer",
    "StreamHead",
]
