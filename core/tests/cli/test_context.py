"""
How a command ends when something is wrong, whoever's fault it is.
"""

from __future__ import annotations

import json
import re
import stat
import tempfile
from pathlib import Path

import click
import pytest
import structlog
from click.testing import CliRunner

from tiltyard.cli import context
from tiltyard.cli.exits import Exit
from tiltyard.cli.options import json_option
from tiltyard.errors import JournalError, Unavailable
from tiltyard.log import keep_secret, set_up_logging
from tiltyard.settings import LogSettings


@pytest.fixture(autouse=True)
def reports(tmp_path, monkeypatch):
    """Where reports are left."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    yield tmp_path
    structlog.reset_defaults()


@pytest.fixture
def run():
    def run(error, *words, level="warning"):
        @click.command("break-in")
        @json_option
        @context.command
        async def command(as_json):
            set_up_logging(LogSettings(level=level))
            raise error

        return CliRunner().invoke(command, words)

    return run


def report_in(text):
    return Path(re.search(r"\S+/tiltyard-bug-\S+\.txt", text.replace("\n", "")).group())


def test_what_nobody_foresaw_is_called_our_bug_in_one_sentence_and_has_a_code_of_its_own(run):
    done = run(KeyError("seat"))

    assert done.exit_code == Exit.BUG == 70
    assert done.stdout == ""
    assert "a bug in Tiltyard, not a mistake of yours: KeyError: 'seat'" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_long_story_is_told_in_its_first_line(run):
    error = ValueError("no such seat\nsecond line")
    error.add_note("structuring Entrant")

    said = run(error).stderr

    assert "ValueError: no such seat. Please report it with" in " ".join(said.split())  # however wide the terminal is
    assert "structuring Entrant" in report_in(said).read_text()


def test_the_report_holds_the_traceback_and_is_for_its_owner_alone(run):
    report = report_in(run(KeyError("seat")).stderr)

    text = report.read_text()
    assert stat.S_IMODE(report.stat().st_mode) == 0o600
    assert text.startswith("Tiltyard ")
    assert "break-in" in text
    assert "Traceback (most recent call last)" in text
    assert text.rstrip().endswith("KeyError: 'seat'")


def test_neither_the_sentence_nor_the_report_tells_a_secret(run):
    keep_secret(["RGAPI-1234"])

    said = run(KeyError("RGAPI-1234")).stderr

    assert "RGAPI" not in said + report_in(said).read_text()


def test_with_debug_the_traceback_is_shown_as_well(run):
    done = run(KeyError("seat"), level="debug")

    assert "Traceback (most recent call last)" in done.stderr
    assert done.exit_code == Exit.BUG


def test_without_a_place_for_the_report_it_says_how_to_see_the_traceback(run, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere/at/all")

    done = run(KeyError("seat"))

    assert done.exit_code == Exit.BUG
    assert "TILTYARD_LOG__LEVEL=debug" in done.stderr


def test_a_script_gets_a_document(run):
    done = run(KeyError("seat"), "--json")

    error = json.loads(done.stdout)["error"]
    assert (error["exit"], error["which"]) == (70, "KeyError: 'seat'")
    assert report_in(error["next_step"]).exists()


def test_of_several_errors_that_came_together_the_first_is_told(run):
    done = run(ExceptionGroup("followers", [JournalError("the journal is gone"), Unavailable("so is Riot")]))

    assert done.exit_code == Exit.JOURNAL
    assert done.stderr == "error: the journal is gone\n"


def test_a_bug_among_foreseen_errors_is_still_a_bug(run):
    done = run(ExceptionGroup("followers", [JournalError("the journal is gone"), KeyError("seat")]))

    assert done.exit_code == Exit.BUG
    assert "KeyError: 'seat'" in done.stderr


@pytest.mark.parametrize(
    ("error", "code"),
    [
        pytest.param(click.UsageError("--json needs --once"), Exit.USAGE, id="usage"),
        pytest.param(KeyboardInterrupt(), Exit.INTERRUPTED, id="ctrl-c"),
    ],
)
def test_other_ways_to_end_are_no_bugs(error, code, run, reports):
    assert run(error).exit_code == code
    assert list(reports.iterdir()) == []


def test_nobody_reading_on_is_no_bug(run, reports):
    assert "bug" not in run(BrokenPipeError(32, "Broken pipe")).stderr
    assert list(reports.iterdir()) == []
