"""
How a service ended, in words.

Pure: takes what its keeper saw, returns a value.
"""

from __future__ import annotations

import os
import signal

from attrs import frozen

LINES = 12
WIDTH = 300


@frozen
class Exit:
    """The end of a service's main process.

    code        exit code; None when a signal ended it or it never ran
    signal      the signal that ended it
    refused     why it could not be started at all, or what became of it unseen; blank otherwise
    last_lines  what it said last
    lost        nobody saw how it ended: its keeper was killed
    """

    code: int | None = None
    signal: int | None = None
    refused: str = ""
    last_lines: tuple[str, ...] = ()
    lost: bool = False

    @classmethod
    def from_wait(cls, status: int, tail: str) -> Exit:
        """Read a wait status and the end of the output."""
        code = os.waitstatus_to_exitcode(status)
        lines = last_lines(tail)
        return cls(signal=-code, last_lines=lines) if code < 0 else cls(code=code, last_lines=lines)

    @property
    def cannot_start(self) -> bool:
        """Whether its program could not be run at all."""
        return bool(self.refused) and not self.lost

    @property
    def what(self) -> str:
        """What happened, to be put after the service's name."""
        if self.lost:
            return f"was lost: {self.refused}"
        if self.refused:
            return f"could not be started: {self.refused}"
        if self.signal is not None:
            return f"was ended by {signal_name(self.signal)}"
        return f"ended with exit code {self.code}"

    def __str__(self) -> str:
        return f"{self.what}; its last lines: {' | '.join(self.last_lines)}" if self.last_lines else self.what


def last_lines(tail: str) -> tuple[str, ...]:
    """The last lines that say something, fit for a terminal: short, and without control characters."""
    lines = [line.strip() for line in tail.splitlines()]
    return tuple(_printable(line[:WIDTH]) for line in lines if line)[-LINES:]


def signal_name(number: int) -> str:
    """SIGKILL rather than 9, where the number has a name."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _printable(text: str) -> str:
    return "".join(char if char.isprintable() else "?" for char in text)
