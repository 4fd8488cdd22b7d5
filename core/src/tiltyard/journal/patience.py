"""
How long a database that is away is waited for before whoever asked is told.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

PATIENCE_S = 5.0
"""A server that restarts is back by then, and a person still waits."""

UNCERTAIN_PATIENCE_S = 20.0
"""When an answer to a commit was lost, finding out is worth more than a quick word."""

_FIRST_S, _MOST_S = 0.05, 0.5


class Patience:
    """Says whether another attempt may be made, and waits before it; for threads."""

    def __init__(self) -> None:
        self._begun_s = time.monotonic()
        self._pauses = _pauses()
        self.for_s = PATIENCE_S

    def pause(self) -> bool:
        """Wait a little; False when the time is over, at once."""
        if time.monotonic() - self._begun_s >= self.for_s:
            return False
        time.sleep(next(self._pauses))
        return True


def _pauses() -> Iterator[float]:
    pause_s = 0.0  # a connection of the pool may have died long ago; a new one does
    while True:
        yield pause_s
        pause_s = min(_MOST_S, max(_FIRST_S, pause_s * 2))
