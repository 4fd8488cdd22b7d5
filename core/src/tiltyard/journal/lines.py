"""
A file of JSON lines that is there whole or not at all: a header, the lines, and an end that counts and proves them.

It is written beside its place and renamed when it is safe on disk, for its owner alone: names and handles are in it.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from attrs import frozen

from tiltyard.errors import BadInput, JournalError, JournalTooNew

Line = dict[str, Any]

_END = "end"


@frozen
class Written:
    """What is in a file.

    lines   how many of each kind, by the kind's name
    sha256  of everything before the last line
    """

    lines: Mapping[str, int]
    sha256: str


def write_lines(path: Path, header: Line, lines: Iterable[tuple[str, Line]]) -> Written:
    """Write a file; an older one of that name is replaced once the new one is complete.

    header  its first key says what kind of file it is, with the version of its form
    lines   (kind, line) in the order in which they are to be read
    raises  BadInput when nothing can be written there, JournalError when the disk is full; no half file is left
    """
    counts: Counter[str] = Counter()
    digest = hashlib.sha256()
    with atomically(path) as file:

        def put(line: Line) -> None:
            data = _encoded(line)
            digest.update(data)
            file.write(data)

        put(header)
        for kind, line in lines:
            counts[kind] += 1
            put({kind: line})
        written = Written(dict(counts), digest.hexdigest())
        file.write(_encoded({_END: {"lines": written.lines, "sha256": written.sha256}}))
    return written


@contextmanager
def atomically(path: Path) -> Iterator[IO[bytes]]:
    """A file to write in, which takes its place when the block has ended well.

    raises  as `write_lines`
    """
    fresh: Path | None = None
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.", suffix=".tmp")  # mode 0600
        fresh = Path(name)
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
        _sync_directory(path.parent)
    except OSError as error:
        raise _cannot_write(path, error) from error
    finally:
        if fresh is not None:
            fresh.unlink(missing_ok=True)


def make_private(directory: Path) -> None:
    """Make a directory for its owner alone; one that exists stays as it is.

    raises  as `write_lines`
    """
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise _cannot_write(directory, error) from error


class LinesFile:
    """A file that `write_lines` made, opened to be read.

    header  its first line
    """

    def __init__(self, path: Path, kind: str, version: int) -> None:
        """Look at the file's first line.

        raises  BadInput when it is no such file, JournalTooNew when its form is newer than this release
        """
        self._path = path
        self._kind = kind
        try:
            with path.open("rb") as file:
                self.header = _decoded(file.readline()) or {}
        except OSError as error:
            raise BadInput("the file cannot be read", which=f"{path}: {error.strerror}") from error
        form = self.header.get(kind)
        if not isinstance(form, int):
            raise BadInput(
                f"that is no file of the kind {kind}",
                which=str(path),
                next_step="Name a file that `tiltyard backup` or `tiltyard journal export` has written.",
            )
        if form > version:
            raise JournalTooNew(
                "the file was written by a newer Tiltyard",
                which=f"{path}, form {form}; this release reads form {version}",
                next_step="Upgrade Tiltyard.",
            )

    def __iter__(self) -> Iterator[tuple[str, Line]]:
        """Each (kind, line) between header and end.

        raises  BadInput when the file ends too early or is not what was written
        """
        counts: Counter[str] = Counter()
        digest = hashlib.sha256()
        with self._path.open("rb") as file:
            digest.update(file.readline())
            for data in file:
                line = _decoded(data)
                if line is None or len(line) != 1:
                    raise self._damaged("a line is not what was written")
                ((kind, content),) = line.items()
                if kind == _END:
                    if content != {"lines": dict(counts), "sha256": digest.hexdigest()}:
                        raise self._damaged("it is not what was written")
                    return
                digest.update(data)
                counts[kind] += 1
                yield kind, content
        raise self._damaged("it ends too early")

    def check(self) -> Written:
        """Read all of it.

        raises  as iterating
        """
        counts = Counter(kind for kind, _line in self)
        return Written(dict(counts), "")

    def _damaged(self, how: str) -> BadInput:
        return BadInput(
            "the file is damaged", which=f"{self._path}: {how}", next_step="Use another one; nothing was changed."
        )


def _encoded(line: Line) -> bytes:
    return json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _decoded(data: bytes) -> Line | None:
    try:
        line = json.loads(data)
    except ValueError:
        return None
    return line if isinstance(line, dict) else None


def _cannot_write(path: Path, error: OSError) -> BadInput | JournalError:
    if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        return JournalError(
            "the disk is full; no half file was left",
            which=f"{path}: {error.strerror}",
            next_step="Free some space or name a file on another disk, then try again.",
        )
    return BadInput("nothing can be written there", which=f"{path}: {error.strerror}", next_step="Name another place.")


def _sync_directory(directory: Path) -> None:
    """Make the rename last through a power cut, where directories can be synced."""
    with suppress(OSError):
        descriptor = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
