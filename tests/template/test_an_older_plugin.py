"""
A plugin that the template of an earlier release made, word for word as it came, on today's core.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

DATA = Path(__file__).resolve().parents[1] / "data"
OLDER = sorted(DATA.glob("plugin_of_*"))


@pytest.fixture(scope="module", params=OLDER, ids=lambda path: path.name)
def older(request, tmp_path_factory):
    return shutil.copytree(request.param, tmp_path_factory.mktemp("older") / request.param.name)


@pytest.fixture(scope="module")
def environment(older, core_wheel, wheel_of, clean_environment):
    made = clean_environment()
    made.install(core_wheel)
    made.install(wheel_of(older), extras="[test]")
    return made


def test_it_loads_and_answers(environment, tmp_path):
    desk = ("--data-dir", tmp_path / "desk")
    shown = json.loads(environment.run("tiltyard", *desk, "plugins", "list", "--json", cwd=tmp_path))
    (record,) = [one for one in shown if one["name"] == "ground_floor"]

    assert (record["distribution"], record["status"]) == ("tiltyard-ground-floor", "ready")
    told = environment.attempt("tiltyard", *desk, "verify", "Admin Ann#EUW", "--json", cwd=tmp_path)
    assert [one["code"] for one in json.loads(told.stdout)["findings"]] == ["ground_floor_forbidden_word"]


def test_its_own_tests_pass(environment, older):
    said = environment.run("pytest", "-p", "no:cacheprovider", "-W", "error", "tests", cwd=older)

    assert re.search(r"\b8 passed\b", said)
