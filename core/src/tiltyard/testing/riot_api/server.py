"""
The HTTP side: an aiohttp server on loopback, in a thread with a loop of its own, for all of Riot's hosts.
"""

from __future__ import annotations

import asyncio
import json
import socket
import struct
import threading
from typing import Protocol

from aiohttp import web

from tiltyard.testing.riot_api.answers import Answer
from tiltyard.testing.riot_api.calls import NO_ANSWER, Call, Fault
from tiltyard.testing.riot_api.places import HOSTS
from tiltyard.testing.riot_api.routes import Asked, read_path

START_WITHIN_S = 10.0
STOP_WITHIN_S = 10.0
HTML = "<!DOCTYPE html><html><head><title>Error</title></head><body><h1>The service is unavailable</h1></body></html>"


class Service(Protocol):
    """What stands behind the server."""

    def travel_s(self) -> float:
        """How long a call is on its way, or its answer."""

    def answer(self, call: Call, asked: Asked) -> tuple[Answer, Fault | None]:
        """What is said to a call that has arrived, and what is to go wrong with it."""


class Server:
    """Listens and answers for a service."""

    def __init__(self, service: Service, port: int = 0) -> None:
        self._service = service
        self._port = port
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ending: asyncio.Event | None = None
        self._url = ""
        self.failures: list[BaseException] = []
        """What was raised in here and is no answer."""

    @property
    def url(self) -> str:
        """Where it listens.

        raises  RuntimeError before it was started
        """
        if not self._url:
            raise RuntimeError("the service is not started; use it as `with RiotService() as service`")
        return self._url

    def start(self) -> None:
        """Listen.

        raises  RuntimeError when it listens already, OSError when it cannot
        """
        if self._thread is not None:
            raise RuntimeError("the service is started already")
        listening = threading.Event()
        self.failures.clear()
        self._thread = threading.Thread(target=self._run, args=(listening,), name="riot-api", daemon=True)
        self._thread.start()
        if not listening.wait(START_WITHIN_S):
            raise RuntimeError(f"the service does not listen after {START_WITHIN_S:g} s")
        if self.failures:
            self._thread.join()
            self._thread = None
            raise self.failures.pop()

    def stop(self) -> None:
        """End, and wait until it has ended."""
        if self._thread is None or self._loop is None or self._ending is None:
            return
        self._loop.call_soon_threadsafe(self._ending.set)
        self._thread.join(STOP_WITHIN_S)
        self._thread, self._loop, self._ending, self._url = None, None, None, ""

    def _run(self, listening: threading.Event) -> None:
        try:
            asyncio.run(self._serve(listening))
        except BaseException as error:  # noqa: BLE001 # handed to the thread that waits for it
            self.failures.append(error)
        finally:
            listening.set()

    async def _serve(self, listening: threading.Event) -> None:
        self._loop, self._ending = asyncio.get_running_loop(), asyncio.Event()
        app = web.Application()
        app.router.add_route("*", "/{tail:.*}", self._handle)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        try:
            site = web.TCPSite(runner, "127.0.0.1", self._port)
            await site.start()
            host, port = runner.addresses[0][:2]
            self._url = f"http://{host}:{port}"
            listening.set()
            await self._ending.wait()
        finally:
            await runner.cleanup()

    async def _handle(self, http: web.Request) -> web.StreamResponse:
        await asyncio.sleep(self._service.travel_s())
        asked = read_path(http.rel_url.raw_path)
        path = http.rel_url.raw_path.removeprefix(f"/{asked.host}")
        key = http.headers.get("X-Riot-Token", "")
        call = Call(asked.host, asked.method, path, dict(http.query), key, at_s=0.0)
        if http.method != "GET" or asked.host not in HOSTS:
            # There is no such host, or nobody on it who would hear.
            _cut(http)
            return web.Response()
        try:
            answer, hit = self._service.answer(call, asked)
        except Exception as error:  # noqa: BLE001 # raised again where the service is stopped
            self.failures.append(error)
            return web.Response(status=500)
        await asyncio.sleep(self._service.travel_s())
        return await self._told(http, call, answer, hit)

    async def _told(self, http: web.Request, call: Call, answer: Answer, hit: Fault | None) -> web.StreamResponse:
        trouble = hit.trouble if hit else None
        if trouble == "hang":
            assert self._ending is not None  # noqa: S101 # it is set while anything is served
            await self._ending.wait()
        if trouble in NO_ANSWER:
            _cut(http)
            return web.Response()
        if trouble == "html":
            return web.Response(status=answer.status, text=HTML, content_type="text/html")
        text = "" if trouble == "empty" else json.dumps(answer.body, ensure_ascii=False)
        if trouble == "truncated":
            return await _half(http, text.encode(), call.headers)
        return web.Response(status=answer.status, text=text, content_type="application/json", headers=call.headers)


async def _half(http: web.Request, body: bytes, headers: dict[str, str]) -> web.StreamResponse:
    """Promise the whole of a body, send half of it, and hang up."""
    response = web.StreamResponse(headers={**headers, "Content-Length": str(len(body))})
    response.content_type = "application/json"
    await response.prepare(http)
    await response.write(body[: len(body) // 2])
    if http.transport is not None:
        http.transport.close()
    return response


def _cut(http: web.Request) -> None:
    """Reset the connection, so that the client reads no polite end."""
    transport = http.transport
    if transport is None:
        return
    peer = transport.get_extra_info("socket")
    if peer is not None:
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
