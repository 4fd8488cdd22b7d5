"""
One account reads the sheets of many servers, and none of them binds another's.
"""

from __future__ import annotations

import re

import pytest

OURS, THEIRS = "discord:100000000000000001", "discord:100000000000000002"


@pytest.fixture
def book(google_sheets):
    return google_sheets.add("Friday Cup", [["Discord", "IGN", ""], ["ann", "Ann#EUW", ""]])


@pytest.fixture
def cups(tiltyard):
    for name, scope in (("Ours", OURS), ("Theirs", THEIRS)):
        tiltyard.run("tournament", "create", name, "--scope", scope)
    return tiltyard


def test_a_server_shows_that_a_sheet_is_its_own_and_lets_a_second_one_in(cups, google_sheets, book):
    book.add_tab("Theirs", sheet_id=7)
    book.fill(1, [["Discord", "IGN"], ["bob", "Bob#EUW"]])
    link, other_tab = f"gsheet:{book.id}/0", f"gsheet:{book.id}/7"
    refused = cups.run("sheets", "bind", link, "-t", "ours", ok=1)
    code = re.search(r"TILTYARD-\w+", " ".join(refused.output.split())).group()
    google_sheets.human(book).type("C2", code)

    cups.run("sheets", "bind", link, "-t", "ours")

    assert "Ann" not in refused.output
    assert "another server's" in cups.run("sheets", "bind", other_tab, "-t", "theirs", ok=1).output
    cups.run("sheets", "share", link, "--owner", OURS, "--with", THEIRS)
    cups.run("sheets", "bind", other_tab, "-t", "theirs")
    assert "Bind it first" in cups.run("sheets", "release", link, "--owner", THEIRS, ok=1).output
    cups.run("sheets", "release", link, "--owner", OURS)


def test_nor_does_it_import_anothers(cups, book):
    cups.run("import", f"gsheet:{book.id}", "-t", "theirs", ok=1)
