"""
A person who works in the browser.
"""

from __future__ import annotations

import pytest

from tiltyard.testing.google_sheets import ApiError

PLAYERS = [["Name", "Seed"], ["Cleo", 2], ["Ann", 10], ["Bob", 1]]


@pytest.fixture
def book(service):
    return service.add(values=PLAYERS, tab="Players")


@pytest.fixture
def human(service, book):
    return service.human(book)


def names(book):
    return [row[0] if row else None for row in book.values()]


def test_they_type_and_clear(human, book):
    human.type("C1", "When")
    human.type("C2", "2026-12-05")
    human.clear("B2:B4")

    assert book.values() == [["Name", "Seed", "When"], ["Cleo", None, 46361], ["Ann"], ["Bob"]]
    assert human.sees("C2") == "2026-12-05"
    assert human.sees("Z9") == ""


def test_they_sort_and_the_header_stays(human, book):
    human.sort("A")
    assert names(book) == ["Name", "Ann", "Bob", "Cleo"]
    human.sort("B", descending=True)
    assert names(book) == ["Name", "Ann", "Cleo", "Bob"]


def test_blanks_sort_last_either_way(human, book):
    human.insert_rows(2)
    for descending in (False, True):
        human.sort("A", descending=descending)
        assert None not in names(book)


def test_they_insert_delete_and_move(human, book):
    human.move_rows(2, before=5)
    assert names(book) == ["Name", "Ann", "Bob", "Cleo"]
    human.insert_rows(3, 2)
    assert names(book) == ["Name", "Ann", None, None, "Bob", "Cleo"]
    human.delete_rows(3, 4)
    human.move_columns("A", before="C")
    human.insert_columns("A")
    assert book.values()[0] == [None, "Seed", "Name"]
    human.delete_columns("A", "B")
    assert book.values() == [["Name"], ["Ann"], ["Bob"], ["Cleo"]]


def test_they_tick_checkboxes_also_with_values_of_their_own(human, book):
    human.add_checkboxes("C2:C4")
    human.add_checkboxes("D2:D4", ticked="Yes", unticked="No")
    human.tick("C2")
    human.tick("D3")
    human.tick("D4")
    human.untick("D4")

    assert [row[2:] for row in book.values()[1:]] == [[True, "No"], [False, "Yes"], [False, "No"]]
    with pytest.raises(ValueError, match="A2 of 'Players' has no checkbox"):
        human.tick("A2")
    with pytest.raises(ApiError, match="violates the data validation rules"):
        human.type("C2", "maybe")


def test_they_rename_a_tab_and_work_on_another(human, book):
    book.add_tab("Results")
    human.rename_tab("Sign-ups")
    human.on("Results").type("A1", "=1/0")

    assert [one.title for one in book.tabs] == ["Sign-ups", "Results"]
    assert human.on("Results").sees("A1") == "#DIV/0!"
    with pytest.raises(KeyError, match="no tab 'Players'"):
        human.on("Players")


def test_another_person_may_not_touch_what_is_protected(service, human, book):
    human.protect("A1:B1")

    with pytest.raises(ApiError, match="protected cell"):
        service.human(book, "guest@example.com").type("A1", "x")
    human.type("A1", "Player")
    human.insert_rows(1)
    human.type("A1", "Above the header")
    assert [one.area.top for one in book.tab().protections] == [1]
