"""
Real services, and what the operating system says about them.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from tiltyard.models import ServiceSpec
from tiltyard_dashboard.supervisor import Supervisor, wire
from tiltyard_dashboard.supervisor.records import StateDir
from tiltyard_dashboard.supervisor.surroundings import TOKEN

PROGRAM = Path(__file__).with_name("service.py")
PATIENCE_S = 10.0


async def eventually(condition, *, within_s=PATIENCE_S):
    """Wait for a fact of the operating system, of which nobody sends news."""
    async with asyncio.timeout(within_s):
        while not (seen := condition()):  # noqa: ASYNC110 # the kernel sets no events of ours
            await asyncio.sleep(0.01)
    return seen


def alive(pid):
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def ours(state_dir):
    """Every living process that carries this state directory's token, keepers included."""
    if not state_dir.exists():
        return []
    token = StateDir(state_dir).token()
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if process.environ().get(TOKEN) == token and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process.pid)
    return found


@pytest.fixture
def facts(state_dir):
    """Ask the operating system: `alive(pid)`, `left_over()` of ours, and `await eventually(condition)`."""
    return SimpleNamespace(alive=alive, left_over=lambda: ours(state_dir), eventually=eventually)


@pytest.fixture
def state_dir(tmp_path):
    return tmp_path / "state"


@pytest.fixture
def free_port():
    def free_port():
        with socket.socket() as trial:
            trial.bind(("127.0.0.1", 0))
            return trial.getsockname()[1]

    return free_port


@pytest.fixture
def trace(tmp_path):
    """What the services did, in order."""
    path = tmp_path / "trace"
    path.touch()
    return lambda: path.read_text().splitlines()


@pytest.fixture
def service(tmp_path, free_port):
    """Make the spec of a service that runs `service.py` with the given options."""

    def make(name="api", *, depends_on=(), grace=PATIENCE_S, **options):
        port = free_port()
        options = {"trace": str(tmp_path / "trace"), **options}
        return ServiceSpec(
            name,
            (sys.executable, "-I", "-S", str(PROGRAM), str(port), name, json.dumps(options)),
            port=port,
            health_url=f"http://127.0.0.1:{port}/health",
            depends_on=depends_on,
            grace=grace,
        )

    return make


@pytest.fixture
async def supervise(state_dir):
    """Make supervisors of the state directory; whatever they started is stopped after the test."""
    made = []

    def make(*specs, **options):
        made.append(Supervisor(specs, state_dir, **options))
        return made[-1]

    yield make
    for supervisor in made:
        await supervisor.stop()


@pytest.fixture
def fetch():
    """What a service answers: its environment, working directory and pid."""

    async def fetch(spec):
        def get():
            with urllib.request.urlopen(spec.health_url, timeout=5) as response:
                return json.load(response)

        return await asyncio.to_thread(get)

    return fetch


@pytest.fixture
def spawn():
    """Run a program beside the test; ended after it."""
    begun = []

    def spawn(*argv, **options):
        begun.append(subprocess.Popen(argv, **options))
        return begun[-1]

    yield spawn
    for process in begun:
        process.kill()
        process.communicate()


@pytest.fixture
def bystander(spawn):
    """A process that has nothing to do with any of it."""
    return spawn(sys.executable, "-I", "-S", "-c", "import signal; signal.pause()")


@pytest.fixture
def stranger(spawn):
    """Listen on a port, as a program that is not ours, with more words on its command line."""

    async def listen(port, *words):
        argv = [sys.executable, "-I", "-S", str(PROGRAM), str(port), "stranger", "{}", *words]
        process = spawn(*argv)

        def listens():
            with socket.socket() as trial:
                return trial.connect_ex(("127.0.0.1", port)) == 0

        await eventually(listens)
        return process

    return listen


@pytest.fixture
def host(spawn, state_dir, tmp_path):
    """A process of its own that supervises; says `started`, then waits."""

    def run(*specs, orphan_grace_s=0.0):
        plan = tmp_path / "specs.json"
        plan.write_bytes(wire.encode(list(specs)))
        argv = [sys.executable, "-c", HOST, str(plan), str(state_dir), str(orphan_grace_s)]
        return spawn(*argv, stdout=subprocess.PIPE)

    return run


@pytest.fixture
def command(state_dir, tmp_path):
    """Run one request in a process of its own, as a command line does; says what it answered."""

    async def run(action, *specs, keep=False):
        plan = tmp_path / "specs.json"
        plan.write_bytes(wire.encode(list(specs)))
        argv = [sys.executable, "-c", COMMAND, action, str(int(keep)), str(plan), str(state_dir)]
        ran = await asyncio.to_thread(subprocess.run, argv, capture_output=True, check=False, timeout=30)
        assert ran.stderr == b""
        return json.loads(ran.stdout)

    return run


COMMAND = """
import asyncio, json, sys
from pathlib import Path
from tiltyard.errors import TiltyardError
from tiltyard.models import ServiceAction, ServiceRequest
from tiltyard_dashboard.supervisor.manager import Manager
from tiltyard_dashboard.supervisor.wire import decode_specs

async def main():
    action, keep, plan, state_dir = sys.argv[1:]
    specs = decode_specs(Path(plan).read_bytes())
    manager = Manager(specs, Path(state_dir))
    request = ServiceRequest(ServiceAction(action), tuple(spec.name for spec in specs), 30.0, keep=keep == "1")
    try:
        return {status.name: [status.state, status.pid] for status in await manager.answer(request)}
    except TiltyardError as error:
        return {"error": type(error).__name__, "says": str(error)}
    finally:
        await manager.close()

print(json.dumps(asyncio.run(main())))
"""

HOST = """
import asyncio, sys
from pathlib import Path
from tiltyard_dashboard.supervisor import Supervisor
from tiltyard_dashboard.supervisor.wire import decode_specs

async def main():
    supervisor = Supervisor(
        decode_specs(Path(sys.argv[1]).read_bytes()), Path(sys.argv[2]), orphan_grace_s=float(sys.argv[3])
    )
    await supervisor.start()
    print("started", flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""
