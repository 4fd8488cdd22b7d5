"""
What is not wrong but not wise: a secret in a settings file that others can read.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from tiltyard.config.declared import fields_of
from tiltyard.config.kinds import Group, Kind, Many, Maybe, Named
from tiltyard.config.provenance import Origin, Source, Table, as_table
from tiltyard.config.references import is_reference
from tiltyard.config.secrecy import passwords_in
from tiltyard.config.wrong import Wrong

Readable = Callable[[Path], bool]
Standing = tuple[tuple[str, ...], Origin]
"""A secret's key and where it stands."""


def readable_by_others(path: Path) -> bool:
    """Whether more than its owner can read a file. False on Windows, where permissions say something else."""
    try:
        return os.name == "posix" and bool(path.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH))
    except OSError:
        return False


def exposed_secrets(
    settings_class: type[Any], table: Table, path: tuple[str, ...] = (), *, readable: Readable = readable_by_others
) -> list[Wrong]:
    """The secrets that stand as they are in a file that others can read, with what to do about it."""
    found = []
    for key, origin in _literal(settings_class, table, path):
        if origin.source is Source.FILE and readable(Path(origin.place)):
            what = (
                f"is a secret that others on this machine can read: chmod 600 {origin.place}, or keep the secret in a "
                "file of its own and write file:/path"
            )
            found.append(Wrong(origin.name(key), what, ".".join(key)))
    return found


def _literal(settings_class: type[Any], table: Table, path: tuple[str, ...]) -> Iterator[Standing]:
    for one in fields_of(settings_class):
        value, here = table.get(one.key), (*path, one.key)
        password = one.password_in_url and isinstance(value, str) and any(passwords_in(value))
        if password or (one.secret and _stands_in(value)):
            yield here, table.origin(one.key)
        elif not one.secret and not one.tables:
            yield from _within(one.kind, value, here, table.origin(one.key))


def _within(kind: Kind, value: Any, path: tuple[str, ...], origin: Origin) -> Iterator[Standing]:
    match kind:
        case Maybe(inner):
            yield from _within(inner, value, path, origin)
        case Group(settings_class) if isinstance(value, Mapping):
            yield from _literal(settings_class, as_table(value, origin), path)
        case Many(item) if isinstance(value, list):
            for one in value:
                yield from _within(item, one, path, origin)
        case Named(item) if isinstance(value, Mapping):
            for key, one in value.items():
                yield from _within(item, one, (*path, key), as_table(value, origin).origin(key))


def _stands_in(value: Any) -> bool:
    """Whether there is anything in here that is a secret itself, not the place of one."""
    if isinstance(value, Mapping):
        return any(_stands_in(one) for one in value.values())
    if isinstance(value, list | tuple):
        return any(_stands_in(one) for one in value)
    return value not in (None, "") and not is_reference(value)
