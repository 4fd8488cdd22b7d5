"""
CSV files keep what is not changed, to the byte.
"""

from __future__ import annotations

import codecs

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tiltyard.errors import BadInput
from tiltyard.rows.codec import MAX_BYTES, MAX_ROWS, read_csv
from tiltyard.rows.records import parse_records

SEMICOLONS = b'Cup\r\n\r\nName;Tag;"Said ""hi"""\r\nAnn;EUW;"two\r\nlines"\r\nBob;NA1;x'

# A NUL right behind the mark of UTF-16 makes it the mark of UTF-32: nobody can tell those apart.
texts = st.text(alphabet="ab,;\"'\r\n\t|é한\0", min_size=1).filter(lambda text: not text.startswith("\0"))
encodings = st.sampled_from(
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ]
)


def read(data):
    try:
        return read_csv(data)
    except BadInput:
        assume(False)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"a,b\n1,2\n", id="plain"),
        pytest.param(b"a,b\r\n1,2", id="crlf-and-no-last-line-ending"),
        pytest.param(b"a,b\n1,2\r\n3,4\r", id="mixed-endings"),
        pytest.param(SEMICOLONS, id="semicolons-quotes-and-lines-in-cells"),
        pytest.param(codecs.BOM_UTF8 + "näme\tß\n".encode(), id="utf-8-with-mark"),
        pytest.param(codecs.BOM_UTF16_LE + "a\tb\n한\t글\n".encode("utf-16-le"), id="utf-16"),
        pytest.param(b'"a","b"\n"1","2"\n', id="everything-quoted"),
        pytest.param(b"a,b,c\n1\n1,2,3,4,5\n", id="ragged"),
        pytest.param(b"a,a,a\n1,2,3\n", id="duplicate-headers"),
    ],
)
def test_an_unchanged_file_is_the_same_to_the_byte(data):
    document = read_csv(data)

    assert document.render() == data
    assert document.with_cells(document.cells).render() == data


@given(texts, encodings)
def test_any_text_comes_back_as_it_was(text, encoding):
    mark, name = encoding
    data = mark + text.encode(name)

    document = read(data)

    assert document.with_cells(document.cells).render() == data
    assert document._encoded() == data


@given(texts, encodings, st.data())
def test_one_changed_cell_changes_its_record_and_no_other(text, encoding, data):
    mark, name = encoding
    document = read(mark + text.encode(name))
    cells = [list(row) for row in document.cells]
    assume(cells[0])
    row = data.draw(st.integers(0, len(cells) - 1))
    column = data.draw(st.integers(0, len(cells[0]) - 1))
    cells[row][column] = data.draw(st.text(alphabet='xy,;"\n', min_size=1))

    changed = document.with_cells(cells)

    pieces = [record.text.encode(name) for record in document.records]
    before, after = mark + b"".join(pieces[:row]), b"".join(pieces[row + 1 :])
    assert changed.render().startswith(before)
    assert changed.render().endswith(after)
    middle = changed.render()[len(before) : len(changed.render()) - len(after)].decode(name)
    assert [list(one.cells) for one in parse_records(middle, document.delimiter)] == [list(changed.records[row].cells)]
    assert changed.cells[row][column] == cells[row][column]


def test_one_changed_cell_leaves_its_neighbours_quotes_alone():
    document = read_csv(b'"Name";Tag\n"Ann";EUW\n')

    assert document.with_cells([["Name", "Tag"], ["Ann", "NA1"]]).render() == b'"Name";Tag\n"Ann";NA1\n'


def test_an_added_column_leaves_title_lines_alone():
    document = read_csv(b"Cup\nName,Tag\nAnn,EUW\n")
    cells = [[*row, ""] for row in document.cells]
    cells[1][2] = "Status"

    assert document.with_cells(cells).render() == b"Cup\nName,Tag,Status\nAnn,EUW\n"


def test_a_file_that_quotes_everything_gets_quoted_cells():
    document = read_csv(b'"a","b"\n"1","2"\n')

    assert document.with_cells([["a", "b"], ["1", "3"]]).render() == b'"a","b"\n"1","3"\n'


def test_a_file_over_the_limit_is_refused():
    with pytest.raises(BadInput, match="too large: 20,000,001 bytes, at most 20,000,000"):
        read_csv(b"x" * (MAX_BYTES + 1))


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"," * 6_000_000, id="one-line"),
        pytest.param(b"," * 60_000 + b"\n" * 200, id="one-wide-line"),
        pytest.param(b"a\n" * (MAX_ROWS + 1), id="many-lines"),
    ],
)
def test_a_grid_that_would_fill_the_memory_is_refused(data):
    with pytest.raises(BadInput, match="table is too large"):
        read_csv(data)


def test_a_quotation_mark_that_is_never_closed_is_refused_because_it_would_swallow_the_rows_below():
    with pytest.raises(BadInput, match="never closed: in line 2"):
        read_csv(b'Name,Tag\nAnn,"EUW\nBob,NA1\n')


def test_a_named_encoding_is_used_and_kept():
    data = "René,x\n".encode("cp1252")
    document = read_csv(data, encoding="cp1252")

    assert document.cells == (("René", "x"),)
    assert document.with_cells([["Renée", "x"]]).render() == "Renée,x\n".encode("cp1252")


def test_a_cell_that_the_encoding_lacks_is_refused():
    document = read_csv(b"a,b\n", encoding="cp1252")

    with pytest.raises(BadInput, match="cannot be written in this file's encoding"):
        document.with_cells([["한", "b"]]).render()


def test_a_file_that_its_encoding_would_write_differently_is_read_but_not_changed():
    # cp932 knows this sign twice and writes it only as 0x81 0xe6.
    data = b"\xfa\x5b,x\n"
    document = read_csv(data, encoding="cp932")

    assert document.render() == data
    with pytest.raises(BadInput, match="rows that nobody touched"):
        document.with_cells([[document.cells[0][0], "y"]])


def test_three_hundred_columns_and_one_huge_cell_are_read():
    line = ",".join(f"c{number}" for number in range(300))

    document = read_csv(f"{line}\n{'x' * 200_000},b\n".encode())

    assert (len(document.cells[0]), len(document.cells[1][0])) == (300, 200_000)


def test_a_nul_in_one_cell_is_read_and_left_to_its_row():
    assert read_csv(b"Name\nA\0nn#EUW\nBob#NA1\n").cells[1] == ("A\0nn#EUW",)
