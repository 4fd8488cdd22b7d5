"""
One write at a time for each source, until it has really ended.

A write that was given up at its deadline may still be under way in a thread. Another one beside it could be
overtaken by it, so the next one waits, and is refused if it waits in vain.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable

from attrs import define, field


@define
class _Slot:
    lock: asyncio.Lock = field(factory=asyncio.Lock)
    users: int = 0


class Slots:
    """Slots by key; one that nobody holds or waits for is forgotten."""

    def __init__(self) -> None:
        self._slots: dict[Hashable, _Slot] = {}

    async def take(self, key: Hashable, within_s: float) -> Callable[[], None] | None:
        """Wait for the slot; returns what gives it back, to be called once, or None after `within_s` in vain."""
        slot = self._slots.setdefault(key, _Slot())
        slot.users += 1
        try:
            async with asyncio.timeout(within_s):
                await slot.lock.acquire()
        except BaseException as error:
            self._leave(key, slot)
            if isinstance(error, TimeoutError):
                return None
            raise

        def give_back() -> None:
            slot.lock.release()
            self._leave(key, slot)

        return give_back

    def _leave(self, key: Hashable, slot: _Slot) -> None:
        slot.users -= 1
        if not slot.users:
            del self._slots[key]
