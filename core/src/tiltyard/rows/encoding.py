"""
Bytes to text and back, for files whose owners never said in which encoding they are.

UTF-8 is expected; a byte order mark tells otherwise; anything else must be named. Nothing is guessed: a wrong guess
signs people up under garbled names, and nobody sees it until they complain.
"""

from __future__ import annotations

import codecs
import json
import re

from attrs import frozen

from tiltyard.errors import BadInput

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # begins like UTF-16's, so it is asked for first
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# These would write a mark where there was none.
_WITHOUT_MARK = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}

_FOREIGN = (
    (b"PK\x03\x04", "an Excel or LibreOffice workbook"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"SQLite format 3", "a database"),
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a compressed file"),
)
_MARKUP = re.compile(r"\s*<(?:!doctype|html|\?xml|table)\b", re.IGNORECASE)
_STRANGE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
_EXPORT = "Export the sheet as CSV and use that file."


@frozen
class Decoded:
    """Text, and how it was written down.

    mark  the byte order mark that stood before it; kept
    """

    text: str
    encoding: str
    mark: bytes

    def encode(self, text: str) -> bytes:
        """Other text, written down the same way.

        raises  BadInput when the encoding has no such character
        """
        try:
            return self.mark + text.encode(self.encoding)
        except UnicodeEncodeError as error:
            raise BadInput(
                "a new cell cannot be written in this file's encoding",
                which=f"{error.object[error.start]!r} in {self.encoding}",
                next_step="Save the file as UTF-8 first.",
            ) from error


def decode(data: bytes, *, encoding: str | None = None) -> Decoded:
    """The text of a file.

    encoding  what its owner says it is; a byte order mark knows better. None: UTF-8 unless a mark says otherwise
    raises    BadInput: empty, another kind of file, another encoding
    """
    for start, what in _FOREIGN:
        if data.startswith(start):
            raise _foreign(what)
    mark, name = next(((mark, name) for mark, name in _MARKS if data.startswith(mark)), (b"", encoding or "utf-8"))
    try:
        name = codecs.lookup(name).name
        name = _WITHOUT_MARK.get(name, name)
        text = data[len(mark) :].decode(name)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, len(mark) + error.start) + 1
        raise BadInput(
            f"the file is not written in {name}",
            which=f"byte {len(mark) + error.start + 1}, about line {line}",
            next_step="Save it as UTF-8, or name its encoding, such as --encoding cp1252.",
        ) from error
    except (LookupError, ValueError) as error:
        raise BadInput(
            "there is no such text encoding", which=name, next_step="Common ones are utf-8, cp1252 and shift_jis."
        ) from error
    if not text.strip("\ufeff\0 \t\r\n"):
        raise BadInput("the file is empty", next_step="Export the sign-ups again and check that they are in it.")
    _refuse_foreign_text(text)
    return Decoded(text, name, mark)


def _refuse_foreign_text(text: str) -> None:
    if _MARKUP.match(text):
        raise _foreign("a web page or XML")
    if text.lstrip()[:1] in ("{", "[") and _is_json(text):
        raise _foreign("JSON")
    # One control character is one bad row, refused by itself; a text full of them is none.
    if len(_STRANGE.findall(text)) * 5 <= len(text):
        return
    for name, halves in (("utf-16-le", text[1::2]), ("utf-16-be", text[::2])):
        if halves.count("\0") * 5 > len(halves) * 4:
            raise BadInput(
                "that does not read as text",
                which="every other character is NUL",
                next_step=f"If it is UTF-16 without a mark, name it with --encoding {name}.",
            )
    raise _foreign("no text at all")


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _foreign(what: str) -> BadInput:
    return BadInput("that is not a CSV file", which=f"it is {what}", next_step=_EXPORT)
