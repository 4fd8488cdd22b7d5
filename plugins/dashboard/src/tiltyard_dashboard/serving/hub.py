"""
One publisher, many streams: everyone gets every event once, in order, or is told to look again.

Positions are written `boot-N`. N counts events from 1; `boot` is new for each start of the process, so that a position
from before a restart is never mistaken for one of now. Belongs to one event loop.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

from tiltyard_dashboard.serving.sse import KEEP_ALIVE, ServerEvent, encode

RING = 256
"""Events that are kept for those who come back."""

QUEUE = 64
"""Events that may wait for one slow client; then its stream ends, and it comes back and gets the rest from the ring."""

RETRY = b"retry: 1000\n\n"


class Feed:
    """One client's share of the stream."""

    def __init__(self, first: list[bytes], *, queue: int) -> None:
        self._first = first
        self._room = queue
        self._queue: asyncio.Queue[bytes | None] = asyncio.Queue()

    def push(self, frame: bytes) -> bool:
        """Hand over a frame; False when the client is too slow to be worth waiting for."""
        if self._queue.qsize() >= self._room:
            return False
        self._queue.put_nowait(frame)
        return True

    def end(self) -> None:
        """Let the stream end after what it has been given: no gap, so that the ring can go on from there."""
        self._queue.put_nowait(None)

    async def frames(self, *, keep_alive_s: float) -> AsyncIterator[bytes]:
        """Frames as they come; a comment whenever there was none for `keep_alive_s`."""
        for frame in self._first:
            yield frame
        while True:
            try:
                async with asyncio.timeout(keep_alive_s):
                    next_frame = await self._queue.get()
            except TimeoutError:
                next_frame = KEEP_ALIVE
            if next_frame is None:
                return
            yield next_frame


class Hub:
    """Fans events out."""

    def __init__(self, boot: str, *, ring: int = RING, queue: int = QUEUE) -> None:
        self._boot = boot
        self._queue = queue
        self._count = 0
        self._ring: deque[bytes] = deque(maxlen=ring)
        self._feeds: set[Feed] = set()
        self._closed = False

    @property
    def position(self) -> str:
        """Where the stream stands now."""
        return f"{self._boot}-{self._count}"

    @property
    def streams(self) -> int:
        """How many are listening."""
        return len(self._feeds)

    def publish(self, event: str, data: str) -> None:
        """Send this to everyone."""
        self._count += 1
        frame = encode(ServerEvent(event, self.position, data))
        self._ring.append(frame)
        for feed in [feed for feed in self._feeds if not feed.push(frame)]:
            self._feeds.discard(feed)
            feed.end()

    @contextmanager
    def subscribe(self, last: str | None) -> Iterator[Feed]:
        """Listen from now on, or from `last` on.

        last  the position of the last event that the client has. Events since then come first; when they are not
              known any more, `resync` comes instead. None begins with `hello` and the present position
        """
        feed = Feed([RETRY, *self._beginning(last)], queue=self._queue)
        self._feeds.add(feed)
        if self._closed:
            feed.end()
        try:
            yield feed
        finally:
            self._feeds.discard(feed)

    def close(self) -> None:
        """End every stream, also those that begin later."""
        self._closed = True
        for feed in self._feeds:
            feed.end()

    def _beginning(self, last: str | None) -> list[bytes]:
        if last is None:
            return [encode(ServerEvent("hello", self.position, "{}"))]
        boot, _, number = last.rpartition("-")
        missed = self._count - int(number) if boot == self._boot and number.isdecimal() else -1
        if not 0 <= missed <= len(self._ring):
            return [encode(ServerEvent("resync", self.position, "{}"))]
        return list(self._ring)[len(self._ring) - missed :]
