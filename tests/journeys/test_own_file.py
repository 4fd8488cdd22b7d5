"""
An organiser's own file and tournament, from the command line.
"""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta

import pytest


def test_an_evening_by_hand(cup):
    ann = cup.json("signup", "Ann#EUW", "--discord", "ann")
    assert (ann["status"], ann["seated"]) == ("registered", True)

    assert "already" in cup.run("signup", "Ann#EUW", "--discord", "@ANN", ok=1).stderr
    assert "no # and no tag" in cup.run("signup", "Bob", ok=1).stderr
    assert "not opened yet" in cup.run("check-in", "ann", ok=1).stderr

    cup.run("open", "check-in")
    assert cup.json("check-in", "Ann#euw")["checked_in"]
    assert not cup.json("check-out", "#1")["checked_in"]
    assert cup.json("drop", "ann")["status"] == "dropped"
    assert cup.json("roster")["counts"]["dropped"] == 1

    told = cup.run("log").stdout
    for words in (
        "My Cup was created with 32 seats",
        "Ann#EUW signed up, place 1 in line",
        "Ann#EUW checked in",
        "dropped",
    ):
        assert words in told


def test_a_player_is_renamed_and_keeps_the_place_in_line(cup):
    cup.run("signup", "Ann", "--discord", "ann", ok=1)
    cup.run("signup", "Bob#EUW")
    assert "tiltyard rename" in cup.run("signup", "Bob#EUW", ok=1).stderr

    renamed = cup.json("rename", "ann", "Ann#EUW")

    assert (renamed["name"], renamed["status"], renamed["order"]) == ("Ann#EUW", "registered", 1)
    assert "no # and no tag" in cup.run("rename", "Bob#EUW", "Bob", ok=1).stderr
    (updated,) = [one for one in cup.json("log") if one["text"].startswith("Ann#EUW changed")]
    assert updated["type"] == "SignUpUpdated"


def test_a_name_that_a_bound_table_says_is_changed_in_the_table(cup, tmp_path):
    (tmp_path / "players.csv").write_text("Discord,Riot ID\nann,Ann#EUW\n")
    cup.run("bind", "players.csv")

    told = cup.run("rename", "ann", "Anna#EUW").stderr

    assert "players.csv says Ann#EUW, and what it says counts" in told


def test_after_its_closing_time_check_in_is_open_when_it_says_so_until_a_hand_closes_it(desk):
    closes_at = datetime.now(UTC) + timedelta(seconds=5)
    desk.run(
        *("tournament", "create", "Late"),
        *("--check-in-opens", "now", "--check-in-closes", closes_at.isoformat(timespec="seconds")),
    )
    desk.run("signup", "Ann#EUW")
    while datetime.now(UTC) < closes_at:
        desk.run("tournament", "show")

    assert desk.run("open", "check-in").stdout == "Late: check-in is open until it is closed by hand.\n"
    assert desk.run("check-in", "ann#euw").stdout == "Ann#EUW is checked in.\n"
    assert desk.json("tournament", "show")["windows"]["check_in_closes_at"] is None

    told = [record["text"] for record in desk.json("log") if "check-in" in record["text"]]
    assert told == [
        "check-in opened on schedule",
        "check-in closed on schedule",
        "check-in opened after its closing time; it stays open until it is closed by hand",
    ]
    assert desk.run("close", "check-in").stdout == "Late: check-in is closed.\n"


def test_what_a_command_says_is_how_things_stand_after_it(cup):
    def said(*words):
        return cup.run(*words).stdout.strip()

    assert said("signup", "Ann#EUW") == "Ann#EUW is registered, place 1 in line."
    assert said("close", "registration") == "My Cup: registration is closed."
    assert said("open", "check-in") == "My Cup: check-in is open until it is closed by hand."
    assert said("check-in", "ann#euw") == "Ann#EUW is checked in."
    assert said("check-out", "ann#euw") == "Ann#EUW is registered, place 1 in line, not checked in."
    assert said("drop", "ann#euw") == "Ann#EUW has dropped."


def test_a_drop_promotes_the_next_and_says_so(tiltyard):
    tiltyard.run("tournament", "create", "Small", "--capacity", "1")
    tiltyard.run("signup", "Ann#EUW")
    assert "waitlist, position 1" in tiltyard.run("signup", "Bob#EUW").stdout

    assert "Bob#EUW got a seat" in tiltyard.run("drop", "Ann#EUW").stdout


def test_an_import_reads_only_and_a_second_one_brings_the_difference(cup, sheet):
    before = (sheet.read_bytes(), sheet.stat().st_mtime_ns)

    first = cup.json("import", str(sheet))

    assert (first["rows"], first["new"]) == (70, 65)
    assert first["counts"] | {"seated": 32, "waiting": 26, "pending": 0} == first["counts"]
    assert len(first["refused"]) + len(first["not_accepted"]) == 12
    assert (sheet.read_bytes(), sheet.stat().st_mtime_ns) == before

    sheet.write_text(sheet.read_text().replace(",Mossback,", ",Mossback#EUW,"), newline="")
    second = cup.json("import", str(sheet))
    assert (second["new"], second["changed"], second["unchanged"]) == (0, 1, 64)
    order = {one["name"]: one["order"] for one in cup.json("roster")["entrants"]}
    assert order["Mossback#EUW"] == 5


def test_an_import_says_which_rows_were_corrected_and_who_has_gone(cup, tmp_path):
    path = tmp_path / "names.csv"
    path.write_text("Riot ID\nAnn#EUW\nBob\nCleo#EUW\n")
    cup.run("import", "names.csv")

    path.write_text("Riot ID\nAnn#EUW\nBob#EUW\n")
    document = cup.json("import", "names.csv")

    assert document["corrected"] == [{"row": 3, "was": "Bob", "name": "Bob#EUW"}]
    assert document["gone"] == [{"place": 3, "name": "Cleo#EUW"}]
    assert "tiltyard drop '#3'" in cup.run("import", "names.csv").stderr
    cup.run("drop", "#3")
    assert cup.json("import", "names.csv")["gone"] == []


def test_a_bound_file_keeps_its_form_and_gains_our_columns(cup, sheet):
    before = sheet.read_bytes()

    cup.run("bind", f"csv:{sheet.name}")
    cup.directory = sheet.parent.parent
    cup.run("signup", "Late#EUW", "--discord", "late")

    after = sheet.read_bytes()
    assert sheet.with_name("signups.csv.tiltyard-backup").read_bytes() == before
    assert after.startswith("Demo Cup – sign-ups (Form responses 1)\r\n\r\n".encode())
    header = after.decode().splitlines()[2].split(",")
    assert header[-3:] == ["Tiltyard status", "Tiltyard checked in", "Tiltyard note"]
    rows = list(csv.reader(io.StringIO(after.decode(), newline="")))[3:]
    assert [row[:11] for row in rows] == [
        row[:11] for row in list(csv.reader(io.StringIO(before.decode(), newline="")))[3:]
    ]


def test_columns_are_shown_with_confidence_and_reason(tiltyard, sheet):
    document = tiltyard.json("columns", str(sheet))

    assert document["header_line"] == 3
    assert {role: one["header"] for role, one in document["columns"].items()} == {
        "timestamp": "Timestamp",
        "email": "E-Mail Address",
        "discord": "Discord username",
        "ign": "Riot ID (Name#TAG)",
        "alt_ign": "Any other accounts?",
        "pronouns": "Pronouns",
        "rank": "Current rank (be honest!)",
        "registered": "Registered",
        "checkin": "Checked in?",
    }
    assert all(one["confidence"] > 0.5 and one["reason"] for one in document["columns"].values())


def test_a_column_can_be_named(tiltyard, tmp_path):
    (tmp_path / "odd.csv").write_text("A,B\nAnn#EUW,x\n")

    assert tiltyard.json("columns", "odd.csv", "--column", "ign=A")["columns"]["ign"]["reason"] == "you said so"
    assert "A, B" in tiltyard.run("columns", "odd.csv", "--column", "ign=C", ok=3).stderr


def test_exports_neutralise_formulas_and_keep_names(cup):
    cup.run("signup", "=SUM(1+1)#EUW")

    (row,) = csv.DictReader(io.StringIO(cup.run("export").stdout))
    assert row["name"] == "'=SUM(1+1)#EUW"
    assert json.loads(cup.run("export", "--format", "json").stdout)["entrants"][0]["name"] == "=SUM(1+1)#EUW"


def test_verify_asks_all_plugins_and_keeps_nothing(tiltyard):
    document = tiltyard.json("verify", "Ann#EUW")

    assert document["outcome"] == "verified"
    assert {one["source"]: one["verdict"] for one in document["findings"]} == {"ign": "verified", "riot": "abstain"}
    assert "no # and no tag" in tiltyard.run("verify", "Ann", ok=1).stdout
    assert tiltyard.json("tournament", "list") == []


def test_plugins_are_listed_with_their_state(tiltyard):
    states = {one["name"]: one["status"] for one in tiltyard.json("plugins", "list")}

    assert states == {
        "csv": "ready",
        "dashboard": "ready",
        "discord": "needs_setup",
        "ign": "ready",
        "riot": "ready",
        "sheets": "ready",
    }


def test_a_table_can_be_left_and_keeps_what_stands_in_it(cup, sheet):
    cup.run("bind", str(sheet))

    assert f"not mirrored in csv:{sheet} any more" in cup.run("unbind").stdout
    left = sheet.read_bytes()
    cup.run("signup", "Late#EUW", "--discord", "late")
    cup.run("drop", "late")

    assert sheet.read_bytes() == left
    assert "mirrored in no table" in cup.run("unbind", ok=1).stderr


def test_a_bind_that_is_refused_changes_nothing_and_one_that_corrects_a_column_says_so(cup, tmp_path):
    path = tmp_path / "cup.csv"
    path.write_text("Nick,Riot ID\nAnn#1,Ann#EUW\nBob#1,Bob#EUW\n")
    cup.run("bind", "cup.csv", "--column", "ign=Nick")
    before = cup.json("log")

    assert "mirrored in that table already" in cup.run("bind", "cup.csv", ok=1).stderr
    assert "mirrored in that table already" in cup.run("bind", "cup.csv", "--column", "ign=Nick", ok=1).stderr
    assert cup.json("log") == before

    said = cup.run("bind", "cup.csv", "--column", "ign=Riot ID").stdout

    assert "2 rows keep their player and the place in line, 0 sign up anew" in said
    assert "ign is 'Riot ID'" in cup.run("log").stdout
    assert [(one["name"], one["order"]) for one in cup.json("roster")["entrants"]] == [("Ann#EUW", 1), ("Bob#EUW", 2)]


def test_a_table_without_a_header_line_is_read_and_not_mirrored_in(cup, tmp_path):
    (tmp_path / "names.csv").write_text("Ann#EUW\nBob#EUW\nCleo#EUW\n")
    before = cup.json("log")

    assert "must have a header line" in cup.run("bind", "names.csv", ok=3).stderr
    assert cup.json("log") == before
    assert cup.json("import", "names.csv")["new"] == 3


@pytest.mark.parametrize("verb", ["import", "bind"])
@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(b"\x89PNG\r\n\x1a\n", "not a CSV", id="picture"),
        pytest.param(b"", "empty", id="empty"),
        pytest.param("Riot ID\nRen\xe9#EUW\n".encode("latin-1"), "--encoding", id="undecodable"),
        pytest.param(b"Discord,Riot ID\n", "below it", id="header-only"),
    ],
)
def test_a_bad_file_is_refused_whole_and_the_journal_is_unchanged(verb, content, words, cup, tmp_path):
    before = cup.json("log")
    (tmp_path / "bad.csv").write_bytes(content)

    assert words in cup.run(verb, "bad.csv", ok=3).stderr
    assert cup.json("log") == before


def test_a_file_over_twenty_megabytes_is_refused_whole(cup, tmp_path):
    (tmp_path / "big.csv").write_bytes(b"Riot ID\n" + b"x" * 20_000_000)

    assert "too large" in cup.run("import", "big.csv", ok=3).stderr


def test_odd_rows_are_refused_one_by_one_and_the_rest_is_taken(cup, tmp_path):
    header = "Discord,Riot ID," + ",".join(["Discord"] * 298)
    rows = ["ann,=1+1#EUW", "bob,Bo\x00b#EUW", f"cleo,{'x' * 3000}", "dan,Dan#EUW"]
    (tmp_path / "odd.csv").write_text("\n".join([header, *rows]) + "\n")

    document = cup.json("import", "odd.csv", "--column", "ign=Riot ID")

    assert sorted(one["code"] for one in document["refused"]) == ["row_control_characters", "row_text_too_long"]
    assert {one["name"] for one in cup.json("roster")["entrants"]} == {"=1+1#EUW", "Dan#EUW"}


def test_a_misspelt_setting_is_named_and_nothing_happens(tiltyard, tmp_path):
    (tmp_path / "tiltyard.toml").write_text("[log]\nlevle = 'info'\n")

    assert "did you mean level?" in tiltyard.run("tournament", "list", ok=4).stderr
    assert not tiltyard.data_dir.exists()


@pytest.mark.parametrize("below", ["", "data"])
def test_a_data_directory_that_cannot_be_one_is_named(below, tiltyard, tmp_path):
    (tmp_path / "taken").write_text("mine")
    tiltyard.data_dir = tmp_path / "taken" / below

    told = tiltyard.run("tournament", "list", ok=4).stderr

    assert f"the journal cannot be kept there: {tiltyard.data_dir}" in told
    assert "--data-dir" in told


def test_a_file_that_is_no_journal_is_called_what_it_is(tiltyard):
    tiltyard.data_dir.mkdir()
    (tiltyard.data_dir / "journal.sqlite3").write_text("dear diary " * 500)

    assert "that file is not a Tiltyard journal" in tiltyard.run("tournament", "list", ok=7).stderr


def test_an_ambiguous_or_missing_tournament_is_named(tiltyard):
    assert "tournament create" in tiltyard.run("roster", ok=3).stderr
    tiltyard.run("tournament", "create", "One")
    tiltyard.run("tournament", "create", "Two")

    assert "one, two" in tiltyard.run("roster", ok=3).stderr
    assert tiltyard.json("roster", "-t", "two")["name"] == "Two"


@pytest.mark.parametrize(
    ("words", "code", "which"),
    [
        pytest.param(("check-in", "nobody"), "unknown_player", "nobody", id="player"),
        pytest.param(("roster", "-t", "nope"), "unknown_tournament", "nope", id="tournament"),
    ],
)
def test_what_is_named_and_not_there_is_refused_by_its_code(words, code, which, cup):
    refused = cup.json(*words, ok=1)["refused"]

    assert (refused["code"], refused["which"]) == (code, which)
    assert refused["next_step"] in cup.run(*words, ok=1).stderr


def test_a_name_that_is_not_accepted_ends_with_1_and_is_kept_as_rejected(cup):
    assert cup.json("signup", "Bad", ok=1)["status"] == "rejected"
    assert cup.json("roster")["counts"]["rejected"] == 1


def test_a_slug_that_is_none_is_refused_with_one_that_is(tiltyard):
    assert "Use a-b." in tiltyard.run("tournament", "create", "Cup", "--slug", "a/b", ok=1).stderr
    assert tiltyard.json("tournament", "create", "Cup", "--slug", "a-b")["id"] == "local/a-b"


def test_a_time_that_has_passed_is_refused(tiltyard):
    told = tiltyard.run("tournament", "create", "X", "--check-in-opens", "2026-01-05T18:00Z", ok=1).stderr
    assert "That time has passed (check-in opens: " in told
