"""
When a service that ended by itself is begun again, and when it is left alone.

Pure. What counts is how often it was begun again within the window, not how long it lived: a service that always gets
ready and then crashes would else go on for ever.
"""

from __future__ import annotations

from attrs import define, field

from tiltyard_dashboard.supervisor.exits import Exit

WINDOW_S = 600.0
AT_MOST = 5
LONGEST_DELAY_S = 60.0
JITTER = 0.1
CANNOT_RUN = (126, 127)
"""What a shell ends with when a program cannot be run, or is not there: trying again cannot help."""

LEFT_ALONE = f"begun again {AT_MOST} times within {WINDOW_S / 60:g} minutes, so it is left alone now"


@define
class Restarts:
    """How often one service was begun again.

    count  since somebody started it
    """

    count: int = 0
    _times_s: list[float] = field(factory=list)

    def delay_s(self, now_s: float, jitter: float) -> float | None:
        """How long to wait before it is begun again; None: leave it alone.

        now_s   on a clock that only goes forward
        jitter  0 to 1; spreads services that crashed together
        """
        self._times_s = [one for one in self._times_s if now_s - one < WINDOW_S]
        if len(self._times_s) >= AT_MOST:
            return None
        return min(LONGEST_DELAY_S, 2.0 ** len(self._times_s)) * (1 + JITTER * jitter)

    def note(self, now_s: float) -> None:
        """It is begun again now."""
        self.count += 1
        self._times_s.append(now_s)


def hopeless(seen: Exit | None) -> bool:
    """Whether beginning again cannot help: its program cannot be run."""
    return seen is not None and (seen.cannot_start or seen.code in CANNOT_RUN)
