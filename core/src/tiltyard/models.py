"""
The nouns that core and plugins share.

Everything here is a frozen value: it travels, compares by content and owns nothing. Times are aware UTC
datetimes; durations are seconds and say so in their names. Text that people typed is kept as typed; whoever shows
it escapes it.

Rows       RowSource · RowTable · ColumnGuess · ColumnMapping · CellChange · RowChanges · WriteResult
Identity   Actor · Link · RiotId · Rank · PlayerAccount · Eligibility · PlayerClaim · Finding · Challenge
Games      Mode · Lobby · Placements
Services   ServiceSpec · ServiceRequest · ServiceStatus
Rules      Windows · PromotionRule · NoShows · Rules
State      Member · Entrant · Tournament · Guild · EventRecord · Refusal
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any, Literal, NewType

from attrs import Factory, field, frozen, validators

PersonId = NewType("PersonId", str)
EntrantId = NewType("EntrantId", str)
TournamentId = NewType("TournamentId", str)

# --------------------------------------------------------------------------------------------------------------------
# Rows: tables that organisers keep


Cell = str | int | float | bool
"""One cell as its source gave it. A blank cell is the empty string, never None."""

HEADER_KEY = ""
"""The row key that addresses the header line itself. No player row can have it: a row with a blank key has no key."""


WORKBOOKS = ("xlsx", "xlsm", "xlsb", "xls", "ods")
"""Suffixes of workbooks, and the schemes that read them."""

FILES = frozenset({"csv", *WORKBOOKS})
"""Schemes whose addresses are paths."""

_WORKBOOK = re.compile(rf"\.({'|'.join(WORKBOOKS)})(?:#.*)?$", re.IGNORECASE | re.DOTALL)


@frozen
class RowSource:
    """Where a table lives: ``csv:players.csv``, ``gsheet:1AbC...``.

    scheme   which plugin answers for it; lower case
    address  what that plugin needs to find it; not interpreted by core
    options  details of reading that are not part of where it is, such as ``{"encoding": "cp1252"}``
    """

    scheme: str
    address: str
    options: Mapping[str, str] = Factory(dict)

    @classmethod
    def parse(cls, text: str, *, default_scheme: str = "csv") -> RowSource:
        """Read ``scheme:address``; a bare path, also one with a drive letter, gets the scheme of its suffix if it is a
        workbook's, such as ``players.xlsx`` or ``players.ods#Check-in``, and `default_scheme` otherwise.
        """
        scheme, colon, address = text.partition(":")
        if colon and len(scheme) > 1 and scheme.replace("-", "").isalnum():
            return cls(scheme.lower(), address)
        workbook = _WORKBOOK.search(text)
        return cls(workbook[1].lower() if workbook else default_scheme, text)

    @property
    def is_file(self) -> bool:
        """Whether the address is a path on this machine, which means another file in another directory."""
        return self.scheme in FILES

    def __str__(self) -> str:
        return f"{self.scheme}:{self.address}"


@frozen
class RowTable:
    """A whole grid as it was read, title lines above the header included.

    source          where it lives, in the form that lasts: by ids where it was asked for by a URL or a title
    cells           rows of cells; every row padded to the same width
    revision        opaque mark of this exact content; a source that has changed has another
    read_at         when it was read
    document        what it is a part of: before a guild may bind that it must show that it is its own; None for what is
                    only found on this machine
    two_way         people and we work in it at the same time: cells of mapped columns are written, rows are added
    marked_columns  mark to 0-based column, for the columns that `RowChanges.marks` marked, wherever they are now
    marked_header   0-based row of the header line that was marked, wherever it is now; None when none was
    look_again_s    how often to look for edits while nothing happens; None leaves that to the reader
    rest_s          how long to leave it alone after each visit
    read_only       `write_rows` refuses it: it can be imported, and nothing can be mirrored in it
    """

    source: RowSource
    cells: Sequence[Sequence[Cell]]
    revision: str
    read_at: datetime
    document: str | None = None
    two_way: bool = False
    marked_columns: Mapping[str, int] = Factory(dict)
    marked_header: int | None = None
    look_again_s: float | None = None
    rest_s: float = 0.0
    read_only: bool = False

    @property
    def width(self) -> int:
        """Columns in the grid; 0 when there is no row."""
        return len(self.cells[0]) if self.cells else 0


class Role(StrEnum):
    """What a column means to a tournament. A column plays at most one role, a role is played by at most one column."""

    DISCORD = "discord"
    IGN = "ign"
    ALT_IGN = "alt_ign"
    PRONOUNS = "pronouns"
    REGISTERED = "registered"
    CHECKIN = "checkin"
    TEAM = "team"
    RANK = "rank"
    REGION = "region"
    EMAIL = "email"
    TIMESTAMP = "timestamp"
    SEED = "seed"
    NOTES = "notes"


@frozen
class ColumnGuess:
    """One opinion: column `index` plays `role`.

    index       0-based column of the grid
    confidence  0 to 1
    reason      a sentence an organiser understands, such as 'header "Riot ID"; 61 of 63 cells look like one'
    header_row  0-based row that this opinion takes for the header line
    """

    index: int
    role: Role
    confidence: float = field(validator=[validators.ge(0.0), validators.le(1.0)])
    reason: str
    header_row: int = 0


@frozen
class ColumnMapping:
    """The settled answer to "which column is what" for one table.

    header_row   0-based; -1 when the table has no header line
    columns      role to 0-based column
    fingerprint  mark of the header line it was made for; another header asks for a new mapping
    origin       `settings`, `saved` or `detected`
    """

    header_row: int
    columns: Mapping[Role, int]
    fingerprint: str
    origin: str


@frozen
class CellChange:
    """Set one cell.

    row_key  which row, by its key (see `tiltyard.rows.keys`); `HEADER_KEY` is the header line
    column   0-based; one past the width adds a column at the right
    base     what the cell held when the change was decided
    value    what it shall hold
    """

    row_key: str
    column: int
    base: Cell
    value: Cell


@frozen
class NewRow:
    """Add a row below the last one that says something.

    row_key  by which it will be found, as its cell of the key column makes it
    cells    0-based column to value; all else in the row stays blank, or as it was prepared
    """

    row_key: str
    cells: Mapping[int, Cell]


@frozen
class RowChanges:
    """Changes to one table that are applied all together or not at all.

    revision   the `RowTable.revision` they were decided on
    header_row, key_column, else_column   how the row keys of `changes` were made, see `tiltyard.rows.keys.row_keys`
    new_rows   added in this order; only to a table that is `two_way`
    marks      mark to 0-based column: a source that can find columns again after they were moved or renamed marks
               them, and the header line, from now on; others pass over it
    """

    revision: str
    header_row: int
    key_column: int
    changes: tuple[CellChange, ...]
    new_rows: tuple[NewRow, ...] = ()
    marks: Mapping[str, int] = Factory(dict)
    else_column: int | None = None


@frozen
class Unwritten:
    """A cell that its owner lets nobody write: protected, a formula, inside of a merged cell. The others were written.

    why  a sentence for whoever keeps the table
    """

    row_key: str
    column: int
    why: str


@frozen
class Displaced:
    """A cell that a write hit although it was another row's by then, because rows moved meanwhile; it was put back.

    row_key  whose it is
    value    what it held when it was last read, and holds again
    hit      what stood there for a moment
    """

    row_key: str
    column: int
    value: Cell
    hit: Cell


@frozen
class WriteResult:
    """A write that has happened.

    revision    of the table as it stands after the write
    key_column  every cell of the key column after the write, from the grid's first row on
    unwritten   cells of the changes that could not be written
    displaced   cells that were hit by mistake and put back
    """

    revision: str
    key_column: tuple[Cell, ...]
    unwritten: tuple[Unwritten, ...] = ()
    displaced: tuple[Displaced, ...] = ()


# --------------------------------------------------------------------------------------------------------------------
# Identity: who acts, who plays, what is known about it


class StaffRole(StrEnum):
    """What somebody may do for the organisers."""

    HELPER = "helper"
    """Acts for single players: signs up, checks in, drops, settles."""
    ORGANISER = "organiser"
    """Everything, also what touches many players at once, rules and staff."""


@frozen
class Actor:
    """Who asked for something.

    kind     `player`, `staff`, `cli`, `web`, `import`, `sheet`, `host` or `schedule`; `cli` is whoever sits at the
             host's terminal, `web` who was let in from there to the dashboard's pages, or a token of its API
    id       stable within its kind; never a display name
    display  how people know them; personal, may be erased
    role     of staff: what the front end knows them to be by their roles in the guild, whoever was made staff here or
             not. It counts for what they ask for now, and is journalled with nothing
    """

    kind: str
    id: str
    display: str = ""
    role: StaffRole | None = field(default=None, eq=False)


class LinkKind(StrEnum):
    """What a link is made of; `value` holds the thing itself."""

    DISCORD_ID = "discord_id"
    DISCORD_HANDLE = "discord_handle"
    PUUID = "puuid"
    ROW = "row"


@frozen
class Link:
    """One name the outside world has for a person; unique within a tournament.

    value       as the outside world says it; personal, so it may be gone (None) after an erasure
    provenance  who said so: `typed`, `import`, `discord`, `riot`
    key         keyed digest of the value, made by the desk. Links are compared by it, so that they still
                protect a seat after the value was erased; blank until the desk has sealed the command
    """

    kind: LinkKind
    value: str | None
    provenance: str
    key: str = ""


@frozen
class RiotId:
    """A Riot ID as Riot spells it: ``game_name#tag_line``."""

    game_name: str
    tag_line: str

    def __str__(self) -> str:
        return f"{self.game_name}#{self.tag_line}"


class Verdict(StrEnum):
    """What a check found out."""

    VERIFIED = "verified"
    REJECTED = "rejected"
    UNKNOWN = "unknown"
    """Those who would know could not say now; ask again."""
    ABSTAIN = "abstain"
    """This check is not set up here; shown, never blocking."""


class Evidence(StrEnum):
    """How much a verified finding proves; each level includes the ones before it."""

    SHAPE = "shape"
    """The name is written as such names are written."""
    ACCOUNT = "account"
    """The account exists."""
    OWNERSHIP = "ownership"
    """The account is this person's."""


class RankQueue(StrEnum):
    """The queue that a rank was played for."""

    SOLO = "solo"
    DOUBLE_UP = "double_up"


class Tier(StrEnum):
    """How far up a ladder somebody is, lowest first. Unranked is no rank: it is below iron, and it is not iron."""

    UNRANKED = "unranked"
    IRON = "iron"
    BRONZE = "bronze"
    SILVER = "silver"
    GOLD = "gold"
    PLATINUM = "platinum"
    EMERALD = "emerald"
    DIAMOND = "diamond"
    MASTER = "master"
    GRANDMASTER = "grandmaster"
    CHALLENGER = "challenger"

    @property
    def strength(self) -> int:
        """Its place among the tiers; 0 is unranked."""
        return list(Tier).index(self)


@frozen
class Rank:
    """Where somebody stands in a queue.

    division       1, the best, to 4; None for unranked, and from master on
    league_points  within the tier and division; 0 or more
    as_of          when the vendor said so
    source         the plugin or vendor who said so
    """

    queue: RankQueue
    tier: Tier
    division: int | None
    league_points: int = field(validator=validators.ge(0))
    as_of: datetime
    source: str = ""

    @property
    def strength(self) -> tuple[int, int, int]:
        """Sorts ranks of one queue, better ones later."""
        return self.tier.strength, -(self.division or 0), self.league_points


@frozen
class PlayerAccount:
    """The game account of a player.

    name      the Riot ID, canonical where it is known, else as typed
    puuid     what stays when the name changes; None while nobody has looked it up
    platform  Riot platform such as `euw1`, when known
    """

    name: str
    puuid: str | None = None
    platform: str | None = None


PLATFORMS = frozenset("br1 eun1 euw1 jp1 kr la1 la2 me1 na1 oc1 ru sg2 tr1 tw2 vn2".split())
"""Riot's platforms. Source: Riot's API reference, 2026; `ph2` and `th2` were merged into `sg2`."""


@frozen
class Eligibility:
    """Which accounts a tournament is for.

    platforms        Riot platforms such as `euw1`; empty: any
    lowest, highest  the tiers between which a rank must be, both included; None: no limit. Who is unranked is below
                     every lowest tier
    queue            whose rank counts
    """

    platforms: frozenset[str] = frozenset()
    lowest: Tier | None = None
    highest: Tier | None = None
    queue: RankQueue = RankQueue.SOLO

    @property
    def asks(self) -> bool:
        """Whether there is anything that an account must be."""
        return bool(self.platforms or self.lowest or self.highest)


@frozen
class PlayerClaim:
    """Somebody says that a name is theirs; `verify_player` says what is known about that.

    typed_name   exactly as typed; once the account is known, the name that it had when it was last looked up
    alternates   further names they gave, as typed
    platform     Riot platform such as `euw1`, when known
    roster_keys  what is taken by those who were earlier in line in this tournament, kind to values, for reference only:
                 uniqueness is enforced by the rules, not by plugins. `name` holds names as they are shown, `alternate`
                 further ones that they gave, as typed
    puuid        of the account that was found under this name, when one was: it is who they are, whatever the account
                 is called now
    eligibility  which accounts this tournament is for
    wants        the strongest evidence that is asked for, or recommended
    waiting      False: nobody waits for the answer, it is looked after while there is time
    """

    person: PersonId
    typed_name: str
    alternates: tuple[str, ...] = ()
    platform: str | None = None
    roster_keys: Mapping[str, frozenset[str]] = Factory(dict)
    puuid: str | None = None
    eligibility: Eligibility = Eligibility()
    wants: Evidence = Evidence.SHAPE
    waiting: bool = True


@frozen
class Finding:
    """What one check knows about a claim.

    code           stable, lower case, such as `riot_id_no_tag`
    evidence       which level this finding speaks about; None when that is not known (a check that crashed), and for
                   what no level answers, such as that a name is much like another player's
    hard           a rejection that ends the matter; a soft one asks staff. One about the shape counts no more once the
                   account was found
    reason         a sentence for the player
    next_step      what the player can do; blank when there is nothing to do
    keys           comparison keys, kind to value: `puuid` and `name` (normalised), which only one player of a
                   tournament may hold; `skeleton` (look-alike form) and `near` (almost the same spelling), about which
                   staff are asked. Several of a kind are told apart by `near:1`, `near:2`, and compare as one kind
    canonical      the name as it should be shown, when the check knows it
    as_of          when the vendor said so; None when it is true at any time
    retry_after_s  for `unknown`: not sooner than this
    source         the plugin that found it; the host fills it in
    eligible       for `verified`: the account was looked at, and is one that `PlayerClaim.eligibility` is for
    """

    code: str
    verdict: Verdict
    evidence: Evidence | None
    hard: bool = True
    reason: str = ""
    next_step: str = ""
    keys: Mapping[str, str] = Factory(dict)
    canonical: str | None = None
    as_of: datetime | None = None
    retry_after_s: float | None = None
    source: str = ""
    eligible: bool = False


@frozen
class Challenge:
    """What somebody shall do to prove that an account is theirs.

    code        stable, lower case, such as `riot_icon`
    how         what to do, in a sentence for the player
    expires_at  until when it counts, aware UTC
    strength    what it proves, and how surely, in a sentence for staff
    """

    code: str
    how: str
    expires_at: datetime
    strength: str


# --------------------------------------------------------------------------------------------------------------------
# Games: what was played, and who came where


class Mode(StrEnum):
    """Who enters: single players, or pairs."""

    SOLO = "solo"
    DOUBLE_UP = "double_up"

    @property
    def team_size(self) -> int:
        """Players of one entrant."""
        return 2 if self is Mode.DOUBLE_UP else 1


@frozen
class Lobby:
    """Players who play a game together, and when: what `fetch_placements` looks for.

    members         everyone who should be in it, each with a puuid where one is known
    since, until    the game ended between these two, aware UTC
    used_match_ids  matches that count for something else already
    """

    mode: Mode
    members: tuple[PlayerAccount, ...]
    since: datetime
    until: datetime
    used_match_ids: frozenset[str] = frozenset()


@frozen
class Placements:
    """Who came where in a game that may be the lobby's.

    match_id    as the vendor names it
    verdict     `found`: it is that game. `ambiguous`: others may be it as well, so people are asked. `remake`: it was
                broken off, and counts for nothing
    confidence  0 to 1
    placements  puuid to place, 1 is best, among the lobby's own: who is not of the lobby leaves no gap
    in_game     the same as the game ranked them
    outsiders   puuids of those who played and are not of the lobby
    missing     names of members who are not in it
    ended_at    aware UTC
    reasons     why it is, or may be, that game; a sentence each
    """

    match_id: str
    verdict: Literal["found", "ambiguous", "remake"]
    confidence: float = field(validator=[validators.ge(0.0), validators.le(1.0)])
    placements: Mapping[str, int]
    in_game: Mapping[str, int]
    outsiders: tuple[str, ...]
    missing: tuple[str, ...]
    ended_at: datetime
    reasons: tuple[str, ...]


# --------------------------------------------------------------------------------------------------------------------
# Services: programs a plugin brings and supervises


def _strings(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(values)


@frozen
class ServiceSpec:
    """A program to keep running.

    argv        never through a shell
    port        the TCP port it listens on at 127.0.0.1, or None
    health_url  answers 200-399 when the service is ready; None means ready when its port accepts, or at once
    depends_on  names of services that must be ready first
    env         added to a short allow-list of the host's environment, which is not passed on
    grace       seconds it may take to become ready (the issue that fixed this interface named it so)
    secrets     NAME to value: the service finds each in a file that only this user can read and that its variable
                NAME_FILE names, while it runs; never on a command line or in an environment
    """

    name: str
    argv: tuple[str, ...] = field(converter=_strings)
    port: int | None = None
    health_url: str | None = None
    depends_on: tuple[str, ...] = field(default=(), converter=_strings)
    env: Mapping[str, str] = Factory(dict)
    cwd: str | None = None
    grace: float = 60.0
    secrets: Mapping[str, str] = field(factory=dict, repr=False)


class ServiceAction(StrEnum):
    """What `manage_service` is asked to do."""

    START = "start"
    STOP = "stop"
    RESTART = "restart"
    STATUS = "status"


@frozen
class ServiceRequest:
    """Do `action` with these services.

    names       which; all of them belong to one plugin
    deadline_s  the whole request ends within this time, done or undone
    ports       service name to a port for this start instead of its usual one
    keep        True: the services outlive the process that asks, until they are stopped
    lasting     False: what starts now ends at once when its host is killed, and waits for no other to take it over
    """

    action: ServiceAction
    names: tuple[str, ...]
    deadline_s: float = 75.0
    ports: Mapping[str, int] = Factory(dict)
    keep: bool = False
    lasting: bool = True


class ServiceState(StrEnum):
    """Where a service is in its life."""

    STOPPED = "stopped"
    STARTING = "starting"
    RUNNING = "running"
    BACKOFF = "backoff"
    FAILED = "failed"


@frozen
class Beat:
    """One look at a service that runs.

    at           aware UTC
    ok           it answered as a healthy service does
    said         what was wrong; blank when nothing was
    rss_bytes    memory of its whole tree of processes; None where the system did not tell
    cpu_percent  of one core, since the look before; None at the first
    """

    at: datetime
    ok: bool
    said: str = ""
    rss_bytes: int | None = None
    cpu_percent: float | None = None


@frozen
class ServiceStatus:
    """One service as it stands.

    pid          of the service itself, not of its keeper; None when it does not run
    url          where to reach it, when it listens
    since        when it entered this state
    restarts     how often it was begun again by itself since somebody started it
    last_error   why it is not running, with its last words; blank when nothing is wrong
    degraded     what it depends on and does not run now; it is running itself
    supervised   False: its host has gone; it goes on for a while, until another host takes it over
    uptime_s     how long it has been running when this was asked; None when it does not
    health       the last looks at it, oldest first
    log          path of the file that holds what it says; None where nobody keeps that
    """

    name: str
    state: ServiceState
    pid: int | None = None
    port: int | None = None
    url: str | None = None
    since: datetime | None = None
    restarts: int = 0
    last_error: str = ""
    degraded: tuple[str, ...] = ()
    supervised: bool = True
    uptime_s: float | None = field(default=None, eq=False)
    health: tuple[Beat, ...] = ()
    log: str | None = None

    @property
    def rss_bytes(self) -> int | None:
        """Memory of its whole tree at the last look."""
        return self.health[-1].rss_bytes if self.health else None

    @property
    def cpu_percent(self) -> float | None:
        """Of one core, at the last look."""
        return self.health[-1].cpu_percent if self.health else None


# --------------------------------------------------------------------------------------------------------------------
# Rules: what an organiser decides about a tournament


class Unit(StrEnum):
    """What `capacity` counts."""

    PLAYERS = "players"
    TEAMS = "teams"


class PromotionRule(StrEnum):
    """Who gets a free seat. Rules are a ladder: the next one counts where those before it see no difference."""

    CHECKED_IN_FIRST = "checked_in_first"
    """Whoever is here before whoever is not."""
    WHOLE_TEAMS_FIRST = "whole_teams_first"
    """Teams that are complete before those that still look for a player."""
    ORDER_OF_RECEIPT = "order_of_receipt"
    """Whoever signed up earlier; the last rung of every ladder."""


class NoShows(StrEnum):
    """What becomes of who holds a seat and is not here when check-in and its grace are over."""

    KEEP = "keep"
    """They keep the seat."""
    STAFF = "staff"
    """Staff are asked; until they answer, everyone keeps the seat."""
    RELEASE = "release"
    """The seat goes to the next who is here."""


class CheckInBy(StrEnum):
    """Whose check-in makes a team be here."""

    ALL = "all"
    CAPTAIN = "captain"


@frozen
class Windows:
    """When things open and close, aware UTC. None: only by hand."""

    registration_opens_at: datetime | None = None
    registration_closes_at: datetime | None = None
    check_in_opens_at: datetime | None = None
    check_in_closes_at: datetime | None = None


@frozen
class WallTime:
    """What a clock on a wall of `zone` shows.

    at    without an offset, ISO 8601: ``2026-12-05T18:00``
    zone  IANA name
    fold  1 for the second of two moments at which the clock shows this, when it is put back
    """

    at: str
    zone: str
    fold: int = 0


@frozen
class FromStart:
    """So many seconds of elapsed time after the start; negative: before it."""

    offset_s: int


When = WallTime | FromStart


@frozen
class Schedule:
    """Times as they were said. None: by hand.

    zone       IANA name; the organiser's, in which times are shown
    starts_at  None: nobody has said it yet, and nothing may be counted from it
    """

    zone: str
    starts_at: WallTime | None = None
    registration_opens: When | None = None
    registration_closes: When | None = None
    check_in_opens: When | None = None
    check_in_closes: When | None = None


CAPACITY_MAX = 10_000
"""Seats of one tournament. More is a slip of the keyboard, and every command holds the whole state in memory."""


@frozen
class Rules:
    """What an organiser decides about a tournament.

    capacity           seats, counted in `unit`; 1 to CAPACITY_MAX
    identity           the evidence a name needs before its player is registered
    promotion          the ladder by which a free seat finds its player; order of receipt is always its last rung
    pending_holds_seat a player whose check is still under way keeps the seat that their place in line gave them
    offer_wait_s       how long a free seat is offered before it goes to the next; None, or 0, gives it without asking
    no_shows           what becomes of who is not here in time
    grace_s            how long after its close a check-in still counts, as a late one
    check_in_by        whose check-in makes a team be here
    half_teams_sit     a team that still looks for a player may hold a seat
    eligibility        which accounts may play
    recommends_ownership  players are asked to prove that the account is theirs, and nobody who does not is held up;
                       where it is required, `identity` says so
    schedule           the times as they were said; None: nobody said any, or only moments
    starts_at          what its start comes to, aware UTC; `windows` holds what the other times come to
    """

    capacity: int
    unit: Unit = Unit.PLAYERS
    mode: Mode = Mode.SOLO
    windows: Windows = Windows()
    identity: Evidence = Evidence.SHAPE
    promotion: tuple[PromotionRule, ...] = (PromotionRule.ORDER_OF_RECEIPT,)
    pending_holds_seat: bool = True
    offer_wait_s: int | None = None
    no_shows: NoShows = NoShows.KEEP
    grace_s: int = 0
    check_in_by: CheckInBy = CheckInBy.ALL
    half_teams_sit: bool = True
    eligibility: Eligibility = Eligibility()
    recommends_ownership: bool = False
    schedule: Schedule | None = None
    starts_at: datetime | None = None

    @property
    def seats(self) -> int:
        """How many entrants can sit: a team takes the seats of its players."""
        return self.capacity // self.mode.team_size if self.unit is Unit.PLAYERS else self.capacity

    @property
    def wants(self) -> Evidence:
        """The strongest evidence that a name is asked for, be it only as a recommendation."""
        return Evidence.OWNERSHIP if self.recommends_ownership else self.needs

    @property
    def needs(self) -> Evidence:
        """The evidence without which nobody is let in: which accounts may play is not told from how a name is spelt."""
        only_shape = self.identity is Evidence.SHAPE and self.eligibility.asks
        return Evidence.ACCOUNT if only_shape else self.identity


# --------------------------------------------------------------------------------------------------------------------
# State: what the rules have made of all that happened


class Phase(StrEnum):
    """A window of a tournament: registration or check-in."""

    NOT_YET = "not_yet"
    OPEN = "open"
    CLOSED = "closed"


class CheckState(StrEnum):
    """What is known about the name that a member plays under."""

    RECEIVED = "received"
    PENDING = "pending"
    VERIFIED = "verified"
    REJECTED = "rejected"


class EntrantStatus(StrEnum):
    """Where an entrant stands. Whether they hold a seat is `Entrant.seated`."""

    RECEIVED = "received"
    """Journalled; not checked yet."""
    PENDING = "pending"
    """Checked, and nobody could say; asked again by itself, or waiting for staff."""
    REGISTERED = "registered"
    WAITLISTED = "waitlisted"
    REJECTED = "rejected"
    DROPPED = "dropped"
    """Left, or was taken out."""
    NO_SHOW = "no_show"
    """Was not here in time; the seat went to somebody else."""
    DISQUALIFIED = "disqualified"
    """Taken out by staff for a reason."""


@frozen
class OpenChallenge:
    """Somebody was told how to prove that an account is theirs, and may do it until then.

    code      as in `Challenge`
    strength  what it will prove, and how surely, in a sentence for staff
    """

    code: str
    until: datetime
    strength: str = ""


@frozen
class Proof:
    """An account was shown to be somebody's. It holds for as long as they play on that account.

    code      of the finding that said so
    source    the plugin that found it
    account   keyed digest of the account's puuid; blank when none is known
    as_of     when the vendor said so
    strength  how surely, in a sentence for staff
    """

    code: str
    source: str
    account: str = ""
    as_of: datetime | None = None
    strength: str = ""


@frozen
class Member:
    """One person of an entrant.

    name        as shown; None after an erasure
    typed_name  as typed; None after an erasure
    links       what the outside world calls them
    keys        comparison keys that this person holds, kind to keyed digest
    late        their check-in came after the close
    claim       the event that made the present claim; findings about an older one are stale
    check       what is known about the claim
    code, reason, next_step   why it is pending or rejected; blank otherwise
    waits_for   what a pending one waits for: `retry` (asked again by itself) or `staff`
    clash_with  who holds the account that they claim as well; None when nobody does
    free_agent  looks for a partner and takes whoever is paired with them
    pseudonym   by what an erased person is shown; blank for everybody else
    waived      codes about which staff have said that this name is all right nevertheless; where one is about another
                player, with that person behind a space
    challenge   how they may prove now that the account is theirs; None when nobody asked, and once it is proven
    proof       that it is; None while nobody has shown it
    """

    person: PersonId
    name: str | None
    typed_name: str | None
    alternates: tuple[str, ...] = ()
    platform: str | None = None
    pronouns: str | None = None
    links: tuple[Link, ...] = ()
    keys: Mapping[str, str] = Factory(dict)
    checked_in: bool = False
    late: bool = False
    claim: int = 0
    check: CheckState = CheckState.RECEIVED
    code: str = ""
    reason: str = ""
    next_step: str = ""
    waits_for: str = ""
    clash_with: PersonId | None = None
    free_agent: bool = False
    pseudonym: str = ""
    waived: tuple[str, ...] = ()
    challenge: OpenChallenge | None = None
    proof: Proof | None = None

    @property
    def shown(self) -> str | None:
        """How they are shown; None after an erasure without a pseudonym."""
        return self.name or self.typed_name or self.pseudonym or None


@frozen
class Entrant:
    """Who holds, or waits for, one seat: one person in solo, up to two in double-up.

    order          place in the line of receipt; 1 was first
    seated         holds a seat, be it a provisional or an offered one
    out            why they take part no longer; None while they do
    offered_until  the seat is theirs if they take it by then; None when it is theirs, or none is
    passed         let an offer pass: not asked again until another seat becomes free, unless they ask themselves
    team           the team's name; None for a single player, and after an erasure
    captain        who speaks for the team; None stands for the first member
    invited        who may join the team
    """

    id: EntrantId
    members: tuple[Member, ...]
    order: int
    seated: bool = False
    out: EntrantStatus | None = None
    offered_until: datetime | None = None
    passed: bool = False
    team: str | None = None
    captain: PersonId | None = None
    invited: tuple[PersonId, ...] = ()

    @cached_property
    def status(self) -> EntrantStatus:
        """Where they stand: what their members' checks and their seat amount to."""
        if self.out:
            return self.out
        checks = {member.check for member in self.members}
        if checks == {CheckState.VERIFIED}:
            has_seat = self.seated and self.offered_until is None
            return EntrantStatus.REGISTERED if has_seat else EntrantStatus.WAITLISTED
        if checks == {CheckState.REJECTED}:
            return EntrantStatus.REJECTED
        return EntrantStatus.RECEIVED if CheckState.RECEIVED in checks else EntrantStatus.PENDING

    @property
    def person(self) -> PersonId:
        """The captain; in solo the only member."""
        return self.captain or self.members[0].person

    @property
    def name(self) -> str | None:
        """How the entrant is shown; None after an erasure."""
        return self.team or " & ".join(name for member in self.members if (name := member.shown)) or None

    @property
    def checked_in(self) -> bool:
        """Everyone of this entrant has checked in."""
        return all(member.checked_in for member in self.members)

    @property
    def claim(self) -> int:
        """The newest claim of its members."""
        return max(member.claim for member in self.members)

    @property
    def concern(self) -> Member:
        """The member whose check the others wait for; the first one when nobody waits."""
        return max(self.members, key=lambda member: _CONCERN[member.check])

    @property
    def code(self) -> str:
        """Why it is pending or rejected; blank otherwise."""
        return self.concern.code

    @property
    def reason(self) -> str:
        """The same in words."""
        return self.concern.reason

    @property
    def next_step(self) -> str:
        """What the player can do about it."""
        return self.concern.next_step

    @property
    def waits_for(self) -> str:
        """What a pending entry waits for: `retry` or `staff`."""
        return self.concern.waits_for


_CONCERN = {CheckState.VERIFIED: 0, CheckState.RECEIVED: 1, CheckState.PENDING: 2, CheckState.REJECTED: 3}


@frozen
class Tournament:
    """A tournament after its event `seq`.

    scope     `local`, or `discord:<guild>`: whose tournament it is
    slug      its name in addresses, unique in its scope
    registration_closes_by_hand, check_in_closes_by_hand
              opened after the time at which it was to close: that time counts no more
    registration_by_hand, check_in_by_hand
              somebody opened or closed it last, and not the clock: a schedule that only moves leaves that as it is
    check_in_until  when check-in closes, where that is not the time that was set for it
    check_in_round  before which round players check in; 0 is before the first
    grace_until     until when a late check-in counts; None when none does
    lost_until      up to when time in which nobody could reach us was given back
    no_shows_open   what becomes of who is not here has yet to be decided
    no_shows_held   likewise, and only staff can decide it
    entrants  everyone who ever signed up, in order of receipt, those who are out included
    aliases   a person who turned out to be another, to that other
    binding   the table that mirrors this tournament both ways, or None
    staff     who acts for its organisers: actor id to role
    teams_locked  teams stay as they are
    paused    nothing outside is changed until it is resumed
    archived_at   when it was put away; None while it is in use
    """

    id: TournamentId
    scope: str
    slug: str
    name: str
    rules: Rules
    registration: Phase = Phase.NOT_YET
    registration_closes_by_hand: bool = False
    registration_by_hand: bool = False
    check_in: Phase = Phase.NOT_YET
    check_in_closes_by_hand: bool = False
    check_in_by_hand: bool = False
    check_in_until: datetime | None = None
    check_in_round: int = 0
    grace_until: datetime | None = None
    lost_until: datetime | None = None
    no_shows_open: bool = False
    no_shows_held: bool = False
    entrants: Mapping[EntrantId, Entrant] = Factory(dict)
    aliases: Mapping[PersonId, PersonId] = Factory(dict)
    next_order: int = 1
    binding: RowSource | None = None
    staff: Mapping[str, StaffRole] = Factory(dict)
    teams_locked: bool = False
    paused: bool = False
    archived_at: datetime | None = None
    seq: int = 0


@frozen
class Block:
    """Somebody who may not play in a guild.

    kind    `discord_id` or `puuid`
    value   personal; None after an erasure
    reason  why; for staff
    key     keyed digest of the value, by which sign-ups are compared
    """

    kind: LinkKind
    value: str | None
    reason: str
    key: str


@frozen
class Guild:
    """What holds for all tournaments of one scope, after its event `seq`.

    staff      who acts for the organisers of all its tournaments: actor id to role
    blocked    who may not play
    defaults   what a new tournament starts from; None: what Tiltyard starts from
    frozen_at  when the bot was removed from it: nothing changes there any more; None while it is there
    """

    scope: str
    staff: Mapping[str, StaffRole] = Factory(dict)
    blocked: tuple[Block, ...] = ()
    defaults: Rules | None = None
    frozen_at: datetime | None = None
    seq: int = 0


@frozen
class EventRecord:
    """One fact as the journal keeps it.

    stream      whose history it belongs to; `seq` counts within it from 1 without a gap
    type, version  which fact, in which form of writing it down
    command_id  what it was caused by; all events of one command share it
    facts       ids, codes and numbers: all that the rules need
    personal    names and typed text; None once erased. The fold works without it
    """

    stream: str
    seq: int
    type: str
    version: int
    at: datetime
    actor: Actor
    command_id: str
    reason: str | None
    facts: Mapping[str, Any]
    personal: Mapping[str, Any] | None


@frozen
class Refusal:
    """The rules said no. A value, not an exception.

    code       stable, lower case
    what       what is not possible, in a sentence
    which      the name, window or number it is about
    next_step  what the person who asked can do
    """

    code: str
    what: str
    which: str
    next_step: str

    def __str__(self) -> str:
        return f"{self.what} ({self.which}). {self.next_step}" if self.which else f"{self.what}. {self.next_step}"
