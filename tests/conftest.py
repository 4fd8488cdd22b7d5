"""
Tiltyard as its users meet it: the command, in processes of its own.
"""

from __future__ import annotations

import functools
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
import structlog
from clean_environment import CleanEnvironment, build_wheel
from click.testing import CliRunner
from databases import cluster, database, journal_url, journal_urls, template

from tiltyard.cli import output
from tiltyard.cli.main import main

__all__ = ["cluster", "database", "journal_url", "journal_urls", "template"]

ROOT = Path(__file__).parents[1]


def pytest_configure():
    """Ctrl-C is tested: whoever runs the tests in the background has it ignored, and children inherit that."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


collect_ignore = ["data"]  # other people's tests, run by ours


class Tiltyard:
    """Runs `tiltyard` with a data directory of its own."""

    def __init__(self, directory: Path):
        self.data_dir = directory / "data"
        self.directory = directory
        self.environ = {
            **{name: value for name, value in os.environ.items() if not name.startswith("TILTYARD_")},
            "COLUMNS": "200",
            "TMPDIR": str(directory),
        }

    @property
    def argv(self):
        return [sys.executable, "-m", "tiltyard", "--data-dir", str(self.data_dir)]

    def run(self, *words, ok=0):
        done = subprocess.run(
            [*self.argv, *words],
            cwd=self.directory,
            env=self.environ,
            capture_output=True,
            text=True,
            timeout=90,
            check=False,
        )
        assert done.returncode == ok, f"{words}: exit {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    def json(self, *words, ok=0):
        return json.loads(self.run(*words, "--json", ok=ok).stdout)

    def start(self, *words, **more):
        return subprocess.Popen(
            [*self.argv, *words],
            cwd=self.directory,
            env=self.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            **more,
        )


class Typed:
    """The same command line in this process: quicker, for journeys of many commands."""

    def __init__(self, directory: Path):
        self.directory = directory
        self.before = ["--data-dir", str(directory / "data"), "--no-plugin", "dashboard"]

    def run(self, *words, ok=0):
        done = CliRunner().invoke(main, [*self.before, *words])
        assert done.exit_code == ok, f"{words}: exit {done.exit_code}\n{done.output}"
        return done

    def json(self, *words, ok=0):
        return json.loads(self.run(*words, "--json", ok=ok).stdout)

    def said(self, *words, ok=0):
        """What stands on stdout, without spaces at the ends."""
        return self.run(*words, ok=ok).stdout.strip()

    def no(self, *words):
        """The code of the refusal."""
        return self.json(*words, ok=1)["refused"]["code"]

    def number_of(self, words):
        """The log's last line that says this."""
        return str([one["seq"] for one in self.json("log") if words in one["text"]][-1])


@pytest.fixture
def desk(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(output.out, "width", 200)  # whoever runs the tests may have said how wide their terminal is
    yield Typed(tmp_path)
    structlog.reset_defaults()


@pytest.fixture
def tiltyard(tmp_path):
    return Tiltyard(tmp_path)


@pytest.fixture
def cup(tiltyard):
    """A tournament of 32 seats."""
    tiltyard.run("tournament", "create", "My Cup", "--capacity", "32")
    return tiltyard


@pytest.fixture
def sheet(tmp_path):
    """A copy of the shipped export."""
    from tiltyard import samples

    with samples.signups() as shipped:
        return Path(shutil.copyfile(shipped, tmp_path / "signups.csv"))


@pytest.fixture
def free_port():
    def free_port():
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            return probe.getsockname()[1]

    return free_port


@pytest.fixture(scope="session")
def wheel_of(tmp_path_factory):
    """Builds the wheel of a project, once."""

    @functools.cache
    def wheel_of(folder):
        return build_wheel(folder, tmp_path_factory.mktemp("wheel"))

    return wheel_of


@pytest.fixture(scope="session")
def clean_environment(tmp_path_factory):
    """Makes an environment that holds nothing yet."""
    return lambda: CleanEnvironment(tmp_path_factory.mktemp("environment"))
