"""
CSV files keep what is not changed, to the byte.
"""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiltyard import samples
from tiltyard.errors import BadInput
from tiltyard.rows.codec import MAX_BYTES, read_csv

SEMICOLONS = b'Cup\r\n\r\nName;Tag;"Said ""hi"""\r\nAnn;EUW;"two\r\nlines"\r\nBob;NA1;x'


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
        pytest.param(b'a,"unclosed\n1,2\n', id="unclosed-quote"),
    ],
)
def test_an_unchanged_file_is_the_same_to_the_byte(data):
    document = read_csv(data)

    assert document.render() == data
    assert document.with_cells(document.cells).render() == data


@given(st.text(alphabet="ab,;\"'\r\n\t|é한", min_size=1).filter(lambda text: text.strip(" \t\r\n")))
def test_any_text_comes_back_as_it_was(text):
    data = text.encode()

    document = read_csv(data)

    assert document.with_cells(document.cells).render() == data


def test_one_changed_cell_changes_one_line():
    document = read_csv(SEMICOLONS)
    cells = [list(row) for row in document.cells]
    cells[4][1] = "EUW;2"

    changed = document.with_cells(cells).render()

    assert changed == SEMICOLONS.replace(b"Bob;NA1;x", b'Bob;"EUW;2";x')


def test_an_added_column_leaves_title_lines_alone():
    document = read_csv(b"Cup\nName,Tag\nAnn,EUW\n")
    cells = [[*row, ""] for row in document.cells]
    cells[1][2] = "Status"

    assert document.with_cells(cells).render() == b"Cup\nName,Tag,Status\nAnn,EUW\n"


def test_a_file_that_quotes_everything_gets_quoted_cells():
    document = read_csv(b'"a","b"\n"1","2"\n')

    assert document.with_cells([["a", "b"], ["1", "3"]]).render() == b'"a","b"\n"1","3"\n'


@pytest.mark.parametrize(
    ("data", "words"),
    [
        pytest.param(b"", "empty", id="empty"),
        pytest.param(b"\r\n \n", "empty", id="blank-lines"),
        pytest.param(b"\x89PNG\r\n\x1a\n....", "a picture", id="picture"),
        pytest.param(b"PK\x03\x04....", "workbook", id="workbook"),
        pytest.param(b"%PDF-1.7", "a PDF", id="pdf"),
        pytest.param(b"<!DOCTYPE html><p>", "web page", id="web-page"),
        pytest.param(b"a\x00\x01\x02\x03\x00\x00b", "no text", id="binary"),
        pytest.param("Ren\xe9,x".encode("cp1252"), "--encoding cp1252", id="undecodable"),
        pytest.param(b"x" * (MAX_BYTES + 1), "too large", id="over-20-MB"),
    ],
)
def test_what_is_no_csv_is_refused_whole(data, words):
    with pytest.raises(BadInput, match=words):
        read_csv(data)


def test_a_named_encoding_is_used_and_kept():
    data = "René,x\n".encode("cp1252")
    document = read_csv(data, encoding="cp1252")

    assert document.cells == (("René", "x"),)
    assert document.with_cells([["Renée", "x"]]).render() == "Renée,x\n".encode("cp1252")


def test_a_cell_that_the_encoding_lacks_is_refused():
    document = read_csv(b"a,b\n", encoding="cp1252")

    with pytest.raises(BadInput, match="cannot be written in this file's encoding"):
        document.with_cells([["한", "b"]]).render()


def test_three_hundred_columns_and_one_huge_cell_are_read():
    line = ",".join(f"c{number}" for number in range(300))

    document = read_csv(f"{line}\n{'x' * 200_000},b\n".encode())

    assert (len(document.cells[0]), len(document.cells[1][0])) == (300, 200_000)


def test_the_shipped_sample_is_read_as_it_is():
    with samples.signups() as path:
        data = path.read_bytes()

    assert read_csv(data).render() == data
