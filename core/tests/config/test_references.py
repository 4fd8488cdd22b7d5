"""
Secrets that are kept elsewhere are read from there, or it is said which file or variable is the matter.
"""

from __future__ import annotations

import pytest

from tiltyard.config.references import follow


def test_a_file_and_a_variable_are_read_without_the_white_space_around(tmp_path):
    (tmp_path / "key").write_bytes("\ufeff s3cret\r\n".encode())

    assert follow([f"file:{tmp_path}/key", "env:KEY", "literal", 3], {"KEY": "two\n"}) == [
        "s3cret",
        "two",
        "literal",
        3,
    ]


@pytest.mark.parametrize(
    ("reference", "words"),
    [
        ("env:GONE", "names the variable GONE, which is not set"),
        ("env:BLANK", "names the variable BLANK, which is empty"),
        ("file:{}/gone", "gone, which cannot be read: No such file or directory"),
        ("file:{}", "cannot be read: Is a directory"),
        ("file:{}/blank", "blank, which is empty"),
        ("file:{}/bytes", "bytes, which cannot be read as UTF-8 text"),
    ],
)
def test_what_cannot_be_read_is_named(reference, words, tmp_path):
    (tmp_path / "blank").write_text(" \n")
    (tmp_path / "bytes").write_bytes(b"s3cret\xff")

    with pytest.raises(ValueError, match=words) as caught:
        follow(reference.format(tmp_path), {"BLANK": " "})

    assert "s3cret" not in str(caught.value)
