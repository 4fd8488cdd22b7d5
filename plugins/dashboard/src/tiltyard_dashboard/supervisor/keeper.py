"""
Keep one service: own its whole tree of processes, drain its output, end it when told or when no host comes any more.

Run as `python -I -S keeper.py`, one process per service; standard library only, so that it stays small. It is the
child subreaper of everything the service starts, so a descendant that daemonised becomes its child, and `waitpid`
saying ECHILD proves that none is left. That holds on Linux only: elsewhere (`subreaper` is false) the service's process
group is ended, and a descendant that made its own session is the host's to find.

stdin   first a line of JSON, {argv, env, cwd, log, log_cap_bytes, secrets, door, orphan_grace_s,
        subreaper}; then lines
        `stop SECONDS`: TERM now, KILL after that time. End of file: the host is gone. For `orphan_grace_s` the keeper
        then listens at `door`, a Unix socket in its working directory: whoever connects is the next host, and the
        socket takes the place of stdin and stdout. When nobody comes, it ends the service. `secrets` are files that go
        with it.
stdout  a line of JSON for each fact: {refused: why} or {started: pid}, {exited: wait status, tail: last output},
        {ended: true} when no process is left
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

HOST_GONE_TERM_S = 3.0
STRAGGLERS_TERM_S = 3.0
KILL_AGAIN_S = 0.05
CHUNK_BYTES = 65536
TAIL_BYTES = 8192
PR_SET_CHILD_SUBREAPER = 36


class CappedLog:
    """A log file that forgets its older half when it would outgrow its cap."""

    def __init__(self, path: str, cap_bytes: int) -> None:
        self._fd = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        self._size = os.fstat(self._fd).st_size
        self._cap_bytes = cap_bytes
        os.dup2(self._fd, sys.stderr.fileno())  # the keeper's own last words belong here too

    def write(self, chunk: bytes) -> None:
        """Append; a full disk loses output but never stops the draining."""
        chunk = chunk[-(self._cap_bytes // 2) :]
        with contextlib.suppress(OSError):
            if self._size + len(chunk) > self._cap_bytes:
                self._forget_older_half()
            self._size += os.write(self._fd, chunk)

    def _forget_older_half(self) -> None:
        half = self._cap_bytes // 2
        newer = os.pread(self._fd, half, max(0, self._size - half))
        os.ftruncate(self._fd, 0)
        self._size = 0
        self._size = os.write(self._fd, newer.partition(b"\n")[2])


class Keeper:
    """One service from its start to the end of its last descendant."""

    def __init__(self, plan: dict[str, Any], early: bytes) -> None:
        self._plan = plan
        self._commands = early
        self._log = CappedLog(plan["log"], plan["log_cap_bytes"])
        self._tail = b""
        self._main: int | None = None
        self._termed = False
        self._kill_at: float | None = None
        self._hear, self._say = sys.stdin.fileno(), sys.stdout.fileno()
        self._door: socket.socket | None = None
        self._alone_until: float | None = None
        self._host: socket.socket | None = None
        self._selector = selectors.DefaultSelector()
        self._output, self._service_output = os.pipe()
        os.set_blocking(self._output, False)
        self._woken, waker = socket.socketpair()
        self._woken.setblocking(False)
        waker.setblocking(False)
        self._waker = waker

    def run(self) -> None:
        """Start the service and return when nothing of it is left."""
        self._listen()
        try:
            service = subprocess.Popen(  # noqa: S603 # starting what the host planned is what a keeper is for
                self._plan["argv"],
                env=self._plan["env"],
                cwd=self._plan["cwd"],
                stdin=subprocess.DEVNULL,
                stdout=self._service_output,
                stderr=self._service_output,
                start_new_session=True,
            )
        except (OSError, ValueError) as error:
            self._remove_secrets()
            tell(self._say, refused=str(error))
            return
        os.close(self._service_output)
        self._main = service.pid
        tell(self._say, started=service.pid)
        self._obey()
        while self._reap():
            for key, _ in self._selector.select(self._patience_s()):
                key.data()
            self._press()
        self._drain()
        self._close_door()
        self._remove_secrets()
        tell(self._say, ended=True)
        service.returncode = 0  # reaped here, not by Popen

    def _remove_secrets(self) -> None:
        for path in self._plan["secrets"]:
            with contextlib.suppress(OSError):
                os.unlink(path)  # noqa: PTH108 # pathlib would double the keeper's start-up

    def _listen(self) -> None:
        signal.set_wakeup_fd(self._waker.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda *_: self._end_within(HOST_GONE_TERM_S))
        self._selector.register(self._hear, selectors.EVENT_READ, self._read_commands)
        self._selector.register(self._output, selectors.EVENT_READ, self._read_output)
        self._selector.register(self._woken, selectors.EVENT_READ, lambda: self._woken.recv(CHUNK_BYTES))

    def _read_commands(self) -> None:
        try:
            said = os.read(self._hear, CHUNK_BYTES)
        except OSError:  # a socket whose other end was killed
            said = b""
        if not said:
            self._selector.unregister(self._hear)
            self._lose_host()
        self._commands += said
        self._obey()

    def _lose_host(self) -> None:
        """Wait for the next host for a while, unless the service is ending anyway."""
        self._commands = b""
        if self._host:
            self._host.close()
            self._host = None
        self._say = -1
        if self._kill_at is None and self._plan["orphan_grace_s"] > 0:
            with contextlib.suppress(OSError):
                self._open_door()
                self._alone_until = time.monotonic() + self._plan["orphan_grace_s"]
                return
        self._end_within(HOST_GONE_TERM_S)

    def _open_door(self) -> None:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self._plan["door"])  # noqa: PTH108 # as below
        door = socket.socket(socket.AF_UNIX)
        try:
            door.bind(self._plan["door"])
            os.chmod(self._plan["door"], 0o600)  # noqa: PTH101 # before it listens: nobody can come in earlier
            door.listen()
        except OSError:
            door.close()
            raise
        self._door = door
        self._selector.register(door, selectors.EVENT_READ, self._let_in)

    def _let_in(self) -> None:
        """Someone is here: the next host."""
        if self._door is None:
            return
        self._host, _ = self._door.accept()
        self._close_door()
        self._hear = self._say = self._host.fileno()
        self._selector.register(self._hear, selectors.EVENT_READ, self._read_commands)
        tell(self._say, started=self._main)

    def _close_door(self) -> None:
        self._alone_until = None
        if self._door:
            self._selector.unregister(self._door)
            self._door.close()
            self._door = None
            with contextlib.suppress(OSError):
                os.unlink(self._plan["door"])  # noqa: PTH108 # as below

    def _obey(self) -> None:
        while b"\n" in self._commands:
            line, _, self._commands = self._commands.partition(b"\n")
            self._end_within(float(line.removeprefix(b"stop ")))

    def _read_output(self) -> bool:
        """Pass on what there is; False when there is no more for now."""
        try:
            chunk = os.read(self._output, CHUNK_BYTES)
        except BlockingIOError:
            return False
        if not chunk:
            self._selector.unregister(self._output)
            return False
        self._log.write(chunk)
        self._tail = (self._tail + chunk)[-TAIL_BYTES:]
        return True

    def _drain(self) -> None:
        """Read what is still in the pipe, and no more than a pipe can hold: a descendant may go on writing."""
        for _ in range(16):
            if self._output not in self._selector.get_map() or not self._read_output():
                return

    def _reap(self) -> bool:
        """Take leave of everyone who has ended; False when nobody is left."""
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return not self._plan["subreaper"] and self._group_lives()
            if pid == 0:
                return True
            if pid == self._main:
                self._drain()
                tell(self._say, exited=status, tail=self._tail.decode(errors="replace"))
                self._end_within(STRAGGLERS_TERM_S)

    def _group_lives(self) -> bool:
        """Where descendants of a dead process are not ours: whether anybody is left in the service's group."""
        try:
            os.killpg(self._main or 0, 0)
        except ProcessLookupError:
            return False
        except PermissionError:  # macOS says so of a group of zombies only
            return False
        return True

    def _end_within(self, term_s: float) -> None:
        self._close_door()
        kill_at = time.monotonic() + term_s
        self._kill_at = kill_at if self._kill_at is None else min(self._kill_at, kill_at)

    def _patience_s(self) -> float | None:
        if self._kill_at is None:
            return None if self._alone_until is None else max(self._alone_until - time.monotonic(), 0.0)
        if not self._termed:
            return 0.0
        # Nobody tells when the last of a group ends that are not our children, so that is looked for.
        return max(self._kill_at - time.monotonic(), KILL_AGAIN_S) if self._plan["subreaper"] else KILL_AGAIN_S

    def _press(self) -> None:
        if self._alone_until is not None and time.monotonic() >= self._alone_until:
            self._end_within(HOST_GONE_TERM_S)
        if self._kill_at is None:
            return
        if not self._termed:
            self._termed = True
            self._signal_everyone(signal.SIGTERM)
            self._signal_everyone(signal.SIGCONT)  # a stopped process cannot act on TERM
        if time.monotonic() >= self._kill_at:
            self._signal_everyone(signal.SIGKILL)

    def _signal_everyone(self, number: int) -> None:
        if self._plan["subreaper"]:
            for pid, born in descendants(os.getpid()):
                send(pid, born, number)
        elif self._main is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._main, number)


def descendants(ancestor: int) -> Iterator[tuple[int, int]]:
    """Everyone below `ancestor`, with the clock tick at which each was born."""
    children: dict[int, list[tuple[int, int]]] = {}
    for name in os.listdir("/proc"):  # noqa: PTH208 # as below
        if name.isdigit() and (seen := parent_and_birth(int(name))):
            children.setdefault(seen[0], []).append((int(name), seen[1]))
    below = list(children.get(ancestor, ()))
    while below:
        pid, born = below.pop()
        yield pid, born
        below += children.get(pid, ())


def parent_and_birth(pid: int) -> tuple[int, int] | None:
    """Parent and clock tick of birth; None when the process is gone."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:  # noqa: PTH123 # pathlib would double the keeper's start-up
            fields = file.read().rpartition(b")")[2].split()
    except OSError:
        return None
    return (int(fields[1]), int(fields[19])) if len(fields) > 19 else None


def send(pid: int, born: int, number: int) -> None:
    """Signal exactly the process that was born then, even when its number was given to another meanwhile."""
    if sys.platform == "linux":
        with contextlib.suppress(ProcessLookupError, PermissionError):
            try:
                pinned = os.pidfd_open(pid)
            except OSError as error:
                if error.errno != errno.ENOSYS:
                    raise
                os.kill(pid, number)
                return
            try:
                seen = parent_and_birth(pid)
                if seen and seen[1] == born:
                    signal.pidfd_send_signal(pinned, number)
            finally:
                os.close(pinned)


def tell(listener: int, **fact: object) -> None:
    """Report to the host; nobody may be there any more."""
    with contextlib.suppress(OSError):
        os.write(listener, json.dumps(fact).encode() + b"\n")


def become_subreaper() -> None:
    """From now on orphaned descendants become children of this process."""
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "cannot become a child subreaper")


def main() -> None:
    """Read the plan and keep the service."""
    said = b""
    while b"\n" not in said:
        more = os.read(sys.stdin.fileno(), CHUNK_BYTES)
        if not more:
            return
        said += more
    plan, _, early = said.partition(b"\n")
    try:
        told = json.loads(plan)
        if told["subreaper"]:
            become_subreaper()
        keeper = Keeper(told, early)
    except OSError as error:
        tell(sys.stdout.fileno(), refused=str(error))
        return
    keeper.run()


if __name__ == "__main__":
    main()
