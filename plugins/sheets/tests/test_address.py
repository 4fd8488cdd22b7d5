"""
Sheets are named the way people name them.
"""

from __future__ import annotations

import pytest

from tiltyard.models import RowSource
from tiltyard_sheets.address import a1_of, a1_of_tab, canonical, is_ours, parse_address
from tiltyard_sheets.errors import SheetNotFound

ID = "1AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_abcde"


@pytest.mark.parametrize(
    ("said", "spreadsheet_id", "tab", "title"),
    [
        pytest.param(f"gsheet:{ID}/0", ID, 0, None, id="canonical"),
        pytest.param(f"gsheet:{ID}", ID, None, None, id="id"),
        pytest.param("gsheet:Friday Cup", None, None, "Friday Cup", id="title"),
        pytest.param("gsheet:Cup 5/12", None, None, "Cup 5/12", id="title-with-a-slash"),
        pytest.param(f"gsheet:https://docs.google.com/spreadsheets/d/{ID}/edit#gid=7", ID, 7, None, id="link"),
        pytest.param(f"https://docs.google.com/spreadsheets/d/{ID}/edit?gid=7#gid=7", ID, 7, None, id="pasted"),
        pytest.param(f"https://docs.google.com/spreadsheets/u/1/d/{ID}/edit?usp=sharing", ID, None, None, id="shared"),
    ],
)
def test_a_sheet_is_known_by_link_id_or_title(said, spreadsheet_id, tab, title):
    source = RowSource.parse(said)

    place = parse_address(source)

    assert is_ours(source)
    assert (place.spreadsheet_id, place.sheet_id, place.title) == (spreadsheet_id, tab, title)


@pytest.mark.parametrize(
    "said",
    ["csv:players.csv", "https://example.com/spreadsheets/d/x", "https://docs.google.com/document/d/x", "https:"],
)
def test_what_is_no_sheet_is_left_to_others(said):
    assert not is_ours(RowSource.parse(said))


def test_a_link_to_a_published_copy_is_refused_in_words():
    with pytest.raises(SheetNotFound, match="published"):
        parse_address(RowSource.parse("https://docs.google.com/spreadsheets/d/e/2PACX-1v/pubhtml"))


def test_the_form_that_lasts_is_read_back():
    place = parse_address(canonical(ID, 42))

    assert (place.spreadsheet_id, place.sheet_id) == (ID, 42)


def test_tabs_and_cells_are_named_as_in_the_browser():
    assert a1_of_tab("Ann's P1") == "'Ann''s P1'"
    assert [a1_of(0, 0), a1_of(6, 25), a1_of(9, 26), a1_of(0, 701), a1_of(0, 702)] == [
        "A1",
        "Z7",
        "AA10",
        "ZZ1",
        "AAA1",
    ]
