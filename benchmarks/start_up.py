"""
A hundred plugins installed: a host that finds, checks, imports and starts them, beside only importing the same modules.

Each is a process of its own, because a module is imported once.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

PLUGINS = 100
ROUNDS = 5

MODULE = """
from attrs import frozen
from tiltyard import hookimpl
from tiltyard.settings import setting

@frozen
class Settings:
    word: str = setting("goose", "A word.")

class Plugin:
    Settings = Settings

    async def start(self, ctx):
        self.word = ctx.settings.word

    @hookimpl
    async def verify_player(self, claim):
        return []
"""

HOST = """
import asyncio, time
from tiltyard.host import discover
from tiltyard.clock import SystemClock
from pathlib import Path
from tiltyard.host import Host, Surroundings
from tiltyard.settings import PluginsSettings
from tiltyard.testing.store import MemoryStore

async def main():
    clock = SystemClock()
    begun = time.perf_counter()
    found = [one for one in discover() if one.name.startswith("bench")]
    host = Host(found, PluginsSettings(), Surroundings(clock, lambda _: MemoryStore(clock), Path("."), ""))
    await host.start()
    took = time.perf_counter() - begun
    assert [record.status for record in host.records] == ["ready"] * len(found), host.records
    await host.stop()
    print(took)

asyncio.run(main())
"""

IMPORTS = """
import importlib, sys, time
import asyncio, tiltyard.host, tiltyard.settings
begun = time.perf_counter()
for number in range(int(sys.argv[1])):
    importlib.import_module(f"tiltyard_bench{number}").Plugin()
print(time.perf_counter() - begun)
"""


def install(directory: Path) -> None:
    """What pip would leave of so many small plugins."""
    for number in range(PLUGINS):
        (directory / f"tiltyard_bench{number}.py").write_text(MODULE)
        info = directory / f"tiltyard_bench{number}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: tiltyard-bench{number}\nVersion: 1.0\nRequires-Dist: tiltyard>=0.1,<0.2\n"
        )
        (info / "entry_points.txt").write_text(f"[tiltyard]\nbench{number} = tiltyard_bench{number}:Plugin\n")


def run_s(program: str, directory: Path) -> float:
    """Seconds that the program says it took."""
    environ = {**os.environ, "PYTHONPATH": str(directory)}
    argv = [sys.executable, "-c", program, str(PLUGINS)]
    done = subprocess.run(argv, env=environ, capture_output=True, text=True, check=True)
    return float(done.stdout.splitlines()[-1])


def main() -> None:
    """Measure in turn and print the ratio."""
    with tempfile.TemporaryDirectory() as name:
        install(Path(name))
        run_s(HOST, Path(name))  # writes the byte code that both then read
        ratios = []
        for _ in range(ROUNDS):
            host_s, imports_s = run_s(HOST, Path(name)), run_s(IMPORTS, Path(name))
            ratios.append(host_s / imports_s)
            print(f"host {host_s:.2f} s   imports alone {imports_s:.2f} s   ratio {ratios[-1]:.2f}")
    print(f"{PLUGINS} plugins: {statistics.median(ratios):.2f} times the imports alone, median of {ROUNDS}")


if __name__ == "__main__":
    main()
