"""
`tiltyard ...` typed in this process.
"""

from __future__ import annotations

import json

import pytest
import structlog
from click.testing import CliRunner

from tiltyard.cli import main, output


class Typed:
    """Types commands; a test says which exit code it expects."""

    def __init__(self, directory):
        self.directory = directory

    def run(self, *words, ok=0, typed=None):
        done = CliRunner().invoke(main, ["--data-dir", str(self.directory / "data"), *words], input=typed)
        assert done.exit_code == ok, f"{words}: exit {done.exit_code}\n{done.output}\n{done.exception!r}"
        return done

    def json(self, *words, ok=0):
        return json.loads(self.run(*words, "--json", ok=ok).stdout)


@pytest.fixture
def tiltyard(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(output.out, "width", 200)
    yield Typed(tmp_path)
    structlog.reset_defaults()
