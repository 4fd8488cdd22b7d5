"""
Leave a host alone that does not answer, and let one call see whether it is back. Pure: takes `now`.
"""

from __future__ import annotations

from attrs import define

FAILURES = 5
"""So many in a row, and the host is left alone."""

FIRST_S = 5.0
MOST_S = 60.0
TRIAL_S = 15.0
"""A trial of which nothing was heard is over after this long."""

LOOK_AGAIN_S = 0.5
"""Most trials are answered sooner."""


@define
class Breaker:
    """What is known about one host.

    While it is `closed` everybody is let through; otherwise one call tries whenever the time is over.
    """

    _failures: int = 0
    _rest_s: float = 0.0
    _until_s: float = 0.0
    _trial_until_s: float = 0.0

    @property
    def closed(self) -> bool:
        """Whether calls go through."""
        return self._rest_s == 0.0

    def wait_s(self, now_s: float) -> float:
        """How long until it is worth asking again whether a call may be made; 0 is now."""
        if self.closed:
            return 0.0
        if now_s < self._until_s:
            return self._until_s - now_s
        return min(LOOK_AGAIN_S, max(0.0, self._trial_until_s - now_s))

    def enter(self, now_s: float) -> None:
        """A call is made. While the host is left alone it is the trial, for which others wait."""
        if not self.closed:
            self._trial_until_s = now_s + TRIAL_S

    def leave(self) -> None:
        """Nothing came of a call that says anything about the host; somebody else may try."""
        self._trial_until_s = 0.0

    def answered(self) -> bool:
        """The host is there.

        returns  whether that is news
        """
        news = not self.closed
        self._failures, self._rest_s, self._trial_until_s = 0, 0.0, 0.0
        return news

    def failed(self, now_s: float) -> bool:
        """The host did not answer, or with trouble of its own.

        returns  whether it is left alone from now on, for the first time
        """
        self._failures += 1
        self._trial_until_s = 0.0
        if self._failures < FAILURES:
            return False
        # Those that were under way when it was opened say nothing new.
        news, again = self.closed, now_s >= self._until_s
        if news or again:
            self._rest_s = min(MOST_S, max(FIRST_S, self._rest_s * 2))
            self._until_s = now_s + self._rest_s
        return news
