"""requirements/*.txt: everything that is asked for is pinned, by hash, and says nothing about where it came from."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

PIN = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>[^\s;\\]+)", re.MULTILINE)


def pins(root, level):
    text = (root / "requirements" / f"{level}.txt").read_text()
    return {canonicalize_name(match["name"]): Version(match["version"]) for match in PIN.finditer(text)}


def asked(root, distribution, level):
    """Everything third-party that a distribution and the hand-written list of a level ask for."""
    lines = [*distribution.project["dependencies"], *distribution.pyproject["build-system"]["requires"]]
    if level == "dev":
        lines += [line for extra in distribution.project.get("optional-dependencies", {}).values() for line in extra]
    for line in (root / "requirements" / f"{level}.in").read_text().splitlines():
        if line and not line.startswith(("#", "-r")):
            lines.append(line)
    wanted = [Requirement(line) for line in lines]
    return [requirement for requirement in wanted if not requirement.name.startswith("tiltyard")]


def satisfies(version, requirement):
    return version is not None and requirement.specifier.contains(version, prereleases=True)


@pytest.mark.parametrize("level", ["run", "dev"])
def test_every_dependency_has_a_pin_that_satisfies_it(root, distribution, level):
    pinned = pins(root, level)

    missing = [
        str(requirement)
        for requirement in asked(root, distribution, level)
        if not satisfies(pinned.get(canonicalize_name(requirement.name)), requirement)
    ]

    assert missing == [], "run `python3 dev.py lock`"


def test_the_run_pins_are_part_of_the_dev_pins(root):
    run, dev = pins(root, "run"), pins(root, "dev")

    assert run == {name: dev.get(name) for name in run}


@pytest.mark.parametrize("level", ["run", "dev"])
def test_every_pin_has_a_hash(root, level):
    text = (root / "requirements" / f"{level}.txt").read_text().replace("\\\n", " ")

    assert [line for line in text.splitlines() if "--hash=sha256:" not in line] == []


def test_requirements_name_no_host(root):
    files = sorted((root / "requirements").iterdir())

    assert [path.name for path in files if re.search(r"\w+://", path.read_text())] == []


def test_no_lock_file_that_names_hosts_is_kept(root):
    if not shutil.which("git") or not (root / ".git").exists():
        pytest.skip("not a git checkout: what is kept cannot be told from what lies about")
    command = ["git", "ls-files", "--", "*uv.lock", "*pylock*.toml", "*poetry.lock", "*Pipfile.lock"]

    assert subprocess.check_output(command, cwd=root, text=True) == ""
