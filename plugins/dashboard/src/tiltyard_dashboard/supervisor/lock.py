"""
The only test for "is somebody supervising here": an exclusive lock, held as long as anything may run.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from tiltyard_dashboard.supervisor import system
from tiltyard_dashboard.supervisor.errors import AlreadySupervised


class StateLock:
    """Holds `supervisor.lock` of a state directory.

    The number inside is for messages; what counts is the lock. The file stays: removing it would let two hold it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._fd: int | None = None

    @property
    def held(self) -> bool:
        """Whether we hold it."""
        return self._fd is not None

    def acquire(self) -> None:
        """Take it at once or not at all; nothing happens when we hold it.

        raises  AlreadySupervised, naming the holder
        """
        if self._fd is not None:
            return
        fd = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        if not system.try_lock(fd):
            said = os.read(fd, 32)
            os.close(fd)
            raise AlreadySupervised(self._path.parent, pid=int(said) if said.strip().isdigit() else None)
        self._fd = fd
        with suppress(OSError):  # a full disk: the number is for messages only
            os.ftruncate(fd, 0)
            os.write(fd, f"{os.getpid()}\n".encode())

    def release(self) -> None:
        """Let go of it; nothing happens when we do not hold it."""
        if self._fd is not None:
            os.ftruncate(self._fd, 0)
            os.close(self._fd)
            self._fd = None
