"""
`tiltyard sheets bind`, `doctor`, `sync` and `stats`.
"""

from __future__ import annotations

import pytest

from tiltyard.testing.google_sheets import ROBOT


@pytest.fixture
def cup(tiltyard):
    tiltyard.run("tournament", "create", "My Cup")
    return tiltyard


class TestBind:
    def test_it_shows_columns_and_what_is_written_before_it_binds(self, cup, players):
        said = cup.run("sheets", "bind", players).stdout

        assert "Riot ID" in said
        assert ROBOT in said
        assert "My Cup is mirrored in gsheet:" in said
        assert cup.json("tournament", "show")["counts"]["seated"] == 2

    def test_a_dry_run_writes_nothing(self, cup, players, google_sheets):
        cup.run("sheets", "bind", players, "--dry-run")

        assert google_sheets.count("writes") == 0
        assert "mirrored in" not in cup.run("tournament", "show").stdout


class TestDoctor:
    def states(self, tiltyard, *words, ok=0):
        return {one["name"]: one["state"] for one in tiltyard.json("sheets", "doctor", *words, ok=ok)}

    def test_a_sheet_that_is_all_right(self, cup, players):
        assert self.states(cup, players) == {
            "access": "ok",
            "header": "ok",
            "columns": "ok",
            "protection": "ok",
            "quota": "ok",
            "clock": "ok",
        }

    def test_a_sheet_that_is_not_shared_names_the_robot(self, cup, google_sheets):
        book = google_sheets.add("Secret", [["Riot ID"]], shared_with=None)

        (access,) = (one for one in cup.json("sheets", "doctor", f"gsheet:{book.id}", ok=1) if one["name"] == "access")

        assert access["state"] == "fail"
        assert ROBOT in access["remedy"]

    def test_a_protected_column_that_is_written_is_told(self, cup, google_sheets, players):
        book = google_sheets.spreadsheet(players.split("/d/")[1].split("/")[0])
        google_sheets.human(book).protect("C:C")

        assert self.states(cup, players)["protection"] == "warn"

    def test_a_sheet_without_names_fails(self, cup, google_sheets):
        book = google_sheets.add("Shopping", [["Milk", "Bread"], ["2", "3"]])

        assert self.states(cup, f"gsheet:{book.id}", ok=1)["columns"] == "fail"

    def test_the_sheet_of_a_tournament_is_found_by_its_name(self, cup, players):
        assert "mirrored in no sheet" in cup.run("sheets", "doctor", ok=3).stderr
        cup.run("bind", players)

        assert self.states(cup, "-t", "my-cup")["access"] == "ok"


def test_sync_looks_now(cup, players, google_sheets):
    assert "mirrored in no table" in cup.run("sheets", "sync", ok=3).stderr
    cup.run("bind", players)
    book = google_sheets.spreadsheet(players.split("/d/")[1].split("/")[0])
    google_sheets.human(book).type("A4", "cleo")
    google_sheets.human(book).type("B4", "Cleo#EUW")

    done = cup.json("sheets", "sync")

    assert done["events"] > 0
    assert cup.json("tournament", "show")["counts"]["seated"] == 3
    assert "people had typed nothing new" in cup.run("sheets", "sync").stdout


def test_sync_leaves_a_table_alone_while_its_tournament_is_paused(cup, players):
    cup.run("bind", players)
    cup.run("pause")

    assert "was not looked at" in cup.run("sheets", "sync").stdout


def test_sync_does_not_say_that_it_read_what_it_could_not(cup, players, google_sheets):
    cup.run("bind", players)
    google_sheets.unshare(google_sheets.spreadsheet(players.split("/d/")[1].split("/")[0]), ROBOT)

    said = cup.run("sheets", "sync").stdout

    assert "cannot be kept in line since" in said
    assert "was read" not in said
    assert cup.json("sheets", "sync")["trouble"]


def test_stats_count_what_all_processes_asked(cup, players):
    cup.run("bind", players)

    figures = cup.json("sheets", "stats")

    assert figures["writes"] >= 1
    assert figures["reads"] >= 1
    assert figures["reads_per_minute"] == 60
    assert "reads left" in cup.run("sheets", "stats").stdout


def test_without_credentials_the_doctor_says_what_to_set(cup, players, monkeypatch):
    monkeypatch.delenv("TILTYARD_PLUGINS__SHEETS__CREDENTIALS_FILE")

    checks = {one["name"]: one for one in cup.json("sheets", "doctor", players, ok=1)}

    assert (checks["access"]["state"], checks["quota"]["state"]) == ("fail", "warn")
    assert "credentials_file" in checks["access"]["remedy"]


class TestConflicts:
    @pytest.fixture
    def book(self, cup, players, google_sheets):
        cup.run("bind", players)
        return google_sheets.spreadsheet(players.split("/d/")[1].split("/")[0])

    def test_an_agreement_is_told(self, cup, book):
        assert cup.json("sheets", "conflicts")["conflicts"] == []
        assert "agree" in cup.run("sheets", "conflicts").stderr

    def test_a_name_that_both_changed_is_listed_and_settled(self, cup, book, google_sheets):
        google_sheets.human(book).type("B2", "Anne#EUW")
        cup.run("rename", "ann", "Anna#EUW")

        (clash,) = cup.json("sheets", "conflicts")["conflicts"]
        assert (clash["row_number"], clash["theirs"], clash["ours"]) == (2, "Anne#EUW", "Anna#EUW")
        assert "Anne#EUW" in cup.run("sheets", "conflicts").stdout
        assert "nothing is listed there" in cup.run("sheets", "keep", "table", "--row", "3", ok=3).stderr

        assert cup.json("sheets", "keep", "tournament", "--row", "2")["settled"] == 1
        assert book.values()[1][1] == "Anna#EUW"
        assert cup.json("sheets", "conflicts")["conflicts"] == []

    def test_a_table_that_lost_many_is_held_until_somebody_answers(self, cup, google_sheets):
        rows = [[f"p{number}", f"P{number}#EUW"] for number in range(10)]
        book = google_sheets.add("Big", [["Discord", "Riot ID"], *rows])
        cup.run("bind", f"gsheet:{book.id}")
        google_sheets.human(book).clear("A2:B8")

        assert "held" in cup.run("sheets", "sync").stdout
        assert cup.json("sheets", "conflicts")["held"]["why"]
        cup.run("sheets", "restore")

        assert cup.json("sheets", "conflicts")["held"] is None
        assert cup.json("tournament", "show")["counts"]["seated"] == 10
        assert "is not held" in cup.run("sheets", "accept").stderr
