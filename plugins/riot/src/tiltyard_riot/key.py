"""
The key that Riot knows us by, read again where the settings say that it stands elsewhere.
"""

from __future__ import annotations

import asyncio
import os

from tiltyard.clock import Clock
from tiltyard.log import keep_secret
from tiltyard.settings import read_again

LOOK_EVERY_S = 5.0


class KeySource:
    """Knows the present key. A file that cannot be read leaves the key from before: it may just be being written."""

    def __init__(self, api_key: str, clock: Clock) -> None:
        self._setting = api_key
        self._clock = clock
        self._key = str(api_key)
        self._looked_at_s: float | None = None
        self._replaced = False
        self.broken: str | None = None
        """Why what stands there now cannot be used; None when all is well."""

    async def current(self) -> str:
        """The key as it is now, to within some seconds."""
        now_s = self._clock.monotonic()
        if self._looked_at_s is None or now_s - self._looked_at_s >= LOOK_EVERY_S:
            self._looked_at_s = now_s
            await self._look()
        return self._key

    def replaced(self) -> bool:
        """Whether there is another key than when this was asked before."""
        replaced, self._replaced = self._replaced, False
        return replaced

    async def _look(self) -> None:
        try:
            key = await asyncio.to_thread(read_again, self._setting, os.environ)
        except ValueError as error:
            self.broken = f"plugins.riot.api_key {error}"
            return
        self.broken = None
        if key != self._key:
            keep_secret([key])
            self._key, self._replaced = key, True
