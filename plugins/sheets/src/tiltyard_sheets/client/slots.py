"""
A few threads of our own for calls that block.

A thread cannot be ended from outside. A call that was given up therefore keeps its slot until its thread has really
ended, so that a hanging Google takes no more than these few threads.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

T = TypeVar("T")


class NoSlot(Exception):
    """All threads are taken by calls that have not ended; this one was not begun."""


class GivenUp(Exception):
    """The call was begun and has not ended in time; it goes on."""


class Slots:
    """Runs blocking calls, so many at once."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._free = asyncio.Semaphore(most)
        self._going_on: set[asyncio.Future[None]] = set()

    @property
    def going_on(self) -> int:
        """Threads that have not ended, those of calls given up included."""
        return len(self._going_on)

    async def run(self, work: Callable[[], T], *, within_s: float) -> T:
        """What `work` returns or raises, in a thread.

        raises  NoSlot, GivenUp
        """
        loop = asyncio.get_running_loop()
        ends_at_s = loop.time() + within_s
        try:
            async with asyncio.timeout_at(ends_at_s):
                await self._free.acquire()
        except TimeoutError as error:
            raise NoSlot(f"all {self._most} threads are taken by calls that have not ended") from error
        done: asyncio.Future[T] = loop.create_future()
        ended: asyncio.Future[None] = loop.create_future()
        self._going_on.add(ended)

        def settle(value: T | None, error: BaseException | None) -> None:
            self._free.release()
            self._going_on.discard(ended)
            ended.set_result(None)
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

        # A daemon, and not an executor's thread: the interpreter joins those when it exits, however long they hang.
        threading.Thread(target=body, name="sheets-call", daemon=True).start()
        try:
            async with asyncio.timeout_at(ends_at_s):
                return await done
        except TimeoutError as error:
            if done.done() and not done.cancelled() and done.exception() is error:
                raise
            raise GivenUp(f"no answer within {within_s:.3g} s") from error

    async def close(self, within_s: float) -> None:
        """Wait for what goes on, but no longer than this."""
        if self._going_on:
            await asyncio.wait(self._going_on, timeout=within_s)
