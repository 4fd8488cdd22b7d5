"""
Waiting that a cancellation does not cut short.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


async def finish(work: Coroutine[Any, Any, T]) -> T:
    """Do `work` to its end, even when the caller is cancelled meanwhile; the cancellation is raised after that."""
    return await join(asyncio.create_task(work))


async def join(task: asyncio.Task[T]) -> T:
    """Wait for a task that others may wait for too; a cancellation is raised when the task is done."""
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is None:
        return task.result()
    if not task.cancelled():
        task.exception()  # looked at, so that asyncio does not report it as lost
    raise cancelled
