"""
What a look at a shared sheet costs to think about: 10,000 rows, sorted by somebody since, one in a hundred edited there
and one in a hundred changed here.

Only thinking is measured, as of one visit: whose each row is, what people changed in it, what they cleared, what is to
be written. Beside it, the least that a bot could do: a dict of players by account, from which every row is made anew
and compared. That one forgets what people typed, drops nobody, and finds a row only by its account.
"""

from __future__ import annotations

import asyncio
import hashlib
import statistics
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from attrs import evolve

from tiltyard.desk.recognition import recognise
from tiltyard.desk.shared import Look, Outcome, cleared, look_at, plan, wanted_cells
from tiltyard.desk.tables import ReadTable
from tiltyard.models import (
    Cell,
    CheckState,
    Entrant,
    EntrantId,
    Link,
    LinkKind,
    Member,
    PersonId,
    Role,
    RowSource,
    RowTable,
    Rules,
    Tournament,
)
from tiltyard.rows.mapping import settle_mapping
from tiltyard.rows.recall import Memory
from tiltyard.tournament.roster import people_of_links
from tiltyard.tournament.text import tournament_id

SIZES = (1000, 10_000)
ROUNDS = 5
HEADER = (
    "Discord",
    "Riot ID",
    "Alt",
    "Pronouns",
    "Registered",
    "Check-in",
    "Notes",
    "Tiltyard status",
    "Tiltyard note",
)
ROLES = {Role.DISCORD: 0, Role.IGN: 1, Role.ALT_IGN: 2, Role.PRONOUNS: 3, Role.REGISTERED: 4, Role.CHECKIN: 5}
NOW = datetime(2026, 11, 26, tzinfo=UTC)
Grid = list[list[Cell]]


class Known:
    """What recognising rows asks of the desk and of the tables, without a journal."""

    def __init__(self, state: Tournament) -> None:
        self._state = state

    async def state(self, _tournament: str) -> Tournament:
        """The tournament."""
        return self._state

    async def find_people(self, _tournament: str, links: Sequence[Link]) -> list[PersonId | None]:
        """Whom links name; here a link's value is its key."""
        return people_of_links(self._state, [evolve(link, key=link.value or "") for link in links])

    def digest(self, *words: str) -> str:
        """A mark of words."""
        return hashlib.sha256("\0".join(words).encode()).hexdigest()


def tournament(players: int) -> Tournament:
    """So many players, all verified."""
    entrants = {}
    for number in range(players):
        account = str(1_100_000_000_000_000_000 + number)
        link = Link(LinkKind.DISCORD_ID, account, "discord", key=account)
        member = Member(
            PersonId(f"p{number}"),
            f"Player {number}#EUW",
            f"Player {number}#EUW",
            pronouns="they/them" if number % 3 else None,
            links=(link,),
            checked_in=number % 2 == 0,
            check=CheckState.VERIFIED,
        )
        entrants[EntrantId(f"e{number}")] = Entrant(EntrantId(f"e{number}"), (member,), number + 1, seated=True)
    rules = Rules(capacity=1024)
    return Tournament(tournament_id("local", "cup"), "local", "cup", "Cup", rules, entrants=entrants)


def grid(state: Tournament) -> Grid:
    """The sheet that says exactly this."""
    rows: Grid = [list(HEADER)]
    for entrant in state.entrants.values():
        member = entrant.members[0]
        account, name = member.links[0].value or "", member.typed_name or ""
        mine: list[Cell] = [account, name, "", member.pronouns or "", True, member.checked_in, "keep", "registered", ""]
        rows.append(mine)
    return rows


def read(cells: Grid) -> ReadTable:
    """The sheet as it is understood."""
    table = RowTable(RowSource("gsheet", "sheet/0"), cells, "1", NOW, two_way=True)
    theirs = evolve(table, cells=[[*row[:7], "", ""] for row in cells])
    return ReadTable(table, theirs, settle_mapping(theirs, (), explicit=ROLES, saved=None))


def look(state: Tournament, cells: Grid, memory: Memory) -> tuple[Look, Outcome]:
    """What a visit thinks."""
    known, understood = Known(state), read(cells)
    rows = asyncio.run(recognise(known, known, state.id, understood, memory))  # type: ignore[arg-type]
    seen = look_at(state, understood, rows, memory)
    cleared(seen, wanted_cells(state))
    return seen, plan(state, seen, {}, ())


def overwrite(state: Tournament, cells: Grid) -> Grid:
    """Every row made anew from a dict of players by account, and compared."""
    players = {row[0]: row for row in grid(state)}
    made = [players.get(row[0], row) for row in cells]
    return [new for new, old in zip(made, cells, strict=True) if new != old]


def evening(state: Tournament) -> tuple[Tournament, Grid, Memory]:
    """The tournament, its sheet and what is remembered of it, when both have gone on since the last visit."""
    cells = grid(state)
    seen, outcome = look(state, cells, Memory())
    memory = seen.memory.with_ours(outcome.after)
    changed = dict(state.entrants)
    for number in range(0, len(cells) - 1, 100):
        cells[number + 1][3] = "she/her"
        entrant = changed[EntrantId(f"e{number + 50}")]
        member = evolve(entrant.members[0], checked_in=not entrant.members[0].checked_in)
        changed[entrant.id] = evolve(entrant, members=(member,))
    cells[1:] = sorted(cells[1:], key=lambda row: str(row[1]))
    return evolve(state, entrants=changed), cells, memory


def cpu_s(work: Callable[[], object]) -> float:
    """CPU seconds of the work."""
    begun_s = time.process_time()
    work()
    return time.process_time() - begun_s


def measure(players: int) -> float:
    """Print what so many rows cost; CPU seconds of one row."""
    state, cells, memory = evening(tournament(players))
    _, outcome = look(state, cells, memory)
    written = len(outcome.changes.changes) if outcome.changes else 0
    if (len(outcome.open), written) != (len(range(0, players, 100)),) * 2:
        raise SystemExit(f"{len(outcome.open)} edits and {written} cells to write are not what was changed")
    ours_s = statistics.median(cpu_s(lambda: look(state, cells, memory)) for _ in range(ROUNDS))
    beside_s = statistics.median(cpu_s(lambda: overwrite(state, cells)) for _ in range(ROUNDS))
    print(
        f"{players:6} rows   merge {ours_s * 1e3:7.0f} ms   overwriting {beside_s * 1e3:6.1f} ms   "
        f"ratio {ours_s / beside_s:6.0f}"
    )
    return ours_s / players


def main() -> None:
    """Measure in turn and print the ratios."""
    few_s, many_s = (measure(players) for players in SIZES)
    print(f"CPU time of a row of {SIZES[1]} over one of {SIZES[0]}: {many_s / few_s:.2f}")


if __name__ == "__main__":
    main()
