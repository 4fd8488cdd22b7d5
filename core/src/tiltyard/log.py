"""
structlog for everyone: event names and facts, pretty on a terminal, JSON otherwise, secrets scrubbed.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable
from typing import Any

import structlog
from structlog.typing import EventDict, WrappedLogger

from tiltyard.settings import LogSettings

SCRUBBED = "[secret]"
_SHORTEST_SECRET = 6
"""Shorter values are scrubbed by key only: replacing every "abc" would garble the log."""

_secrets: set[str] = set()


def keep_secret(values: Iterable[str]) -> None:
    """From now on these values are scrubbed from every log line of this process."""
    _secrets.update(value for value in values if len(value) >= _SHORTEST_SECRET)


def set_up_logging(settings: LogSettings) -> None:
    """Log to stderr in the form the settings ask for."""
    pretty = settings.format == "pretty" or (settings.format == "auto" and sys.stderr.isatty())
    renderer = structlog.dev.ConsoleRenderer() if pretty else structlog.processors.JSONRenderer(ensure_ascii=False)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            scrub,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(settings.level.upper())),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def scrub(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """A processor that takes secrets out, by value and by key."""
    return {key: SCRUBBED if _names_secret(key) else scrub_value(value) for key, value in event.items()}


def scrub_value(value: Any) -> Any:
    """A value without the secrets in it; containers are gone through."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        # Longest first: a secret that is part of another one must not leave the rest of it behind.
        for secret in sorted(_secrets, key=len, reverse=True):
            value = value.replace(secret, SCRUBBED)
        return value
    if isinstance(value, dict):
        return {key: SCRUBBED if _names_secret(str(key)) else scrub_value(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [scrub_value(one) for one in value]
    # An exception or an object of a library is written by its repr, and may hold anything.
    clean = scrub_value(repr(value))
    return value if clean == repr(value) else clean


def _names_secret(key: str) -> bool:
    return any(word in key.lower() for word in ("token", "api_key", "password", "secret", "authorization"))
