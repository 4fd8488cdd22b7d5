"""
One thread that writes, with group commit.

Everything that waits when the thread comes round shares one transaction and so one sync to disk; each job has a
savepoint of its own and fails alone. A job's result is handed out only after the commit: what was acknowledged is
durable.
"""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from attrs import define
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from tiltyard.journal.troubles import in_words

T = TypeVar("T")

GROUP_MAX = 256
"""Jobs in one transaction. More would make the first of them wait longer than a sync costs."""


@define
class _Job(Generic[T]):
    work: Callable[[Connection], T]
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[T]
    result: Any = None
    error: BaseException | None = None


class Writer:
    """Runs write jobs one after another in a thread of its own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._jobs: queue.SimpleQueue[_Job[Any] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="journal-writer", daemon=True)
        self._thread.start()

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Do this in a transaction; returns once it is durable.

        raises  what `work` raises (nothing of it is kept), or JournalError when the database cannot be written
        """
        loop = asyncio.get_running_loop()
        job: _Job[T] = _Job(work, loop, loop.create_future())
        self._jobs.put(job)
        # Shielded: a caller that gives up does not unsay what the thread may be committing at this moment.
        return await asyncio.shield(job.future)

    async def close(self) -> None:
        """Finish what is queued, then end the thread."""
        self._jobs.put(None)
        await asyncio.to_thread(self._thread.join)

    def _run(self) -> None:
        open_for_jobs = True
        while open_for_jobs:
            group: list[_Job[Any]] = []
            job = self._jobs.get()
            while job is not None:
                group.append(job)
                if len(group) == GROUP_MAX or self._jobs.empty():
                    break
                job = self._jobs.get()
            else:
                open_for_jobs = False
            if group:
                self._commit(group)

    def _commit(self, group: list[_Job[Any]]) -> None:
        try:
            with self._engine.begin() as connection:
                for job in group:
                    _attempt(job, connection)
        except SQLAlchemyError as error:
            for job in group:
                job.error = in_words(error, self._engine, "written")
        for job in group:
            _hand_out(job)


def _attempt(job: _Job[Any], connection: Connection) -> None:
    try:
        with connection.begin_nested():
            job.result = job.work(connection)
    except OperationalError:
        raise  # the disk or the lock, not this job: the whole group has failed
    except SQLAlchemyError as error:
        job.error = in_words(error, connection.engine, "written")
    except Exception as error:  # noqa: BLE001 # whatever a job raises belongs to its caller, not to the thread
        job.error = error


def _hand_out(job: _Job[Any]) -> None:
    def settle() -> None:
        if job.future.cancelled():
            return
        if job.error is not None:
            job.future.set_exception(job.error)
        else:
            job.future.set_result(job.result)

    try:
        job.loop.call_soon_threadsafe(settle)
    except RuntimeError:
        # The caller's event loop has closed; it told nobody anything, so nobody is misled.
        return
