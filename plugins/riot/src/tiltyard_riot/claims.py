"""
One host asks for what several want, and the others wait for what it keeps.

A claim says who asks, how urgently and until when: who dies on the way holds nobody up for longer than that.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from tiltyard.clock import Clock
from tiltyard.plugin import PluginStore

T = TypeVar("T")

LOOK_EVERY_S = 0.25
"""How often it is looked for what another host was to keep."""

KEPT_S = 300.0
"""Claims that are over are forgotten then."""


class Claims:
    """The claims of one process; `name` is no other's."""

    def __init__(self, store: PluginStore, clock: Clock, *, name: str) -> None:
        self._store = store
        self._clock = clock
        self._name = name

    async def once(
        self,
        question: str,
        fetch: Callable[[], Awaitable[T]],
        kept: Callable[[], Awaitable[T | None]],
        *,
        urgency: int,
        left_s: Callable[[], float],
    ) -> T:
        """What `fetch` returns or raises; or what `kept` finds, once another process has fetched it.

        fetch    asks, and keeps the answer where `kept` finds it
        urgency  0 is the most urgent: nobody waits for a process that is less urgent than they are
        left_s   of the caller's time
        """
        while (time_s := left_s()) > 0:
            if await self._take(question, urgency, time_s):
                try:
                    # Kept by whoever had the claim until now, perhaps.
                    found = await kept()
                    return await fetch() if found is None else found
                finally:
                    await self._give_up(question)
            await self._clock.sleep(min(LOOK_EVERY_S, time_s))
            if (found := await kept()) is not None:
                return found
        return await fetch()  # which says that there was no time

    async def _take(self, question: str, urgency: int, for_s: float) -> bool:
        taken = False

        def change(claim: Any | None, now_s: float) -> Any:
            nonlocal taken
            taken = claim is None or claim["until_s"] <= now_s or claim["urgency"] > urgency
            return {"by": self._name, "urgency": urgency, "until_s": now_s + for_s} if taken else claim

        await self._store.change_at(_place(question), change, ttl_s=KEPT_S)
        return taken

    async def _give_up(self, question: str) -> None:
        def change(claim: Any | None) -> Any:
            if claim is None or claim["by"] != self._name:  # it was taken over
                return claim
            return {**claim, "until_s": 0.0}

        await self._store.change(_place(question), change, ttl_s=KEPT_S)


def _place(question: str) -> str:
    return f"claim:{question}"
