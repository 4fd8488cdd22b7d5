"""
The HTTP side: an aiohttp server on loopback, in a thread with a loop of its own.
"""

from __future__ import annotations

import asyncio
import json
import socket
import struct
import threading
from typing import Any, Protocol
from urllib.parse import parse_qsl

from aiohttp import web

from tiltyard.testing.google_sheets.api import Request, route
from tiltyard.testing.google_sheets.calls import Call, Fault, When
from tiltyard.testing.google_sheets.errors import ApiError, TokenError, fault, invalid

LARGEST_BODY_BYTES = 10 * 2**20
START_WITHIN_S = 10.0
STOP_WITHIN_S = 10.0


class Service(Protocol):
    """What stands behind the server."""

    def arrived(self, call: Call) -> None:
        """Note a call."""

    def trouble(self, call: Call, when: When) -> Fault | None:
        """What goes wrong with this call now."""

    def answer(self, call: Call, request: Request | None, authorization: str) -> dict[str, Any]:
        """Apply a call."""

    def grant(self, call: Call, form: dict[str, str]) -> dict[str, Any]:
        """Answer the token endpoint."""


class Server:
    """Listens and answers for a service."""

    def __init__(self, service: Service) -> None:
        self._service = service
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
            raise RuntimeError("the service is not started; use it as `with SheetsService() as service`")
        return self._url

    def start(self) -> None:
        """Listen.

        raises  RuntimeError when it listens already, OSError when it cannot
        """
        if self._thread is not None:
            raise RuntimeError("the service is started already")
        listening = threading.Event()
        self.failures.clear()
        self._thread = threading.Thread(target=self._run, args=(listening,), name="google-sheets", daemon=True)
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
        app = web.Application(client_max_size=LARGEST_BODY_BYTES)
        app.router.add_route("*", "/{tail:.*}", self._handle)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        try:
            site = web.TCPSite(runner, "127.0.0.1", 0)
            await site.start()
            host, port = runner.addresses[0][:2]
            self._url = f"http://{host}:{port}"
            listening.set()
            await self._ending.wait()
        finally:
            await runner.cleanup()

    async def _handle(self, http: web.Request) -> web.StreamResponse:
        query: dict[str, list[str]] = {}
        for name, value in http.query.items():
            query.setdefault(name, []).append(value)
        request = route(http.method, http.rel_url.raw_path, query)
        call = Call(
            request.kind if request else "unknown",
            http.method,
            http.rel_url.raw_path,
            query,
            None,
            spreadsheet_id=request.spreadsheet_id if request else "",
        )
        text = await http.text()
        self._service.arrived(call)
        hit = self._service.trouble(call, "before")
        if hit is not None:
            return await self._go_wrong(http, call, hit)
        response = self._applied(http, call, request, text)
        hit = self._service.trouble(call, "after")
        return response if hit is None else await self._go_wrong(http, call, hit)

    def _applied(self, http: web.Request, call: Call, request: Request | None, text: str) -> web.Response:
        try:
            answer = self._answered(http, call, request, text)
        except ApiError as error:
            return _noted(call, error.body, error.code)
        except TokenError as error:
            return _noted(call, error.body, 400)
        except Exception as error:  # noqa: BLE001 # raised again where the service is stopped
            self.failures.append(error)
            return _noted(call, fault(500).body, 500)
        return _noted(call, answer, 200)

    def _answered(self, http: web.Request, call: Call, request: Request | None, text: str) -> dict[str, Any]:
        if request is not None and request.kind == "token":
            return self._service.grant(call, dict(parse_qsl(text)))
        call.body = _json(text)
        return self._service.answer(
            call, request and request.with_body(call.body or {}), http.headers.get("Authorization", "")
        )

    async def _go_wrong(self, http: web.Request, call: Call, hit: Fault) -> web.Response:
        call.status, call.answer = 0, None
        if isinstance(hit.trouble, int):
            response = _noted(call, fault(hit.trouble).body, hit.trouble)
            if hit.retry_after_s is not None:
                response.headers["Retry-After"] = str(hit.retry_after_s)
            return response
        if hit.trouble == "hang":
            assert self._ending is not None  # noqa: S101 # it is set while anything is served
            await self._ending.wait()
        _cut(http)
        return web.Response()


def _json(text: str) -> Any:
    if not text:
        return None
    try:
        body = json.loads(text)
    except ValueError as error:
        raise invalid(f"Invalid JSON payload received. {error}") from None
    if not isinstance(body, dict):
        raise invalid('Invalid JSON payload received. Unknown name "": Root element must be a message.')
    return _without_nulls(body)


def _without_nulls(value: Any) -> Any:
    """A null field is a field that is not there; in a list (a row of values) it is something."""
    if isinstance(value, dict):
        return {name: _without_nulls(inner) for name, inner in value.items() if inner is not None}
    return [_without_nulls(one) for one in value] if isinstance(value, list) else value


def _noted(call: Call, answer: dict[str, Any], status: int) -> web.Response:
    call.status, call.answer = status, answer
    return web.json_response(answer, status=status)


def _cut(http: web.Request) -> None:
    """Reset the connection, so that the client reads no polite end."""
    transport = http.transport
    if transport is None:
        return
    peer = transport.get_extra_info("socket")
    if peer is not None:
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
