"""
Secrets on their way to a service: files that only this user can read, for as long as the service lives.

A command line and an environment can be read by others, end up in crash reports, and are handed on to whatever the
service starts. A file is read by whom it is meant for.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

SUFFIX = "_FILE"


def secret_path(state_dir: Path, service: str, name: str) -> Path:
    """Where a service finds one of its secrets while it runs."""
    return state_dir.absolute() / "secrets" / service / name


def hand_over(state_dir: Path, service: str, secrets: Mapping[str, str]) -> dict[str, str]:
    """Write them down for a service.

    returns  what to put into its environment: NAME_FILE for each NAME
    raises   OSError
    """
    told = {}
    for name, value in secrets.items():
        path = secret_path(state_dir, service, name)
        path.parent.parent.mkdir(mode=0o700, exist_ok=True)
        path.parent.mkdir(mode=0o700, exist_ok=True)
        path.unlink(missing_ok=True)
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with os.fdopen(fd, "w", encoding="utf-8") as file:
            file.write(value)
        told[name + SUFFIX] = str(path)
    return told


def take_back(state_dir: Path, service: str) -> None:
    """Remove a service's secrets."""
    place = secret_path(state_dir, service, "x").parent
    if not place.is_dir():
        return
    for path in place.iterdir():
        path.unlink(missing_ok=True)
    with suppress(OSError):
        place.rmdir()
