"""
Records keep the text they came from.
"""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tiltyard.errors import BadInput
from tiltyard.rows.records import Record, parse_records, raw_cells, rewritten, same_cells

texts = st.text(alphabet="ab,;\"' \r\n\t\0\x0b\u2028é한", max_size=30)


def parsed(text, delimiter=","):
    try:
        return list(parse_records(text, delimiter))
    except BadInput:
        assume(False)


@given(texts, st.sampled_from(",;\t|"))
def test_the_records_together_are_the_text(text, delimiter):
    assert "".join(record.text for record in parsed(text, delimiter)) == text


@given(texts, st.sampled_from(",;\t|"))
def test_the_cells_are_those_that_the_standard_library_reads(text, delimiter):
    # A file opened with newline="" splits its lines as the standard library asks for.
    expected = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))

    assert [list(record.cells) for record in parsed(text, delimiter)] == expected


@given(texts, st.sampled_from(",;\t|"))
def test_every_cell_has_its_own_piece_of_the_text(text, delimiter):
    for record in parsed(text, delimiter):
        pieces = raw_cells(record.body, delimiter)

        assert delimiter.join(pieces) == record.body
        assert len(pieces) == max(1, len(record.cells))


@given(texts, st.lists(st.text(alphabet='ab,"\r\n ', max_size=4), min_size=1, max_size=5), st.booleans())
def test_what_is_written_is_read_back(text, cells, quote_all):
    before = next(iter(parsed(text)), Record((), "\n"))

    after = rewritten(before, cells, ",", quote_all=quote_all)

    assert after.ending == before.ending
    read = parsed(after.text)
    assert len(read) <= 1
    assert same_cells(read[0].cells if read else (), tuple(cells))


@pytest.mark.parametrize(
    ("line", "cells", "becomes"),
    [
        pytest.param('"Ann",EUW,"x"\r\n', ["Ann", "NA1", "x"], '"Ann",NA1,"x"\r\n', id="quotes-stay"),
        pytest.param('A"n"n, "EUW"', ['A"n"n', ' "EUW"', "x"], 'A"n"n, "EUW",x', id="stray-quotes-stay"),
        pytest.param("Ann\n", ["Ann", "", "", "here"], "Ann,,,here\n", id="a-short-row-is-filled-up"),
        pytest.param("Ann,EUW\r", ["Ann", "", ""], "Ann,\r", id="emptied"),
        pytest.param("Ann,EUW\n", ["Ann", 'a "b", c\nd'], 'Ann,"a ""b"", c\nd"\n', id="quoted-where-needed"),
    ],
)
def test_only_the_changed_cell_is_written_anew(line, cells, becomes):
    (record,) = parse_records(line, ",")

    assert rewritten(record, cells, ",", quote_all=False).text == becomes


def test_characters_that_only_python_takes_for_line_ends_stay_in_their_cell():
    assert [record.cells for record in parse_records("A\u2028b\x0bc\x85d,x\n", ",")] == [("A\u2028b\x0bc\x85d", "x")]


def test_a_quotation_mark_that_is_never_closed_is_found_at_its_line():
    with pytest.raises(BadInput, match="never closed: in line 4"):
        list(parse_records('Name\n"two\nlines"\n"Ann,EUW\nBob,NA1\n', ","))
