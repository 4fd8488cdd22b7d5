"""
What the API tells, as far as the page needs it. Keys that a newer API adds are ignored.
"""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from tiltyard.models import EntrantStatus, Phase, TournamentId


class Windows(Struct, frozen=True):
    """When things open and close, aware UTC; None: by hand."""

    registration_opens_at: datetime | None
    registration_closes_at: datetime | None
    check_in_opens_at: datetime | None
    check_in_closes_at: datetime | None


class Counts(Struct, frozen=True):
    """How many."""

    seated: int
    waiting: int
    checked_in: int
    pending: int


class Behind(Struct, frozen=True):
    """How many changes are not written yet, and when the first of them happened."""

    changes: int
    since: datetime


class Trouble(Struct, frozen=True):
    """Since when a table cannot be kept in line, and why: `away`, `access`, `missing`, `unusable`, or another word."""

    since: datetime
    why: str


class Held(Struct, frozen=True):
    """Since when nothing is taken from a table until staff have looked.

    players  how many it would take out or untick; 0 when it cannot be understood
    """

    since: datetime
    players: int


class Table(Struct, frozen=True):
    """How the table in which a tournament is mirrored stands to it.

    source     its scheme
    for_staff  for each kind of entry how many there are
    columns    role to the number of its column, the first being 1; None while that is not settled
    """

    source: str
    behind: Behind | None
    trouble: Trouble | None
    held: Held | None
    for_staff: dict[str, int]
    columns: dict[str, int] | None


class Summary(Struct, frozen=True, kw_only=True):
    """A tournament without its people."""

    id: TournamentId
    slug: str
    name: str
    seq: int
    capacity: int
    registration: Phase
    check_in: Phase
    windows: Windows
    counts: Counts
    changed_at: datetime | None
    table: Table | None = None
    scope: str = "local"
    mode: str = "solo"
    starts_at: datetime | None = None
    grace_until: datetime | None = None
    no_shows: str = "keep"
    checked_in_first: bool = False

    @property
    def of_teams(self) -> bool:
        """Its entrants are teams."""
        return self.mode != "solo"


class Teammate(Struct, frozen=True):
    """Who plays in a team."""

    name: str
    checked_in: bool


class Player(Struct, frozen=True):
    """One entrant in line, as everybody may see them.

    order              place in the line of sign-ups; never changes
    waitlist_position  1 for who is next; None for who is seated
    offered_until      until when the seat is theirs to take; None when it is theirs already, or none is
    team               its name; None for a single player, and for a team without one
    members            who plays in it; empty for a single player
    """

    id: str
    order: int
    name: str
    status: EntrantStatus
    seated: bool
    waitlist_position: int | None
    checked_in: bool
    offered_until: datetime | None = None
    team: str | None = None
    members: tuple[Teammate, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """What people may search for to find it."""
        return (self.name, *(one.name for one in self.members if one.name != self.name))


class Roster(Summary, frozen=True, kw_only=True):
    """A tournament with its people: seated first, then who waits, each in order."""

    entrants: tuple[Player, ...]


class SummaryList(Struct, frozen=True):
    """All tournaments, in the order in which they were created."""

    tournaments: tuple[Summary, ...]


class Overlaid(Struct, frozen=True):
    """Which tournament an overlay shows."""

    id: TournamentId


class Chapter(Struct, frozen=True):
    """Something that happened to an entrant.

    seq   the number of the event
    what  its type
    """

    seq: int
    at: datetime
    what: str


class Story(Struct, frozen=True):
    """How an entrant came to where it stands, up to event `seq`; oldest first."""

    seq: int
    story: tuple[Chapter, ...]
