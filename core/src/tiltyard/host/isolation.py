"""
Run one piece of a plugin's code so that nothing it does can hurt the host.

It runs in a task of its own, because code that swallows its cancellation would otherwise hold the caller for ever; a
plain `def` runs in a thread, of which there are only so many. Whatever it raises, `SystemExit` included, comes back as
a value: a task that let `SystemExit` through would take the event loop with it.
"""

from __future__ import annotations

import asyncio
import contextvars
import inspect
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from attrs import frozen

from tiltyard.errors import TiltyardError
from tiltyard.host.outcome import Fault, FaultKind

CANCEL_GRACE_S = 0.1
"""How long cancelled plugin code may take to clean up before it is left to itself."""

THREADS = 16
"""Plain functions of plugins that run at once; one that hangs keeps its place until it has really ended."""


@frozen
class Ran:
    """How it ended: exactly one of value, error and fault counts; `fault` before `error` before `value`."""

    value: Any = None
    error: TiltyardError | None = None
    fault: Fault | None = None


class Isolation:
    """Runs plugin code; bounds its threads and remembers what did not end."""

    def __init__(self) -> None:
        self._places = asyncio.Semaphore(THREADS)
        self._stragglers: set[asyncio.Task[Ran]] = set()

    async def run(self, code: Callable[..., Any], kwargs: dict[str, Any], deadline_s: float) -> Ran:
        """Run a coroutine function, or a plain function in a thread, for at most `deadline_s`."""
        is_async = inspect.iscoroutinefunction(code)
        task = asyncio.create_task(_guard(code, kwargs) if is_async else self._in_thread(code, kwargs))
        try:
            done, _ = await asyncio.wait({task}, timeout=deadline_s)
            if done:
                return task.result()
            task.cancel()
            done, _ = await asyncio.wait({task}, timeout=CANCEL_GRACE_S)
        except asyncio.CancelledError:
            task.cancel()
            self._keep(task)
            raise
        if done and is_async:
            return Ran(fault=Fault(FaultKind.LATE, f"no answer within {deadline_s:g} s"))
        self._keep(task)
        return Ran(fault=Fault(FaultKind.HUNG, f"no answer within {deadline_s:g} s, and it goes on"))

    async def close(self) -> None:
        """Give up on what has not ended. A thread cannot be ended from outside; the process does not wait for it."""
        for task in self._stragglers:
            task.cancel()

    def _keep(self, task: asyncio.Task[Ran]) -> None:
        self._stragglers.add(task)
        task.add_done_callback(self._forget)

    def _forget(self, task: asyncio.Task[Ran]) -> None:
        self._stragglers.discard(task)
        if not task.cancelled():
            task.exception()  # looked at, so that asyncio does not report it as lost

    async def _in_thread(self, code: Callable[..., Any], kwargs: dict[str, Any]) -> Ran:
        await self._places.acquire()
        loop = asyncio.get_running_loop()
        ended: asyncio.Future[Ran] = loop.create_future()
        context = contextvars.copy_context()

        def settle(ran: Ran) -> None:
            self._places.release()
            if not ended.done():
                ended.set_result(ran)

        def work() -> None:
            ran = context.run(_call, code, kwargs)
            # The loop may be gone by now; then nobody waits for this any more.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(settle, ran)

        # A daemon, and not an executor's thread: the interpreter joins those when it exits, however long they hang.
        threading.Thread(target=work, name=f"plugin-{code.__qualname__}", daemon=True).start()
        return await ended


async def _guard(code: Callable[..., Any], kwargs: dict[str, Any]) -> Ran:
    try:
        return Ran(value=await code(**kwargs))
    except TiltyardError as error:
        return Ran(error=error)
    except (Exception, SystemExit) as error:  # noqa: BLE001 # this is the wall between plugins and the host
        return Ran(fault=_raised(error))


def _call(code: Callable[..., Any], kwargs: dict[str, Any]) -> Ran:
    try:
        return Ran(value=code(**kwargs))
    except TiltyardError as error:
        return Ran(error=error)
    except (Exception, SystemExit) as error:  # noqa: BLE001 # as above
        return Ran(fault=_raised(error))


def _raised(error: BaseException) -> Fault:
    return Fault(FaultKind.RAISED, f"{type(error).__name__}: {error}")
