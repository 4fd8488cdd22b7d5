"""
Exit codes of every command; `docs/reference/exit-codes.md` is checked against this table.
"""

from __future__ import annotations

from enum import IntEnum

from tiltyard.errors import AccessDenied, BadInput, Bug, HookFailed, JournalError, PortInUse, SettingsError, Unavailable


class Exit(IntEnum):
    """What a script may rely on. 70 is what sysexits.h has for an internal error of a program."""

    DONE = 0
    REFUSED = 1
    USAGE = 2
    BAD_INPUT = 3
    SETTINGS = 4
    UNAVAILABLE = 5
    PORT_IN_USE = 6
    JOURNAL = 7
    BUG = 70
    INTERRUPTED = 130


MEANINGS: dict[Exit, str] = {
    Exit.DONE: "done, or things already were as asked",
    Exit.REFUSED: "the answer is no: the rules refused it, or a check did not accept the name",
    Exit.USAGE: "the command line is wrong",
    Exit.BAD_INPUT: "what was handed in cannot be used, or does not say which one is meant; nothing was changed",
    Exit.SETTINGS: "a settings file, variable or option is wrong",
    Exit.UNAVAILABLE: "the other side does not answer or does not let us in",
    Exit.PORT_IN_USE: "a port that a service needs is taken",
    Exit.JOURNAL: "the journal cannot be read or written, or is not sound",
    Exit.BUG: "a bug in Tiltyard; stderr names the file that holds the traceback",
    Exit.INTERRUPTED: "ended by Ctrl-C",
}

_BY_ERROR: tuple[tuple[type[Exception], Exit], ...] = (
    (SettingsError, Exit.SETTINGS),
    (BadInput, Exit.BAD_INPUT),
    (PortInUse, Exit.PORT_IN_USE),
    (JournalError, Exit.JOURNAL),
    (Unavailable, Exit.UNAVAILABLE),
    (AccessDenied, Exit.UNAVAILABLE),
    (HookFailed, Exit.UNAVAILABLE),
    (Bug, Exit.BUG),
)


def exit_for(error: Exception) -> Exit:
    """The exit code that an error ends a command with."""
    return next((code for kind, code in _BY_ERROR if isinstance(error, kind)), Exit.UNAVAILABLE)
