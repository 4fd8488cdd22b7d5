"""
Environments that hold what distributions declare to need, and nothing else, made in a second and without a network.

Why: the environment of `dev.py` holds everything at once, so a plugin that imports what it forgot to declare works here
and fails for whoever installs it. In a clean environment it fails here too.

How: a virtual environment without pip, into which the declared requirements and theirs, with their markers evaluated,
are hard-linked file by file from the environment that runs the tests, as the RECORD of each lists them. Our own
distributions are never linked from there: they are built as wheels and installed by pip, offline and with nothing but
what was linked beside them. The next environment with the same wheel is linked to what pip made in the first. Compiled
bytecode is linked too, or each environment would compile anew.

An environment is for running programs in. Nothing in it may be changed in place: the files are those of the environment
they came from.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, PathDistribution, distributions
from pathlib import Path
from typing import ClassVar

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

OFFLINE = ("--disable-pip-version-check", "--no-input", "--quiet")
LONGEST_WAIT_S = 120
SCRIPTS = Path(sysconfig.get_path("scripts"))


class Undeclared(Exception):
    """A requirement cannot be met by what is installed here."""


def build_wheel(folder: Path, out: Path) -> Path:
    """The wheel of the project in `folder`."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", out]
    before = set(out.glob("*.whl"))
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, timeout=LONGEST_WAIT_S)
    (built,) = set(out.glob("*.whl")) - before
    return built


def metadata_of(wheel: Path) -> Distribution:
    """What a wheel says about itself."""
    archive = zipfile.Path(wheel)
    (info,) = (path for path in archive.iterdir() if path.name.endswith(".dist-info"))
    return PathDistribution(info)


def closure(requirements: Iterable[str], wheels: Iterable[Path] = ()) -> dict[str, Distribution]:
    """Everything that these requirements ask for, and what that asks for; `wheels` are there already.

    raises  Undeclared when something is asked for that is not installed here, naming who asks
    """
    given = {canonicalize_name(one.name): one for one in map(metadata_of, wheels)}
    here = {canonicalize_name(one.name): one for one in distributions()}
    needed: dict[str, Distribution] = {}
    done: set[tuple[str, str]] = set()
    todo = [("the test", Requirement(line)) for line in requirements]
    while todo:
        asker, requirement = todo.pop()
        name = canonicalize_name(requirement.name)
        found = given.get(name) or here.get(name)
        if found is None:
            raise Undeclared(f"{asker} asks for {requirement}, which is not installed here")
        if not requirement.specifier.contains(found.version, prereleases=True):
            raise Undeclared(f"{asker} asks for {requirement}; here is {found.version}")
        if name not in given:
            needed[name] = found
        for extra in {"", *requirement.extras}:
            if (name, extra) not in done:
                done.add((name, extra))
                todo += ((found.name, line) for line in _asked_by(found, extra))
    return needed


def _asked_by(distribution: Distribution, extra: str) -> Iterator[Requirement]:
    for requirement in map(Requirement, distribution.requires or ()):
        if requirement.marker is None or requirement.marker.evaluate({"extra": extra}):
            yield requirement


class CleanEnvironment:
    """A virtual environment of its own."""

    _installed: ClassVar[dict[Path, CleanEnvironment]] = {}
    """Wheel to the first environment that pip installed it into."""

    def __init__(self, directory: Path) -> None:
        venv.EnvBuilder(symlinks=os.name != "nt").create(directory)
        paths = sysconfig.get_paths("venv", {"base": str(directory), "platbase": str(directory)})
        self.site, self.bin = Path(paths["purelib"]), Path(paths["scripts"])
        self.python = self.bin / Path(sys.executable).name
        self._wheels: list[Path] = []
        self._linked: set[str] = set()

    def need(self, *requirements: str) -> None:
        """Link what these requirements ask for."""
        for name, distribution in closure(requirements, self._wheels).items():
            if name not in self._linked:
                self._link(distribution, SCRIPTS)
                self._linked.add(name)

    def install(self, *wheels: Path, extras: str = "") -> None:
        """Install wheels of ours with what they declare; `extras`, such as `[test]`, are theirs too."""
        self._wheels += wheels
        self.need(*(f"{metadata_of(wheel).name}{extras}" for wheel in wheels))
        new = [wheel for wheel in wheels if not self._link_from_another(wheel)]
        if new:
            self.pip("install", "--no-index", "--no-deps", *map(str, new))
            self._installed.update(dict.fromkeys(new, self))

    def uninstall(self, name: str) -> None:
        """Remove one of ours."""
        self.pip("uninstall", "--yes", name)

    def pip(self, *words: str) -> None:
        """The pip of the environment that runs the tests, at work on this one."""
        command = [sys.executable, "-m", "pip", "--python", self.python, words[0], *OFFLINE, *words[1:]]
        done = subprocess.run(
            command, check=False, capture_output=True, text=True, timeout=LONGEST_WAIT_S, env=self.variables()
        )
        assert done.returncode == 0, f"pip {' '.join(words)}\n{done.stdout}{done.stderr}"

    def variables(self, **more: str) -> dict[str, str]:
        """The variables of an activated environment, with nothing that leads out of it."""
        astray = ("PYTHON", "PIP_", "TILTYARD_", "COVERAGE_", "PYTEST_")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(astray)}
        path = f"{self.bin}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
        return {**kept, "PATH": path, "PYTHONNOUSERSITE": "1", "PYTHONSAFEPATH": "1", "COLUMNS": "200", **more}

    def run(self, *argv: str | Path, cwd: Path, **variables: str) -> str:
        """Run a program of this environment, or its Python when the first word is an option; what it said.

        raises  AssertionError when it failed, with all that was said
        """
        done = self.attempt(*argv, cwd=cwd, **variables)
        assert done.returncode == 0, f"{argv} ended with {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def attempt(self, *argv: str | Path, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run it, whatever comes of it."""
        program = [self.python, *argv] if str(argv[0]).startswith("-") else [self.bin / argv[0], *argv[1:]]
        return subprocess.run(
            program,
            cwd=cwd,
            env=self.variables(**variables),
            capture_output=True,
            text=True,
            check=False,
            timeout=LONGEST_WAIT_S,
        )

    def _link_from_another(self, wheel: Path) -> bool:
        """Whether pip has installed it somewhere, and it is still there."""
        other = self._installed.get(wheel)
        name = metadata_of(wheel).name
        found = list(distributions(name=name, path=[str(other.site)])) if other else []
        for distribution in found:
            self._link(distribution, other.bin)
        return bool(found)

    def _link(self, distribution: Distribution, scripts: Path) -> None:
        root = Path(os.path.normpath(distribution.locate_file("")))
        made: set[Path] = set()
        for file in distribution.files or ():
            source = Path(os.path.normpath(distribution.locate_file(file)))
            if not source.is_file():  # RECORD names what pip did not write, such as bytecode
                continue
            if source.is_relative_to(root):
                target = self.site / source.relative_to(root)
            elif source.parent == scripts:
                target = self.bin / source.name
            else:
                continue  # manual pages and the like
            if target.parent not in made:
                target.parent.mkdir(parents=True, exist_ok=True)
                made.add(target.parent)
            if source.parent == scripts and _is_script(source):
                _write_script(source, target)
            else:
                _link(source, target)
            if source.suffix == ".py":
                self._link_bytecode(source, target)

    def _link_bytecode(self, source: Path, target: Path) -> None:
        compiled = Path(importlib.util.cache_from_source(str(source)))
        if compiled.is_file():
            cache = target.parent / compiled.parent.name
            cache.mkdir(exist_ok=True)
            _link(compiled, cache / compiled.name)


def _link(source: Path, target: Path) -> None:
    if target.exists():
        return
    try:
        os.link(source, target)
    except OSError:  # another file system, or one without links
        shutil.copy2(source, target)


def _is_script(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == b"#!"


def _write_script(source: Path, target: Path) -> None:
    """A script of this environment begins with the path of its Python."""
    target.write_text(source.read_text("utf-8").replace(str(source.parent), str(target.parent)), "utf-8")
    target.chmod(0o755)
