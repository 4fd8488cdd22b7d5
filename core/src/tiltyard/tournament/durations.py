"""
How long something lasts, or lies away, as people write it and as they read it.

All of it is elapsed time: a day is 24 hours, also when the clocks change on it.
"""

from __future__ import annotations

import re

MINUTE_S, HOUR_S, DAY_S = 60, 3_600, 86_400

_UNITS = (("d", "day", DAY_S), ("h", "hour", HOUR_S), ("m", "minute", MINUTE_S), ("s", "second", 1))

_SHORT = re.compile(" ?".join(f"(?:([0-9]{{1,9}}) ?{letter})?" for letter, _, _ in _UNITS))


def read(text: str) -> int | None:
    """Seconds of ``1d12h``, ``90m`` or ``2h 30m``; None when it is not written so."""
    found = _SHORT.fullmatch(" ".join(text.lower().split()))  # else a run of blanks is tried in every division of it
    if found is None or not any(found.groups()):
        return None
    return sum(int(number or 0) * unit_s for number, (_, _, unit_s) in zip(found.groups(), _UNITS, strict=True))


def short(seconds: int) -> str:
    """``1d12h``: what `read` reads. Not negative."""
    return "".join(f"{number}{letter}" for number, (letter, _, _) in _split(seconds)) or "0s"


def words(seconds: int) -> str:
    """``3 days 4 hours``: the two largest units, the rest left out. Not negative."""
    parts = [f"{number} {unit}{'' if number == 1 else 's'}" for number, (_, unit, _) in _split(seconds)]
    return " ".join(parts[:2]) or "0 seconds"


def relative(seconds: int) -> str:
    """``in 3 days 4 hours``, ``4 minutes ago``, ``now``; negative seconds have passed."""
    if seconds == 0:
        return "now"
    return f"in {words(seconds)}" if seconds > 0 else f"{words(-seconds)} ago"


def _split(seconds: int) -> list[tuple[int, tuple[str, str, int]]]:
    parts = []
    for unit in _UNITS:
        number, seconds = divmod(seconds, unit[2])
        if number:
            parts.append((number, unit))
    return parts
