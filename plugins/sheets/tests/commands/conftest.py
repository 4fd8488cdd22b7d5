"""
`tiltyard ...` typed in this process, against the stand-in for Google Sheets.
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

    def run(self, *words, ok=0):
        done = CliRunner().invoke(main, ["--data-dir", str(self.directory / "data"), *words])
        assert done.exit_code == ok, f"{words}: exit {done.exit_code}\n{done.output}\n{done.exception!r}"
        return done

    def json(self, *words, ok=0):
        return json.loads(self.run(*words, "--json", ok=ok).stdout)


@pytest.fixture
def tiltyard(google_sheets, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "robot.json").write_text(json.dumps(google_sheets.service_account()), "utf-8")
    settings = {
        "CREDENTIALS_FILE": str(tmp_path / "robot.json"),
        "API_URL": google_sheets.url,
        "DRIVE_URL": google_sheets.drive_url,
        "TOKEN_URL": google_sheets.token_url,
        "FLUSH_S": "0",
    }
    for name, value in settings.items():
        monkeypatch.setenv(f"TILTYARD_PLUGINS__SHEETS__{name}", value)
    monkeypatch.setattr(output.out, "width", 200)
    yield Typed(tmp_path)
    structlog.reset_defaults()


def link(book, tab=0):
    return f"https://docs.google.com/spreadsheets/d/{book.id}/edit#gid={tab}"


@pytest.fixture
def players(google_sheets):
    """A link to a sheet in which two have signed up."""
    book = google_sheets.add("Friday Cup", [["Discord", "Riot ID", "Check-in"], ["ann", "Ann#EUW"], ["bob", "Bob#EUW"]])
    return link(book)


@pytest.fixture
def empty(google_sheets):
    return google_sheets.add("Friday Cup", [])
