"""
See what a piece of code leaves behind: tasks, threads, coroutines that nobody awaited.
"""

from __future__ import annotations

import asyncio
import gc
import threading
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

ENDING_S = 1.0
"""How long what was told to end may take to be gone."""


class Leak(AssertionError):
    """Something was left behind; says what."""


@asynccontextmanager
async def no_leaks() -> AsyncIterator[None]:
    """The block leaves no task, thread or un-awaited coroutine behind.

    raises  Leak
    """
    tasks, threads = asyncio.all_tasks(), set(threading.enumerate())
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        yield
        gc.collect()
    left = [f"task {task.get_name()!r} is still running" for task in await _still_running(tasks)]
    left += [f"thread {thread.name!r} is still running" for thread in await _still_alive(threads)]
    left += [str(one.message) for one in told if "was never awaited" in str(one.message)]
    for other in told:
        if "was never awaited" not in str(other.message):
            warnings.warn_explicit(other.message, other.category, other.filename, other.lineno)
    if left:
        raise Leak("left behind: " + "; ".join(left))


async def _still_running(before: set[asyncio.Task[object]]) -> list[asyncio.Task[object]]:
    new = asyncio.all_tasks() - before
    if not new:
        return []
    _, pending = await asyncio.wait(new, timeout=ENDING_S)
    return sorted(pending, key=lambda task: task.get_name())


async def _still_alive(before: set[threading.Thread]) -> list[threading.Thread]:
    # The pool of `asyncio.to_thread` is asyncio's own and stays until the loop ends. It also does the joining here.
    new = {thread for thread in set(threading.enumerate()) - before if not thread.name.startswith("asyncio_")}
    for thread in new:
        await asyncio.to_thread(thread.join, ENDING_S)
    return [thread for thread in new if thread.is_alive()]
