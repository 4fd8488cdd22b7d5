"""
One service in the hands of its keeper, as the host sees it.

The keeper (see `keeper`) is a process of its own, so that a service's whole tree has an owner that outlives a killed
host. We talk to it over its standard input and hear of it over its standard output; both closing is news too.
"""

from __future__ import annotations

import asyncio
import json
import os
import select
import socket
import struct
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import structlog

from tiltyard.errors import Unavailable
from tiltyard.models import ServiceSpec
from tiltyard_dashboard.supervisor.door import reachable
from tiltyard_dashboard.supervisor.exits import Exit
from tiltyard_dashboard.supervisor.handover import hand_over
from tiltyard_dashboard.supervisor.records import Identity, Record, StateDir
from tiltyard_dashboard.supervisor.strays import end_strays
from tiltyard_dashboard.supervisor.surroundings import basics, mark, service_environment
from tiltyard_dashboard.supervisor.system import LINUX, Platform
from tiltyard_dashboard.supervisor.tasks import finish

log = structlog.get_logger(__name__)

KEEPER = Path(__file__).with_name("keeper.py")
LOST = Exit(refused="its keeper process ended unexpectedly", lost=True)
SLACK_S = 0.3
"""From the kill to the last report."""
ABANDONED_TERM_S = 3.0
STRAYS_TERM_S = 0.5
"""For those who left the process group, where no keeper owns them."""
DOOR_WITHIN_S = 1.0
"""A keeper notices within milliseconds that its host has gone; a busy machine is slower."""
KEEPER_LEAVES_WITHIN_S = 3.0
PEER = struct.Struct("3i")
"""pid, uid and gid of whoever is at the other end of a Unix socket."""


class KeptService:
    """One run of a service, from spawn to the end of its last descendant.

    on_exit         called once, at once, when its main process has ended or could not be started
    likeness        what it is started as, for whoever may take it over; blank: nobody
    orphan_grace_s  how long it goes on without a host
    pid      of the main process; None before it runs
    exit     how it ended; None while it runs
    settled  set when it is known whether the program could be started
    exited   set when the main process has ended
    gone     set when no process of its tree is left
    """

    def __init__(
        self,
        spec: ServiceSpec,
        state: StateDir,
        on_exit: Callable[[KeptService, Exit], None],
        *,
        log_cap_bytes: int,
        likeness: str = "",
        orphan_grace_s: float = 0.0,
        platform: Platform = LINUX,
    ) -> None:
        self.spec = spec
        self._likeness = likeness
        self._orphan_grace_s = orphan_grace_s
        self._platform = platform
        self._keeper: Identity | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._pin: int | None = None
        self.pid: int | None = None
        self.exit: Exit | None = None
        self.settled = asyncio.Event()
        self.exited = asyncio.Event()
        self.gone = asyncio.Event()
        self._state = state
        self._log_cap_bytes = log_cap_bytes
        self._on_exit = on_exit
        self._process: subprocess.Popen[bytes] | None = None
        self._watching: asyncio.Task[None] | None = None

    @property
    def keeper_pid(self) -> int | None:
        """The keeper's process; None before it runs."""
        return self._keeper.pid if self._keeper else None

    async def begin(self) -> None:
        """Spawn the keeper and tell it to start the service; `settled` says when it is known whether that worked.

        When the system has no process or file for it, the run is over before it began: `exit` says why.
        """
        await finish(self._spawn())

    async def take_over(self, record: Record) -> bool:
        """Be the host of a keeper that has lost its own; the service notices nothing. False when that cannot be.

        record  who it has to be: the process at the other end, and the service it keeps, are compared with it
        """
        if record.service is None:
            return False
        try:
            async with asyncio.timeout(DOOR_WITHIN_S):
                reader, writer = await self._visit()
                self.pid = json.loads(await reader.readline())["started"]
        except (OSError, TimeoutError, ValueError, KeyError):
            return False
        self._keeper, self._writer = record.keeper, writer
        with suppress(OSError):  # it is gone already, and so is its end of the line
            if sys.platform == "linux":
                self._pin = os.pidfd_open(record.keeper.pid)
        if _peer(writer) != record.keeper.pid or self.pid != record.service.pid:
            self.leave()
            return False
        if not (record.keeper.process() and record.service.process()):
            self.leave()
            return False
        self.settled.set()
        self._watching = asyncio.create_task(self._watch(reader), name=f"watch {self.spec.name}")
        return True

    def leave(self) -> None:
        """Let a service that was taken over go on without us."""
        if self._watching:
            self._watching.cancel()
        else:
            self._hang_up()

    def _hang_up(self) -> None:
        if self._writer:
            self._writer.close()
        if self._pin is not None:
            os.close(self._pin)
            self._pin = None

    async def end(self, term_s: float) -> bool:
        """TERM now, KILL after `term_s`; True when nothing is left."""
        if self._watching is None:
            return True
        self._command(f"stop {term_s:.3f}\n".encode())
        try:
            async with asyncio.timeout(term_s + SLACK_S + (0.0 if self._platform.subreaper else 2 * STRAYS_TERM_S)):
                await self.gone.wait()
        except TimeoutError:
            return False
        return True

    async def _spawn(self) -> None:
        reader = asyncio.StreamReader(limit=1 << 20)
        protocol = asyncio.StreamReaderProtocol(reader)
        try:
            process = await asyncio.to_thread(self._launch)
            transport, _ = await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, process.stdout)
        except OSError as error:
            await asyncio.to_thread(self._abandon)
            self._has_ended(Exit(refused=str(error)))
            self.gone.set()
            return
        self._watching = asyncio.create_task(
            self._watch_child(process, reader, transport), name=f"watch {self.spec.name}"
        )

    async def _visit(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Go to the keeper's door, which opens when it has noticed that its host is gone."""
        with reachable(self._state.path / self._state.door_name(self.spec.name)) as short:
            while True:
                try:
                    return await asyncio.open_unix_connection(short, limit=1 << 20)
                except (FileNotFoundError, ConnectionRefusedError):
                    await asyncio.sleep(DOOR_WITHIN_S / 50)

    def _launch(self) -> subprocess.Popen[bytes]:
        """Blocks for some milliseconds: forks, and writes the record before the service itself can start."""
        spec = self.spec
        token = self._state.token()
        process = subprocess.Popen(  # noqa: S603 # our own interpreter and our own file
            [sys.executable, "-I", "-S", str(KEEPER)],
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**basics(os.environ), **mark(token, spec.name)},
            cwd=self._state.path,  # its door is made there: a socket's path must be short
            start_new_session=True,
        )
        self._process, self._keeper = process, Identity.of(process.pid)
        told = hand_over(self._state.path, spec.name, spec.secrets)
        plan = {
            "argv": spec.argv,
            "env": service_environment(os.environ, {**spec.env, **told}, token, spec.name),
            "secrets": list(told.values()),
            "cwd": str(Path(spec.cwd or ".").absolute()),
            "log": str(self._state.log(spec.name)),
            "log_cap_bytes": self._log_cap_bytes,
            "door": self._state.door_name(spec.name),
            "orphan_grace_s": self._orphan_grace_s,
            "subreaper": self._platform.subreaper,
        }
        self._record(None)
        self._command(json.dumps(plan).encode() + b"\n")
        return process

    def _abandon(self) -> None:
        """Blocks until a keeper that may have been spawned has ended with its service."""
        if self._process:
            self._command(f"stop {ABANDONED_TERM_S}\n".encode())
            self._process.communicate()
        self._forget()

    def _forget(self) -> None:
        with suppress(OSError):  # a record that stays names processes that are gone, and harms nobody
            self._state.forget(self.spec.name)

    def _command(self, said: bytes) -> None:
        """Tell the keeper; one that is gone is noticed by its silence."""
        if self._writer:
            self._writer.write(said)
            return
        if self._process is None or self._process.stdin is None or self._process.stdin.closed:
            return
        try:
            while said:
                said = said[self._process.stdin.write(said) or 0 :]
        except BrokenPipeError:
            pass

    async def _watch_child(
        self, process: subprocess.Popen[bytes], reader: asyncio.StreamReader, transport: asyncio.ReadTransport
    ) -> None:
        try:
            await self._watch(reader, process)
        finally:
            transport.close()
            if process.stdin:
                process.stdin.close()

    async def _watch(self, reader: asyncio.StreamReader, process: subprocess.Popen[bytes] | None = None) -> None:
        """Hear what the keeper reports, to the end.

        process  the keeper when it is our child, to be reaped
        """
        ended = False
        try:
            with suppress(ConnectionError):  # its end is news like any other
                async for line in reader:
                    ended = await self._hear(json.loads(line)) or ended
            if process:
                await asyncio.to_thread(process.wait)
            elif self._pin is not None:
                await asyncio.to_thread(_until_ended, self._pin)
            if not ended:
                self._has_ended(LOST)
                await end_strays(self._state, self.spec.name)
            elif not self._platform.subreaper:
                # Whoever left the process group is no child of the keeper, which therefore knows nothing of them.
                await end_strays(self._state, self.spec.name, kill_after_s=STRAYS_TERM_S)
            await asyncio.to_thread(self._forget)
            self.gone.set()
        except Unavailable as error:
            log.warning("service_left_processes", service=self.spec.name, error=str(error))
        finally:
            self._hang_up()

    async def _hear(self, fact: dict[str, Any]) -> bool:
        """Take in one fact; True when it says that no process is left."""
        if "started" in fact:
            self.pid = fact["started"]
            with suppress(OSError):  # the token in its environment names it as well
                await asyncio.to_thread(self._record, self.pid)
            self.settled.set()
        elif "refused" in fact:
            self._has_ended(Exit(refused=fact["refused"]))
        elif "exited" in fact:
            self._has_ended(Exit.from_wait(fact["exited"], fact["tail"]))
        return "refused" in fact or "ended" in fact

    def _has_ended(self, seen: Exit) -> None:
        if self.exit is None:
            self.exit = seen
            self.settled.set()
            self.exited.set()
            self._on_exit(self, seen)

    def _record(self, pid: int | None) -> None:
        if self._keeper:
            service = Identity.of(pid) if pid else None
            self._state.write(Record(self.spec.name, self._keeper, service, self.spec.port, self._likeness))


def _peer(writer: asyncio.StreamWriter) -> int | None:
    """Which process is at the other end of a Unix socket; None where the system does not tell."""
    if sys.platform != "linux":
        return None
    told = writer.get_extra_info("socket").getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, PEER.size)
    pid: int = PEER.unpack(told)[0]
    return pid


def _until_ended(pin: int) -> None:
    """Block until the process of a pidfd has ended; its last act is to tell us, so that takes milliseconds."""
    waiting = select.poll()
    waiting.register(pin, select.POLLIN)
    waiting.poll(KEEPER_LEAVES_WITHIN_S * 1000)
