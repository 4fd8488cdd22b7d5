"""
Give up a task that will not end.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any


def abandon(tasks: Iterable[asyncio.Future[Any]]) -> None:
    """Leave these behind: `asyncio.run` would wait for them for ever, and with it the process would not end."""
    for task in tasks:
        if isinstance(task, asyncio.Task):
            asyncio._unregister_task(task)  # noqa: SLF001 # documented for makers of tasks; nothing public does it
            # Their owner is named in the log already; a second complaint at exit would name nobody.
            task._log_destroy_pending = False  # type: ignore[attr-defined] # noqa: SLF001 # asyncio's own switch
