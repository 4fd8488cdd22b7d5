"""
HTTP: one session for all hosts, made when it is first needed.
"""

from __future__ import annotations

import asyncio
from importlib.metadata import version

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientHandlerType,
    ClientOSError,
    ClientRequest,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    DummyCookieJar,
    ServerDisconnectedError,
    TCPConnector,
)
from yarl import URL

from tiltyard_riot.client.reply import Reply

MOST_CONNECTIONS = 256
LARGEST_BODY_BYTES = 8 * 2**20
"""A list of twenty thousand players is half of this."""

CHUNK_BYTES = 2**16


class _Lost(Exception):  # never leaves this module
    """The connection was lost before there was an answer."""


async def _once(request: ClientRequest, handler: ClientHandlerType) -> ClientResponse:
    """Keep aiohttp from asking a second time by itself, uncounted, when a connection is lost."""
    try:
        return await handler(request)
    except ClientConnectorError:
        raise  # there was none to lose
    except (ClientOSError, ServerDisconnectedError) as error:
        raise _Lost(type(error).__name__) from error


class Wire:
    """Asks, and returns what came back."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url.rstrip("/")
        self._session: ClientSession | None = None
        self._closed = False

    async def get(self, host: str, path: str, key: str, *, within_s: float) -> Reply:
        """What comes back in time. Nothing but a cancellation is raised."""
        if self._closed:
            return Reply(None, trouble="the client is closed")
        url = URL(self._base_url.replace("{host}", host) + path, encoded=True)
        try:
            async with asyncio.timeout(within_s):
                return await self._asked(url, key)
        except TimeoutError:
            return Reply(None, trouble=f"not within {within_s:.1f} s", late=True)
        except _Lost:
            return Reply(None, trouble="the connection was lost")
        except (ClientError, OSError, ValueError) as error:
            # Its name only: some of aiohttp's errors tell the headers that were sent.
            return Reply(None, trouble=f"{host} cannot be reached ({type(error).__name__})")

    async def close(self) -> None:
        """Cut all connections; nothing is asked any more."""
        self._closed = True
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _asked(self, url: URL, key: str) -> Reply:
        # Redirects are no answer: nobody is led elsewhere with our key.
        async with self._open().get(url, headers={"X-Riot-Token": key}, allow_redirects=False) as answer:
            headers, body = dict(answer.headers), bytearray()
            try:
                async for chunk in answer.content.iter_chunked(CHUNK_BYTES):
                    body += chunk
                    if len(body) > LARGEST_BODY_BYTES:
                        return Reply(answer.status, headers, bytes(body), whole=False, trouble="it is too large")
            except (ClientError, OSError) as error:
                return Reply(answer.status, headers, bytes(body), whole=False, trouble=type(error).__name__)
            return Reply(answer.status, headers, bytes(body))

    def _open(self) -> ClientSession:
        if self._session is None:
            self._session = ClientSession(
                connector=TCPConnector(limit=MOST_CONNECTIONS),
                cookie_jar=DummyCookieJar(),
                headers={"User-Agent": f"tiltyard-riot/{version('tiltyard-riot')}", "Accept": "application/json"},
                middlewares=(_once,),
                timeout=ClientTimeout(total=None),
            )
        return self._session
