"""
What looks after each place in which something personal is kept. Whoever keeps something more registers one more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from attrs import evolve, frozen
from sqlalchemy import Connection, delete, select, update

from tiltyard.desk.desk import STREAM_PREFIX
from tiltyard.desk.people import NAMES, Subject
from tiltyard.desk.tables import MEMORY, memory_from, memory_plain
from tiltyard.desk.tombstones import NAMESPACE as TOMBSTONES
from tiltyard.journal import DeadLetter, Journal, schema
from tiltyard.journal.export import OURS, line_of, records_of
from tiltyard.journal.records import row_of
from tiltyard.models import Actor, EventRecord

T = TypeVar("T")

PERSON_ERASED = "PersonErased"
"""The event that says that somebody was erased: its reason stays."""


class Eraser(Protocol):
    """One place in which something personal may be kept.

    name  what is kept there, in words
    """

    name: str

    async def kept(self, subject: Subject) -> list[Any]:
        """All that is kept there of somebody, as JSON values."""

    async def erase(self, subject: Subject) -> int:
        """Take it away, and say in how many places; doing it twice does no harm."""


class EventsEraser:
    """The journal's events. Facts stay: seats, order and results are not personal text."""

    name = "events"

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    async def kept(self, subject: Subject) -> list[Any]:
        """What is personal in the events about them, and what names them in others."""
        rows = await self._journal.look(lambda connection: _erasable(connection, subject))
        return [_difference(record, blank) for record, blank in rows]

    async def erase(self, subject: Subject) -> int:
        """Blank what is personal in them."""
        rows = await self._journal.look(lambda connection: _erasable(connection, subject))

        def work(connection: Connection) -> None:
            table = schema.events
            for record, blank in rows:
                row = row_of(blank)
                values = {name: row[name] for name in ("actor_id", "actor_display", "reason", "personal")}
                at = (table.c.stream == record.stream, table.c.seq == record.seq)
                connection.execute(update(table).where(*at).values(values))

        if rows:
            await self._journal.change(work)
        return len(rows)


def _erasable(connection: Connection, subject: Subject) -> list[tuple[EventRecord, EventRecord]]:
    """Events that hold something of them, each with what is to be left of it."""
    records = list(records_of(connection))
    theirs = {record.command_id for record in records if _is_about(record, subject)}
    pairs = ((record, _blanked(record, subject, about=record.command_id in theirs)) for record in records)
    return [(record, blank) for record, blank in pairs if blank != record]


def _difference(record: EventRecord, blank: EventRecord) -> dict[str, Any]:
    """What of an event is to go; what it says of others is not told."""
    gone, left = line_of(record), line_of(blank)
    personal = {name: value for name, value in (gone["personal"] or {}).items() if name not in (left["personal"] or {})}
    parts = {"personal": personal, **{name: gone[name] for name in ("reason", "actor") if gone[name] != left[name]}}
    return {**{name: gone[name] for name in ("stream", "seq", "type")}, **parts}


def _is_about(record: EventRecord, subject: Subject) -> bool:
    tournament = record.stream.removeprefix(STREAM_PREFIX)
    return (tournament, record.facts.get("person")) in subject.ids


def _blanked(record: EventRecord, subject: Subject, *, about: bool) -> EventRecord:
    """An event without what it says of somebody.

    about  the command behind it was about them, so its reason is
    """
    says_so = record.type == PERSON_ERASED
    about = about and not says_so
    personal = None if _is_about(record, subject) and not says_so else _without(record, subject)
    reason = None if about or subject.is_mentioned(record.reason) else record.reason
    return evolve(record, personal=personal, reason=reason, actor=_nobody(record.actor, subject))


def _without(record: EventRecord, subject: Subject) -> Mapping[str, Any] | None:
    """What an event about somebody or something else says, without naming them. Their namesake keeps the name."""
    if record.personal is None:
        return None
    other = "person" in record.facts
    return {
        name: value
        for name, value in record.personal.items()
        if not (subject.is_in(value) and not (other and name in NAMES))
    }


def _nobody(actor: Actor, subject: Subject) -> Actor:
    if actor.kind in OURS or not (subject.is_named(actor.id) or actor.id in subject.persons):
        return actor
    return Actor(actor.kind, "erased")


class AnswersEraser:
    """What occasions were answered: an occasion's name may have somebody's name in it."""

    name = "answers"

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    async def kept(self, subject: Subject) -> list[Any]:
        """Names of occasions."""
        return [{"stream": stream, "occasion": key} for stream, key in await self._found(subject)]

    async def erase(self, subject: Subject) -> int:
        """Forget that they were answered."""
        found = await self._found(subject)

        def work(connection: Connection) -> None:
            table = schema.answers
            for stream, key in found:
                connection.execute(delete(table).where(table.c.stream == stream, table.c.key == key))

        if found:
            await self._journal.change(work)
        return len(found)

    async def _found(self, subject: Subject) -> list[tuple[str, str]]:
        query = select(schema.answers.c.stream, schema.answers.c.key)
        rows = await self._journal.look(lambda connection: connection.execute(query).all())
        return [(stream, key) for stream, key in rows if subject.is_mentioned(key)]


class DeadLettersEraser:
    """What followers gave up: the reason may name somebody."""

    name = "dead letters"

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    async def kept(self, subject: Subject) -> list[Any]:
        """The reasons."""
        return [{"follower": one.follower, "reason": one.reason} for one in await self._found(subject)]

    async def erase(self, subject: Subject) -> int:
        """Take them up: they are tried again, and given up again where that does not do."""
        found = await self._found(subject)
        for one in found:
            await self._journal.take_up(one.follower, one.stream)
        return len(found)

    async def _found(self, subject: Subject) -> list[DeadLetter]:
        return [one for one in await self._journal.dead_letters() if subject.is_mentioned(one.reason)]


@frozen
class _Entry:
    """One value in a store."""

    namespace: str
    key: str
    value: Any


class _StoreEraser:
    """Values in the journal's stores; says what becomes of each that holds something of somebody."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    async def kept(self, subject: Subject) -> list[Any]:
        """The values, with where they are."""
        found = await self._journal.look(lambda connection: self._found(connection, subject))
        return [{"store": one.namespace, "key": one.key, "value": self.theirs(one, subject)} for one, _ in found]

    async def erase(self, subject: Subject) -> int:
        """Put what is left in their place."""

        def work(connection: Connection) -> int:
            table, found = schema.store, self._found(connection, subject)
            for one, left in found:
                at = (table.c.namespace == one.namespace, table.c.key == one.key)
                change = delete(table).where(*at) if left is None else update(table).where(*at).values(value=left)
                connection.execute(change)
            return len(found)

        return await self._journal.change(work)

    def theirs(self, entry: _Entry, subject: Subject) -> Any:  # noqa: ARG002 # a whole value, unless a part is meant
        """What of it is theirs."""
        return entry.value

    def left(self, entry: _Entry, subject: Subject) -> Any | None:
        """What is left of a value: itself when it holds nothing of theirs, None when nothing is."""
        raise NotImplementedError

    def _found(self, connection: Connection, subject: Subject) -> list[tuple[_Entry, Any | None]]:
        table = schema.store.c
        rows = connection.execute(select(table.namespace, table.key, table.value)).all()
        pairs = [(entry, self.left(entry, subject)) for entry in (_Entry(*row) for row in rows)]
        return [(entry, left) for entry, left in pairs if left != entry.value]


class TablesEraser(_StoreEraser):
    """What is remembered of the rows of tables. The tables themselves are their owners'."""

    name = "remembered rows of tables"

    def theirs(self, entry: _Entry, subject: Subject) -> Any:
        """The rows that are theirs, and what staff were told of them."""
        plain = memory_plain(memory_from(entry.value))
        return [one for one in (*plain["rows"], *plain["entries"]) if self._is_theirs(entry, one, subject)]

    def left(self, entry: _Entry, subject: Subject) -> Any | None:
        """The memory without those rows."""
        if entry.namespace != "tables" or not entry.key.startswith(MEMORY):
            return entry.value
        memory = memory_from(entry.value)
        plain = memory_plain(memory)

        def left(part: Sequence[T], words: Sequence[Mapping[str, Any]]) -> tuple[T, ...]:
            pairs = zip(part, words, strict=True)
            return tuple(one for one, said in pairs if not self._is_theirs(entry, said, subject))

        rows, entries = left(memory.rows, plain["rows"]), left(memory.entries, plain["entries"])
        if len(rows) == len(memory.rows) and len(entries) == len(memory.entries):
            return entry.value
        return memory_plain(evolve(memory, rows=rows, entries=entries, looks=memory.looks + 1))

    def _is_theirs(self, entry: _Entry, row: Mapping[str, Any], subject: Subject) -> bool:
        """Whether a remembered row, or what staff were told of one, is of somebody."""
        if any(entry.key.startswith(f"{MEMORY}{cup}:") and row["person"] == who for cup, who in subject.ids):
            return True
        key = row["key"] if "key" in row else row["row_key"]
        return subject.is_named(key) or subject.is_in([row.get("theirs"), row.get("ours")])


class StoresEraser(_StoreEraser):
    """What plugins, and the host about their calls, keep. A plugin's value that names somebody goes whole."""

    name = "stores of plugins and of the host"

    def left(self, entry: _Entry, subject: Subject) -> Any | None:
        """Nothing of a plugin's; of others what names nobody."""
        if entry.namespace in {TOMBSTONES, "tables"}:
            return entry.value
        mentioned = subject.is_mentioned(entry.key) or subject.is_in(entry.value)
        if not mentioned:
            return entry.value
        return None if entry.namespace.startswith("plugin:") else _scrubbed(entry.value, subject.is_mentioned)


def _scrubbed(value: Any, is_mentioned: Callable[[str], bool]) -> Any:
    if isinstance(value, str):
        return "(erased)" if is_mentioned(value) else value
    if isinstance(value, dict):
        return {key: _scrubbed(one, is_mentioned) for key, one in value.items()}
    return [_scrubbed(one, is_mentioned) for one in value] if isinstance(value, list) else value


__all__ = ["AnswersEraser", "DeadLettersEraser", "Eraser", "EventsEraser", "StoresEraser", "TablesEraser"]
