"""
Which delimiter a file uses, and whether it quotes everything.
"""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiltyard.rows.dialect import DELIMITERS, delimiter_of, quotes_all
from tiltyard.rows.records import parse_records

names = st.text(alphabet="ab ñ한#'.", min_size=1, max_size=6)


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        pytest.param("Name,Tag\nAnn,EUW\n", ",", id="commas"),
        pytest.param("Name\tTag\nAnn, B\tEUW\n", "\t", id="tabs"),
        pytest.param("Name|Tag\nAnn|EUW\n", "|", id="bars"),
        pytest.param("Cup, 32 seats, Friday\n\nName;Tag\nAnn;EUW\nBob;NA1\n", ";", id="a-title-with-commas"),
        pytest.param("Name;Tag;Score\nAnn;EUW;1,5\nBob;NA1;2,5\nCleo;KR;3,0\n", ";", id="decimal-commas"),
        pytest.param('Name,Alts\nAnn,"B#1; C#2"\nBob,"D#1; E#2"\n', ",", id="lists-within-cells"),
        pytest.param("sep=;\nName;Tag\n", ";", id="excel-says-so"),
        pytest.param("Name\nAnn\nBob\n", ",", id="one-column"),
        pytest.param("Name\nAnn; the great\nBob\n", ",", id="one-column-with-a-semicolon-in-it"),
        pytest.param("a\n", ",", id="one-cell"),
    ],
)
def test_the_delimiter_is_the_one_that_lines_the_rows_up(text, delimiter):
    assert delimiter_of(text) == delimiter


@given(
    st.sampled_from(DELIMITERS),
    st.integers(3, 8).flatmap(lambda width: st.lists(st.lists(names, min_size=width, max_size=width), min_size=3)),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_what_the_standard_library_wrote_is_recognised(delimiter, rows, ending):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=ending).writerows(rows)

    assert delimiter_of("A title\n\n" + text.getvalue()) == delimiter


@pytest.mark.parametrize(
    ("text", "all_of_them"),
    [('"a","b"\r\n"1",""\r\n', True), ('"a","b"\n"1",2\n', False), ("a,b\n", False), ('\n"a"\n', True)],
)
def test_a_file_quotes_everything_or_not(text, all_of_them):
    assert quotes_all(list(parse_records(text, ",")), ",") is all_of_them
