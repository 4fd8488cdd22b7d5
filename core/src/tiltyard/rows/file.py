"""
One CSV file on disk: read whole, replaced whole, its owner's version kept beside it.

Replacing is atomic: whoever reads meanwhile sees the old file or the new one. It happens only if the file is still what
it was when the change was decided; an editor that saved in between wins.
"""

from __future__ import annotations

import difflib
import errno
import hashlib
import os
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from tiltyard.errors import AccessDenied, SourceChanged, SourceNotFound, Unavailable
from tiltyard.rows.codec import MAX_BYTES, too_large

BACKUP_SUFFIX = ".tiltyard-backup"
LOCK_SUFFIX = ".tiltyard-lock"

CLOSE = 0.75
"""How alike two names must be for one to be meant by the other: one letter more, less or other in four."""

_READ_ONLY = (errno.EACCES, errno.EPERM, errno.EROFS)


def locate(address: str) -> Path:
    """The file an address means, links followed.

    raises  SourceNotFound when it cannot be a path at all
    """
    try:
        return Path(address).expanduser().resolve()
    except (ValueError, RuntimeError, OSError) as error:  # a NUL, an unknown ~user, a circle of links
        raise SourceNotFound("that is no path", which=repr(address), next_step=f"{error}.") from error


def revision_of(data: bytes) -> str:
    """The mark of exactly this content."""
    return hashlib.sha256(data).hexdigest()


def read_bytes(path: Path) -> bytes:
    """The whole file.

    raises  SourceNotFound, AccessDenied; BadInput when it is too large, before it is read
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            kind = "a directory" if stat.S_ISDIR(status.st_mode) else "not a file that can be read to its end"
            raise SourceNotFound(f"that is {kind}", which=str(path), next_step="Name a CSV file.")
        if status.st_size > MAX_BYTES:
            raise too_large(status.st_size)
        return path.read_bytes()
    except OSError as error:
        if error.errno in _READ_ONLY:
            raise AccessDenied("the file may not be read", which=str(path), next_step=_permit(path, "r")) from error
        raise _missing(path) from error


def replace(path: Path, revision: str, change: Callable[[bytes], bytes]) -> bytes:
    """Replace a file's content; mode and owner stay, and the first time the old version is kept beside it.

    revision  the file must have it, when the change is made and still when it is written
    change    old content to new
    returns   the new content
    raises    SourceChanged, AccessDenied (nothing was written), Unavailable (another Tiltyard writes this file)
    """
    with _permitted(path), _alone_with(path):
        data = read_bytes(path)
        if revision_of(data) != revision:
            raise _changed(path)
        fresh = change(data)
        if len(fresh) > MAX_BYTES:
            raise too_large(len(fresh))
        if fresh != data:
            _swap(path, data, fresh)
    return fresh


def _swap(path: Path, data: bytes, fresh: bytes) -> None:
    backup = path.with_name(path.name + BACKUP_SUFFIX)
    with ExitStack() as stack:
        new = stack.enter_context(_beside(path, fresh))
        old = None if backup.exists() else stack.enter_context(_beside(path, data))
        if read_bytes(path) != data:  # as late as can be: only renames follow
            raise _changed(path)
        if old is not None:
            old.replace(backup)
        new.replace(path)
    _sync_directory(path.parent)


@contextmanager
def _beside(path: Path, data: bytes) -> Iterator[Path]:
    """A finished file in the same directory, with mode and owner of `path`; gone at the end unless it was renamed."""
    status = path.stat()
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.", suffix=".tmp")
    fresh = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        made = fresh.stat()
        if (made.st_uid, made.st_gid) != (status.st_uid, status.st_gid):
            os.chown(fresh, status.st_uid, status.st_gid)
        fresh.chmod(stat.S_IMODE(status.st_mode))  # after the owner, whose change takes bits away
        yield fresh
    finally:
        fresh.unlink(missing_ok=True)


@contextmanager
def _permitted(path: Path) -> Iterator[None]:
    """Say what may not be done here in words; a file that nobody may write is its owner's wish, even for root."""
    try:
        if not path.stat().st_mode & 0o222 or not os.access(path, os.W_OK):
            raise AccessDenied("the file is read-only", which=str(path), next_step=_permit(path, "w"))
        yield
    except FileNotFoundError as error:
        raise _missing(path) from error
    except OSError as error:
        if error.errno in _READ_ONLY:
            raise AccessDenied(
                "the file cannot be replaced where it is",
                which=f"{path}: {error.strerror}",
                next_step=f"Let Tiltyard create files in {path.parent} and own this one, or bind a copy elsewhere.",
            ) from error
        raise Unavailable("the file cannot be written now", which=f"{path}: {error.strerror}") from error


@contextmanager
def _alone_with(path: Path) -> Iterator[None]:
    """Keep other Tiltyard processes from writing the same file meanwhile; the lock leaves no file behind."""
    lock = path.with_name(f".{path.name}{LOCK_SUFFIX}")
    descriptor = os.open(lock, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        if not _locked(descriptor) or not _is_file_of(descriptor, lock):
            raise Unavailable("another Tiltyard process writes this file", which=str(path), retry_after_s=1.0)
        try:
            yield
        finally:
            with suppress(OSError):
                lock.unlink()  # before the lock goes, so that nobody else can hold this very file
    finally:
        os.close(descriptor)


def _locked(descriptor: int) -> bool:
    try:
        import fcntl  # noqa: PLC0415 # not on Windows, where the revision must do alone
    except ImportError:
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_file_of(descriptor: int, lock: Path) -> bool:
    """False when the one who held the lock before removed the file between our opening and locking it."""
    try:
        return os.path.samestat(os.fstat(descriptor), lock.stat())
    except FileNotFoundError:
        return False


def _sync_directory(directory: Path) -> None:
    """Make the renames last through a power cut, where directories can be synced."""
    with suppress(OSError):
        descriptor = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _permit(path: Path, right: str) -> str:
    return f"Allow it (chmod u+{right} {path.name}), or use a copy of your own."


def _missing(path: Path) -> SourceNotFound:
    """There is no such file; with the nearest name in its directory, for those who mistyped it."""
    try:
        # Endings are left out: `.csv` alone would make any two short names alike.
        there = sorted(path.parent.iterdir(), key=lambda one: (one.suffix == path.suffix, one.name))
        names = {one.stem: one.name for one in there}
    except OSError:
        names = {}
    near = difflib.get_close_matches(path.stem, names, n=1, cutoff=CLOSE)
    hint = f"Did you mean {names[near[0]]}?" if near else "Check the path."
    return SourceNotFound("there is no such file", which=str(path), next_step=hint)


def _changed(path: Path) -> SourceChanged:
    return SourceChanged(
        "the file changed while it was being worked on; nothing was written",
        which=str(path),
        next_step="It will be read again and decided anew.",
    )
