"""
A plugin store in memory.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from tiltyard.clock import Clock


class MemoryStore:
    """Implements `tiltyard.plugin.PluginStore`. Values go through JSON, as in the journal: what cannot is refused."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._kept: dict[str, tuple[str, datetime | None]] = {}

    async def get(self, key: str) -> Any | None:
        """The value, or None when there is none or its time is over."""
        text, ends_at = self._kept.get(key, ("null", None))
        return None if ends_at is not None and ends_at <= self._clock.now() else json.loads(text)

    async def put(self, key: str, value: Any, *, ttl_s: float | None = None) -> None:
        """Keep a JSON value; for ever, or for `ttl_s` seconds."""
        ends_at = None if ttl_s is None else self._clock.now() + timedelta(seconds=ttl_s)
        self._kept[key] = (json.dumps(value), ends_at)

    async def change(self, key: str, change: Callable[[Any | None], Any], *, ttl_s: float | None = None) -> Any:
        """Keep what `change` makes of the value, and return it."""
        value = change(await self.get(key))
        await self.put(key, value, ttl_s=ttl_s)
        return value

    async def change_at(
        self, key: str, change: Callable[[Any | None, float], Any], *, ttl_s: float | None = None
    ) -> Any:
        """As `change`, which is told the time."""
        return await self.change(key, lambda value: change(value, self._clock.now().timestamp()), ttl_s=ttl_s)

    async def delete(self, key: str) -> None:
        """Forget it; nothing happens when it is not there."""
        self._kept.pop(key, None)
