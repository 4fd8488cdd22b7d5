#!/usr/bin/env python3
"""
Set up this tree and run it. Needs Python 3.11 or newer with pip, or uv; nothing else.

    python3 dev.py demo [ARGUMENTS]      the demo; arguments go to `tiltyard demo`
    python3 dev.py test [NAME ...] [--only CHECK] [-- PYTEST ARGUMENTS]
                                         every check, or those of core or of the plugins named
    python3 dev.py setup [run|dev]       only the set-up
    python3 dev.py lock [UV ARGUMENTS]   renew requirements/*.txt; needs uv. `--upgrade` takes newer versions

Packages go to `.venv` beside this file, or to the directory that TILTYARD_VENV names. What has been done is kept in a
stamp there, so that the next run starts at once, and a broken, moved, outdated or half-made environment is made anew.
Messages of the set-up go to standard error: standard output belongs to the program that was asked for.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - older Pythons come here and must be told in one sentence
    sys.exit(
        "dev.py: Tiltyard needs Python 3.11 or newer; this is Python {}.{} ({}). "
        "Run it with a newer one, such as: python3.12 dev.py".format(*sys.version_info[:2], sys.executable)
    )

import argparse
import contextlib
import hashlib
import importlib.util
import json
import os
import shutil
import signal
import subprocess
import time
import venv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, NoReturn, TextIO

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

ROOT = Path(__file__).resolve().parent
VENV = Path(os.environ.get("TILTYARD_VENV") or ROOT / ".venv").absolute()
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
BASE_PYTHON: str = getattr(sys, "_base_executable", sys.executable)  # outside the environment that may be made anew
STAMP = VENV / "tiltyard-dev.json"
LOCK = VENV / "tiltyard-dev.lock"
LEVELS = ("run", "dev")
STOPPED_BY_CTRL_C = 130
TEST_GIVEN_UP_S = 600  # a test that hangs is named, instead of keeping everybody waiting


def say(text: str) -> None:
    """One line for the person, on standard error."""
    print(f"dev.py: {text}", file=sys.stderr, flush=True)


def refuse(text: str) -> NoReturn:
    """End with one message; exit code 1."""
    raise SystemExit(f"dev.py: {text}")


def members() -> list[Path]:
    """The directories of our own distributions: core first, then the plugins by name."""
    return [ROOT / "core", *sorted(path.parent for path in ROOT.glob("plugins/*/pyproject.toml"))]


def call(argv: Sequence[str | Path], **options: object) -> int:
    """Run a program to its end and give its exit code; Ctrl-C reaches the program too and is waited for."""
    with subprocess.Popen([str(word) for word in argv], **options) as child:  # type: ignore[call-overload]
        try:
            return int(child.wait())
        except KeyboardInterrupt:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(timeout=10)
            raise
        finally:
            child.terminate()


# --------------------------------------------------------------------------------------------------------------------
# The stamp: what an environment holds


class Stamp(NamedTuple):
    """What an environment was made of.

    level       `run`, or `dev`, which holds all of `run` too
    foundation  mark of interpreter, places, pins and members; another mark asks for a new environment
    projects    mark of every pyproject.toml; another mark asks for new editables only. Blank: not installed yet
    """

    level: str
    foundation: str
    projects: str

    @classmethod
    def wanted(cls, level: str) -> "Stamp":
        """The stamp of an environment that fits this tree and this interpreter."""
        foundation = hashlib.sha256()
        for fact in (sys.version, sys.base_prefix, str(VENV), str(ROOT), *(path.name for path in members())):
            foundation.update(fact.encode() + b"\0")
        for name in LEVELS:
            foundation.update((ROOT / "requirements" / f"{name}.txt").read_bytes())
        projects = hashlib.sha256()
        for path in members():
            projects.update((path / "pyproject.toml").read_bytes())
        return cls(level, foundation.hexdigest(), projects.hexdigest())

    @classmethod
    def read(cls) -> "Stamp | None":
        """The stamp of the environment as it stands; None when it was never finished or does not run."""
        try:
            stamp = cls(**json.loads(STAMP.read_text(encoding="utf-8")))
        except (FileNotFoundError, ValueError, TypeError):
            return None
        works = os.access(PYTHON, os.X_OK) and call([PYTHON, "-c", ""], stderr=subprocess.DEVNULL) == 0
        return stamp if works else None

    def write(self) -> None:
        """Remember it."""
        STAMP.write_text(json.dumps(self._asdict()), encoding="utf-8")


def steps(known: Stamp | None, wanted: Stamp) -> tuple[str, ...]:
    """What is to be done, in order, to come from one stamp to the other."""
    if known is None or known.foundation != wanted.foundation:
        return ("environment", "packages", "projects")
    packages = ("packages",) if LEVELS.index(known.level) < LEVELS.index(wanted.level) else ()
    projects = ("projects",) if known.projects != wanted.projects else ()
    return packages + projects


@contextlib.contextmanager
def one_at_a_time() -> Iterator[TextIO]:
    """Hold the lock of the environment's directory; a second process waits until the first has finished."""
    if VENV.is_dir() and any(VENV.iterdir()) and not LOCK.exists():
        if VENV != ROOT / ".venv" or not (VENV / "pyvenv.cfg").exists():
            refuse(f"{VENV} was not made by dev.py and is left alone. Name another directory in TILTYARD_VENV.")
        say(f"{VENV} was not made by dev.py; it is replaced")
    VENV.mkdir(parents=True, exist_ok=True)
    with LOCK.open("a", encoding="utf-8") as file:
        if not try_lock(file):
            say(f"another process is setting up {VENV}; waiting for it")
            while not try_lock(file):
                time.sleep(0.1)
        yield file


def try_lock(file: TextIO) -> bool:
    """Lock the file if nobody else has; the system unlocks it when this process closes it or dies."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


# --------------------------------------------------------------------------------------------------------------------
# Set-up


def set_up(level: str) -> None:
    """Make the environment fit this tree; tells how long that took."""
    began = time.monotonic()
    wanted = Stamp.wanted(level)
    with one_at_a_time() as lock_file:
        known = Stamp.read()
        todo = steps(known, wanted)
        if "environment" in todo:
            STAMP.unlink(missing_ok=True)
            make_environment()
        elif known:
            wanted = wanted._replace(level=max(known.level, level, key=LEVELS.index))
        if "packages" in todo:
            STAMP.unlink(missing_ok=True)  # an interruption from here on means starting anew
            pins = f"requirements/{level}.txt"
            install(f"the packages of {pins}", "--require-hashes", "-r", pins, lock_file=lock_file)
            wanted._replace(projects="" if "projects" in todo else wanted.projects).write()
        if "projects" in todo:
            editables = [word for path in members() for word in ("-e", str(path))]
            install("core and plugins", "--no-deps", "--no-build-isolation", *editables, lock_file=lock_file)
            wanted.write()
    say(f"set-up took {time.monotonic() - began:.1f} s" + ("" if todo else " (nothing to do)"))


def make_environment() -> None:
    """An empty environment without pip, in place of whatever stands there; the lock stays."""
    say(f"making {VENV} with Python {sys.version.split()[0]}")
    for entry in VENV.iterdir():
        if entry == LOCK:
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()
    venv.EnvBuilder(symlinks=os.name != "nt", prompt="tiltyard").create(VENV)


def install(what: str, *arguments: str, lock_file: TextIO) -> None:
    """Install into the environment by the first way that works.

    The installer holds the lock too: should this process be killed, the next one waits for the orphan.
    """
    held = () if os.name == "nt" else (lock_file.fileno(),)
    name = ""
    for name, command in installers():
        say(f"installing {what} with {name}")
        if call([*command, *arguments], cwd=ROOT, env=installer_environment(), stdout=sys.stderr, pass_fds=held) == 0:
            return
        say(f"{name} could not install {what}")
    if name:
        refuse(f"could not install {what}; what went wrong stands above.")
    refuse(
        f"neither uv nor pip was found for {BASE_PYTHON}. `apt install python3-pip` brings pip on Debian and Ubuntu, "
        "`python3 -m ensurepip --upgrade` elsewhere."
    )


def installers() -> Iterator[tuple[str, list[str | Path]]]:
    """The ways to install that this machine has, fastest first: name and command."""
    uv = shutil.which("uv")
    if uv:
        yield "uv", [uv, "pip", "install", "--python", PYTHON, "--quiet"]
    quiet = ["-qq", "--disable-pip-version-check", "--no-input", "--no-compile", "--no-warn-script-location"]
    if call([BASE_PYTHON, "-m", "pip", "--version"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0:
        # pip works on another environment than its own: Debian's Python has pip but cannot put it into a new one.
        yield "pip", [BASE_PYTHON, "-m", "pip", "--python", PYTHON, "install", *quiet]
    elif importlib.util.find_spec("ensurepip") and call([PYTHON, "-m", "ensurepip"], stdout=subprocess.DEVNULL) == 0:
        yield "pip", [PYTHON, "-m", "pip", "install", *quiet]


def installer_environment() -> dict[str, str]:
    """Our variables without those that send packages elsewhere than into the environment."""
    astray = ("PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PYTHONHOME")
    return {name: value for name, value in os.environ.items() if name not in astray}


def program_environment() -> dict[str, str]:
    """Our variables as an activated environment would have them."""
    path = f"{BIN}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    return {**installer_environment(), "VIRTUAL_ENV": str(VENV), "PATH": path}


# --------------------------------------------------------------------------------------------------------------------
# Commands


def demo(arguments: list[str]) -> int:
    """Become the demo: its exit code and its signals are then its own."""
    set_up("run")
    command = [str(BIN / "tiltyard"), "demo", *arguments]
    if os.name != "nt":
        os.execve(command[0], command, program_environment())  # noqa: S606 - no shell is wanted
    return call(command, env=program_environment())


def test(arguments: list[str]) -> int:
    """Run every check, whatever the ones before it said; 1 when any failed."""
    words, pytest_arguments = split(arguments)
    folders = {path.name: path for path in members()}
    parser = argparse.ArgumentParser(prog="dev.py test", epilog="What follows `--` goes to pytest.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(folders)}; none means all")
    parser.add_argument("--only", action="append", choices=CHECKS, help="run this check; may be given several times")
    options = parser.parse_args(words)
    for name in options.names:
        if name not in folders:
            refuse(f'there is no "{name}" to test. There are: {", ".join(folders)}.')
    set_up("dev")
    chosen = [folders[name] for name in options.names]
    results = []
    for check in options.only or CHECKS:
        print(f"\n== {check}", flush=True)
        began = time.monotonic()
        code = call(command_of(check, chosen, pytest_arguments), cwd=ROOT, env=program_environment())
        results.append((check, time.monotonic() - began, code))
    print(f"\n{'check':<10}{'took':>9}  result")
    for check, took_s, code in results:
        print(f"{check:<10}{took_s:>7.1f} s  {'ok' if code == 0 else f'FAILED (exit code {code})'}")
    return int(any(code for _, _, code in results))


CHECKS = ("ruff", "format", "mypy", "imports", "tests")


def command_of(check: str, chosen: list[Path], pytest_arguments: list[str]) -> list[str | Path]:
    """The command of one check, for the members chosen; none chosen means the whole tree."""
    sources = [path / "src" for path in chosen or members()] + ([] if chosen else [ROOT / "dev.py"])
    workers = min(4, os.cpu_count() or 1)
    commands: dict[str, list[str | Path]] = {
        "ruff": [BIN / "ruff", "check", *(chosen or [ROOT])],
        "format": [BIN / "ruff", "format", "--check", *(chosen or [ROOT])],
        "mypy": [BIN / "mypy", "--strict", *sources],
        "imports": [BIN / "lint-imports", "--no-logo"],
        "tests": [
            *(BIN / "pytest", "-n", str(workers), "--dist", "loadfile", "--timeout", str(TEST_GIVEN_UP_S)),
            *(path / "tests" for path in chosen),
            *pytest_arguments,
        ],
    }
    return commands[check]


def split(arguments: list[str]) -> tuple[list[str], list[str]]:
    """What stands before the first `--`, and what stands after it."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    return arguments[:end], arguments[end + 1 :]


def setup(arguments: list[str]) -> int:
    """Only set up."""
    level = arguments[0] if arguments else "dev"
    if level not in LEVELS:
        refuse(f'there is no set "{level}". There are: {", ".join(LEVELS)}.')
    set_up(level)
    return 0


def lock(arguments: list[str]) -> int:
    """Choose versions anew for what the pyprojects and requirements/*.in ask, and pin them with hashes."""
    uv = shutil.which("uv") or refuse("`lock` needs uv on the PATH; the other commands do not.")
    pins = ["--universal", "--python-version", "3.11", "--no-header", "--no-annotate", "--generate-hashes", "--quiet"]
    projects = [(path / "pyproject.toml").relative_to(ROOT) for path in members()]
    further: dict[str, list[str]] = {"run": [], "dev": ["--all-extras", "--constraint", "requirements/run.txt"]}
    for level in LEVELS:
        out = f"requirements/{level}.txt"
        own = ["--no-emit-package", "tiltyard", f"requirements/{level}.in", "--output-file", out]
        command: list[str | Path] = [uv, "pip", "compile", *pins, *further[level], *own, *projects, *arguments]
        code = call(command, cwd=ROOT, stdout=subprocess.DEVNULL)
        if code:
            return code
        say(f"{out} is up to date")
    return 0


def main(arguments: list[str]) -> int:
    """Run the command that the first word names."""
    commands = {"demo": demo, "test": test, "setup": setup, "lock": lock}
    command = commands.get(arguments[0]) if arguments else None
    if command is None:
        print((__doc__ or "").strip(), file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # so that programs begun here end too
    try:
        return command(arguments[1:])
    except KeyboardInterrupt:
        say("stopped; the next run goes on from here")
        return STOPPED_BY_CTRL_C
    except OSError as error:
        refuse(f"{error.strerror or error}: {error.filename or 'the system does not say which file'}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
