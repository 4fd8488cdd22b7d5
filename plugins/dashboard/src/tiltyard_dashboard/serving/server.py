"""
A uvicorn server on loopback that stops at once, also with streams open.

An open event stream would hold uvicorn's graceful stop until its time-out, so the streams are ended first.
"""

from __future__ import annotations

import asyncio
import errno
import signal
import socket
import sys
from collections.abc import Callable
from types import FrameType

import uvicorn
from starlette.types import ASGIApp

from tiltyard.errors import PortInUse, SettingsError

HOST = "127.0.0.1"

GRACE_S = 3
"""Backstop: what is still open after this is cut."""


def bind(port: int, *, service: str) -> socket.socket:
    """Listen on loopback.

    port    0 lets the system choose
    raises  PortInUse, SettingsError for a port that may not be opened
    """
    try:
        return socket.create_server((HOST, port), backlog=2048)
    except (OSError, OverflowError) as error:
        if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
            raise PortInUse(port, service=service) from error
        raise SettingsError(
            "that port cannot be opened",
            which=f"{service}, port {port}, {str(error).rstrip('.')}",
            next_step=f"Choose another one, between 1024 and 65535, with --{service}-port.",
        ) from error


async def serve(app: ASGIApp, listener: socket.socket, *, end_streams: Callable[[], None]) -> None:
    """Serve until this process is asked to stop (SIGTERM, SIGINT); then return, so that the caller can tidy up.

    Says where on standard output once it listens.
    """
    config = uvicorn.Config(
        app,
        http="httptools",
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE_S,
    )
    sys.stdout.write(f"listening on http://{HOST}:{listener.getsockname()[1]}\n")
    sys.stdout.flush()
    await _Server(config, asyncio.get_running_loop(), end_streams).serve(sockets=[listener])


class _Server(uvicorn.Server):
    def __init__(
        self, config: uvicorn.Config, loop: asyncio.AbstractEventLoop, end_streams: Callable[[], None]
    ) -> None:
        super().__init__(config)
        self._loop = loop
        self._end_streams = end_streams

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002 # uvicorn's signature
        """Stop; a second Ctrl-C does not wait for anybody.

        Deliberately not uvicorn's own: it raises the signal again after the stop, and the process would die of it
        before the journal is closed.
        """
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self.should_exit = True
        # Not from within the signal handler: it may have interrupted the very code that it would run into.
        self._loop.call_soon_threadsafe(self._end_streams)
