"""
Small values in the journal's database, each namespace for itself; values may have a time to live.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, Select, delete, literal, or_, select

from tiltyard.clock import Clock
from tiltyard.journal.database import Database, Insert
from tiltyard.journal.records import to_us
from tiltyard.journal.schema import store
from tiltyard.journal.writer import Writer

T = TypeVar("T")


class Runner(Protocol):
    """Runs database work off the event loop."""

    def __call__(self, work: Callable[[Connection], T], /) -> Awaitable[T]:
        """Its result."""


class JournalStore:
    """Implements `tiltyard.plugin.PluginStore`."""

    def __init__(self, namespace: str, clock: Clock, database: Database, read: Runner, writer: Writer) -> None:
        self._namespace = namespace
        self._clock = clock
        self._database = database
        self._read = read
        self._writer = writer

    async def get(self, key: str) -> Any | None:
        """The value, or None when there is none or its time is over."""
        query = self._query(key)
        return await self._read(lambda connection: connection.scalar(query))

    async def put(self, key: str, value: Any, *, ttl_s: float | None = None) -> None:
        """Keep a JSON value; for ever, or for `ttl_s` seconds."""
        keep = self._keep(key, value, ttl_s)
        await self._writer.run(lambda connection: connection.execute(keep).close(), touches=self._place(key))

    async def change(self, key: str, change: Callable[[Any | None], Any], *, ttl_s: float | None = None) -> Any:
        """Keep what `change` makes of the value, and return it; no other process comes between."""
        return await self.change_at(key, lambda value, _: change(value), ttl_s=ttl_s)

    async def change_at(
        self, key: str, change: Callable[[Any | None, float], Any], *, ttl_s: float | None = None
    ) -> Any:
        """As `change`, which is told the time of the database's clock."""
        kept = self._query(key).scalar_subquery()
        place = self._place(key)

        def work(connection: Connection) -> Any:
            # First the lock, then the time: whoever waits for the lock is told when it has got it.
            self._database.lock(connection, place)
            now = self._database.now_us(self._clock)
            asked = select(literal(now) if isinstance(now, int) else now, kept)
            now_us, value = connection.execute(asked).one()
            value = change(value, now_us / 1e6)
            connection.execute(self._keep(key, value, ttl_s)).close()
            return value

        return await self._writer.run(work, touches=place, repeatable=False)

    async def delete(self, key: str) -> None:
        """Forget it; nothing happens when it is not there."""
        gone = delete(store).where(store.c.namespace == self._namespace, store.c.key == key)
        await self._writer.run(lambda connection: connection.execute(gone).close(), touches=self._place(key))

    def _place(self, key: str) -> str:
        return f"store {self._namespace} {key}"

    def _query(self, key: str) -> Select[tuple[Any]]:
        alive = or_(store.c.expires_at_us.is_(None), store.c.expires_at_us > to_us(self._clock.now()))
        return select(store.c.value).where(store.c.namespace == self._namespace, store.c.key == key, alive)

    def _keep(self, key: str, value: Any, ttl_s: float | None) -> Insert:
        expires_at_us = None if ttl_s is None else to_us(self._clock.now()) + int(ttl_s * 1e6)
        row = self._database.upsert(store).values(
            namespace=self._namespace, key=key, value=value, expires_at_us=expires_at_us
        )
        return row.on_conflict_do_update(
            index_elements=["namespace", "key"], set_={"value": value, "expires_at_us": expires_at_us}
        )
