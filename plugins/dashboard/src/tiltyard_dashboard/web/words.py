"""
What the page says in sentences. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping

from tiltyard.models import Phase, Role
from tiltyard.tournament.roster import CHECKING
from tiltyard_dashboard.web.query import Status
from tiltyard_dashboard.web.shapes import Player, Summary, Table
from tiltyard_dashboard.web.steps import takes_check_ins

_ABSENT = {
    Phase.NOT_YET: "Check-in is not open yet.",
    Phase.OPEN: "You have not checked in yet.",
    Phase.CLOSED: "You did not check in; ask the organiser.",
}

_TEAM_ABSENT = {
    Phase.NOT_YET: "Check-in is not open yet.",
    Phase.OPEN: "It is not checked in as a whole yet.",
    Phase.CLOSED: "It did not check in as a whole; ask the organiser.",
}

_FILTERS = {
    Status.ALL: "Everyone",
    Status.SEATED: "With a seat",
    Status.WAITING: "Waiting",
    Status.HERE: "Checked in",
    Status.MISSING: "With a seat, not checked in",
    Status.CHECKING: "Being verified",
}

_HAPPENED = {
    "SignUpReceived": "Signed up",
    "PlayerRegistered": "Registered, with a seat",
    "PlayerWaitlisted": "Joined the waitlist",
    "PlayerPromoted": "Got a seat",
    "PlayerUnseated": "Back on the waitlist: there are fewer seats",
    "SeatOffered": "Was offered a seat",
    "OfferExtended": "Has longer to take the seat",
    "OfferEnded": "The offered seat was not taken",
    "PlayerCheckedIn": "Checked in",
    "PlayerCheckedOut": "Took the check-in back",
    "PlayerReturned": "Came back",
    "TeamJoined": "A player joined the team",
    "TeamLeft": "A player left the team",
    "EntrantRestored": "Put back as it was before a mistake",
}

_NOUNS = {"gsheet": "sheet", "csv": "file", "xlsx": "workbook", "ods": "workbook"}

_TROUBLE = {
    "away": "it does not answer and is tried again",
    "access": "Tiltyard is not let in",
    "missing": "it is not where it was",
    "unusable": "what stands in it cannot be used",
}

_FOR_STAFF = ("clash", "refused", "locked")
"""Kinds of entries about which somebody has to do something: what waits goes by itself, what was displaced is back."""

_ROLES: Mapping[str, str] = {
    Role.DISCORD: "Discord account",
    Role.IGN: "Riot ID",
    Role.ALT_IGN: "Other Riot IDs",
    Role.PRONOUNS: "Pronouns",
    Role.REGISTERED: "Registered",
    Role.CHECKIN: "Checked in",
    Role.TEAM: "Team",
    Role.RANK: "Rank",
    Role.REGION: "Region",
    Role.EMAIL: "E-mail address",
    Role.TIMESTAMP: "Time of sign-up",
    Role.SEED: "Seed",
    Role.NOTES: "Notes",
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


def about(player: Player, summary: Summary) -> str:
    """The answer to "am I in?", and what would let in who is not."""
    if player.status in CHECKING and player.seated:
        return "Your name is being verified. A seat is held for you."
    if player.status in CHECKING:
        return f"Your name is being verified. You are {_place(player)}. {_what_lets_in(player, summary)}"
    if not player.seated:
        here = ", and you are checked in" if player.checked_in else ""
        return f"You are {_place(player)}{here}. {_what_lets_in(player, summary)}"
    if player.offered_until:
        return f"A seat is offered to you until {player.offered_until:%H:%M} UTC."
    phase = Phase.OPEN if takes_check_ins(summary) else summary.check_in
    if summary.of_teams:
        return (
            "Your team has a seat, and is checked in."
            if player.checked_in
            else f"Your team has a seat. {_TEAM_ABSENT[phase]}"
        )
    return "You have a seat, and you are checked in." if player.checked_in else f"You have a seat. {_ABSENT[phase]}"


def _place(player: Player) -> str:
    return f"number {player.waitlist_position} on the waitlist"


def _what_lets_in(player: Player, summary: Summary) -> str:
    ahead = player.waitlist_position or 1
    missing = summary.counts.seated - summary.counts.checked_in
    # How many are missing is not said: each check-in would change the sentence of everyone who waits.
    if summary.check_in is Phase.OPEN and summary.no_shows == "release" and missing >= ahead:
        return f"{counted(ahead, 'no-show')} would let you in."
    return f"You are in when {counted(ahead, 'seat')} {'becomes' if ahead == 1 else 'become'} free."


def happened(what: str) -> str:
    """A type of event in words; of one that a newer API tells of, its name."""
    return _HAPPENED.get(what, what)


def filter_in_words(status: Status) -> str:
    """What a choice of players is called."""
    return _FILTERS[status]


def discord_address(summary: Summary) -> str:
    """Where on Discord its players are; blank when it has no server there."""
    kind, _, guild = summary.scope.partition(":")
    return f"https://discord.com/channels/{guild}" if kind == "discord" and guild.isdecimal() else ""


def table_noun(table: Table) -> str:
    """What people call it."""
    return _NOUNS.get(table.source, "table")


def trouble_in_words(table: Table) -> str:
    """Why it cannot be kept in line; blank when it can."""
    return _TROUBLE.get(table.trouble.why, "something went wrong") if table.trouble else ""


def places_for_staff(table: Table) -> int:
    """How many of its cells and rows somebody has to do something about."""
    return sum(table.for_staff.get(kind, 0) for kind in _FOR_STAFF)


def columns_in_words(table: Table) -> list[tuple[str, str]]:
    """For each column that is understood its letters, as spreadsheets name it, and what it means; in their order."""
    columns = sorted((table.columns or {}).items(), key=lambda one: one[1])
    return [(_letters(number), _ROLES.get(role, role)) for role, number in columns]


def _letters(number: int) -> str:
    """1 is `A`, 27 is `AA`."""
    letters = ""
    while number:
        number, digit = divmod(number - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return letters


def counted(count: int, noun: str) -> str:
    """`1 seat`, `2 seats`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def name_and_tag(name: str) -> tuple[str, str]:
    """A Riot ID in two, the tag with its sign; any other name and nothing."""
    game_name, sign, tag_line = name.rpartition("#")
    return (game_name, f"#{tag_line}") if sign and game_name and tag_line else (name, "")
