"""
The detached holder: a process that supervises services for commands which end at once.

Run as `python -m tiltyard_dashboard.supervisor.holder STATE_DIR ORPHAN_GRACE_S`, with the specs as JSON on standard
input. It returns when the door is open, exit code 0, or could not be opened; the holder itself goes on in a session of
its own. It ends when nothing is left to look after, and on SIGTERM, which stops everything first.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from tiltyard.errors import TiltyardError, Unavailable
from tiltyard.models import ServiceSpec
from tiltyard_dashboard.supervisor import wire
from tiltyard_dashboard.supervisor.errors import StateUnusable
from tiltyard_dashboard.supervisor.records import StateDir
from tiltyard_dashboard.supervisor.steward import Steward
from tiltyard_dashboard.supervisor.surroundings import basics

FIRST_REQUEST_WITHIN_S = 10.0
OPEN = b"open"


async def summon(state_dir: Path, specs: Sequence[ServiceSpec], orphan_grace_s: float) -> None:
    """Leave a holder behind, and return when its door is open or somebody else was faster.

    raises  StateUnusable, Unavailable when it could not be left behind
    """
    state = StateDir(state_dir)
    try:
        await asyncio.to_thread(state.prepare)
        log = os.open(state.holder_log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    except OSError as error:
        raise StateUnusable(state.path, error) from error
    try:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            __name__,
            str(state.path),
            str(orphan_grace_s),
            stdin=asyncio.subprocess.PIPE,
            stdout=log,
            stderr=log,
            env=_environment(),
            start_new_session=True,
        )
    finally:
        os.close(log)
    await process.communicate(wire.encode(list(specs)))
    if process.returncode and not state.socket.exists():
        raise Unavailable(
            "no process could be left behind to supervise the services",
            which=f"exit code {process.returncode}",
            next_step=f"Its log is {state.holder_log}.",
        )


def _environment() -> dict[str, str]:
    """No secrets of ours for a process that may live for weeks, but the same packages."""
    path = os.environ.get("PYTHONPATH")
    return {**basics(os.environ), "PYTHONSAFEPATH": "1", **({"PYTHONPATH": path} if path else {})}


async def hold(state_dir: Path, specs: Sequence[ServiceSpec], orphan_grace_s: float, opened: int) -> None:
    """Serve until nothing is left to look after.

    opened  file descriptor that is told when the door is open
    """
    asked_to_end = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, asked_to_end.set)
    steward = Steward(specs, state_dir, orphan_grace_s)
    await steward.open()
    os.write(opened, OPEN)
    os.close(opened)
    ends = [asyncio.create_task(asked_to_end.wait()), asyncio.create_task(steward.idle.wait())]
    with suppress(TimeoutError):
        async with asyncio.timeout(FIRST_REQUEST_WITHIN_S):
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
    if steward.runs:
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
    for end in ends:
        end.cancel()
    await steward.close()


def main() -> None:
    """Read the specs, fork, and be the holder in the child."""
    state_dir = Path(sys.argv[1])
    specs = wire.decode_specs(sys.stdin.buffer.read())
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, sys.stdin.fileno())
    news, opened = os.pipe()
    if os.fork():
        os.close(opened)
        os._exit(0 if os.read(news, len(OPEN)) == OPEN else 1)
    os.close(news)
    try:
        asyncio.run(hold(state_dir, specs, float(sys.argv[2]), opened))
    except TiltyardError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
