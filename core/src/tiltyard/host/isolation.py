"""
Run one piece of a plugin's code so that nothing it does can hurt the host.

A coroutine runs in a task of its own, because code that swallows its cancellation would otherwise hold the caller for
ever; a plain `def` runs in a thread, of which each plugin has only so many. Whatever it raises, `SystemExit` included,
comes back as a value: a task that let `SystemExit` through would take the event loop with it.
"""

from __future__ import annotations

import asyncio
import contextvars
import inspect
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from attrs import frozen

from tiltyard.deadline import set_deadline, time_left_s
from tiltyard.errors import TiltyardError
from tiltyard.host.abandon import abandon
from tiltyard.host.steps import Steps
from tiltyard.outcome import Fault, FaultKind

CANCEL_GRACE_S = 0.1
"""How long cancelled plugin code may take to clean up before it is left to itself."""

THREADS_EACH = 8
"""Plain functions of one plugin that run at once; one that hangs keeps its place until it has really ended."""

BLOCKED_AFTER_S = 1.0
"""Longer between two awaits is a fault. Promised is a tenth of it; a loaded machine may take that long by itself."""

NESTED_SHARE = 0.9
"""Of what its caller has left: the rest is for the caller to say what came of it."""

WORDS_MOST = 500
"""Characters kept of what an exception says; some carry a whole web page."""


@frozen
class Ran:
    """How it ended: `error` and `fault` before `value`, but for a `blocked` fault, which leaves a value standing.

    blocked_s  the longest time for which it kept the event loop to itself
    """

    value: Any = None
    error: TiltyardError | None = None
    fault: Fault | None = None
    blocked_s: float = 0.0


@frozen(eq=False)
class _Running:
    """A piece of code under way.

    ends    done once it has really ended
    cancel  asks it to end; a thread cannot be asked
    """

    ends: asyncio.Future[Ran]
    cancel: Callable[[], object]


def _nothing() -> None:
    """Nothing is to be done."""


class Isolation:
    """Runs plugin code; bounds its threads and remembers what did not end."""

    def __init__(self) -> None:
        self._places: dict[str, asyncio.Semaphore] = {}
        self._stragglers: set[_Running] = set()
        self._going_on: Counter[str] = Counter()

    async def run(
        self,
        plugin: str,
        code: Callable[..., Any],
        kwargs: dict[str, Any],
        deadline_s: float,
        *,
        ended: Callable[[], None] = _nothing,
    ) -> Ran:
        """Run a coroutine function, or a plain function in a thread, for at most `deadline_s`.

        ended  called once it has really ended, which may be long after this has returned
        """
        left_s = time_left_s()
        within_s = deadline_s if left_s is None else min(deadline_s, left_s * NESTED_SHARE)
        ends_at_s = asyncio.get_running_loop().time() + within_s
        context = contextvars.copy_context()
        set_deadline(context, within_s)
        if inspect.iscoroutinefunction(code):
            running = _in_task(code, kwargs, context)
        elif await self._take_place(plugin, ends_at_s, ended):
            running = self._in_thread(plugin, code, kwargs, context)
        else:
            words = f"the {THREADS_EACH} threads it may have are taken by calls that have not ended"
            return Ran(fault=Fault(FaultKind.LATE, words))
        running.ends.add_done_callback(lambda _: ended())
        ran = await self._wait(plugin, running, ends_at_s, f"no answer within {within_s:.3g} s")
        if within_s < deadline_s and ran.fault and ran.fault.kind in (FaultKind.LATE, FaultKind.HUNG):
            return Ran(fault=Fault(FaultKind.OUT_OF_TIME, f"the caller had only {within_s:.3g} s left"))
        return ran

    def going_on(self, plugin: str) -> int:
        """Calls of this plugin that were given up and have not ended yet."""
        return self._going_on[plugin]

    async def close(self) -> None:
        """Give up on what has not ended. A thread cannot be ended from outside; the process does not wait for it."""
        for straggler in self._stragglers:
            straggler.cancel()
        if ends := [straggler.ends for straggler in self._stragglers]:
            _, pending = await asyncio.wait(ends, timeout=CANCEL_GRACE_S)
            abandon(pending)

    async def _wait(self, plugin: str, running: _Running, ends_at_s: float, late: str) -> Ran:
        try:
            done, _ = await asyncio.wait({running.ends}, timeout=ends_at_s - asyncio.get_running_loop().time())
            if done:
                return _result(running.ends)
            running.cancel()
            done, _ = await asyncio.wait({running.ends}, timeout=CANCEL_GRACE_S)
        except asyncio.CancelledError:
            running.cancel()
            self._keep(plugin, running)
            raise
        if done:
            return Ran(fault=Fault(FaultKind.LATE, late))
        self._keep(plugin, running)
        return Ran(fault=Fault(FaultKind.HUNG, f"{late}, and it goes on"))

    def _keep(self, plugin: str, running: _Running) -> None:
        self._stragglers.add(running)
        self._going_on[plugin] += 1

        def forget(ends: asyncio.Future[Ran]) -> None:
            self._stragglers.discard(running)
            self._going_on[plugin] -= 1
            if not ends.cancelled():
                ends.exception()  # looked at, so that asyncio does not report it as lost

        running.ends.add_done_callback(forget)

    async def _take_place(self, plugin: str, ends_at_s: float, ended: Callable[[], None]) -> bool:
        place = self._places.setdefault(plugin, asyncio.Semaphore(THREADS_EACH))
        try:
            async with asyncio.timeout_at(ends_at_s):
                await place.acquire()
        except TimeoutError:
            ended()
            return False
        except asyncio.CancelledError:
            ended()
            raise
        return True

    def _in_thread(
        self, plugin: str, code: Callable[..., Any], kwargs: dict[str, Any], context: contextvars.Context
    ) -> _Running:
        loop = asyncio.get_running_loop()
        ends: asyncio.Future[Ran] = loop.create_future()

        def settle(ran: Ran) -> None:
            self._places[plugin].release()
            ends.set_result(ran)

        def work() -> None:
            ran = context.run(_call, code, kwargs)
            # The loop may be gone by now; then nobody waits for this any more.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(settle, ran)

        # A daemon, and not an executor's thread: the interpreter joins those when it exits, however long they hang.
        threading.Thread(target=work, name=f"plugin-{plugin}", daemon=True).start()
        return _Running(ends, _nothing)


def _in_task(code: Callable[..., Any], kwargs: dict[str, Any], context: contextvars.Context) -> _Running:
    task = asyncio.get_running_loop().create_task(_guard(code, kwargs), context=context)
    return _Running(task, task.cancel)


def _result(ends: asyncio.Future[Ran]) -> Ran:
    """What came of it; code that raises `CancelledError` by itself must not look as if its caller were cancelled."""
    if ends.cancelled():
        return Ran(fault=Fault(FaultKind.RAISED, "CancelledError, though nobody cancelled it"))
    return ends.result()


async def _guard(code: Callable[..., Any], kwargs: dict[str, Any]) -> Ran:
    try:
        steps: Steps[Any] = Steps(code(**kwargs))
        value = await steps
    except TiltyardError as error:
        return Ran(error=error)
    except (asyncio.CancelledError, KeyboardInterrupt):
        raise
    except BaseException as error:  # noqa: BLE001 # this is the wall between plugins and the host
        return Ran(fault=_raised(error))
    if steps.longest_s > BLOCKED_AFTER_S:
        words = f"kept the event loop to itself for {steps.longest_s:.1f} s"
        return Ran(value, fault=Fault(FaultKind.BLOCKED, words), blocked_s=steps.longest_s)
    return Ran(value, blocked_s=steps.longest_s)


def _call(code: Callable[..., Any], kwargs: dict[str, Any]) -> Ran:
    try:
        value = code(**kwargs)
    except TiltyardError as error:
        return Ran(error=error)
    except BaseException as error:  # noqa: BLE001 # as above; in a thread not even Ctrl-C arrives
        return Ran(fault=_raised(error))
    if inspect.iscoroutine(value):
        value.close()
        return Ran(fault=Fault(FaultKind.WRONG_TYPE, "a plain `def` returned a coroutine; make it `async def`"))
    return Ran(value)


def _raised(error: BaseException) -> Fault:
    return Fault(FaultKind.RAISED, f"{type(error).__name__}: {_words(error)}")


def _words(error: BaseException) -> str:
    try:
        return str(error)[:WORDS_MOST]
    except Exception:  # noqa: BLE001 # a plugin's `__str__` is a plugin's code
        return "(it cannot say why)"
