"""
The one thing that a player does next. Pure.
"""

from __future__ import annotations

from enum import StrEnum

from tiltyard.models import Phase
from tiltyard.tournament.roster import CHECKING
from tiltyard_dashboard.web.shapes import Player, Summary


class Step(StrEnum):
    """What to do, or that there is nothing to do; `parts/steps.html` has the words."""

    TAKE_SEAT = "take-seat"
    CHECK_IN = "check-in"
    CHECK_IN_WAITING = "check-in-waiting"
    CHECK_IN_LATER = "check-in-later"
    ASK = "ask"
    READY = "ready"
    WAIT = "wait"
    VERIFYING = "verifying"


def next_step(player: Player, summary: Summary) -> Step:
    """What this player does next, as things stand."""
    if player.offered_until:
        return Step.TAKE_SEAT
    if takes_check_ins(summary) and not player.checked_in:
        return Step.CHECK_IN if player.seated else Step.CHECK_IN_WAITING
    if player.status in CHECKING:
        return Step.VERIFYING
    if not player.seated:
        return Step.WAIT
    if player.checked_in:
        return Step.READY
    return Step.ASK if summary.check_in is Phase.CLOSED else Step.CHECK_IN_LATER


def takes_check_ins(summary: Summary) -> bool:
    """Players can check in: in time, or late where that counts."""
    return summary.check_in is Phase.OPEN or (summary.check_in is Phase.CLOSED and summary.grace_until is not None)
