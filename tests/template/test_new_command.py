"""
`tiltyard plugins new` writes a plugin, or says why not and leaves nothing behind.
"""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import copier
import pytest
from click.testing import CliRunner

from tiltyard import authoring
from tiltyard.cli.main import main


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """An empty current directory, where git knows who types."""
    directory = tmp_path / "here"
    directory.mkdir()
    monkeypatch.chdir(directory)
    for name, value in {"COUNT": "1", "KEY_0": "user.name", "VALUE_0": "Git User"}.items():
        monkeypatch.setenv(f"GIT_CONFIG_{name}", value)
    return directory


@pytest.fixture
def new():
    """Runs the command; what came of it."""

    def new(*words, ok=0):
        result = CliRunner().invoke(main, ["plugins", "new", *words])
        assert result.exit_code == ok, result.output
        return result

    return new


def test_it_says_where_the_plugin_is_and_what_next(new, here):
    told = new("goose-watch").stdout

    assert (here / "tiltyard-goose-watch" / "src" / "tiltyard_goose_watch" / "plugin.py").is_file()
    assert "tiltyard-goose-watch" in told
    assert told.splitlines()[-3:] == ["  pip install -e '.[test]'", "  pytest", "  tiltyard plugins list"]


def test_copier_run_by_hand_says_the_same_next_steps(questions):
    said = questions["_message_after_copy"].splitlines()

    assert [line.strip() for line in said if line.startswith("  ")] == list(authoring.NEXT)


def test_scripts_are_told_in_one_document(new, here):
    told = json.loads(new("goose-watch", "--into", "deep/er", "--with", "rows", "--json").stdout)

    folder = here / "deep" / "er"
    assert (told["name"], told["distribution"], told["parts"]) == ("goose-watch", "tiltyard-goose-watch", ["rows"])
    assert Path(told["directory"]) == folder
    assert told["files"] == sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
    assert told["next"] == list(authoring.NEXT)


def test_everything_is_all_parts(new):
    assert json.loads(new("goose-watch", "--everything", "--json").stdout)["parts"] == list(authoring.PARTS)


def test_what_it_does_and_who_wrote_it_can_be_said(new, here):
    new("goose-watch", "--description", "Watches geese.", "--author", "Ann O'Nym")

    project = (here / "tiltyard-goose-watch" / "pyproject.toml").read_text("utf-8")
    assert 'description = "Watches geese."' in project
    assert "Ann O'Nym" in project


@pytest.mark.parametrize(
    ("git", "author"),
    [
        pytest.param("Git User", "Git User", id="git-knows"),
        pytest.param("", "A Tiltyard plugin author", id="git-does-not-know"),
        pytest.param('Git "the" User', "A Tiltyard plugin author", id="a-name-that-does-not-fit"),
    ],
)
def test_the_author_is_whom_git_knows(git, author, new, here, monkeypatch):
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", git)

    new("goose-watch")

    assert f"Copyright (c) {author}\n" in (here / "tiltyard-goose-watch" / "LICENSE").read_text("utf-8")


def test_without_git_nobody_is_named(new, here, monkeypatch):
    monkeypatch.setenv("PATH", "")

    new("goose-watch")

    assert "A Tiltyard plugin author" in (here / "tiltyard-goose-watch" / "LICENSE").read_text("utf-8")


def test_a_script_that_gives_no_name_is_told_so(new):
    assert "Missing argument 'NAME'" in new(ok=2).output


def test_at_a_terminal_the_name_is_asked_for(here):
    keyboard, terminal = pty.openpty()
    try:
        os.write(keyboard, b"goose-watch\n")
        command = [sys.executable, "-m", "tiltyard", "plugins", "new", "--json"]
        asked = subprocess.run(command, stdin=terminal, capture_output=True, text=True, check=True, timeout=60)
    finally:
        os.close(keyboard)
        os.close(terminal)

    assert "What is your plugin called?" in asked.stderr
    assert json.loads(asked.stdout)["directory"] == str(here / "tiltyard-goose-watch")


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        pytest.param(["House Rules"], "words joined by single hyphens", id="name"),
        pytest.param(["../house"], "words joined by single hyphens", id="path"),
        pytest.param(["riot"], "Tiltyard itself brings something of that name", id="ours"),
        pytest.param(["house", "--author", 'Ann "A"'], "one line without quotation marks", id="author"),
        pytest.param(["house", "--description", " "], "one line without quotation marks", id="description"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason_and_nothing_is_written(words, reason, new, here):
    told = json.loads(new(*words, "--json", ok=3).stdout)

    assert reason in told["error"]["next_step"]
    assert not any(here.iterdir())


def test_a_part_that_is_none_is_refused_with_those_there_are(new):
    assert "'rows', 'events', 'secret'" in new("house", "--with", "gold", ok=2).output


def test_a_directory_with_something_in_it_is_left_alone(new, here):
    (here / "mine").mkdir()
    (here / "mine" / "diary.txt").touch()

    told = json.loads(new("goose-watch", "--into", "mine", "--json", ok=3).stdout)

    assert told["error"]["which"] == str(here / "mine")
    assert [path.name for path in (here / "mine").iterdir()] == ["diary.txt"]


@pytest.mark.parametrize("into", ["file", "file/deeper"])
def test_a_file_in_the_way_is_left_alone(into, new, here):
    (here / "file").write_text("mine")

    new("goose-watch", "--into", into, ok=3)

    assert [path.name for path in here.iterdir()] == ["file"]
    assert (here / "file").read_text() == "mine"


def test_an_empty_directory_is_filled_and_stays_the_same_directory(new, here):
    before = here.stat().st_ino

    told = json.loads(new("goose-watch", "--into", ".", "--json").stdout)

    assert Path(told["directory"]) == here
    assert here.stat().st_ino == before
    assert sorted(p.relative_to(here).as_posix() for p in here.rglob("*") if p.is_file()) == told["files"]


def test_a_disk_that_fills_up_half_way_leaves_nothing(new, here, monkeypatch):
    def half(_source, target, **_):
        (target / "src").mkdir(parents=True)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(copier, "run_copy", half)

    told = json.loads(new("goose-watch", "--json", ok=3).stdout)

    assert "No space left on device" in told["error"]["which"]
    assert not any(here.iterdir())


def test_ctrl_c_half_way_leaves_nothing(new, here, monkeypatch):
    def interrupted(_source, target, **_):
        (target / "src").mkdir(parents=True)
        raise KeyboardInterrupt

    monkeypatch.setattr(copier, "run_copy", interrupted)

    new("goose-watch", ok=130)

    assert not any(here.iterdir())


def test_it_writes_the_same_from_an_installed_wheel(authors_desk, new, here, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    words = ("goose-watch", "--everything", "--author", "Ann O'Nym")
    authors_desk.run("tiltyard", "plugins", "new", *words, cwd=tmp_path / "elsewhere")
    new(*words)

    compared = subprocess.run(["diff", "-r", here, tmp_path / "elsewhere"], capture_output=True, text=True, check=False)
    assert (compared.returncode, compared.stdout) == (0, "")


def test_without_copier_it_says_how_to_get_it(core_wheel, clean_environment, tmp_path):
    environment = clean_environment()
    environment.install(core_wheel)

    told = environment.attempt("tiltyard", "plugins", "new", "goose-watch", "--json", cwd=tmp_path)

    assert told.returncode == 4
    assert "pip install 'tiltyard[authors]'" in json.loads(told.stdout)["error"]["next_step"]
    assert not (tmp_path / "tiltyard-goose-watch").exists()
