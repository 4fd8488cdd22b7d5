"""The plugin host on the lowest pluggy that core admits and on the newest, when they are not the pinned one."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import distributions, version

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

PINNED = Version(version("pluggy"))


@pytest.fixture
def admitted(core):
    """What core's pyproject says about pluggy."""
    (asked,) = [one for one in map(Requirement, core.project["dependencies"]) if one.name == "pluggy"]
    return asked


def floor_of(requirement):
    (floor,) = [Version(one.version) for one in requirement.specifier if one.operator == ">="]
    return floor


@pytest.fixture
def fetch(tmp_path):
    """Installs a pluggy into a directory of its own; skips where none can be had. Gives its version too."""

    def fetch(requirement):
        words = ("--target", tmp_path, "--no-deps", "--retries", "0", "--timeout", "5", "--quiet", "--no-input")
        command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", *words, str(requirement)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
        if done.returncode:
            pytest.skip(
                f"{requirement} cannot be fetched here: {(done.stderr.splitlines() or ['no reason given'])[-1]}"
            )
        (found,) = distributions(path=[str(tmp_path)])
        return tmp_path, Version(found.version)

    return fetch


def run_the_tests_of_the_host(root, pluggy, expected):
    """core/tests/host with this pluggy in front of the pinned one."""
    environ = {**os.environ, "PYTHONPATH": str(pluggy)}
    ask = [sys.executable, "-c", "import importlib.metadata; print(importlib.metadata.version('pluggy'))"]
    assert Version(subprocess.check_output(ask, env=environ, text=True).strip()) == expected
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "core/tests/host"]
    done = subprocess.run(command, cwd=root, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"pluggy {expected}\n{done.stdout}{done.stderr}"


def test_the_host_works_on_the_lowest_pluggy_that_core_admits(root, admitted, fetch):
    floor = floor_of(admitted)
    if floor == PINNED:
        pytest.skip(f"nothing more to try: the floor is the pinned pluggy, {PINNED}, on which core's own tests run")
    run_the_tests_of_the_host(root, *fetch(f"pluggy=={floor}"))


def test_the_host_works_on_the_newest_pluggy_that_core_admits(root, admitted, fetch):
    if not os.environ.get("CI"):
        pytest.skip("which pluggy is the newest is asked only in CI (set CI=true); nothing is downloaded here")
    place, newest = fetch(admitted)
    if newest == PINNED:
        same = "floor, pinned and newest are all" if newest == floor_of(admitted) else "pinned and newest are both"
        pytest.skip(f"nothing more to try: {same} pluggy {PINNED}, on which core's own tests run")
    run_the_tests_of_the_host(root, place, newest)


def test_the_pinned_pluggy_is_one_that_core_admits(admitted):
    assert PINNED in admitted.specifier
    assert floor_of(admitted) <= PINNED
