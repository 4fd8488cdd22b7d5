"""
The end of a file that others write: its last lines, and those that come.
"""

from __future__ import annotations

from collections import deque
from pathlib import Path

BLOCK_BYTES = 64 << 10


class Tail:
    """Reads a log from its end on.

    The file may not be there yet. Whoever writes it may shorten it at its head: then what is left is read anew.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._at = 0
        self._unfinished = b""

    def last(self, lines: int) -> list[str]:
        """The last whole lines, fewer when there are fewer; what comes after is for `news`."""
        try:
            with self._path.open("rb") as file:
                kept = deque(file, maxlen=lines + 1)
                self._at = file.seek(0, 2)
        except FileNotFoundError:
            return []
        if kept and not kept[-1].endswith(b"\n"):
            self._unfinished = kept.pop()
        return [_text(line) for line in list(kept)[-lines:]] if lines else []

    def news(self) -> list[str]:
        """Whole lines that were written since the last call."""
        try:
            size = self._path.stat().st_size
            if size < self._at:
                self._at, self._unfinished = 0, b""
            if size == self._at:
                return []
            with self._path.open("rb") as file:
                file.seek(self._at)
                said = self._unfinished + file.read(BLOCK_BYTES)
                self._at = file.tell()
        except FileNotFoundError:
            self._at, self._unfinished = 0, b""
            return []
        whole, _, self._unfinished = said.rpartition(b"\n")
        return [_text(line) for line in whole.split(b"\n")] if b"\n" in said else []


def _text(line: bytes) -> str:
    return line.rstrip(b"\r\n").decode(errors="replace")
