"""
Asks the API in somebody's name.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

import aiohttp
import msgspec
from attrs import frozen

ANSWER_S = 20.0
CONNECT_S = 3.0

_AWAY = (aiohttp.ClientError, TimeoutError, OSError)


@frozen
class Asked:
    """What the API answered.

    status  of HTTP; 0 when it did not answer
    plain   the document, or the problem
    """

    status: int
    plain: Any

    @property
    def ok(self) -> bool:
        """Whether it did, or told, what it was asked."""
        return 200 <= self.status < 300

    @property
    def problem(self) -> str:
        """What is wrong, in words."""
        if self.status == 0:
            return "The tournament desk does not answer. Nothing was done; try again when it does."
        plain = self.plain if isinstance(self.plain, dict) else {}
        return str(plain.get("detail") or f"The desk answered with status {self.status}.")


AWAY = Asked(0, None)


@frozen
class Visitor:
    """Who asks, and from where.

    secret   of their session; None when they have none
    address  where their browser is, for counting tries
    """

    secret: str | None
    address: str


class Client:
    """The API, as web asks it. The session is its owner's to close."""

    def __init__(self, session: aiohttp.ClientSession, api_url: str, web_secret: str | None) -> None:
        self._session = session
        self._api_url = api_url.rstrip("/")
        self._web_secret = web_secret
        self._closing = asyncio.Event()

    def close(self) -> None:
        """End every stream, so that they do not hold up the server's stop."""
        self._closing.set()

    async def ask(
        self,
        method: str,
        path: str,
        visitor: Visitor,
        *,
        body: Any = None,
        params: Mapping[str, str] | None = None,
    ) -> Asked:
        """One question; never raises for an API that is away."""
        patience = aiohttp.ClientTimeout(total=ANSWER_S, sock_connect=CONNECT_S)
        headers = self._headers(visitor)
        content = None
        if body is not None:
            headers["content-type"] = "application/json"
            content = msgspec.json.encode(body)
        try:
            async with self._session.request(
                method, self._api_url + path, data=content, params=params, headers=headers, timeout=patience
            ) as answer:
                return Asked(answer.status, msgspec.json.decode(await answer.read()))
        except _AWAY:
            return AWAY
        except msgspec.DecodeError:
            return Asked(502, None)

    async def events(self, path: str, visitor: Visitor, last: str | None) -> AsyncIterator[bytes]:
        """A stream of events as it comes, until either side has enough; its end is no failure."""
        with suppress(*_AWAY):
            async with self._open(path, visitor, last) as answer:
                async for chunk in self._until_closed(answer.content):
                    yield chunk

    @asynccontextmanager
    async def _open(self, path: str, visitor: Visitor, last: str | None) -> AsyncIterator[aiohttp.ClientResponse]:
        patience = aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_S, sock_read=ANSWER_S)
        headers = self._headers(visitor) | ({"last-event-id": last} if last else {})
        async with self._session.get(self._api_url + path, headers=headers, timeout=patience) as answer:
            yield answer

    async def _until_closed(self, content: aiohttp.StreamReader) -> AsyncIterator[bytes]:
        closing = asyncio.create_task(self._closing.wait())
        try:
            while True:
                reading = asyncio.create_task(content.readany())
                await asyncio.wait({reading, closing}, return_when=asyncio.FIRST_COMPLETED)
                if not reading.done():
                    reading.cancel()
                    return
                if not (chunk := reading.result()):
                    return
                yield chunk
        finally:
            closing.cancel()

    def _headers(self, visitor: Visitor) -> dict[str, str]:
        headers = {"x-tiltyard-client": visitor.address}
        if self._web_secret:
            headers["x-tiltyard-web"] = self._web_secret
        if visitor.secret:
            headers["authorization"] = f"Bearer {visitor.secret}"
        return headers
