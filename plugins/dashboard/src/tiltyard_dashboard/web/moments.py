"""
The moment for which a tournament's people wait. Pure.
"""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from tiltyard.models import Phase
from tiltyard_dashboard.web.shapes import Summary


@frozen
class NextMoment:
    """What comes, in the words that stand before how long it takes, and when."""

    words: str
    at: datetime


def next_moment(summary: Summary) -> NextMoment | None:
    """What comes next; None when nobody has set a time for it."""
    windows = summary.windows
    turns = (
        (summary.check_in is Phase.OPEN, "Check-in closes in", windows.check_in_closes_at),
        (summary.check_in is Phase.CLOSED, "Starts in", summary.starts_at),
        (summary.registration is Phase.NOT_YET, "Sign-up opens in", windows.registration_opens_at),
        (summary.registration is Phase.OPEN, "Sign-up closes in", windows.registration_closes_at),
        (summary.check_in is Phase.NOT_YET, "Check-in opens in", windows.check_in_opens_at),
        (True, "Starts in", summary.starts_at),
    )
    for is_next, words, at in turns:
        if is_next and at:
            return NextMoment(words, at)
    return None
