"""
Which application of Riot's developer portal the key belongs to.

Riot encrypts PUUIDs per application: a key that was regenerated reads the old ones, the key of another application (a
development key given up for a personal one) answers 400 to them (developer-relations #30 and #759, read 2026-11). So an
application is known by whether its key reads an id that is known to be good, the canary, and never by the key itself.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

from tiltyard.plugin import PluginStore
from tiltyard_riot.errors import ForeignPuuid, NotFound

_KNOWN, _CANARY = "application", "canary"


class Application:
    """Says which application it is, as an id that is stored with every answer."""

    def __init__(self, store: PluginStore, read: Callable[[str], Awaitable[object]]) -> None:
        """Nobody is asked yet.

        read  asks Riot for the account of a PUUID, whatever is kept
        """
        self._store = store
        self._read = read
        self._now: tuple[str, str] | None = None
        self._has_canary: str | None = None
        self._finding_out = asyncio.Lock()

    async def id(self, api_key: str) -> str:
        """The same as long as PUUIDs stay good; another one once the key is that of another application.

        raises  what asking Riot raises: until it is known, no id from before may be trusted
        """
        mark = hashlib.sha256(api_key.encode()).hexdigest()[:16]
        if self._now and self._now[0] == mark:
            return self._now[1]
        async with self._finding_out:  # once for all who ask at the same time
            if self._now is None or self._now[0] != mark:
                self._now = (mark, await self._find_out(mark))
            return self._now[1]

    async def seen(self, puuid: str) -> None:
        """Riot has just given us this id: it will do for a canary, if there is none for this application yet."""
        app = self._now[1] if self._now else None
        if app is None or self._has_canary == app:
            return
        canary = await self._store.get(_CANARY)
        if canary is None or canary["app"] != app:
            await self._store.put(_CANARY, {"app": app, "puuid": puuid})
        self._has_canary = app

    async def _find_out(self, mark: str) -> str:
        known = await self._store.get(_KNOWN)
        if known and known["key"] == mark:
            return str(known["id"])
        app = str(known["id"]) if known and await self._reads_canary() else secrets.token_hex(8)
        kept = await self._store.change(_KNOWN, lambda now: _kept(now, mark, app))
        return str(kept["id"])

    async def _reads_canary(self) -> bool:
        canary = await self._store.get(_CANARY)
        if canary is None:
            return False  # nothing says that it is the same: what was kept is asked for again
        try:
            await self._read(canary["puuid"])
        except (ForeignPuuid, NotFound):
            return False
        return True


def _kept(now: Any | None, mark: str, app: str) -> Any:
    """What another host has found out with the same key stands."""
    return now if now and now["key"] == mark else {"key": mark, "id": app}
