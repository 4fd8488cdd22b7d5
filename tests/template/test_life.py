"""
A plugin made from the template, bare and with everything, from its first install to its last day.

Each is built as a wheel and installed beside core's wheel into an environment that holds what both declare to need.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from attrs import frozen
from clean_environment import CleanEnvironment

from tiltyard.authoring import PARTS

NAME = "goose-watch"
KEY = {"TILTYARD_PLUGINS__GOOSE_WATCH__API_KEY": "a key"}


@frozen
class Installed:
    """A plugin from the template, installed."""

    folder: Path
    environment: CleanEnvironment
    parts: tuple[str, ...]

    @property
    def key(self):
        """What must be set before it starts."""
        return KEY if "secret" in self.parts else {}

    @property
    def desk(self):
        """Where its Tiltyard keeps everything."""
        return self.folder.parent / "desk"

    @property
    def left_behind(self):
        """Everything of it that is in the environment."""
        return sorted(path.name for path in self.environment.site.iterdir() if "goose" in path.name)

    def tiltyard(self, *words, exit_code=0, **variables):
        """What the `tiltyard` of its environment answers, as JSON."""
        words = ("--data-dir", self.desk, *words, "--json")
        done = self.environment.attempt("tiltyard", *words, cwd=self.folder.parent, **variables)
        assert done.returncode == exit_code, f"{words}\n{done.stdout}{done.stderr}"
        return json.loads(done.stdout)

    def listed(self, **variables):
        """How `tiltyard plugins list` shows it; None when it does not."""
        return next(
            (one for one in self.tiltyard("plugins", "list", **variables) if one["name"] == "goose_watch"), None
        )


@pytest.fixture(scope="module")
def environment(core_wheel, clean_environment):
    made = clean_environment()
    made.install(core_wheel)
    return made


@pytest.fixture(scope="module", params=["bare", "everything"])
def plugin(request, environment, rendered, wheel_of, tmp_path_factory):
    parts = tuple(PARTS) if request.param == "everything" else ()
    folder = shutil.copytree(rendered(parts), tmp_path_factory.mktemp(request.param) / NAME)
    environment.install(wheel_of(folder), extras="[test]")
    installed = Installed(folder, environment, parts)
    yield installed
    if installed.left_behind:
        environment.uninstall(f"tiltyard-{NAME}")


def test_it_is_listed(plugin):
    shown = plugin.listed(**plugin.key)

    assert (shown["distribution"], shown["version"], shown["status"]) == (f"tiltyard-{NAME}", "0.1.0", "ready")
    assert "verify_player" in json.dumps(shown["hooks"])
    assert ("fetch_rows" in json.dumps(shown["hooks"])) is ("rows" in plugin.parts)
    assert ("on_event" in json.dumps(shown["hooks"])) is ("events" in plugin.parts)


def test_it_answers_as_it_was_set(plugin):
    word = {"TILTYARD_PLUGINS__GOOSE_WATCH__FORBIDDEN_WORD": "goose"}

    told = plugin.tiltyard("verify", "Mother Goose#EUW", exit_code=1, **plugin.key, **word)

    assert [(one["source"], one["code"]) for one in told["findings"]] == [("goose_watch", "goose_watch_forbidden_word")]


@pytest.mark.parametrize("plugin", ["everything"], indirect=True)
def test_without_its_secret_it_is_listed_with_what_it_needs(plugin):
    shown = plugin.listed()

    assert shown["status"] == "needs_setup"
    assert "[plugins.goose_watch] api_key" in shown["reason"]


@pytest.mark.parametrize("plugin", ["everything"], indirect=True)
def test_a_table_of_its_own_kind_is_imported(plugin):
    players = plugin.folder.parent / "players.txt"
    players.write_text("# Friday\nAnn#EUW\nBob#EUW\n", "utf-8")
    plugin.tiltyard("tournament", "create", "Goose Cup", "--capacity", "8", **plugin.key)

    told = plugin.tiltyard(*("import", f"{NAME}:{players}", "--column", "ign=Riot ID", "-t", "goose-cup"), **plugin.key)

    assert told["rows"] == 2


@pytest.mark.parametrize("plugin", ["everything"], indirect=True)
def test_it_is_told_what_happens_from_its_first_day_on(plugin):
    assert plugin.listed(**plugin.key)["status"] == "ready"
    plugin.tiltyard("tournament", "create", "Pond Cup", "--capacity", "8", **plugin.key)
    plugin.tiltyard("signup", "Cleo#EUW", "-t", "pond-cup", **plugin.key)

    announced = plugin.desk / "state" / "goose_watch" / "announcements.log"
    assert announced.read_text("utf-8").splitlines()[-2:] == ["Registration is open.", "Sign-up number 1 has come in."]


def test_it_passes_every_check_that_its_own_ci_asks_for(plugin, mypy_cache):
    workflow = (plugin.folder / ".github" / "workflows" / "ci.yml").read_text("utf-8")
    install, *checks = re.findall(r"^ +- run: (.+)$", workflow, re.MULTILINE)

    assert install == "pip install -e '.[test]'"
    assert [check.split()[0] for check in checks] == ["pytest", "mypy", "ruff", "ruff"]
    for check in checks:
        plugin.environment.run(*check.split(), cwd=plugin.folder, MYPY_CACHE_DIR=mypy_cache)


@pytest.mark.parametrize("plugin", ["bare"], indirect=True)
def test_the_command_that_checks_plugins_finds_nothing_wrong(plugin):
    (told,) = plugin.tiltyard("plugins", "check", f"tiltyard-{NAME}")

    results = {one["check"]: one["result"] for one in told["checks"]}
    assert "failed" not in results.values()
    # The first only the command can look at; the second needs a plugin that starts.
    assert (results["says_its_range"], results["answers_are_valid"]) == ("passed", "passed")


def test_how_good_it_is_and_what_is_left_to_do_is_shown(plugin):
    quality = plugin.tiltyard("plugins", "info", "goose_watch", **plugin.key)["quality"]

    (left,) = quality["to_do"].items()
    if "secret" in plugin.parts:
        assert (quality["tier"], left[0]) == ("none", "bad-credentials")
    else:
        assert (quality["tier"], left[0]) == ("bronze", "owner")


def test_its_readme_asks_for_what_its_ci_asks_for(plugin):
    workflow = (plugin.folder / ".github" / "workflows" / "ci.yml").read_text("utf-8")
    readme = (plugin.folder / "README.md").read_text("utf-8").partition("## Working on it")[2]

    assert re.findall(r"^    (.+)$", readme, re.MULTILINE) == re.findall(r"^ +- run: (.+)$", workflow, re.MULTILINE)


def test_its_types_are_there_for_others(plugin):
    assert (plugin.environment.site / "tiltyard_goose_watch" / "py.typed").is_file()


def test_on_its_last_day_it_is_uninstalled_and_gone(plugin):
    plugin.environment.uninstall(f"tiltyard-{NAME}")

    assert plugin.listed() is None
    assert plugin.left_behind == []
