"""
Turn the rows of a table into commands: only what the table says that the tournament does not know yet.

Order of rows is order of receipt. The table is only read; a row that has gone from it drops nobody.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from attrs import evolve, frozen

from tiltyard.desk.desk import Desk
from tiltyard.desk.tables import ReadTable, Tables
from tiltyard.models import (
    Actor,
    Entrant,
    EntrantStatus,
    Link,
    LinkKind,
    Member,
    PersonId,
    Phase,
    Refusal,
    Role,
    Tournament,
    TournamentId,
)
from tiltyard.rows.claims import RowClaim, RowRefusal
from tiltyard.rows.recall import SeenRow
from tiltyard.tournament import commands as c
from tiltyard.tournament.answers import Answer, Refused
from tiltyard.tournament.roster import entrant_of

Progress = Callable[[int, int], None]
"""Told (rows done, rows in all)."""


@frozen
class RowOutcome:
    """What became of one row.

    key      whose it says it is, see `RowClaim`
    row_key  by which the row is found again in its table
    result   `new`, `changed`, `unchanged` or `refused`
    refusal  why it was refused; by the row itself or by the rules
    counted  whether the tick in the table's own check-in column has had its effect; None when it was not weighed
    """

    row_number: int
    key: str | None
    result: str
    row_key: str | None = None
    person: PersonId | None = None
    refusal: Refusal | None = None
    counted: bool | None = None


@frozen
class ImportReport:
    """What an import did, row by row, in the table's order."""

    outcomes: tuple[RowOutcome, ...]

    def count(self, result: str) -> int:
        """Rows with this result."""
        return sum(1 for outcome in self.outcomes if outcome.result == result)


class Importer:
    """Signs people up from rows."""

    def __init__(self, desk: Desk, tables: Tables, actor: Actor) -> None:
        self._desk = desk
        self._tables = tables
        self._actor = actor

    async def run(
        self, tournament: TournamentId, read: ReadTable, *, progress: Progress = lambda _done, _of: None
    ) -> ImportReport:
        """Bring the tournament what this table says, and keep how it was understood.

        raises  BadInput when it has no rows; nothing was done then
        """
        rows = read.rows()
        await self._tables.keep(tournament, read)
        keys = read.row_keys()
        memory = await self._tables.recall(tournament, read.table.source)
        look = self._tables.occasion(read.table.source, memory)
        seen = memory.by_key()
        outcomes = []
        for done, row in enumerate(rows, start=1):
            key = keys[row.row_number - 1] or _own_key(row)
            outcome = await self._row(tournament, row, seen.get(key or ""), look)
            outcomes.append(evolve(outcome, row_key=key))
            progress(done, len(rows))
        has_ticks = Role.CHECKIN in read.mapping.columns
        found = [SeenRow(one.row_key, one.person, one.counted if has_ticks else None) for one in outcomes]
        await self._tables.remember(tournament, read.table.source, lambda memory: memory.after_look(found))
        return ImportReport(tuple(outcomes))

    async def _row(
        self, tournament: TournamentId, row: RowClaim | RowRefusal, seen: SeenRow | None, look: str
    ) -> RowOutcome:
        if isinstance(row, RowRefusal):
            return RowOutcome(row.row_number, row.key, "refused", refusal=row.refusal)
        state = await self._desk.state(tournament)
        person = await self._desk.find_person(tournament, link_of(row))
        entrant = entrant_of(state, person) if state and person else None
        says = self._tables.digest(row.key, row.typed_name, *row.alternates, row.pronouns or "")
        occasion = f"{look}:{row.row_number}:{entrant.claim if entrant else 0}:{says}"
        if state is None or entrant is None or person is None:
            return await self._outcome(row, "new", self._sign_up(tournament, row, occasion))
        if _same_claim(entrant, person, row):
            return await self._check_in(state, entrant, row, seen, occasion)
        return await self._outcome(row, "changed", self._update(tournament, person, row, occasion))

    async def _outcome(self, row: RowClaim, result: str, asking: Awaitable[Answer]) -> RowOutcome:
        answer = await asking
        if isinstance(answer, Refused):
            return RowOutcome(row.row_number, row.key, "refused", refusal=answer.refusal)
        return RowOutcome(row.row_number, row.key, result, person=answer.person)

    async def _sign_up(self, tournament: TournamentId, row: RowClaim, occasion: str) -> Answer:
        return await self._desk.handle(
            c.SignUp(
                tournament=tournament,
                actor=self._actor,
                key=occasion,
                links=(link_of(row),),
                typed_name=row.typed_name,
                alternates=row.alternates,
                pronouns=row.pronouns,
            )
        )

    async def _update(self, tournament: TournamentId, person: PersonId, row: RowClaim, occasion: str) -> Answer:
        return await self._desk.handle(
            c.UpdateSignUp(
                tournament=tournament,
                actor=self._actor,
                key=f"{occasion}:update",
                person=person,
                typed_name=row.typed_name,
                alternates=row.alternates,
                pronouns=row.pronouns,
            )
        )

    async def _check_in(
        self, state: Tournament, entrant: Entrant, row: RowClaim, seen: SeenRow | None, occasion: str
    ) -> RowOutcome:
        """A tick in the table's own check-in column counts once, as soon as it can; clearing it takes nothing back."""
        counted = bool(row.checked_in and (entrant.checked_in or (seen and seen.counted)))
        can = state.check_in is Phase.OPEN and entrant.status is EntrantStatus.REGISTERED
        if counted or not row.checked_in or not can:
            return RowOutcome(row.row_number, row.key, "unchanged", person=entrant.person, counted=counted)
        command = c.CheckIn(tournament=state.id, actor=self._actor, key=f"{occasion}:check-in", person=entrant.person)
        outcome = await self._outcome(row, "changed", self._desk.handle(command))
        return evolve(outcome, counted=outcome.refusal is None)


def _own_key(row: RowClaim | RowRefusal) -> str | None:
    """What a row without a key cell is known by: only one row of a table can claim it."""
    return row.key if isinstance(row, RowClaim) else None


def link_of(row: RowClaim) -> Link:
    """How a row names its person: by the Discord account, otherwise by the row's own key."""
    if row.discord is None:
        return Link(LinkKind.ROW, row.key, "import")
    return Link(LinkKind.DISCORD_ID if row.discord_is_id else LinkKind.DISCORD_HANDLE, row.discord, "import")


def _same_claim(entrant: Entrant, person: PersonId, row: RowClaim) -> bool:
    member: Member = next(one for one in entrant.members if one.person == person)
    return (member.typed_name, member.alternates, member.pronouns) == (row.typed_name, row.alternates, row.pronouns)
