"""
One request for questions that are equal and asked at the same time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import Context
from typing import Any, TypeVar

from attrs import define, field

T = TypeVar("T")


@define(eq=False)
class _Flight:
    task: asyncio.Task[Any]
    waiting: int = 0


@define(eq=False)
class SingleFlight:
    """Runs what is asked for once and hands the outcome to everybody who asked meanwhile.

    An asker who is cancelled leaves the others alone; when the last one is gone, the request is cancelled, too.

    joined  questions that needed no request of their own
    """

    joined: int = 0
    _flights: dict[str, dict[int, _Flight]] = field(factory=dict)
    _tasks: set[asyncio.Task[Any]] = field(factory=set)

    async def once(self, key: str, make: Callable[[], Awaitable[T]], *, urgency: int = 0) -> T:
        """What `make` returns or raises, or what one that is under way does.

        urgency  0 is the most urgent: nobody waits behind a request that is less urgent than their own
        """
        flights = self._flights.setdefault(key, {})
        flight = next((flights[one] for one in sorted(flights) if one <= urgency), None)
        if flight:
            self.joined += 1
        else:
            # A context of its own: the deadline of whoever happened to ask first is not everybody's.
            task = asyncio.get_running_loop().create_task(_run(make), context=Context())
            flight = flights[urgency] = _Flight(task)
            self._tasks.add(task)
            task.add_done_callback(lambda task: self._landed(key, urgency, task))
        flight.waiting += 1
        try:
            result: T = await asyncio.shield(flight.task)
        finally:
            flight.waiting -= 1
            if flight.waiting == 0 and not flight.task.done():
                flight.task.cancel()
                self._take_off(key, urgency, flight.task)  # whoever asks now needs one that is not being cancelled
        return result

    def under_way(self, key: str, *, urgency: int = 0) -> bool:
        """Whether a question would join one that is under way."""
        return any(one <= urgency for one in self._flights.get(key, {}))

    async def close(self) -> None:
        """End what is under way."""
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _landed(self, key: str, urgency: int, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        self._take_off(key, urgency, task)
        if not task.cancelled():
            task.exception()  # looked at: those who would have been told may all be gone

    def _take_off(self, key: str, urgency: int, task: asyncio.Task[Any]) -> None:
        flights = self._flights.get(key, {})
        if urgency in flights and flights[urgency].task is task:
            del flights[urgency]
        if not flights:
            self._flights.pop(key, None)


async def _run(make: Callable[[], Awaitable[T]]) -> T:
    return await make()
