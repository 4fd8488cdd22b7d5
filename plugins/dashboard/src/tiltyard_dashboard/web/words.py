"""
What the page says in sentences. Pure.
"""

from __future__ import annotations

from tiltyard.models import Phase
from tiltyard.tournament.roster import CHECKING
from tiltyard_dashboard.web.shapes import Player, Summary

_ABSENT = {
    Phase.NOT_YET: "Check-in is not open yet.",
    Phase.OPEN: "You have not checked in yet.",
    Phase.CLOSED: "You did not check in; ask the organiser.",
}


def headline(summary: Summary) -> str:
    """What is on now, and what a player can do about it."""
    free = summary.capacity - summary.counts.seated
    if summary.check_in is Phase.OPEN:
        return "Check-in is open. If you have a seat, check in where you signed up."
    if summary.check_in is Phase.CLOSED:
        return "Check-in is over. Good games!"
    if summary.registration is Phase.OPEN and free > 0:
        return f"Sign-up is open: {free} of {counted(summary.capacity, 'seat')} free."
    if summary.registration is Phase.OPEN:
        return "Sign-up is open. Every seat is taken; new players join the waitlist."
    if summary.registration is Phase.CLOSED:
        return "Sign-up is over. Check-in comes next."
    return "Sign-up has not opened yet."


def seats_in_words(summary: Summary) -> str:
    """The palisade for those who do not see it."""
    counts = summary.counts
    free = summary.capacity - counts.seated
    return f"{counts.seated} of {counted(summary.capacity, 'seat')} taken, {counts.checked_in} checked in, {free} free."


def about(player: Player, check_in: Phase) -> str:
    """The answer to "am I in?"."""
    place = f"number {player.waitlist_position} on the waitlist"
    if player.status in CHECKING and player.seated:
        return "Your name is being verified. A seat is held for you."
    if player.status in CHECKING:
        return f"Your name is being verified. You are {place}."
    if not player.seated:
        return f"You are {place}, and you are checked in." if player.checked_in else f"You are {place}."
    if player.offered_until:
        return f"A seat is offered to you until {player.offered_until:%H:%M} UTC."
    return "You have a seat, and you are checked in." if player.checked_in else f"You have a seat. {_ABSENT[check_in]}"


def counted(count: int, noun: str) -> str:
    """`1 seat`, `2 seats`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def name_and_tag(name: str) -> tuple[str, str]:
    """A Riot ID in two, the tag with its sign; any other name and nothing."""
    game_name, sign, tag_line = name.rpartition("#")
    return (game_name, f"#{tag_line}") if sign and game_name and tag_line else (name, "")
