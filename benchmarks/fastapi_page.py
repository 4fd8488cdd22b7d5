"""
The 512-player document and its event stream as a plain FastAPI application would serve them, for `dashboard_api.py`.

Run by that script with a Python that has FastAPI; nothing of Tiltyard is used. The document is a response model, as in
FastAPI's tutorial; each listener has a queue, and a POST puts an event into all of them.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from pydantic import BaseModel


class Entrant(BaseModel):
    """As the document has it."""

    id: str
    order: int
    name: str
    status: str
    seated: bool
    offered_until: str | None
    waitlist_position: int | None
    checked_in: bool


class Roster(BaseModel):
    """The parts that matter for size."""

    id: str
    name: str
    seq: int
    entrants: list[Entrant]


def main() -> None:
    """Serve the document that stands in a file, at a port."""
    document, port = json.loads(Path(sys.argv[1]).read_text("utf-8")), int(sys.argv[2])
    entrants = [Entrant(**{name: one.get(name) for name in Entrant.model_fields}) for one in document["entrants"]]
    roster = Roster(id=document["id"], name=document["name"], seq=document["seq"], entrants=entrants)
    app, queues = FastAPI(), set[asyncio.Queue[str]]()

    @app.get("/roster")
    async def get_roster() -> Roster:
        return roster

    @app.post("/tell")
    async def tell() -> dict[str, int]:
        for queue in queues:
            queue.put_nowait(f"event: tournament\ndata: {roster.seq}\n\n")
        return {"told": len(queues)}

    @app.get("/events")
    async def events() -> StreamingResponse:
        async def frames() -> AsyncIterator[str]:
            queue = asyncio.Queue[str]()
            queues.add(queue)
            try:
                yield ": hello\n\n"
                while True:
                    yield await queue.get()
            finally:
                queues.discard(queue)

        return StreamingResponse(frames(), media_type="text/event-stream")

    uvicorn.run(app, host="127.0.0.1", port=port, log_level="error", access_log=False)


if __name__ == "__main__":
    main()
