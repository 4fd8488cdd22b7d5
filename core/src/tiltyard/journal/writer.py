"""
One thread that writes, with group commit.

Everything that waits when the thread comes round shares one transaction and so one sync to disk; each job has a
savepoint of its own and fails alone. A job's result is handed out only after the commit: what was acknowledged is
durable.

A server may go away at any moment. Before the commit nothing was kept, and the group is done again. In the middle of
a commit nobody can know: the group is done again too, because every job but the few that say otherwise comes to the
same end when it is done twice. Whether it was kept the first time shows then, since what it left is still locked or
already there.
"""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any, Generic, TypeVar

from attrs import define
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from tiltyard.errors import JournalError, JournalUncertain
from tiltyard.journal.database import Database
from tiltyard.journal.patience import UNCERTAIN_PATIENCE_S, Patience

T = TypeVar("T")

GROUP_MAX = 256
"""Jobs in one transaction. More would make the first of them wait longer than a sync costs."""


@define
class _Job(Generic[T]):
    work: Callable[[Connection], T]
    touches: str
    repeatable: bool
    news: bool
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[T]
    result: Any = None
    error: BaseException | None = None


class Writer:
    """Runs write jobs one after another in a thread of its own."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._jobs: queue.SimpleQueue[_Job[Any] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="journal-writer", daemon=True)
        self._thread.start()

    async def run(
        self, work: Callable[[Connection], T], *, touches: str = "", repeatable: bool = True, news: bool = False
    ) -> T:
        """Do this in a transaction; returns once it is durable.

        touches     the one thing whose rows it locks. A group locks in the order of these names, so that two processes
                    never wait for each other
        repeatable  whether it comes to the same end when it is done twice, should the first time have been kept
        news        whether other processes want to hear of it
        raises      what `work` raises (nothing of it is kept), JournalUncertain when nobody can know, or JournalError
                    when the database cannot be written
        """
        loop = asyncio.get_running_loop()
        job: _Job[T] = _Job(work, touches, repeatable, news, loop, loop.create_future())
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
                try:
                    self._settle(sorted(group, key=lambda job: job.touches))
                except Exception as error:  # noqa: BLE001 # a bug of ours must not end the thread: all would hang
                    for job in group:
                        job.error = error
                for job in group:
                    _hand_out(job)

    def _settle(self, group: list[_Job[Any]]) -> None:
        """Commit the group; try again while a lost connection is what keeps it from being committed."""
        patience, uncertain = Patience(), False
        while group:
            try:
                self._commit(group)
            except _Interrupted as interrupted:
                error = self._database.in_words(interrupted.error, "written")
                if interrupted.committing:
                    uncertain, patience.for_s = True, UNCERTAIN_PATIENCE_S
                    group = _those_that_may_be_repeated(group, error)
                # While it is uncertain, even a lock that is not let go may be that of our own lost transaction.
                may_pass = uncertain or self._database.may_pass(interrupted.error)
                if not may_pass or not patience.pause():
                    for job in group:
                        job.error = _uncertain(error) if uncertain else error
                    return
            else:
                return

    def _commit(self, group: list[_Job[Any]]) -> None:
        committing = False
        try:
            with self._database.writer.connect() as connection, connection.begin() as transaction:
                for job in group:
                    _attempt(job, connection, self._database, alone=len(group) == 1)
                if group[0].error and len(group) == 1:
                    transaction.rollback()
                    return
                if any(job.news and job.error is None for job in group):
                    self._database.announce(connection)
                committing = True
                transaction.commit()
        except SQLAlchemyError as error:
            lost = getattr(error, "connection_invalidated", False)
            raise _Interrupted(error, committing=committing and lost) from None


class _Interrupted(Exception):
    """The transaction did not end as it should have.

    committing  the server had been asked to commit, and its answer was lost
    """

    def __init__(self, error: SQLAlchemyError, *, committing: bool) -> None:
        self.error = error
        self.committing = committing
        super().__init__()


def _attempt(job: _Job[Any], connection: Connection, database: Database, *, alone: bool) -> None:
    job.error = None
    try:
        # Who is alone in its transaction needs no savepoint: two ways to the server and back saved.
        with nullcontext() if alone else connection.begin_nested():
            job.result = job.work(connection)
    except OperationalError:
        raise  # the disk, the lock or the connection, not this job: the whole group has failed
    except SQLAlchemyError as error:
        if connection.invalidated or database.may_pass(error):
            raise
        job.error = database.in_words(error, "written")
    except Exception as error:  # noqa: BLE001 # whatever a job raises belongs to its caller, not to the thread
        job.error = error


def _those_that_may_be_repeated(group: list[_Job[Any]], error: JournalError) -> list[_Job[Any]]:
    for job in group:
        if not job.repeatable:
            job.error = _uncertain(error)
    return [job for job in group if job.repeatable]


def _uncertain(error: JournalError) -> JournalUncertain:
    return JournalUncertain(
        "the connection was lost in the middle of a commit: it may have been kept or not",
        which=error.which,
        next_step="Look before you do it again, or do it again with the same key.",
    )


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
