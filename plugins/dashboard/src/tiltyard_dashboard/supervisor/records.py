"""
Which processes run for a service, written down for whoever comes after us.

A record helps to find what a host left behind when it was killed. A number alone is nobody: numbers are given to
others, so each goes with its time of birth and the boot it belongs to.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

import msgspec
import psutil
from attrs import frozen

from tiltyard_dashboard.supervisor import handover, system

BIRTH_TOLERANCE_S = 0.5
"""The time of birth is reckoned from the boot time, whose last digits move when the clock is set."""


@frozen
class Identity:
    """One process, and no other that gets its number later.

    create_time  seconds since the epoch, as psutil says
    """

    pid: int
    create_time: float
    boot_id: str

    @classmethod
    def of(cls, pid: int) -> Identity | None:
        """Who has this number now; None when nobody has."""
        try:
            return cls(pid, psutil.Process(pid).create_time(), system.boot_id())
        except psutil.Error:
            return None

    def process(self) -> psutil.Process | None:
        """The living process, or None when it is dead, a zombie, or somebody else has its number."""
        try:
            process = psutil.Process(self.pid)
            same = abs(process.create_time() - self.create_time) < BIRTH_TOLERANCE_S
            if same and self.boot_id == system.boot_id() and process.status() != psutil.STATUS_ZOMBIE:
                return process
        except psutil.Error:
            pass
        return None


@frozen
class Record:
    """What runs for one service.

    keeper, service  the keeper process and the service's main process, once it has started
    likeness         what it was started as (see `adoption`); blank when it is never to be taken over
    """

    name: str
    keeper: Identity
    service: Identity | None
    port: int | None
    likeness: str = ""


class StateDir:
    """The files of one state directory: lock, socket, token, and a record, a log and secrets for each service."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self.lock = self.path / "supervisor.lock"
        self.socket = self.path / "supervisor.sock"
        self.holder_log = self.path / "holder.log"

    def prepare(self) -> None:
        """Make the directory, for the owner's eyes only."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)

    def log(self, service: str) -> Path:
        """Where a service's output goes."""
        return self.path / f"{service}.log"

    def door_name(self, service: str) -> str:
        """The socket at which a keeper without a host waits for the next one."""
        return f"{service}.keeper"

    def token(self) -> str:
        """The mark our services carry in their environment; made once."""
        path = self.path / "token"
        with contextlib.suppress(FileNotFoundError):
            if token := path.read_text().strip():
                return token
        token = secrets.token_hex(16)
        self._write(path, token.encode())
        return token

    def write(self, record: Record) -> None:
        """Keep a record; a reader sees the old one or the new one, never half of one."""
        self._write(self._record(record.name), msgspec.json.encode(record))

    def forget(self, service: str) -> None:
        """Remove a service's record, and the secrets it was handed."""
        handover.take_back(self.path, service)
        self._record(service).unlink(missing_ok=True)

    def records(self) -> list[Record]:
        """All records that can be read; one that cannot names nobody, so it is removed."""
        found = []
        for path in sorted(self.path.glob("*.pid")):
            try:
                found.append(msgspec.json.decode(path.read_bytes(), type=Record))
            except (msgspec.DecodeError, OSError):
                path.unlink(missing_ok=True)
        return found

    def _record(self, service: str) -> Path:
        return self.path / f"{service}.pid"

    def _write(self, path: Path, content: bytes) -> None:
        beside = path.with_name(f".{path.name}.{os.getpid()}")
        beside.unlink(missing_ok=True)
        fd = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(fd, "wb") as file:
            file.write(content)
        beside.replace(path)
