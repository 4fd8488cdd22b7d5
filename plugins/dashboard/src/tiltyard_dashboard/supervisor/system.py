"""
What differs between operating systems.

Linux: all of it. macOS: `flock` and the boot time are there; there is no child subreaper (see `keeper`). Windows: none
of it is there yet (it needs a Job Object per service, CTRL_BREAK and `msvcrt.locking`), so nothing is started.
"""

from __future__ import annotations

import sys
from pathlib import Path

import psutil

from tiltyard.errors import Unavailable

if sys.platform != "win32":
    import fcntl


def require_supported() -> None:
    """Refuse where we could not keep what we promise."""
    if sys.platform == "win32":
        raise Unavailable(
            "services cannot be supervised on Windows yet",
            which="this needs Job Objects, which are not there yet",
            next_step="Use `--no-services`, or run Tiltyard in WSL.",
        )


def try_lock(fd: int) -> bool:
    """Take the exclusive lock of this open file; False when someone has it. The kernel frees it when its owner dies."""
    if sys.platform != "win32":
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def boot_id() -> str:
    """Another one after each boot: process numbers start anew."""
    path = Path("/proc/sys/kernel/random/boot_id")
    return path.read_text().strip() if path.exists() else str(int(psutil.boot_time()))
