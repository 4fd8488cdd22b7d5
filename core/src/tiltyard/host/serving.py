"""
Plugins that serve: each in a task that the host owns, begun again after a failure, ended when asked.

A server that returns has decided that there is nothing more to serve and is let go. One that raises is begun again,
later and later while it keeps failing; `AccessDenied` and `SettingsError` wait for a human, so they are not.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Any

import structlog
from attrs import define

from tiltyard.clock import Clock
from tiltyard.errors import AccessDenied, SettingsError, TiltyardError, Unavailable
from tiltyard.host.abandon import abandon

log = structlog.get_logger(__name__)

RESTART_FIRST_S = 1.0
RESTART_MOST_S = 60.0
STEADY_AFTER_S = 60.0
"""Whoever served this long before failing is begun again as quickly as the first time."""

STOP_WITHIN_S = 10.0
"""What does not end this long after it was cancelled is left behind and named."""


class ServerState(StrEnum):
    """How a server is."""

    SERVING = "serving"
    RESTARTING = "restarting"
    """It failed and is begun again after a pause."""
    ENDED = "ended"
    """It returned."""
    NEEDS_HUMAN = "needs_human"
    """It was refused; only a human can change that."""
    LEFT_BEHIND = "left_behind"
    """It did not end when it was asked to."""


@define
class Server:
    """One plugin that serves.

    restarts  how often it was begun again
    reason    why it is not serving; blank when it is
    """

    plugin: str
    state: ServerState = ServerState.SERVING
    restarts: int = 0
    reason: str = ""


class Serving:
    """The servers of one hook, from `begin` to `end`."""

    def __init__(self, hook: str, clock: Clock) -> None:
        self._hook = hook
        self._clock = clock
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self.servers: list[Server] = []

    def begin(self, plugin: str, serve: Callable[[], Awaitable[Any]]) -> None:
        """Serve in a task of its own."""
        server = Server(plugin)
        self.servers.append(server)
        name = f"{self._hook}-{plugin}"
        self._tasks[plugin] = asyncio.create_task(self._keep(server, serve), name=name)

    async def end(self) -> None:
        """Cancel all of them and wait, at most `STOP_WITHIN_S` for all together."""
        for task in self._tasks.values():
            task.cancel()
        if not self._tasks:
            return
        _, pending = await asyncio.wait(self._tasks.values(), timeout=STOP_WITHIN_S)
        for server in self.servers:
            if self._tasks[server.plugin] in pending:
                server.state, server.reason = ServerState.LEFT_BEHIND, f"did not end within {STOP_WITHIN_S:g} s"
                log.warning("plugin_left_behind", plugin=server.plugin, hook=self._hook)
        abandon(pending)

    async def _keep(self, server: Server, serve: Callable[[], Awaitable[Any]]) -> None:
        pause_s = RESTART_FIRST_S
        while True:
            begun_s = self._clock.monotonic()
            server.state, server.reason = ServerState.SERVING, ""
            failure = await _failure_of(serve)
            if failure is None or _asked_to_end():
                server.state = ServerState.ENDED
                return
            server.reason = str(failure) if isinstance(failure, TiltyardError) else repr(failure)
            if isinstance(failure, AccessDenied | SettingsError):
                server.state = ServerState.NEEDS_HUMAN
                log.error("plugin_server_refused", plugin=server.plugin, hook=self._hook, reason=server.reason)
                return
            if self._clock.monotonic() - begun_s >= STEADY_AFTER_S:
                pause_s = RESTART_FIRST_S
            server.state = ServerState.RESTARTING
            server.restarts += 1
            wait_s = max(pause_s, _asked_for_s(failure))
            log.warning(
                "plugin_server_failed", plugin=server.plugin, hook=self._hook, reason=server.reason, again_in_s=wait_s
            )
            await self._clock.sleep(wait_s)
            pause_s = min(RESTART_MOST_S, pause_s * 2)


async def _failure_of(serve: Callable[[], Awaitable[Any]]) -> BaseException | None:
    try:
        await serve()
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # the wall between plugins and the host, here too
        if isinstance(error, asyncio.CancelledError) and _asked_to_end():
            raise
        return error
    return None


def _asked_to_end() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def _asked_for_s(failure: BaseException) -> float:
    return (failure.retry_after_s or 0.0) if isinstance(failure, Unavailable) else 0.0
