"""
A bucket of tokens, of which each comes back one window after it was taken. Pure.

However requests are spread, no window ever sees more of them than the bucket holds: a bucket that is refilled steadily
would let nearly twice as many through after a rest, and Google counts by the minute. Tokens may be booked ahead:
whoever takes one when none is there is told how long to wait, and those after them wait longer.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import evolve, frozen

_LATE_S, _LATE_SHARE = 1.0, 0.1
"""A token comes back this much later than it could, in seconds or of a window, the less of them: requests do not travel
equally fast."""


@frozen
class Bucket:
    """What has been taken, as it is kept.

    capacity    tokens in it when nobody took any for a window
    window_s    how long a token is away
    taken_s     when each was taken, or will be, ascending; seconds since the epoch
    shut_until_s  nothing is given before: somebody else took tokens that are not in `taken_s`
    """

    capacity: int
    window_s: float
    taken_s: tuple[float, ...] = ()
    shut_until_s: float = 0.0

    def left(self, now_s: float) -> int:
        """Tokens that can be had at once."""
        if now_s < self.shut_until_s:
            return 0
        return max(0, self.capacity - sum(1 for taken_s in self.taken_s if taken_s + self._away_s > now_s))

    def wait_s(self, now_s: float) -> float:
        """How long until the next token can be had; 0 when there is one."""
        return max(0.0, self._next_s(now_s) - now_s)

    def take(self, now_s: float) -> Bucket:
        """Take the next token, be it now or after `wait_s`."""
        at_s = self._next_s(now_s)
        kept = [taken_s for taken_s in self._sane(now_s) if taken_s + self._away_s > now_s]
        return evolve(self, taken_s=(*kept, at_s)[-self.capacity :])

    def shut(self, until_s: float) -> Bucket:
        """Give nothing until then."""
        return evolve(self, shut_until_s=max(self.shut_until_s, until_s))

    @property
    def _away_s(self) -> float:
        return self.window_s + min(_LATE_S, self.window_s * _LATE_SHARE)

    def _next_s(self, now_s: float) -> float:
        """When the next token is there. Never before one that was booked already: first come, first served."""
        taken = self._sane(now_s)
        earliest_s = max([now_s, self._shut_s(now_s), *taken[-1:]])
        if len(taken) < self.capacity:
            return earliest_s
        return max(earliest_s, taken[-self.capacity] + self._away_s)

    def _sane(self, now_s: float) -> tuple[float, ...]:
        """Without what a clock that was put back would leave in the far future."""
        return tuple(taken_s for taken_s in self.taken_s if taken_s <= now_s + self._ahead_s)

    def _shut_s(self, now_s: float) -> float:
        return self.shut_until_s if self.shut_until_s <= now_s + self._ahead_s else 0.0

    @property
    def _ahead_s(self) -> float:
        """Nobody books further ahead than this: calls have deadlines."""
        return 10 * self.window_s


def read_bucket(kept: Any, *, capacity: int, window_s: float) -> Bucket:
    """The bucket that `kept_bucket` wrote; a full one when nothing usable was kept."""
    if not isinstance(kept, Mapping):
        return Bucket(capacity, window_s)
    try:
        taken = tuple(sorted(float(taken_s) for taken_s in kept["taken_s"]))
        return Bucket(capacity, window_s, taken, float(kept["shut_until_s"]))
    except (KeyError, TypeError, ValueError):
        return Bucket(capacity, window_s)


def kept_bucket(bucket: Bucket) -> dict[str, Any]:
    """The bucket as JSON; how much it holds is a setting, and not kept."""
    return {"taken_s": list(bucket.taken_s), "shut_until_s": bucket.shut_until_s}
