"""
What hangs on rows and columns follows them, whatever is done to a tab.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiltyard.testing.google_sheets import ApiError, Metadata
from tiltyard.testing.google_sheets.areas import Area, a1, letters, number, parse_cells, split_a1
from tiltyard.testing.google_sheets.formulas import computed
from tiltyard.testing.google_sheets.masks import masked, parse_mask
from tiltyard.testing.google_sheets.spreadsheets import new_spreadsheet
from tiltyard.testing.google_sheets.typed import general, moment, serial

ROWS = 6
PLACES = st.integers(0, ROWS)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("insert"), PLACES, st.integers(1, 3)),
        st.tuples(st.just("delete"), PLACES, st.integers(1, 2)),
        st.tuples(st.just("move"), PLACES, st.integers(1, 3), PLACES),
    ),
    max_size=8,
)


def tagged(dimension):
    """A spreadsheet whose every row (or column) names itself in its first cell and in developer metadata."""
    book = new_spreadsheet("Cup", "organiser@example.com")
    tab = book.add_tab("Players", sheet_id=0, rows=ROWS, columns=ROWS)
    for index in range(ROWS):
        tab.enter(*((index, 0) if dimension == "ROWS" else (0, index)), str(index))
        book.metadata.append(Metadata(index, "row", str(index), "DOCUMENT", "1", 0, dimension, index))
    return book


@pytest.mark.parametrize("dimension", ["ROWS", "COLUMNS"])
@given(steps=STEPS)
def test_metadata_stays_with_its_row_or_column(dimension, steps):
    book = tagged(dimension)
    tab = book.tab()
    for name, at, count, *to in steps:
        total = tab.row_count if dimension == "ROWS" else tab.column_count
        start, end = min(at, total), min(at + count, total)
        try:
            if name == "insert":
                book.insert(tab, dimension, start, count)
            elif start < end and name == "delete":
                book.delete(tab, dimension, start, end)
            elif start < end:
                book.move(tab, dimension, start, end, min(to[0], total))
        except ApiError:
            continue

    def at(index):
        return tab.cell(index, 0).entered if dimension == "ROWS" else tab.cell(0, index).entered

    total = tab.row_count if dimension == "ROWS" else tab.column_count
    found = {at(index): index for index in range(total) if at(index) is not None}
    assert {one.value: one.index for one in book.metadata} == found
    assert {len(row) for row in tab.rows} == {tab.column_count}


@given(st.integers(0, 20_000))
def test_columns_have_letters(column):
    assert number(letters(column)) == column


@given(
    title=st.text(min_size=1),
    top=st.integers(0, 99),
    height=st.integers(1, 9),
    left=st.integers(0, 99),
    width=st.integers(1, 9),
)
def test_a_range_is_read_as_it_was_written(title, top, height, left, width):
    area = Area(0, top, top + height, left, left + width)

    named, cells = split_a1(a1(title, area))

    assert (named, parse_cells(cells, 0, "")) == (title, area)


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("B2", Area(0, 1, 2, 1, 2)),
        ("A2:F", Area(0, 1, None, 0, 6)),
        ("3:5", Area(0, 2, 5)),
        ("B:B", Area(0, 0, None, 1, 2)),
        ("$A$1:C3", Area(0, 0, 3, 0, 3)),
    ],
)
def test_ranges_may_be_open(text, area):
    assert parse_cells(text, 0, text) == area


def test_a_mask_takes_what_it_names():
    mask = parse_mask("a(b,c/d),e.*.f,g")
    value = {"a": {"b": 1, "c": {"d": 2, "x": 0}, "x": 0}, "e": {"k": {"f": 3, "x": 0}}, "g": {"h": [4]}, "x": 0}

    assert masked(value, mask) == {"a": {"b": 1, "c": {"d": 2}}, "e": {"k": {"f": 3}}, "g": {"h": [4]}}
    assert masked(value, parse_mask("*")) == value
    for broken in ("a(", "a)", "a..b", "ä", "a."):
        with pytest.raises(ApiError, match="Invalid field selection"):
            parse_mask(broken)


@given(st.datetimes(min_value=moment(2), max_value=moment(80_000)))
def test_a_moment_survives_being_a_number(when):
    assert abs((moment(serial(when)) - when).total_seconds()) < 0.001


@pytest.mark.parametrize(
    ("number_", "shown"), [(1.0, "1"), (0.1 + 0.2, "0.3"), (1e15, "1E+15"), (1.5e20, "1.5E+20"), (-2.5, "-2.5")]
)
def test_numbers_are_shown_short(number_, shown):
    assert general(number_) == shown


@pytest.mark.parametrize(
    ("formula", "shows"),
    [
        ("=1+1", 2),
        ('="a"&1', "a1"),
        ("=A1", 0),
        ("=TRUE", True),
        ('=HYPERLINK("https://x";"Ann")', "Ann"),
        ("=1/0", "#DIV/0!"),
        ('="a"+1', "#VALUE!"),
        ("=IMPORTXML(A1)", "#NAME?"),
    ],
)
def test_a_few_formulas_are_computed(formula, shows):
    value = computed(formula, lambda row, column: None)

    assert getattr(value, "shown", value) == shows


def test_a_formula_that_asks_for_itself_shows_an_error():
    book = new_spreadsheet("Cup", "organiser@example.com")
    tab = book.add_tab("Players")
    tab.type(0, 0, "=A1", locale="en_US")

    assert tab.shown(0, 0).shown == "#REF!"
