"""
What Riot has answered, kept in the plugin's store for as long as it is good for.

A value stands under a digest of what it answers, together with the question itself. So nothing personal is in a key,
and when a person is erased, the store takes whole every value that names them: their account, their ranks, each match
they were in. Such a match is asked for again if somebody else needs it. The figures are kept under the same digests;
they name nobody, and count an erased value until the cache is cleared or its time is over.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from attrs import frozen

from tiltyard.clock import Clock
from tiltyard.plugin import PluginStore

SHARDS = 64
"""Over so many values the figures of one kind are spread: each is small to write, however much is kept."""


class Kind(StrEnum):
    """What is kept."""

    NAME = "name"
    """Which account has a Riot ID."""
    ACCOUNT = "account"
    """Which Riot ID an account has."""
    PLATFORM = "platform"
    RANKS = "ranks"
    MATCH = "match"


@frozen
class Kept:
    """An answer from before.

    at  when Riot gave it
    """

    value: Any
    at: datetime


@frozen
class Figures:
    """How much is kept of one kind; the values of erased persons may still be counted.

    size_bytes   of the values as JSON
    oldest_at, newest_at   None when there is nothing
    """

    count: int = 0
    size_bytes: int = 0
    oldest_at: datetime | None = None
    newest_at: datetime | None = None


class Cache:
    """Answers of one application's key: ids that Riot gave to another one are not found."""

    def __init__(self, store: PluginStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self.hits = 0
        self.misses = 0

    async def get(self, kind: Kind, question: str, *, app: str, within_s: float | None = None) -> Kept | None:
        """What is kept; None when there is nothing.

        app       the application whose ids it speaks in
        within_s  at most so old
        """
        plain = await self._store.get(_place(kind, digest(app, question)))
        kept = None
        # Read with suspicion: two questions may never have one answer, and an older release wrote other forms.
        if isinstance(plain, dict) and plain.get("asked") == question:
            kept = Kept(plain["value"], datetime.fromtimestamp(plain["at_s"], UTC))
        if kept and within_s is not None and (self._clock.now() - kept.at).total_seconds() > within_s:
            kept = None
        self.hits, self.misses = self.hits + bool(kept), self.misses + (not kept)
        return kept

    async def put(self, kind: Kind, question: str, value: Any, *, app: str, ttl_s: float | None) -> datetime:
        """Keep a JSON value as answered now, and say when that is; for ever without `ttl_s`."""
        now = self._clock.now()
        name = digest(app, question)
        size = len(json.dumps(value, ensure_ascii=False).encode())
        ends_at_s = None if ttl_s is None else now.timestamp() + ttl_s
        entry = [size, now.timestamp(), ends_at_s]
        answer = {"asked": question, "at_s": now.timestamp(), "value": value}
        # Together, so that the journal commits them together: somebody waits.
        await asyncio.gather(
            self._store.put(_place(kind, name), answer, ttl_s=ttl_s),
            self._store.change(_index(kind, name), lambda index: {**_alive(index, now.timestamp()), name: entry}),
        )
        return now

    async def forget(self, kind: Kind, question: str, *, app: str) -> None:
        """Ask Riot the next time."""
        await self._store.delete(_place(kind, digest(app, question)))

    async def figures(self) -> dict[Kind, Figures]:
        """How much is kept of each kind, and how old it is."""
        return {kind: _figures(await self._entries(kind)) for kind in Kind}

    async def clear(self) -> int:
        """Forget everything, and say how many answers that were."""
        cleared = 0
        for kind in Kind:
            names = await self._entries(kind)
            places = [_place(kind, name) for name in names]
            for place in (*places, *_indexes(kind)):
                await self._store.delete(place)
            cleared += len(names)
        return cleared

    async def _entries(self, kind: Kind) -> dict[str, Any]:
        now_s = self._clock.now().timestamp()
        indexes = await asyncio.gather(*(self._store.get(one) for one in _indexes(kind)))
        return {name: entry for index in indexes for name, entry in _alive(index, now_s).items()}


def digest(*words: str) -> str:
    """A name for these words that tells nobody what they are without knowing them."""
    return hashlib.sha256(json.dumps(words).encode()).hexdigest()[:32]


def _place(kind: Kind, name: str) -> str:
    return f"{kind}:{name}"


def _index(kind: Kind, name: str) -> str:
    return _indexes(kind)[int(name[:4], 16) % SHARDS]


def _indexes(kind: Kind) -> list[str]:
    return [f"figures:{kind}:{shard}" for shard in range(SHARDS)]


def _alive(index: Any | None, now_s: float) -> dict[str, Any]:
    entries: Mapping[str, Any] = index if isinstance(index, dict) else {}
    return {name: entry for name, entry in entries.items() if entry[2] is None or entry[2] > now_s}


def _figures(entries: Mapping[str, Any]) -> Figures:
    if not entries:
        return Figures()
    ages = [datetime.fromtimestamp(at_s, UTC) for _, at_s, _ in entries.values()]
    return Figures(len(entries), sum(size for size, _, _ in entries.values()), min(ages), max(ages))
