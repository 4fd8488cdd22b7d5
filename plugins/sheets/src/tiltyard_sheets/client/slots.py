"""
A few threads of our own for calls that block.

A thread cannot be ended from outside. A call that was given up therefore keeps its slot until its thread has really
ended, so that a hanging Google takes no more than these few threads.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import TypeVar

T = TypeVar("T")


class NoSlot(Exception):
    """All slots are taken; this call was not begun."""


class GivenUp(Exception):
    """The call was begun and has not ended in time; it goes on."""


class Slot:
    """The right to have one thread."""

    def __init__(self, free: Callable[[], None]) -> None:
        self._free = free
        self._thread_ends: asyncio.Future[None] | None = None
        self._left = False

    async def run(self, work: Callable[[], T], *, within_s: float) -> T:
        """What `work` returns or raises, in a thread; one after another.

        raises  GivenUp; nothing else may be run in this slot then
        """
        loop = asyncio.get_running_loop()
        done: asyncio.Future[T] = loop.create_future()
        ends: asyncio.Future[None] = loop.create_future()

        def settle(value: T | None, error: BaseException | None) -> None:
            ends.set_result(None)
            self._thread_ends = None
            self._free_when_over()
            if done.done():
                return
            if error is None:
                done.set_result(value)  # type: ignore[arg-type] # what `work` returned
            else:
                done.set_exception(error)

        def body() -> None:
            value: T | None = None
            error: BaseException | None = None
            try:
                value = work()
            except BaseException as raised:  # noqa: BLE001 # it is raised again where the answer is awaited
                error = raised
            # The loop may be gone by now; then nobody waits for this any more.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(settle, value, error)

        self._thread_ends = ends
        # A daemon, and not an executor's thread: the interpreter joins those when it exits, however long they hang.
        threading.Thread(target=body, name="sheets-call", daemon=True).start()
        finished, _ = await asyncio.wait({done}, timeout=max(0.0, within_s))
        if not finished:
            done.cancel()
            raise GivenUp(f"no answer within {within_s:.3g} s")
        return done.result()

    async def end(self) -> None:
        """Return once its thread has ended."""
        if self._thread_ends:
            await asyncio.wait({self._thread_ends})

    def leave(self) -> None:
        """Give it back; it is free once its thread has ended."""
        self._left = True
        self._free_when_over()

    def _free_when_over(self) -> None:
        if self._left and self._thread_ends is None:
            self._free()


class Slots:
    """So many slots."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._places = asyncio.Semaphore(most)
        self._taken: set[Slot] = set()

    @property
    def taken(self) -> int:
        """Slots that are not free, those of calls given up included."""
        return len(self._taken)

    @asynccontextmanager
    async def take(self, *, within_s: float) -> AsyncIterator[Slot]:
        """A slot for the block.

        raises  NoSlot
        """
        try:
            async with asyncio.timeout(max(0.0, within_s)):
                await self._places.acquire()
        except TimeoutError as error:
            raise NoSlot(f"all {self._most} threads are taken by calls that have not ended") from error

        def free() -> None:
            self._taken.discard(slot)
            self._places.release()

        slot = Slot(free)
        self._taken.add(slot)
        try:
            yield slot
        finally:
            slot.leave()

    async def close(self, within_s: float) -> None:
        """Wait for threads that go on, but no longer than this."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                await asyncio.gather(*(slot.end() for slot in self._taken))
