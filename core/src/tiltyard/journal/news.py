"""
"Something was appended": at once for this process, and as soon as the database lets it hear of them for others'.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress

from tiltyard.journal.database import Ear


class News:
    """Wakes whoever waits when the journal has grown."""

    def __init__(self, ear: Ear) -> None:
        self._ear = ear
        self._listens = False
        self._changed = asyncio.Condition()
        self._count = 0
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
        if not self._listens:
            self._listens = True
            loop = asyncio.get_running_loop()

            def heard() -> None:
                with suppress(RuntimeError):  # the loop has closed: nobody waits any more
                    loop.call_soon_threadsafe(self.tell)

            self._ear.listen(heard)
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout_s), self._changed:
                await self._changed.wait_for(lambda: self._count > seen)
        return self._count

    async def close(self) -> None:
        """Stop listening."""
        await asyncio.to_thread(self._ear.close)
        await asyncio.gather(*self._tellers)

    async def _wake(self) -> None:
        async with self._changed:
            self._count += 1
            self._changed.notify_all()
