"""
The machine's clock, which a test can put forward: who sleeps for a moment wakes by itself.
"""

from __future__ import annotations

from datetime import timedelta

from tiltyard.clock import SystemClock


class LeapingClock(SystemClock):
    """Implements `Clock`. Sleeping takes real time; an hour passes by `advance(3600)`."""

    def __init__(self):
        self._ahead_s = 0.0

    def now(self):
        return super().now() + timedelta(seconds=self._ahead_s)

    def monotonic(self):
        return super().monotonic() + self._ahead_s

    def advance(self, seconds):
        self._ahead_s += seconds
