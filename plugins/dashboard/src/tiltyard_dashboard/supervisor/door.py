"""
The door of a state directory: a Unix socket through which other processes of the same user reach whoever supervises.

A socket's path may have some 107 bytes; a longer one is reached through its directory's file descriptor, which Linux
allows.
"""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import msgspec

from tiltyard.errors import SettingsError, TiltyardError, Unavailable
from tiltyard.models import ServiceAction, ServiceRequest, ServiceStatus
from tiltyard_dashboard.supervisor import wire
from tiltyard_dashboard.supervisor.errors import StateUnusable

LONGEST_PATH_BYTES = 100
LISTEN_WITHIN_S = 5.0
LATER_THAN_DEADLINE_S = 0.5
LINE_BYTES = 1 << 20

Answer = Callable[[ServiceRequest], Awaitable[list[ServiceStatus]]]


class Door:
    """Serves requests while it is open; only the holder of the state directory's lock may open it."""

    def __init__(self, path: Path, answer: Answer) -> None:
        self._path = path
        self._answer = answer
        self._server: asyncio.Server | None = None
        self._visits: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Serve from now on; nothing happens when it is open. What an earlier, killed holder left is replaced.

        raises  StateUnusable, SettingsError
        """
        if self._server:
            return
        with ExitStack() as undo:
            listening = undo.enter_context(socket.socket(socket.AF_UNIX))
            try:
                self._path.unlink(missing_ok=True)
                with reachable(self._path) as path:
                    listening.bind(path)
                self._path.chmod(0o600)  # before it listens: nobody can come in earlier
            except OSError as error:
                raise StateUnusable(self._path.parent, error) from error
            self._server = await asyncio.start_unix_server(self._greet, sock=listening, limit=LINE_BYTES)
            undo.pop_all()

    def close(self) -> None:
        """Let nobody in any more; who is in gets an answer."""
        if self._server:
            self._path.unlink(missing_ok=True)
            self._server.close()
            self._server = None

    async def emptied(self) -> None:
        """Return when everyone who was in has got an answer."""
        if self._visits:
            await asyncio.wait(self._visits)

    async def _greet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        visit = asyncio.current_task()
        if visit:
            self._visits.add(visit)
            visit.add_done_callback(self._visits.discard)
        with suppress(TimeoutError, ConnectionError, ValueError, msgspec.DecodeError):
            async with asyncio.timeout(LISTEN_WITHIN_S):
                request = wire.decode_request(await reader.readline())
            reply = await self._reply(request, reader)
            writer.write(wire.encode(reply))
            await writer.drain()
        writer.close()

    async def _reply(self, request: ServiceRequest, reader: asyncio.StreamReader) -> wire.Reply:
        answering = asyncio.ensure_future(self._answer(request))
        leaving = asyncio.create_task(reader.read(1))
        try:
            await asyncio.wait({answering, leaving}, return_when=asyncio.FIRST_COMPLETED)
            if not answering.done() and request.action is ServiceAction.START:
                answering.cancel()  # whoever asked has gone: a start nobody waits for is undone
            await asyncio.wait({answering})
        finally:
            leaving.cancel()
        try:
            return wire.Reply(answering.result())
        except TiltyardError as error:
            return wire.Reply(failure=wire.Failure.of(error))
        except asyncio.CancelledError:
            return wire.Reply(failure=wire.Failure("Unavailable", "the start was given up", "nobody waits for it"))


async def ask(path: Path, request: ServiceRequest) -> list[ServiceStatus] | None:
    """Ask whoever supervises; None when nobody does.

    raises  what they raise, Unavailable when they do not answer in time
    """
    try:
        with reachable(path) as short:
            reader, writer = await asyncio.open_unix_connection(short, limit=LINE_BYTES)
    except (FileNotFoundError, ConnectionRefusedError):
        return None
    try:
        async with asyncio.timeout(request.deadline_s + LATER_THAN_DEADLINE_S):
            writer.write(wire.encode(request))
            line = await reader.readline()
    except TimeoutError:
        raise Unavailable(
            "the process that supervises the services does not answer",
            which=f"no answer within {request.deadline_s:g} s at {path}",
        ) from None
    except ConnectionError:
        line = b""
    finally:
        writer.close()
    if not line:
        return None  # it was just leaving
    reply = wire.decode_reply(line)
    if reply.failure:
        raise reply.failure.error()
    return reply.statuses


@contextmanager
def reachable(path: Path) -> Iterator[str]:
    """A short enough name for a socket, valid inside the `with`."""
    if len(os.fsencode(path)) <= LONGEST_PATH_BYTES:
        yield str(path)
        return
    if sys.platform != "linux":
        raise SettingsError(
            f"the data directory's path is too long for a socket (at most {LONGEST_PATH_BYTES} bytes)",
            which=str(path),
            next_step="Set data_dir to a shorter path.",
        )
    directory = os.open(path.parent, os.O_PATH | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{directory}/{path.name}"
    finally:
        os.close(directory)
