"""
`tiltyard sheets create`.
"""

from __future__ import annotations

import json

import pytest

from tiltyard.testing.google_sheets import ROBOT, SheetsService

EMAIL = "staff@example.com"


def made(google_sheets, document):
    return google_sheets.spreadsheet(document["source"].removeprefix("gsheet:").partition("/")[0])


def test_a_new_sheet_is_made_and_shared(tiltyard, google_sheets):
    document = tiltyard.json("sheets", "create", "Friday Cup", "--share", EMAIL)

    book = made(google_sheets, document)
    assert (book.title, book.owner, book.shared) == ("Friday Cup", ROBOT, {EMAIL: "writer"})
    assert document["link"].endswith("/edit#gid=0")
    assert book.values()[0][:3] == ["Discord ID", "Discord", "Riot ID"]


def test_an_empty_tab_is_filled_and_the_tournament_mirrored_in_it(tiltyard, google_sheets, empty):
    tiltyard.run("tournament", "create", "My Cup")
    tiltyard.run("signup", "Ann#EUW")

    tiltyard.run("sheets", "create", "--into", f"gsheet:{empty.id}", "-t", "my-cup")

    assert f"gsheet:{empty.id}/0" in tiltyard.run("tournament", "show").stdout
    assert google_sheets.count("create") == 0


def test_a_tab_that_is_not_empty_stays_as_it_is(tiltyard, google_sheets, players):
    said = tiltyard.run("sheets", "create", "--into", players, ok=3).stderr

    assert "that tab is not empty, and nothing was written" in said
    assert google_sheets.count("writes") == 0


def test_an_account_that_may_keep_no_files_is_told_the_other_way(tiltyard, google_sheets):
    google_sheets.fail(403, kind="spreadsheets.create")

    said = " ".join(tiltyard.run("sheets", "create", "Friday Cup", ok=3).stderr.split())

    assert ROBOT in said
    assert "tiltyard sheets create --into LINK" in said


def test_a_name_or_a_link_is_needed(tiltyard):
    assert "--into LINK" in tiltyard.run("sheets", "create", ok=2).stderr


def test_google_understands_everything_that_is_asked(tiltyard, monkeypatch):
    pytest.importorskip("googleapiclient", reason="the discovery document comes with it")
    with SheetsService(strict=True) as strict:
        (tiltyard.directory / "robot.json").write_text(json.dumps(strict.service_account()), "utf-8")
        for name, value in (("API_URL", strict.url), ("DRIVE_URL", strict.drive_url), ("TOKEN_URL", strict.token_url)):
            monkeypatch.setenv(f"TILTYARD_PLUGINS__SHEETS__{name}", value)

        tiltyard.run("sheets", "create", "Friday Cup", "--share", EMAIL, "--teams")

        assert [call.status for call in strict.calls if call.kind != "token"] == [200, 200, 200]
