"""
Let rest what keeps failing, and try it again.

Pure: takes the time and returns answers. Kept apart by plugin, hook and source, so that what fails for one organiser's
sheet rests for that sheet alone.
"""

from __future__ import annotations

from typing import NamedTuple

from attrs import define

AFTER_FAULTS = 5
"""Faults in a row until a rest. Fewer would let a short outage silence a plugin; each costs up to its deadline."""

REST_FIRST_S = 30.0
REST_MOST_S = 900.0


class Place(NamedTuple):
    """What rests: one plugin's answers to one hook for one source."""

    plugin: str
    hook: str
    source: str


@define
class _Trouble:
    faults: int = 0
    rest_s: float = 0.0
    rests_until_s: float = 0.0
    probing: bool = False


class Breakers:
    """One breaker for each place that has trouble; a place without any costs nothing."""

    def __init__(self) -> None:
        self._troubles: dict[Place, _Trouble] = {}

    def rest_left_s(self, place: Place, now_s: float) -> float:
        """0 to go ahead, otherwise for how long this place rests. Whoever comes first after a rest is its probe."""
        trouble = self._troubles.get(place)
        if trouble is None or trouble.rest_s == 0.0:
            return 0.0
        if trouble.rests_until_s > now_s:
            return trouble.rests_until_s - now_s
        if trouble.probing:
            return trouble.rest_s
        trouble.probing = True
        return 0.0

    def worked(self, place: Place) -> bool:
        """It answered; True when that ends a rest."""
        trouble = self._troubles.pop(place, None)
        return trouble is not None and trouble.rest_s > 0.0

    def failed(self, place: Place, now_s: float) -> float:
        """It failed once more; how long the rest is that begins with it, 0 when none does."""
        trouble = self._troubles.setdefault(place, _Trouble())
        trouble.faults += 1
        from_before_the_rest = trouble.rest_s > 0.0 and not trouble.probing
        if trouble.faults < AFTER_FAULTS or from_before_the_rest:
            return 0.0
        trouble.probing = False
        trouble.rest_s = min(REST_MOST_S, trouble.rest_s * 2 or REST_FIRST_S)
        trouble.rests_until_s = now_s + trouble.rest_s
        return trouble.rest_s

    def undecided(self, place: Place) -> None:
        """The call was given up by its caller: it says nothing, and the next one may probe."""
        if trouble := self._troubles.get(place):
            trouble.probing = False

    def faults(self, place: Place) -> int:
        """Faults in a row."""
        trouble = self._troubles.get(place)
        return trouble.faults if trouble else 0
