"""
The built-in source of scheme `csv`: files on this machine.

Reading changes nothing. Writing keeps dialect, encoding, title lines and file mode, makes one backup first, and stops
when the file changed under it.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tiltyard.clock import Clock, SystemClock
from tiltyard.errors import AccessDenied, BadInput, SourceChanged, SourceNotFound, Unavailable
from tiltyard.markers import hookimpl
from tiltyard.models import RowChanges, RowSource, RowTable, WriteResult
from tiltyard.plugin import PluginContext
from tiltyard.rows.changes import apply_changes
from tiltyard.rows.codec import MAX_BYTES, read_csv
from tiltyard.rows.hygiene import neutralise

SCHEME = "csv"
BACKUP_SUFFIX = ".tiltyard-backup"


class CsvPlugin:
    """Answers for `csv:PATH`."""

    def __init__(self) -> None:
        self._clock: Clock = SystemClock()

    async def start(self, ctx: PluginContext[None]) -> None:
        """Take the host's clock."""
        self._clock = ctx.clock

    @hookimpl
    def fetch_rows(self, source: RowSource) -> RowTable | None:
        """The file's grid."""
        if source.scheme != SCHEME:
            return None
        data = _read(_path(source))
        document = read_csv(data, encoding=source.options.get("encoding"))
        return RowTable(source, document.cells, _revision(data), self._clock.now())

    @hookimpl
    def write_rows(self, source: RowSource, changes: RowChanges) -> WriteResult | None:
        """Change cells of the file."""
        if source.scheme != SCHEME:
            return None
        path = _path(source)
        with _alone_with(path):
            data = _read(path)
            if _revision(data) != changes.revision:
                raise _changed(path)
            document = read_csv(data, encoding=source.options.get("encoding"))
            grid = apply_changes(document.cells, changes)
            cells = [[_as_text(cell) for cell in row] for row in grid]
            written = document.with_cells(_neutral(cells, document.cells)).render()
            _replace(path, written, changes.revision)
        return WriteResult(_revision(written), tuple(row[changes.key_column] for row in cells))


def _path(source: RowSource) -> Path:
    return Path(source.address).expanduser().resolve()


def _revision(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise BadInput("the file is too large", which=f"{path}: at most {MAX_BYTES:,} bytes")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise SourceNotFound("there is no such file", which=str(path), next_step="Check the path.") from error
    except IsADirectoryError as error:
        raise SourceNotFound("that is a directory", which=str(path), next_step="Name a CSV file in it.") from error
    except PermissionError as error:
        raise AccessDenied("the file may not be read", which=str(path), next_step="Change its permissions.") from error


def _as_text(cell: object) -> str:
    return ("TRUE" if cell else "FALSE") if isinstance(cell, bool) else str(cell)


def _neutral(cells: list[list[str]], before: tuple[tuple[str, ...], ...]) -> list[list[str]]:
    """What we write must not become a formula; what stood there is the owner's and stays."""
    return [
        [cell if column < len(old) and cell == old[column] else neutralise(cell) for column, cell in enumerate(row)]
        for row, old in zip(cells, before, strict=True)
    ]


@contextmanager
def _alone_with(path: Path) -> Iterator[None]:
    """Keep other Tiltyard processes from writing the same file meanwhile."""
    lock = path.with_name(f".{path.name}.tiltyard-lock")
    try:
        descriptor = os.open(lock, os.O_CREAT | os.O_RDWR, 0o600)
    except PermissionError as error:
        raise AccessDenied(
            "nothing may be written beside the file", which=str(path.parent), next_step="Change its permissions."
        ) from error
    try:
        _lock(descriptor, path)
        yield
    finally:
        os.close(descriptor)  # the lock goes with it; the file stays, because removing it would race with the next


def _lock(descriptor: int, path: Path) -> None:
    try:
        import fcntl  # noqa: PLC0415 # not on Windows, where the revision check alone must do
    except ImportError:
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise Unavailable("another Tiltyard process writes this file", which=str(path), retry_after_s=1.0) from error


def _replace(path: Path, data: bytes, revision: str) -> None:
    mode = stat.S_IMODE(path.stat().st_mode)
    if not os.access(path, os.W_OK):
        raise AccessDenied("the file may not be written", which=str(path), next_step="Change its permissions.")
    backup = path.with_name(path.name + BACKUP_SUFFIX)
    if not backup.exists():
        shutil.copy2(path, backup)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    fresh = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        fresh.chmod(mode)
        # As late as can be: an editor that saved while we computed must win.
        if _revision(_read(path)) != revision:
            raise _changed(path)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def _changed(path: Path) -> SourceChanged:
    return SourceChanged(
        "the file changed while it was being worked on; nothing was written",
        which=str(path),
        next_step="It is read again and tried again.",
    )
