"""
How much of the caller's time is left. Deadlines nest: what is called within a call ends with it.

A plugin that talks to a vendor hands `time_left_s()` to its client, so that its own time-out comes first and says more
than the host's.
"""

from __future__ import annotations

import time
from contextvars import Context, ContextVar

_ends_at_s: ContextVar[float | None] = ContextVar("tiltyard_deadline", default=None)


def time_left_s() -> float | None:
    """Seconds until the call we are in is given up, 0 at least; None outside of any call."""
    ends_at_s = _ends_at_s.get()
    return None if ends_at_s is None else max(0.0, ends_at_s - time.monotonic())


def set_deadline(context: Context, seconds: float) -> None:
    """What runs in this context has this long from now."""
    context.run(_ends_at_s.set, time.monotonic() + seconds)
