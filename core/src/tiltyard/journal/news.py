"""
"Something was appended": at once for this process, within a fifth of a second for others on the same SQLite file.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import Executor
from contextlib import suppress

from sqlalchemy import Connection, Engine

POLL_EVERY_S = 0.2
"""SQLite cannot notify another process; asking for `data_version` costs microseconds and reads no page."""


class News:
    """Wakes whoever waits when the journal has grown."""

    def __init__(self, reader: Engine, pool: Executor) -> None:
        self._reader = reader
        self._pool = pool
        self._changed = asyncio.Condition()
        self._count = 0
        self._poller: asyncio.Task[None] | None = None
        self._tellers: set[asyncio.Task[None]] = set()

    @property
    def count(self) -> int:
        """How often there was news so far; hand it to `wait`."""
        return self._count

    def tell(self) -> None:
        """There is news."""
        teller = asyncio.get_running_loop().create_task(self._wake())
        self._tellers.add(teller)
        teller.add_done_callback(self._tellers.discard)

    async def wait(self, seen: int, timeout_s: float) -> int:
        """Return the count once it is more than `seen`, or after the time-out as it is."""
        if self._poller is None:
            self._poller = asyncio.get_running_loop().create_task(self._poll(), name="journal-news")
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout_s), self._changed:
                await self._changed.wait_for(lambda: self._count > seen)
        return self._count

    async def close(self) -> None:
        """Stop looking."""
        if self._poller is not None:
            self._poller.cancel()
            with suppress(asyncio.CancelledError):
                await self._poller
        await asyncio.gather(*self._tellers)

    async def _wake(self) -> None:
        async with self._changed:
            self._count += 1
            self._changed.notify_all()

    async def _poll(self) -> None:
        loop = asyncio.get_running_loop()
        # The version is relative to one connection, so that one is kept.
        connection = await loop.run_in_executor(self._pool, self._reader.connect)
        try:
            seen = await loop.run_in_executor(self._pool, _data_version, connection)
            # What was appended before this first look would be missed by whoever began to wait before it.
            await self._wake()
            while True:
                await asyncio.sleep(POLL_EVERY_S)
                version = await loop.run_in_executor(self._pool, _data_version, connection)
                if version != seen:
                    seen = version
                    await self._wake()
        finally:
            connection.close()


def _data_version(connection: Connection) -> int:
    version = connection.exec_driver_sql("PRAGMA data_version").scalar_one()
    connection.rollback()  # an open transaction would pin what this connection sees
    return int(version)
