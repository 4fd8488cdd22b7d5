"""dev.py with the real pip as Debian ships Python: no ensurepip. What pip installs is made here, not downloaded."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import zipfile

import pytest

BACKEND = """
import zipfile
from pathlib import Path

def build_editable(directory, config_settings=None, metadata_directory=None):
    name = Path.cwd().name
    with zipfile.ZipFile(f"{directory}/{name}-1-py3-none-any.whl", "w") as wheel:
        info = f"{name}-1.dist-info"
        wheel.writestr(f"{name}.pth", str(Path.cwd()))
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\\nName: {name}\\nVersion: 1\\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr(f"{info}/entry_points.txt", "[console_scripts]\\ntiltyard = main_of_core:main\\n")
        wheel.writestr(f"{info}/RECORD", "")
    return f"{name}-1-py3-none-any.whl"

build_wheel = build_editable
"""


@pytest.fixture
def debian(tree):
    """The small tree with real projects, one pinned wheel, and Python's own pip; ensurepip is blocked."""
    base_has_pip = subprocess.run([sys._base_executable, "-m", "pip", "--version"], check=False, capture_output=True)
    if base_has_pip.returncode:
        pytest.skip(f"{sys._base_executable} has no pip")
    (tree.tools / "uv").unlink()
    (tree.tools / "modules" / "pip.py").unlink()
    (tree.tools / "modules" / "ensurepip.py").write_text("raise ImportError('split off by Debian')")
    for folder in (tree.root / "core", tree.root / "plugins" / "ign"):
        build = '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
        (folder / "pyproject.toml").write_text(f'{build}[project]\nname = "{folder.name}"\nversion = "1"\n')
        (folder / "backend.py").write_text(BACKEND)
    (tree.root / "core" / "main_of_core.py").write_text(
        "import pinned, sys\n\ndef main():\n    print(pinned.WORD, *sys.argv[1:])\n"
    )
    wheel = tree.tools / "pinned-1-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("pinned.py", 'WORD = "pinned"\n')
        archive.writestr("pinned-1.dist-info/METADATA", "Metadata-Version: 2.1\nName: pinned\nVersion: 1\n")
        archive.writestr("pinned-1.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr("pinned-1.dist-info/RECORD", "")
    pin(tree, hashlib.sha256(wheel.read_bytes()).hexdigest())
    return tree


def pin(tree, digest):
    for level in ("run", "dev"):
        (tree.root / "requirements" / f"{level}.txt").write_text(f"pinned==1 --hash=sha256:{digest}\n")


def run(tree, *words):
    offline = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tree.tools), "PIP_CONFIG_FILE": "/dev/null"}
    return tree.run(*words, **offline, PIP_USER="1")


def test_pip_fills_an_environment_that_has_no_pip(debian):
    told = run(debian, "demo", "--once")

    assert (told.stdout, told.returncode) == ("pinned demo --once\n", 0), told.stderr


def test_a_package_with_another_hash_is_refused(debian):
    pin(debian, "0" * 64)

    told = run(debian, "demo")

    assert told.returncode == 1
    assert "DO NOT MATCH THE HASHES" in told.stderr
