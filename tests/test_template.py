"""
The plugin template makes a plugin that installs, is found, answers, and passes its own tests and checks.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import copier
import pytest
from packaging.requirements import Requirement

import tiltyard

ROOT = Path(__file__).resolve().parents[1]
TEMPLATE = ROOT / "plugin_template"
ANSWERS = {"name": "goose-watch", "description": "Keeps geese out of the tournament's names.", "author": "Ann O'Nym"}

ASK_IT_THROUGH_A_HOST = """
import asyncio, json
from importlib.metadata import entry_points
from pathlib import Path

from tiltyard.clock import SystemClock
from tiltyard.host import Host
from tiltyard.host.discovery import discover
from tiltyard.host.host import Surroundings
from tiltyard.models import PersonId, PlayerClaim
from tiltyard.settings import PluginsSettings

async def main():
    (point,) = [point for point in entry_points(group="tiltyard") if point.name == "goose_watch"]
    (found,) = [plugin for plugin in discover() if plugin.name == "goose_watch"]
    settings = PluginsSettings(tables={"goose_watch": {"forbidden_word": "goose"}})
    host = Host([found], settings, Surroundings(SystemClock(), lambda namespace: None, Path("unused"), ""))
    await host.start()
    (record,) = host.records
    findings = {}
    for typed in ("Mother Goose#EUW", "Ann#EUW"):
        (outcome,) = await host.hooks.verify_player(PlayerClaim(PersonId("p"), typed))
        findings[typed] = [finding.code for finding in outcome.value]
    await host.stop()
    told = {"class": point.load().__name__, "distribution": found.distribution, "status": record.status}
    print(json.dumps({**told, "hooks": record.hooks, "findings": findings}))

asyncio.run(main())
"""


def render(target, **answers):
    copier.run_copy(str(TEMPLATE), target, data={**ANSWERS, **answers}, defaults=True, quiet=True)
    return target


def run(*argv, cwd, path):
    """Run a Python module in this environment with `path` in front; its output, or a failure that shows it."""
    inherited = os.environ.get("PYTHONPATH", "")
    places = [str(path), *(str(Path(place).resolve()) for place in inherited.split(os.pathsep) if place)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(places), "MYPYPATH": os.pathsep.join(places)}
    done = subprocess.run(
        [sys.executable, *argv], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{argv} ended with {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def rendered(tmp_path_factory):
    return render(tmp_path_factory.mktemp("rendered"))


@pytest.fixture(scope="module")
def installed(rendered, tmp_path_factory):
    target = tmp_path_factory.mktemp("installed")
    offline = ("--no-index", "--no-deps", "--no-build-isolation", "--disable-pip-version-check", "--quiet")
    run("-m", "pip", "install", *offline, "--target", str(target), str(rendered), cwd=target, path=target)
    return target


def test_an_installed_plugin_is_found_started_with_its_settings_and_answers(installed, tmp_path):
    told = json.loads(run("-c", ASK_IT_THROUGH_A_HOST, cwd=tmp_path, path=installed))

    assert told == {
        "class": "GooseWatchPlugin",
        "distribution": "tiltyard-goose-watch",
        "status": "ready",
        "hooks": ["verify_player"],
        "findings": {"Mother Goose#EUW": ["goose_watch_forbidden_word"], "Ann#EUW": []},
    }


def test_its_hook_is_marked_as_an_answer_to_tiltyard(installed, tmp_path):
    code = "from tiltyard_goose_watch.plugin import GooseWatchPlugin as P; print(P.verify_player.tiltyard_impl)"

    assert "'optionalhook': False" in run("-c", code, cwd=tmp_path, path=installed)


def test_its_own_tests_pass_against_what_was_installed(installed, rendered):
    said = run("-m", "pytest", "-p", "no:cacheprovider", "-W", "error", "tests", cwd=rendered, path=installed)

    assert "8 passed" in said


@pytest.mark.parametrize(
    "check",
    [
        pytest.param(("ruff", "check", "--isolated", "--no-cache"), id="lint"),
        pytest.param(("ruff", "format", "--isolated", "--no-cache", "--check"), id="format"),
        pytest.param(("mypy", "--strict", "--cache-dir", os.devnull, "src", "tests"), id="types"),
    ],
)
def test_it_is_clean(check, rendered):
    run("-m", *check, cwd=rendered, path=rendered / "src")


def test_its_types_are_there_for_others(installed):
    assert (installed / "tiltyard_goose_watch" / "py.typed").is_file()


def test_it_admits_this_release_of_tiltyard(rendered):
    project = tomllib.loads((rendered / "pyproject.toml").read_text("utf-8"))["project"]
    (core,) = [one for one in map(Requirement, project["dependencies"]) if one.name == "tiltyard"]

    assert tiltyard.__version__ in core.specifier


def test_what_was_answered_stands_in_its_project_file(rendered):
    project = tomllib.loads((rendered / "pyproject.toml").read_text("utf-8"))["project"]

    assert project["description"] == ANSWERS["description"]
    assert project["authors"] == [{"name": ANSWERS["author"]}]


def test_nothing_is_left_unrendered(rendered):
    files = [path for path in rendered.rglob("*") if path.is_file()]

    assert len(files) == 9
    assert not [path for path in files if path.suffix == ".jinja" or "{{" in str(path) + path.read_text("utf-8")]


def test_the_defaults_alone_make_a_plugin(tmp_path):
    copier.run_copy(str(TEMPLATE), tmp_path, defaults=True, quiet=True)

    assert "class HouseRulesPlugin:" in (tmp_path / "src/tiltyard_house_rules/plugin.py").read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        pytest.param("", "lower-case letters", id="empty"),
        pytest.param("House Rules", "lower-case letters", id="words"),
        pytest.param("house_rules", "lower-case letters", id="underscore"),
        pytest.param("../house", "lower-case letters", id="path"),
        pytest.param("rules-", "lower-case letters", id="hyphen-at-the-end"),
        pytest.param("house\n", "lower-case letters", id="line-break"),
        pytest.param("1st", "lower-case letters", id="digit-first"),
        pytest.param("tiltyard-house", "Leave out", id="prefix"),
        pytest.param("csv", "something of that name", id="built-in"),
        *(pytest.param(path.parent.name, "something of that name") for path in ROOT.glob("plugins/*/pyproject.toml")),
    ],
)
def test_a_name_that_cannot_be_is_refused_with_the_reason(name, words, tmp_path):
    with pytest.raises(ValueError, match=words):
        render(tmp_path, name=name)

    assert not any(tmp_path.iterdir())


@pytest.mark.parametrize("text", ['say "hi"', "back\\slash", "two\nlines", "a\x00b", " "])
@pytest.mark.parametrize("question", ["description", "author"])
def test_text_that_would_break_the_files_is_refused(question, text, tmp_path):
    with pytest.raises(ValueError, match="one line without quotation marks"):
        render(tmp_path, **{question: text})
