"""
Files of other kinds and other encodings, and what their owners are told.
"""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiltyard.errors import BadInput
from tiltyard.rows.encoding import decode

TEXT = "Name,Tag\nРена,EUW\n"


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        pytest.param(b"", "utf-8", id="utf-8"),
        pytest.param(codecs.BOM_UTF8, "utf-8", id="utf-8-with-mark"),
        pytest.param(codecs.BOM_UTF16_LE, "utf-16-le", id="utf-16-le"),
        pytest.param(codecs.BOM_UTF16_BE, "utf-16-be", id="utf-16-be"),
        pytest.param(codecs.BOM_UTF32_LE, "utf-32-le", id="utf-32-le"),
        pytest.param(codecs.BOM_UTF32_BE, "utf-32-be", id="utf-32-be"),
    ],
)
def test_a_mark_says_how_the_file_is_written(mark, encoding):
    data = mark + TEXT.encode(encoding)

    decoded = decode(data)

    assert decoded.text == TEXT
    assert decoded.encode(decoded.text) == data


def test_a_mark_knows_better_than_what_was_named():
    assert decode(codecs.BOM_UTF8 + TEXT.encode(), encoding="cp1252").text == TEXT


@pytest.mark.parametrize("name", ["utf-16", "utf-8-sig", "UTF8", "cp1251"])
def test_a_named_encoding_adds_no_mark(name):
    data = TEXT.encode({"utf-16": "utf-16-le", "utf-8-sig": "utf-8"}.get(name, name))

    decoded = decode(data, encoding=name)

    assert decoded.text == TEXT
    assert decoded.encode(TEXT) == data


def test_nothing_is_guessed_and_the_place_is_told():
    with pytest.raises(BadInput, match=r"not written in utf-8: byte 13, about line 2\. .*--encoding cp1252"):
        decode("Name,Tag\nRené,x\n".encode("cp1252"))


@pytest.mark.parametrize("name", ["klingon", "rot13", "hex", "idna\0"])
def test_what_is_no_text_encoding_is_said(name):
    with pytest.raises(BadInput, match="no such text encoding"):
        decode(b"a,b\n", encoding=name)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        pytest.param(b"", "empty", id="empty"),
        pytest.param(b"\r\n \n", "empty", id="blank-lines"),
        pytest.param(codecs.BOM_UTF8, "empty", id="only-a-mark"),
        pytest.param(b"\x00" * 512, "empty", id="only-NULs"),
        pytest.param(b"\x89PNG\r\n\x1a\n....", "a picture", id="picture"),
        pytest.param(b"PK\x03\x04....", "workbook", id="workbook"),
        pytest.param(b"%PDF-1.7", "a PDF", id="pdf"),
        pytest.param(b"\x1f\x8b\x08", "compressed", id="compressed"),
        pytest.param(b"\n <!DOCTYPE html><p>", "web page", id="web-page"),
        pytest.param(b'[{"ign": "Ann#EUW"}]', "JSON", id="json"),
        pytest.param(b"a\x00\x01\x02\x03\x00\x00b", "no text", id="binary"),
        pytest.param(TEXT.encode("utf-16-be")[:16], "--encoding utf-16-be", id="utf-16-be-without-mark"),
        pytest.param("Name,Tag\n".encode("utf-16-le"), "--encoding utf-16-le", id="utf-16-le-without-mark"),
    ],
)
def test_what_is_no_csv_file_is_named(data, words):
    with pytest.raises(BadInput, match=words):
        decode(data)


@pytest.mark.parametrize(
    "text", ["<3 Demo Cup\nName,Tag\n", "[EU] Cup\nName\n", "{Cup}\nName\n", "Name,Tag\nA\0nn,EUW\n", "a\n"]
)
def test_text_that_only_begins_strangely_is_read(text):
    assert decode(text.encode()).text == text


def test_a_character_that_the_encoding_lacks_is_named():
    with pytest.raises(BadInput, match="'한' in cp1252"):
        decode(b"a,b\n", encoding="cp1252").encode("한,b\n")


@given(st.binary(max_size=60), st.sampled_from([None, "cp1252", "latin-1", "utf-16", "shift_jis", "utf-7"]))
def test_any_bytes_are_text_with_something_in_it_or_are_refused(data, encoding):
    try:
        decoded = decode(data, encoding=encoding)
    except BadInput:
        return
    assert decoded.text.strip("\ufeff\0 \t\r\n")
