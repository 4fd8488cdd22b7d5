"""
"Your first plugin in twenty minutes", done word for word by somebody who has nothing but wheels and no network.

In a block `console`, what follows `$ ` is run; the lines below it must stand in what it says, whatever the blanks.
A command with a remark at its end fails, all others succeed. A block `diff` names a file and changes one place.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

TUTORIAL = Path(__file__).resolve().parents[2] / "docs" / "tutorial" / "first-plugin.md"
COMMAND = re.compile(r"^\$ (?P<words>.+?)(?P<remark>    # .+)?$")
OFFLINE = {"PIP_NO_INDEX": "1", "PIP_NO_BUILD_ISOLATION": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


class Reader:
    """Does what stands there."""

    def __init__(self, directory, variables):
        self.place = directory
        self.variables = variables
        self.done = []

    def console(self, block):
        said = ""
        for line in block.splitlines():
            if command := COMMAND.match(line):
                said = self.run(command["words"], fails=bool(command["remark"]))
            else:
                assert words(line) in words(said), f"not said by {self.done[-1]}: {line}\n{said}"

    def run(self, command, *, fails):
        self.done.append(command)
        if command.startswith("cd "):
            self.place /= command.removeprefix("cd ")
            return ""
        done = subprocess.run(
            command,
            shell=True,
            cwd=self.place,
            env=self.variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=120,
        )
        assert (done.returncode != 0) is fails, f"{command} ended with {done.returncode}\n{done.stdout}"
        return done.stdout

    def diff(self, block):
        head, *lines = block.splitlines()
        file = self.place / head.removeprefix("--- ")
        before, after = ("\n".join(line[1:] for line in lines if line[:1] in ("", " ", sign)) for sign in "-+")
        text = file.read_text("utf-8")
        assert text.count(before) == 1, f"{file.name} does not hold once:\n{before}"
        file.write_text(text.replace(before, after), "utf-8")


def words(text):
    return " ".join(text.split())


@pytest.fixture
def reader(authors_desk, mypy_cache, tmp_path):
    # What `pip install -e '.[test]'` would download: the template's requirements, and the tools that build it.
    authors_desk.need("mypy", "ruff", "tiltyard[testing]", "pip", "hatchling", "editables")
    home = {"HOME": str(tmp_path / "home"), "TILTYARD_DATA_DIR": str(tmp_path / "data")}
    return Reader(tmp_path, authors_desk.variables(**OFFLINE, **home, MYPY_CACHE_DIR=mypy_cache))


def test_the_tutorial_tells_what_happens(reader):
    blocks = re.findall(r"^```(\w*)\n(.*?)^```$", TUTORIAL.read_text("utf-8"), re.MULTILINE | re.DOTALL)

    for kind, block in blocks:
        getattr(reader, kind)(block)

    ran = " ".join(reader.done)
    assert all(word in ran for word in ("plugins new", "pip install -e", "pytest", "plugins list", "verify"))
