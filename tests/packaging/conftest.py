"""What the tests of packaging share: the tree's own distributions, and a small tree for `dev.py` to work on."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen

ROOT = Path(__file__).resolve().parents[2]
LONGEST_WAIT_S = 30


@frozen
class Distribution:
    """One of our own distributions: its directory and its pyproject.toml."""

    folder: Path
    pyproject: Mapping[str, Any]

    @property
    def project(self) -> Mapping[str, Any]:
        return dict(self.pyproject["project"])

    @property
    def name(self) -> str:
        return str(self.project["name"])

    @property
    def package(self) -> str:
        return self.name.replace("-", "_")

    @property
    def source(self) -> Path:
        return self.folder / "src" / self.package


def read(folder: Path) -> Distribution:
    return Distribution(folder, tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8")))


CORE = read(ROOT / "core")
PLUGINS = [read(path.parent) for path in sorted(ROOT.glob("plugins/*/pyproject.toml"))]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """`distribution` is each of ours in turn, `plugin` each but core."""
    for fixture, values in (("distribution", [CORE, *PLUGINS]), ("plugin", PLUGINS)):
        if fixture in metafunc.fixturenames:
            metafunc.parametrize(fixture, values, ids=[value.name for value in values])


@pytest.fixture
def root() -> Path:
    return ROOT


@pytest.fixture
def core() -> Distribution:
    return CORE


@pytest.fixture
def distributions() -> list[Distribution]:
    return [CORE, *PLUGINS]


INSTALLER = """#!{python}
import signal, sys
from pathlib import Path

signal.signal(signal.SIGINT, signal.SIG_DFL)
here = Path(__file__).parent
words = sys.argv[1:]
if words == ["--version"]:
    sys.exit()
with (here / "calls").open("a") as calls:
    print("{name}", *words, file=calls)
if (here / "{name}-fails").exists():
    sys.exit(1)
if (here / "gate").exists():
    (here / "gate").read_text()
bin = Path(words[words.index("--python") + 1]).parent
for program in ("tiltyard", "ruff", "mypy", "lint-imports", "pytest"):
    target = bin / program
    target.write_text((here / "program").read_text())
    target.chmod(0o755)
"""

PROGRAM = """#!{python}
import os, sys, time
from pathlib import Path

name = Path(sys.argv[0]).name
try:
    print(name, *sys.argv[1:], flush=True)
    if "--wait" in sys.argv:
        time.sleep({longest_wait_s})
except KeyboardInterrupt:
    print("interrupted", flush=True)
    sys.exit(7)
sys.exit(int(os.environ.get("EXIT_OF_" + name.replace("-", "_"), "0")))
"""


@frozen
class SmallTree:
    """A tree with `dev.py`, a core and one plugin, and installers that download nothing and write down their calls.

    root   the tree itself
    tools  where `uv` is on the PATH, `calls` is what was asked of it, and a fifo `gate` holds it up
    """

    root: Path
    tools: Path

    @property
    def environment(self) -> Path:
        return self.root / ".venv"

    def variables(self, **more: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "UV_", "TILTYARD_"))}
        path = f"{self.tools}{os.pathsep}{os.defpath}"
        return {**kept, "PATH": path, "PYTHONPATH": str(self.tools / "modules"), **more}

    def start(self, *words: str, **variables: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, self.root / "dev.py", *words],
            env=self.variables(**variables),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(self, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
        process = self.start(*words, **variables)
        out, err = process.communicate(timeout=LONGEST_WAIT_S)
        return subprocess.CompletedProcess(words, process.returncode, out, err)

    def calls(self) -> list[str]:
        """What the installers were asked since this was last called, one word each."""
        file = self.tools / "calls"
        lines = file.read_text().splitlines() if file.exists() else []
        file.unlink(missing_ok=True)
        return [f"{line.split()[0]} {'projects' if '-e' in line.split() else line.split('/')[-1]}" for line in lines]


@pytest.fixture
def tree(tmp_path: Path) -> SmallTree:
    if sys.platform == "win32":
        pytest.skip("the stand-ins for uv and pip are POSIX scripts")
    small = SmallTree(tmp_path / "tree", tmp_path / "tools")
    for folder in (small.root / "core", small.root / "plugins" / "ign", small.root / "requirements"):
        folder.mkdir(parents=True)
    shutil.copy(ROOT / "dev.py", small.root)
    for folder in (small.root / "core", small.root / "plugins" / "ign"):
        (folder / "pyproject.toml").write_text(f'[project]\nname = "{folder.name}"\n')
    for level in ("run", "dev"):
        (small.root / "requirements" / f"{level}.txt").write_text(f"# pins of {level}\n")
    modules = small.tools / "modules"
    modules.mkdir(parents=True)
    (small.tools / "program").write_text(PROGRAM.format(python=sys.executable, longest_wait_s=LONGEST_WAIT_S))
    (small.tools / "uv").write_text(INSTALLER.format(python=sys.executable, name="uv"))
    (small.tools / "uv").chmod(0o755)
    (modules / "pip.py").write_text(
        INSTALLER.format(python=sys.executable, name="pip").replace(".parent\n", ".parents[1]\n", 1)
    )
    return small
