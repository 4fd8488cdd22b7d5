"""
What a supervisor adds: to the time until two services are ready, and to the time until they have stopped.

Beside ours, on the same two services: honcho, supervisord and circus. The services are ready at once and end at once,
so that what is measured is the supervisor. Bare is the two of them started one after the other by hand, each when the
one before it answers, and ended the same way; overhead is over that. The others begin both at once and wait for
neither, which saves them the time of the second start. Ready is when both answer, also for those that do
not wait for it; stopped is when the command that stops has returned and neither process is left.

The others are installed into an environment of their own on the first run.

    .venv/bin/python benchmarks/supervisor.py        half a minute
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import ClassVar, Protocol

from tiltyard.models import ServiceSpec
from tiltyard_dashboard.supervisor import Supervisor

ROUNDS = 5
PATIENCE_S = 30.0
PEERS = ("honcho==2.*", "supervisor==4.*", "circus==0.19.*", "setuptools<81")

PROGRAM = """
import socket, signal, sys
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
signal.signal(signal.SIGINT, lambda *_: sys.exit(0))
with socket.socket() as listening:
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("127.0.0.1", int(sys.argv[1])))
    listening.listen()
    while True:
        connection, _ = listening.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(b"HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\nConnection: close\\r\\n\\r\\n")
"""


class Supervising(Protocol):
    """One way to run two services; `start` need not wait until they answer."""

    def start(self) -> None:
        """Begin both."""

    def stop(self) -> None:
        """End both, and return when that is done as far as it can tell."""

    def close(self) -> None:
        """Leave nothing behind; not measured."""


class Bare:
    """By hand: the least that it can take."""

    def __init__(self, _: Path, ports: list[int]) -> None:
        self._ports = ports
        self._begun: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        """One after the other."""
        for port in self._ports:
            self._begun.append(subprocess.Popen(argv(port)))
            until_answers(port)

    def stop(self) -> None:
        """The last one first."""
        for process in reversed(self._begun):
            process.terminate()
            process.wait()

    def close(self) -> None:
        """Nothing is left."""


class Ours:
    """`Supervisor`, as the host uses it.

    gaps_s  how long at most the host's event loop stood still in each start and stop
    """

    gaps_s: ClassVar[list[float]] = []

    def __init__(self, place: Path, ports: list[int]) -> None:
        api, web = (
            ServiceSpec(name, argv(port), port=port, health_url=f"http://127.0.0.1:{port}/", depends_on=needs)
            for name, port, needs in (("api", ports[0], ()), ("web", ports[1], ("api",)))
        )
        self._loop = asyncio.new_event_loop()
        self._supervisor = self._loop.run_until_complete(self._make((api, web), place / "state"))

    async def _make(self, specs: tuple[ServiceSpec, ...], state: Path) -> Supervisor:
        return Supervisor(specs, state)

    def start(self) -> None:
        """Waits until both are ready."""
        self._loop.run_until_complete(self._watched(self._supervisor.start()))

    def stop(self) -> None:
        """Waits until nothing of them is left."""
        self._loop.run_until_complete(self._watched(self._supervisor.stop()))

    async def _watched(self, work: Awaitable[None]) -> None:
        """Do it, with an eye on how late a task is that wants to run every millisecond."""
        longest_s = 0.0

        async def tick() -> None:
            nonlocal longest_s
            while True:
                asked_s = time.perf_counter()
                await asyncio.sleep(0.001)
                longest_s = max(longest_s, time.perf_counter() - asked_s)

        ticking = asyncio.create_task(tick())
        await work
        ticking.cancel()
        self.gaps_s.append(longest_s)

    def close(self) -> None:
        """Give back the loop."""
        self._loop.close()


class Foreign:
    """Another tool, as its manual says: a program in the foreground that SIGTERM ends with its services."""

    def __init__(self, place: Path, command: list[str], settings: str, name: str) -> None:
        self._command = [str(peers() / command[0]), *command[1:]]
        self._place = place
        (place / name).write_text(settings)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Begins, and returns before they are ready."""
        self._process = subprocess.Popen(
            self._command, cwd=self._place, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def stop(self) -> None:
        """Ends the tool."""
        if self._process:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(PATIENCE_S)

    def close(self) -> None:
        """Nothing is left."""


def honcho(place: Path, ports: list[int]) -> Foreign:
    """`honcho start`, a Procfile."""
    lines = "".join(f"s{port}: exec {' '.join(words(port))}\n" for port in ports)
    return Foreign(place, ["honcho", "start"], lines, "Procfile")


def supervisord(place: Path, ports: list[int]) -> Foreign:
    """`supervisord -n`; startsecs stays at its second."""
    programs = "".join(f"[program:s{port}]\ncommand={' '.join(words(port))}\n" for port in ports)
    return Foreign(place, ["supervisord", "-n", "-c", "it.conf"], f"[supervisord]\nuser=root\n{programs}", "it.conf")


def circus(place: Path, ports: list[int]) -> Foreign:
    """`circusd`."""
    sockets = [free_port() for _ in range(2)]
    head = "[circus]\nendpoint = tcp://127.0.0.1:{}\npubsub_endpoint = tcp://127.0.0.1:{}\n".format(*sockets)
    watchers = "".join(f"[watcher:s{port}]\ncmd = {' '.join(words(port))}\n" for port in ports)
    return Foreign(place, ["circusd", "it.ini"], head + watchers, "it.ini")


WAYS: dict[str, Callable[[Path, list[int]], Supervising]] = {
    "bare": Bare,
    "ours": Ours,
    "honcho": honcho,
    "supervisord": supervisord,
    "circus": circus,
}


def words(port: int) -> list[str]:
    """The service's command, for a line in a settings file: its program has to be a file without spaces in its name."""
    path = Path(tempfile.gettempdir()) / f"tiltyard-supervised-{os.getuid()}.py"
    path.write_text(PROGRAM)
    return [sys.executable, "-I", "-S", str(path), str(port)]


def argv(port: int) -> tuple[str, ...]:
    """The same as words of a command line."""
    return tuple(words(port))


def free_port() -> int:
    """A port that nobody has now."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
    return port


def until_answers(port: int) -> None:
    """Wait for a service without asking more often than every two milliseconds."""
    until_s = time.monotonic() + PATIENCE_S
    while time.monotonic() < until_s:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1) as asking:
            asking.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            if asking.recv(64).startswith(b"HTTP/1.1 200"):
                return
        time.sleep(0.002)
    raise SystemExit(f"nobody answered at port {port}")


def peers() -> Path:
    """Where the other tools' programs are."""
    place = Path(tempfile.gettempdir()) / f"tiltyard-supervisor-peers-{os.getuid()}"
    if not (place / "bin" / "circusd").exists():
        subprocess.run([sys.executable, "-m", "venv", place], check=True)
        subprocess.run([place / "bin" / "python", "-m", "pip", "install", "--quiet", *PEERS], check=True)
    return place / "bin"


@contextlib.contextmanager
def supervising(name: str) -> Iterator[tuple[Supervising, list[int]]]:
    """A way to run them, in a directory of its own, on fresh ports."""
    with tempfile.TemporaryDirectory() as place:
        ports = [free_port(), free_port()]
        way = WAYS[name](Path(place), ports)
        try:
            yield way, ports
        finally:
            way.close()


def once(name: str) -> tuple[float, float]:
    """Seconds to ready and to stopped."""
    with supervising(name) as (way, ports):
        begun_s = time.monotonic()
        way.start()
        for port in ports:
            until_answers(port)
        ready_s = time.monotonic() - begun_s
        time.sleep(1.5)  # supervisord says that a program has started after a second, circus after its warm-up
        begun_s = time.monotonic()
        way.stop()
        return ready_s, time.monotonic() - begun_s


def main() -> None:
    """Print a table and a line of JSON."""
    peers()
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in WAYS}
    for _ in range(ROUNDS):  # in turn, so that other work on the machine meets all of them alike
        for name, times in taken.items():
            times.append(once(name))
    medians = {name: [statistics.median(one) for one in zip(*times, strict=True)] for name, times in taken.items()}
    bare_ready_s, bare_stop_s = medians["bare"]
    print(f"{'':12} {'ready ms':>9} {'overhead':>9} {'stop ms':>9} {'overhead':>9}")
    for name, (ready_s, stop_s) in medians.items():
        cells = (ready_s, ready_s - bare_ready_s, stop_s, stop_s - bare_stop_s)
        print(f"{name:12} " + " ".join(f"{cell * 1000:9.0f}" for cell in cells))
    print(f"our host's event loop stood still for at most {max(Ours.gaps_s) * 1000:.0f} ms")
    print(json.dumps({name: [round(one, 4) for one in both] for name, both in medians.items()}))


if __name__ == "__main__":
    main()
