"""
One service in the hands of its keeper, as the host sees it.

The keeper (see `keeper`) is a process of its own, so that a service's whole tree has an owner that outlives a killed
host. We talk to it over its standard input and hear of it over its standard output; both closing is news too.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import structlog

from tiltyard.errors import Unavailable
from tiltyard.models import ServiceSpec
from tiltyard_dashboard.supervisor.exits import Exit
from tiltyard_dashboard.supervisor.records import Identity, Record, StateDir
from tiltyard_dashboard.supervisor.strays import end_strays
from tiltyard_dashboard.supervisor.surroundings import basics, mark, service_environment
from tiltyard_dashboard.supervisor.tasks import finish

log = structlog.get_logger(__name__)

KEEPER = Path(__file__).with_name("keeper.py")
LOST = Exit(refused="its keeper process ended unexpectedly", lost=True)
SLACK_S = 0.3
"""From the kill to the last report."""


class KeptService:
    """One run of a service, from spawn to the end of its last descendant.

    on_exit  called once, at once, when its main process has ended or could not be started
    pid      of the main process; None before it runs
    exit     how it ended; None while it runs
    settled  set when it is known whether the program could be started
    exited   set when the main process has ended
    gone     set when no process of its tree is left
    """

    def __init__(
        self, spec: ServiceSpec, state: StateDir, log_cap_bytes: int, on_exit: Callable[[KeptService, Exit], None]
    ) -> None:
        self.spec = spec
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
        return self._process.pid if self._process else None

    async def begin(self) -> None:
        """Spawn the keeper and tell it to start the service; `settled` says when it is known whether that worked.

        When the system has no process or file for it, the run is over before it began: `exit` says why.
        """
        await finish(self._spawn())

    async def end(self, term_s: float) -> bool:
        """TERM now, KILL after `term_s`; True when nothing is left."""
        if self._watching is None:
            return True
        self._command(f"stop {term_s:.3f}\n".encode())
        try:
            async with asyncio.timeout(term_s + SLACK_S):
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
        self._watching = asyncio.create_task(self._watch(process, reader, transport), name=f"watch {self.spec.name}")

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
            cwd="/",
            start_new_session=True,
        )
        self._process = process
        plan = {
            "argv": spec.argv,
            "env": service_environment(os.environ, spec.env, token, spec.name),
            "cwd": str(Path(spec.cwd or ".").absolute()),
            "log": str(self._state.log(spec.name)),
            "log_cap_bytes": self._log_cap_bytes,
        }
        self._record(None)
        self._command(json.dumps(plan).encode() + b"\n")
        return process

    def _abandon(self) -> None:
        """Blocks until a keeper that may have been spawned has ended: it does so, with its service, when left alone."""
        if self._process:
            self._process.communicate()
        self._forget()

    def _forget(self) -> None:
        with suppress(OSError):  # a record that stays names processes that are gone, and harms nobody
            self._state.forget(self.spec.name)

    def _command(self, said: bytes) -> None:
        """Tell the keeper; one that is gone is noticed by its silence."""
        if self._process is None or self._process.stdin is None or self._process.stdin.closed:
            return
        try:
            while said:
                said = said[self._process.stdin.write(said) or 0 :]
        except BrokenPipeError:
            pass

    async def _watch(
        self, process: subprocess.Popen[bytes], reader: asyncio.StreamReader, transport: asyncio.ReadTransport
    ) -> None:
        ended = False
        try:
            async for line in reader:
                fact = json.loads(line)
                if "started" in fact:
                    self.pid = fact["started"]
                    with suppress(OSError):  # the token in its environment names it as well
                        await asyncio.to_thread(self._record, self.pid)
                    self.settled.set()
                elif "refused" in fact:
                    self._has_ended(Exit(refused=fact["refused"]))
                    ended = True
                elif "exited" in fact:
                    self._has_ended(Exit.from_wait(fact["exited"], fact["tail"]))
                elif "ended" in fact:
                    ended = True
            await asyncio.to_thread(process.wait)
            if not ended:
                self._has_ended(LOST)
                await end_strays(self._state, self.spec.name)
            await asyncio.to_thread(self._forget)
            self.gone.set()
        except Unavailable as error:
            log.warning("service_left_processes", service=self.spec.name, error=str(error))
        finally:
            transport.close()
            if process.stdin:
                process.stdin.close()

    def _has_ended(self, seen: Exit) -> None:
        if self.exit is None:
            self.exit = seen
            self.settled.set()
            self.exited.set()
            self._on_exit(self, seen)

    def _record(self, pid: int | None) -> None:
        keeper = Identity.of(self._process.pid) if self._process else None
        if keeper:
            service = Identity.of(pid) if pid else None
            self._state.write(Record(self.spec.name, keeper, service, self.spec.port))
