"""
The quota: so many reads and so many writes a minute for each user of a project, refilled each minute.

source  https://developers.google.com/workspace/sheets/api/limits (2026-11)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from attrs import define, field, frozen

from tiltyard.testing.google_sheets.errors import quota_exceeded
from tiltyard.testing.google_sheets.resources import Viewer


@frozen
class Quota:
    """How many calls a user may make; Google's own numbers unless told."""

    reads: int = 60
    writes: int = 60
    window_s: float = 60.0
    """After which it is full again."""


@define(eq=False)
class Meter:
    """What is used up.

    now  seconds that only go up
    """

    now: Callable[[], float]
    quota: Quota | None = None
    """None: nobody is ever refused."""
    _used: Counter[tuple[str, str, bool]] = field(factory=Counter)
    _began_at_s: float = 0.0

    def spend(self, viewer: Viewer, *, reads: bool) -> None:
        """Count a call.

        raises  ApiError 429 when there is none left
        """
        if self.quota is None:
            return
        if self.now() - self._began_at_s >= self.quota.window_s:
            self.refill()
        key = viewer.project, viewer.address, reads
        if self._used[key] >= (self.quota.reads if reads else self.quota.writes):
            raise quota_exceeded("Read" if reads else "Write", viewer.project)
        self._used[key] += 1

    def refill(self) -> None:
        """The next minute begins."""
        self._used.clear()
        self._began_at_s = self.now()
