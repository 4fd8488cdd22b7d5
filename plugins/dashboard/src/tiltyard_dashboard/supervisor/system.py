"""
What differs between operating systems.

Linux: all of it. macOS: `flock` and the boot time are there; there is no child subreaper and no pidfd. Windows: none
of it is there yet (it needs a Job Object per service, CTRL_BREAK, named pipes and `msvcrt.locking`), so nothing is
started.
"""

from __future__ import annotations

import sys
from pathlib import Path

import psutil
from attrs import frozen

from tiltyard.errors import Unavailable

if sys.platform != "win32":
    import fcntl


@frozen
class Platform:
    """What we can count on. What a system lacks can be done without on one that has it, to try the other way.

    supervises  services can be started at all
    subreaper   a keeper owns its whole tree, and who is at the other end of a socket is told. Without it the keeper
                ends its service's process group, the host ends whoever else carries the mark of the state directory,
                and nobody is taken over
    """

    name: str
    supervises: bool = True
    subreaper: bool = True


LINUX, MACOS = Platform("Linux"), Platform("macOS", subreaper=False)
WINDOWS = Platform("Windows", supervises=False, subreaper=False)


def here() -> Platform:
    """The system we are on; one that we do not know is taken to lack what macOS lacks."""
    return {"linux": LINUX, "win32": WINDOWS}.get(sys.platform, MACOS)


def require_supported(platform: Platform) -> None:
    """Refuse where we could not keep what we promise."""
    if not platform.supervises:
        raise Unavailable(
            f"services cannot be supervised on {platform.name} yet",
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
