"""
`tiltyard migrate gal`.
"""

from __future__ import annotations

import pytest

HEADER = ["Discord", "Tournament IGN", "Registered", "Checked In"]
ROWS = [
    ["ann", "Ann#EUW", True, True],
    ["bob#1234", "Bob#EUW", True, False],
    ["123456789012345678", "Cleo", True, False],
    ["ann", "Ann#EUW", True, False],
    ["dan", "Dan#EUW", False, False],
]


@pytest.fixture
def old_sheet(google_sheets):
    """The old bot's tab is not the first one."""
    book = google_sheets.add("Old", [["Welcome"]])
    book.add_tab("GAL Database", sheet_id=42)
    book.fill("GAL Database", [["Spring Cup"], HEADER, *ROWS])
    return book


@pytest.fixture
def config(tmp_path, old_sheet):
    path = tmp_path / "config.yaml"
    path.write_text(
        f"""
sheet_configuration:
  normal:
    sheet_url_prod: https://docs.google.com/spreadsheets/d/{old_sheet.id}/edit#gid=0
    header_line_num: 2
    max_players: 3
  doubleup: {{max_players: 32}}
tournament: {{current_name: Spring Cup}}
channels: {{unified_channel: hub}}
wizardry: 1
"""
    )
    return str(path)


def test_a_dry_run_shows_everything_and_does_nothing(tiltyard, config, google_sheets, old_sheet):
    document = tiltyard.json("migrate", "gal", config, "--dry-run")

    (cup,) = document["tournaments"]
    assert (cup["title"], cup["mode"], cup["capacity"], cup["exists"]) == ("Spring Cup", "solo", 3, False)
    assert cup["source"] == f"gsheet:{old_sheet.id}/42"
    assert (cup["header_line"], cup["header_line_was"]) == (2, 2)
    assert cup["columns"] == {
        "discord": "Discord",
        "ign": "Tournament IGN",
        "registered": "Registered",
        "checkin": "Checked In",
    }
    assert (cup["people"], cup["registered"], cup["checked_in"]) == (3, 3, 1)
    assert [one["value"] for one in cup["handles"]] == ["ann"]
    assert [one["value"] for one in cup["old_tags"]] == ["bob#1234"]
    assert [one["value"] for one in cup["names"]] == ["Cleo"]
    assert [(one["row"], one["code"]) for one in cup["refused"]] == [(6, "row_repeats"), (7, "row_withdrawn")]
    assert document["unknown"] == ["wizardry"]
    assert [one["key"] for one in document["not_taken_over"]] == ["sheet_configuration.doubleup", "channels"]
    assert google_sheets.count("writes") == 0
    assert tiltyard.json("tournament", "list") == []

    said = tiltyard.run("migrate", "gal", config, "--dry-run").stdout
    assert "would be created" in said
    assert "bob#1234 (row 4)" in said
    assert "Not understood: wizardry." in said


def test_it_is_taken_over_once_however_often_it_is_run(tiltyard, config, old_sheet):
    tiltyard.run("migrate", "gal", config)
    before = tiltyard.json("log")
    again = tiltyard.json("migrate", "gal", config)

    assert again["tournaments"][0]["exists"]
    assert tiltyard.json("log") == before
    shown = tiltyard.json("tournament", "show")
    assert (shown["slug"], shown["capacity"]) == ("spring-cup", 3)
    assert {one["name"] for one in tiltyard.json("roster")["entrants"]} >= {"Ann#EUW", "Bob#EUW"}


def test_a_file_is_imported_instead(tiltyard, config, tmp_path):
    (tmp_path / "old.csv").write_text("Discord,Tournament IGN\nann,Ann#EUW\n")

    said = tiltyard.run("migrate", "gal", config, "--sheet", "old.csv", ok=3).stderr
    assert "--mode normal or --mode doubleup" in said

    document = tiltyard.json("migrate", "gal", config, "--sheet", "old.csv", "--mode", "normal")
    assert document["tournaments"][0]["import"]["new"] == 1
    assert tiltyard.json("migrate", "gal", config, "--sheet", "old.csv", "--mode", "normal")["tournaments"][0][
        "import"
    ]["unchanged"]


@pytest.mark.parametrize("text", ["a: [", "just words", ""])
def test_what_is_no_such_configuration_is_refused(tiltyard, tmp_path, text):
    (tmp_path / "config.yaml").write_text(text)

    assert "configuration" in tiltyard.run("migrate", "gal", "config.yaml", ok=3).stderr
    assert "cannot be read" in tiltyard.run("migrate", "gal", "nowhere.yaml", ok=3).stderr


def test_nothing_of_a_sheet_is_shown_to_a_server_that_has_not_proved_that_it_is_its_own(tiltyard, config):
    words = ("migrate", "gal", config, "--scope", "discord:123456789012345678", "--dry-run")

    (cup,) = tiltyard.json(*words, ok=1)["tournaments"]
    said = tiltyard.run(*words, ok=1)

    assert "columns" not in cup
    assert cup["refused_whole"]
    assert "Ann#EUW" not in said.stdout + said.stderr
