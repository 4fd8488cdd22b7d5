"""
The quota of one credential, shared by all processes on one journal.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from tiltyard.clock import Clock
from tiltyard.plugin import PluginStore
from tiltyard_sheets.client.bucket import Bucket, kept_bucket, read_bucket
from tiltyard_sheets.errors import QuotaExhausted
from tiltyard_sheets.settings import SheetsSettings

Kind = Literal["read", "write"]


class Quota:
    """Hands out the tokens of two buckets. First come, first served; Google has the last word (`shut`)."""

    def __init__(self, settings: SheetsSettings, *, clock: Clock, store: PluginStore) -> None:
        self._capacity = {"read": settings.reads_per_minute, "write": settings.writes_per_minute}
        self._window_s = settings.quota_window_s
        self._clock = clock
        self._store = store

    async def take(self, account: str, kind: Kind, *, within_s: float) -> None:
        """Return when a request may be sent.

        within_s  how long it may wait; nothing is booked when that is not enough
        raises    QuotaExhausted, saying when to come again
        """
        booked_s: float | None = None

        def book(bucket: Bucket, now_s: float) -> Bucket:
            nonlocal booked_s
            wait_s = bucket.wait_s(now_s)
            booked_s = wait_s
            return bucket.take(now_s) if wait_s <= within_s else bucket

        await self._change(account, kind, book)
        if booked_s is None or booked_s > within_s:
            raise QuotaExhausted(
                f"all {self._capacity[kind]} {kind}s of this minute are used up",
                next_step="It goes on by itself.",
                retry_after_s=booked_s,
            )
        if booked_s > 0:
            await self._clock.sleep(booked_s)

    async def shut(self, account: str, kind: Kind, *, for_s: float) -> None:
        """Google said no: somebody else uses the same credential. Nobody asks again before."""
        await self._change(account, kind, lambda bucket, now_s: bucket.shut(now_s + for_s))

    async def left(self, account: str, kind: Kind) -> int:
        """Requests that can be sent at once."""
        return self._read(await self._store.get(_key(account, kind)), kind).left(self._clock.now().timestamp())

    async def _change(self, account: str, kind: Kind, change: Callable[[Bucket, float], Bucket]) -> None:
        def changed(kept: Any | None) -> Any:
            # The time is taken here, where nobody else comes between: waiting for the store is no small thing.
            return kept_bucket(change(self._read(kept, kind), self._clock.now().timestamp()))

        await self._store.change(_key(account, kind), changed, ttl_s=11 * self._window_s)

    def _read(self, kept: Any | None, kind: Kind) -> Bucket:
        return read_bucket(kept, capacity=self._capacity[kind], window_s=self._window_s)


def _key(account: str, kind: Kind) -> str:
    return f"quota {account} {kind}"
