"""
An error that nobody foresaw is our fault: it is said in a sentence, and its traceback is kept for a report.
"""

from __future__ import annotations

import os
import platform
import tempfile
import traceback
from collections.abc import Iterator

import click

from tiltyard import __version__
from tiltyard.errors import Bug, TiltyardError


def told(error: Exception) -> TiltyardError:
    """An error as people are told of it: what was foreseen, or our bug. Of several that came together, the first."""
    foreseen = [one for one in _leaves(error) if isinstance(one, TiltyardError)]
    unforeseen = [one for one in _leaves(error) if not isinstance(one, TiltyardError)]
    return _bug(error, unforeseen[0]) if unforeseen else foreseen[0]


def _leaves(error: BaseException) -> Iterator[BaseException]:
    if not isinstance(error, BaseExceptionGroup):
        yield error
        return
    for one in error.exceptions:
        yield from _leaves(one)


def _bug(error: Exception, leaf: BaseException) -> Bug:
    import structlog

    from tiltyard.log import scrub_value

    if structlog.is_configured():  # it is not when the settings could not be read: that would be shown unasked
        structlog.get_logger(__name__).debug("unforeseen_error", exc_info=error)
    first_line = f"{type(leaf).__name__}: {leaf}".splitlines()[0]
    return Bug(
        "this is a bug in Tiltyard, not a mistake of yours", which=scrub_value(first_line), next_step=_keep(error)
    )


def _keep(error: Exception) -> str:
    """Write the report down; says what the person can do with it."""
    try:
        descriptor, path = tempfile.mkstemp(prefix="tiltyard-bug-", suffix=".txt")
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(_report(error))
    except OSError:
        return "Please report it; TILTYARD_LOG__LEVEL=debug shows the traceback."
    return f"Please report it with {path}; read that first, it may hold names."


def _report(error: Exception) -> str:
    from tiltyard.log import scrub_value

    # Which command, but not its words: they are names of players, mostly.
    context = click.get_current_context(silent=True)
    where = f"Tiltyard {__version__}, Python {platform.python_version()}, {platform.platform()}"
    ran = f"command: {context.command_path}" if context else ""
    scrubbed: str = scrub_value("".join(traceback.format_exception(error)))
    return f"{where}\n{ran}\n\n{scrubbed}"
