"""
A sheet is found by what people paste.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiltyard_sheets.client.place import Place, only_one, read_place, title_query
from tiltyard_sheets.errors import SheetNotFound

KEY = "1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms"


@pytest.mark.parametrize(
    ("said", "place"),
    [
        pytest.param(f"https://docs.google.com/spreadsheets/d/{KEY}/edit#gid=0", Place(KEY, 0), id="address-bar"),
        pytest.param(
            f"https://docs.google.com/spreadsheets/d/{KEY}/edit?gid=17#gid=17", Place(KEY, 17), id="new-style"
        ),
        pytest.param(f"https://docs.google.com/spreadsheets/d/{KEY}/edit?usp=sharing", Place(KEY), id="share-button"),
        pytest.param(f"https://docs.google.com/spreadsheets/u/1/d/{KEY}/edit", Place(KEY), id="second-account"),
        pytest.param(f"https://docs.google.com/spreadsheets/d/{KEY}", Place(KEY), id="bare"),
        pytest.param(f"//docs.google.com/spreadsheets/d/{KEY}/edit#gid=3", Place(KEY, 3), id="as-a-row-source-has-it"),
        pytest.param(f"docs.google.com/spreadsheets/d/{KEY}/edit", Place(KEY), id="without-https"),
        pytest.param(f" {KEY}\n", Place(KEY), id="key"),
        pytest.param("Friday Cup", Place(None, title="Friday Cup"), id="title"),
        pytest.param("https-cup", Place(None, title="https-cup"), id="title-like-an-address"),
    ],
)
def test_addresses_keys_and_titles_are_told_apart(said, place):
    assert read_place(said) == place


@pytest.mark.parametrize(
    ("said", "words"),
    [
        pytest.param(f"https://docs.google.com/spreadsheets/d/e/2PACX-{KEY}/pubhtml", "published copy", id="published"),
        pytest.param("https://docs.google.com/document/d/x/edit", "no address of a Google Sheet", id="document"),
        pytest.param(f"https://evil.example/spreadsheets/d/{KEY}", "no address of a Google Sheet", id="elsewhere"),
        pytest.param(f"https://docs.google.com.evil.example/spreadsheets/d/{KEY}", "no address", id="look-alike"),
        pytest.param("  ", "no sheet is named", id="blank"),
    ],
)
def test_what_is_no_sheet_says_what_to_give_instead(said, words):
    with pytest.raises(SheetNotFound, match=words) as caught:
        read_place(said)

    assert caught.value.next_step


@given(st.text())
def test_anything_else_is_a_place_or_a_typed_error(said):
    try:
        place = read_place(said)
    except SheetNotFound:
        return
    assert (place.spreadsheet_id is None) != (place.title is None)


def test_quotes_in_a_title_stay_in_the_title():
    assert title_query("It's \\ a cup").startswith("name = 'It\\'s \\\\ a cup' and ")


def test_no_sheet_and_many_sheets_say_what_to_do():
    with pytest.raises(SheetNotFound, match="Share it with robot@x"):
        only_one("Cup", [], "robot@x")
    with pytest.raises(SheetNotFound, match=r"several sheets.* and more"):
        only_one("Cup", [(str(n), "Cup") for n in range(9)], None)
    assert only_one("Cup", [("1", "Cup")], None) == "1"
