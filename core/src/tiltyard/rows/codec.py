"""
CSV files as their owners wrote them: what is not changed stays the same to the byte.

The text is parsed by the standard library record by record, and each record keeps the very text it came from. Rendering
gives that text back, and writes anew only the records whose cells have changed.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from attrs import evolve, frozen

from tiltyard.errors import BadInput

MAX_BYTES = 20_000_000
"""Larger files are no sign-up sheets; they would be read whole into memory."""

_DELIMITERS = ",;\t|"
_SNIFFED_RECORDS = 60
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")
_ENDING = re.compile(r"(?:\r\n|\n|\r)$")

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_FOREIGN = (
    (b"PK\x03\x04", "an Excel or LibreOffice workbook"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a compressed file"),
    (b"{", "JSON"),
    (b"<", "a web page or XML"),
)

# The standard library refuses cells over 128 KiB, which is a limit of its own and no property of the file.
csv.field_size_limit(MAX_BYTES)


@frozen
class Record:
    """One record: its cells, and the text it came from with its line ending."""

    cells: tuple[str, ...]
    text: str


@frozen
class CsvDocument:
    """A whole file.

    bom        what stood before the text; kept
    quote_all  every cell is quoted, so new ones are too
    """

    records: tuple[Record, ...]
    encoding: str
    bom: bytes
    delimiter: str
    quote_all: bool

    @property
    def cells(self) -> tuple[tuple[str, ...], ...]:
        """The grid, every row padded to the same width."""
        width = max((len(record.cells) for record in self.records), default=0)
        return tuple(record.cells + ("",) * (width - len(record.cells)) for record in self.records)

    def with_cells(self, cells: Sequence[Sequence[str]]) -> CsvDocument:
        """The same file with these cells; rows whose cells are as they were keep their text.

        Blank cells at a row's end do not count: a title line stays a title line when a column is added.
        """
        fresh = [
            record if _trimmed(new) == _trimmed(record.cells) else self._written(record, new)
            for record, new in zip(self.records, cells, strict=True)
        ]
        return evolve(self, records=tuple(fresh))

    def render(self) -> bytes:
        """The file's bytes.

        raises  BadInput when a new cell cannot be written in the file's encoding
        """
        try:
            return self.bom + "".join(record.text for record in self.records).encode(self.encoding)
        except UnicodeEncodeError as error:
            raise BadInput(
                "a new cell cannot be written in this file's encoding",
                which=f"{error.object[error.start]!r} in {self.encoding}",
                next_step="Save the file as UTF-8 first.",
            ) from error

    def _written(self, record: Record, cells: Sequence[str]) -> Record:
        ending = _ENDING.search(record.text)
        text = io.StringIO()
        writer = csv.writer(
            text,
            delimiter=self.delimiter,
            quoting=csv.QUOTE_ALL if self.quote_all else csv.QUOTE_MINIMAL,
            lineterminator="",
        )
        writer.writerow(cells)
        return Record(tuple(cells), text.getvalue() + (ending.group() if ending else ""))


def read_csv(data: bytes, *, encoding: str | None = None) -> CsvDocument:
    """Parse a file's bytes.

    encoding  what the owner says it is. None: UTF-8, or UTF-16 when it says so itself. Never guessed: a wrong guess
              would sign people up under garbled names
    raises    BadInput: too large, empty, not a CSV, not decodable
    """
    if len(data) > MAX_BYTES:
        raise BadInput("the file is too large", which=f"{len(data):,} bytes, at most {MAX_BYTES:,}")
    if not data.strip(b"\x00\t\r\n \xef\xbb\xbf\xff\xfe"):
        raise BadInput("the file is empty", next_step="Export the sign-ups again and check that they are in it.")
    _refuse_foreign(data)
    bom, name, text = _decode(data, encoding)
    _refuse_binary(text)
    delimiter = _delimiter_of(text)
    records = tuple(_records(text, delimiter))
    return CsvDocument(records, name, bom, delimiter, _quotes_all(records, delimiter))


def _trimmed(cells: Sequence[str]) -> tuple[str, ...]:
    used = len(cells)
    while used and not cells[used - 1]:
        used -= 1
    return tuple(cells[:used])


def _decode(data: bytes, encoding: str | None) -> tuple[bytes, str, str]:
    bom, name = next(((mark, name) for mark, name in _BOMS if data.startswith(mark)), (b"", encoding or "utf-8"))
    try:
        return bom, name, data[len(bom) :].decode(name)
    except LookupError as error:
        raise BadInput("there is no such encoding", which=name, next_step="Try utf-8, cp1252 or shift_jis.") from error
    except UnicodeDecodeError as error:
        raise BadInput(
            f"the file is not {name}",
            which=f"byte {error.start}",
            next_step="Save it as UTF-8, or name its encoding, such as --encoding cp1252.",
        ) from error


def _refuse_foreign(data: bytes) -> None:
    start = data.lstrip()
    for mark, what in _FOREIGN:
        if start.startswith(mark):
            raise BadInput("that is not a CSV file", which=f"it is {what}", next_step="Export the sheet as CSV.")


def _refuse_binary(text: str) -> None:
    """A stray NUL is one bad row, refused by itself; a file full of control characters is no text."""
    strange = sum(1 for character in text if character < " " and character not in "\t\r\n")
    if strange * 50 > len(text):
        raise BadInput("that is not a CSV file", which="it holds no text", next_step="Export the sheet as CSV.")


def _delimiter_of(text: str) -> str:
    """The delimiter under which most records have the same number of cells, at least two.

    csv.Sniffer is not used: it takes letters for delimiters in short files, and fails on one column.
    """
    scores = {delimiter: _score(text, delimiter) for delimiter in _DELIMITERS}
    best = max(_DELIMITERS, key=lambda delimiter: scores[delimiter])
    return best if scores[best] > 0 else ","


def _score(text: str, delimiter: str) -> float:
    widths = Counter[int]()
    for number, record in enumerate(_records(text, delimiter)):
        if number == _SNIFFED_RECORDS:
            break
        if any(record.cells):
            widths[len(record.cells)] += 1
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]), default=(1, 0))
    # Title lines are narrower than the table: what counts is how many records agree, then how wide they are.
    return 0.0 if width < 2 else count / widths.total() + min(width, 50) / 1000


def _records(text: str, delimiter: str) -> Iterator[Record]:
    lines = _LINE.findall(text)
    reader = csv.reader(iter(lines), delimiter=delimiter)
    done = 0
    for cells in reader:
        raw = "".join(lines[done : reader.line_num])
        done = reader.line_num
        yield Record(tuple(cells), raw)


def _quotes_all(records: Sequence[Record], delimiter: str) -> bool:
    written = [_ENDING.sub("", record.text) for record in records if any(record.cells)]
    return bool(written) and all(
        text.startswith('"') and text.endswith('"') and text.count(f'"{delimiter}"') >= len(record.cells) - 1
        for text, record in zip(written, (one for one in records if any(one.cells)), strict=True)
    )
