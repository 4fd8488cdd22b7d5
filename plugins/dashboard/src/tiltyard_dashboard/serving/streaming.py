"""
A hub's feed as an HTTP answer.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import StreamingResponse

from tiltyard_dashboard.serving.hub import Hub


def event_stream(request: Request, hub: Hub, *, keep_alive_s: float) -> StreamingResponse:
    """Stream the hub's events to this client.

    Where to go on is told by `Last-Event-ID`, which a browser sends when it reconnects, or by `?last=`, which a page
    sends when it connects for the first time.
    """
    last = request.headers.get("last-event-id") or request.query_params.get("last")

    async def frames() -> AsyncIterator[bytes]:
        with hub.subscribe(last) as feed:
            async for frame in feed.frames(keep_alive_s=keep_alive_s):
                yield frame

    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return StreamingResponse(frames(), media_type="text/event-stream", headers=headers)
