"""
Ask a service whether it is ready.
"""

from __future__ import annotations

import asyncio
import re
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Self

import aiohttp

from tiltyard.models import ServiceSpec

FIRST_PAUSE_S = 0.02
PAUSE_GROWS = 1.5
LONGEST_PAUSE_S = 0.5
ANSWER_WITHIN_S = 5.0


class Probe:
    """Asks services at 127.0.0.1; use it as an async context manager.

    No connection is kept: a connection of ours to a service must not look like a reason to keep it, or hold up its end.
    """

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as stack:
            self._session = await stack.enter_async_context(
                aiohttp.ClientSession(
                    connector=aiohttp.TCPConnector(force_close=True),
                    timeout=aiohttp.ClientTimeout(total=ANSWER_WITHIN_S),
                    cookie_jar=aiohttp.DummyCookieJar(),
                )
            )
            self._closing = stack.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self._closing.aclose()

    async def until_ready(self, spec: ServiceSpec) -> None:
        """Return when the service answers; ask again and again until then. Give it a deadline from outside."""
        pause_s = FIRST_PAUSE_S
        while not await self.is_ready(spec):
            await asyncio.sleep(pause_s)
            pause_s = min(pause_s * PAUSE_GROWS, LONGEST_PAUSE_S)

    async def is_ready(self, spec: ServiceSpec) -> bool:
        """Ask once: its health address answers 200-399; without one its port accepts; without both it is."""
        return not await self.complaint(spec)

    async def complaint(self, spec: ServiceSpec) -> str:
        """Ask once, as `is_ready` does: what is wrong; blank when it is ready."""
        if spec.health_url:
            return await self._ask(_on_loopback(spec.health_url))
        if spec.port:
            return await _knock(spec.port)
        return ""

    async def _ask(self, url: str) -> str:
        try:
            async with self._session.get(url, allow_redirects=False) as response:
                return "" if 200 <= response.status < 400 else f"answered {response.status}"
        except TimeoutError:
            return f"no answer within {ANSWER_WITHIN_S:g} s"
        except (aiohttp.ClientError, OSError) as error:
            return f"no answer: {str(error) or type(error).__name__}"


async def _knock(port: int) -> str:
    try:
        async with asyncio.timeout(ANSWER_WITHIN_S):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
    except TimeoutError:
        return f"no answer within {ANSWER_WITHIN_S:g} s"
    except OSError as error:
        return f"no answer: {error}"
    writer.close()
    return ""


def _on_loopback(url: str) -> str:
    """`localhost` may be ::1, where somebody else may live."""
    return re.sub(r"(?<=://)localhost(?=[:/?#]|$)", "127.0.0.1", url, count=1)
