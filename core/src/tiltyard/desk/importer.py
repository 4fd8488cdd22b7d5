"""
Turn the rows of a table into commands: only what the table says that the tournament does not know yet.

Order of rows is order of receipt. The table is only read; a row that has gone from it drops nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from attrs import evolve, frozen

from tiltyard.desk.desk import Desk
from tiltyard.desk.recognition import KnownRow, gone_from, recognise
from tiltyard.desk.tables import ReadTable, Tables, link_of
from tiltyard.models import (
    Actor,
    Entrant,
    Mode,
    PersonId,
    Phase,
    Refusal,
    Role,
    RowSource,
    Tournament,
    TournamentId,
)
from tiltyard.rows.claims import RowClaim, RowRefusal, erased_row
from tiltyard.rows.recall import SeenRow
from tiltyard.tournament import commands as c
from tiltyard.tournament.answers import Refused
from tiltyard.tournament.roster import IN_LINE, entrant_of

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
    was      the player's name until now, for a row whose key was corrected; None for every other
    """

    row_number: int
    key: str | None
    result: str
    row_key: str | None = None
    person: PersonId | None = None
    refusal: Refusal | None = None
    counted: bool | None = None
    was: str | None = None


@frozen
class ImportReport:
    """What an import did, row by row, in the table's order.

    gone  who is still in the tournament although their row has gone from the table
    """

    outcomes: tuple[RowOutcome, ...]
    gone: tuple[Entrant, ...] = ()

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
        """Bring the tournament what this table says; keep how it was understood, and remember what was seen.

        raises  BadInput when it has no rows; nothing was done then
        """
        read.rows()  # refused whole, before anything is kept
        await self._tables.keep(tournament, read)
        source = read.table.source
        memory = await self._tables.recall(tournament, source)
        look = self._tables.occasion(source, memory)
        rows = await recognise(self._desk, self._tables, tournament, read, memory)
        erased = await self._erased(tournament, source, rows)
        rows = [unknown(row) if row in erased else row for row in rows]
        outcomes = []
        for done, row in enumerate(rows, start=1):
            outcomes.append(evolve(await self._row(tournament, row, look), row_key=row.seen.key))
            progress(done, len(rows))
        # Asked again: whoever was erased meanwhile must not be remembered by what names them.
        erased = await self._erased(tournament, source, rows)
        found = [
            evolve(row.seen, key=None) if row in erased else _seen(row, outcome, read)
            for row, outcome in zip(rows, outcomes, strict=True)
        ]
        memory = await self._tables.remember(tournament, source, lambda memory: memory.after_look(found))
        state = await self._desk.state(tournament)
        return ImportReport(tuple(outcomes), tuple(gone_from(memory, state)) if state else ())

    async def _erased(self, tournament: TournamentId, source: RowSource, rows: Sequence[KnownRow]) -> list[KnownRow]:
        return await rows_of_erased(self._desk, self._tables, tournament, source, rows)

    async def _row(self, tournament: TournamentId, row: KnownRow, look: str) -> RowOutcome:
        says = row.says
        if isinstance(says, RowRefusal):
            return RowOutcome(says.row_number, says.key, "refused", refusal=says.refusal)
        state = await self._desk.state(tournament)
        entrant = entrant_of(state, row.person) if state and row.person else None
        if state is None or entrant is None:
            return await self.sign_up(tournament, state, says, look)
        asking = self._asking(tournament, says, look, entrant.claim)
        if row.corrected:
            return await _correct(asking, state, entrant, row)
        return await _bring(asking, state, entrant, row)

    async def sign_up(
        self, tournament: TournamentId, state: Tournament | None, says: RowClaim, look: str
    ) -> RowOutcome:
        """Sign up whom a row names, once in a look."""
        in_teams = state is not None and state.rules.mode is not Mode.SOLO
        team = {"team": says.team} if in_teams and says.team else {}
        asking = self._asking(tournament, says, look, 0)
        return await asking.ask(c.SignUp, "new", links=(link_of(says),), **_words(says), **team)

    def _asking(self, tournament: TournamentId, says: RowClaim, look: str, claim: int) -> _Asking:
        words = self._tables.digest(says.key, says.typed_name, *says.alternates, says.pronouns or "")
        return _Asking(self._desk, tournament, self._actor, f"{look}:{says.row_number}:{claim}:{words}", says)


@frozen
class _Asking:
    """Asks the desk for one row, each command once on this occasion."""

    desk: Desk
    tournament: TournamentId
    actor: Actor
    occasion: str
    says: RowClaim

    async def ask(self, kind: type[c.Command], result: str, **fields: Any) -> RowOutcome:
        """What came of it: `result` unless it was refused."""
        key = f"{self.occasion}:{kind.__name__}"
        answer = await self.desk.handle(kind(tournament=self.tournament, actor=self.actor, key=key, **fields))
        if isinstance(answer, Refused):
            return RowOutcome(self.says.row_number, self.says.key, "refused", refusal=answer.refusal)
        return RowOutcome(self.says.row_number, self.says.key, result, person=answer.person)


async def _correct(asking: _Asking, state: Tournament, entrant: Entrant, row: KnownRow) -> RowOutcome:
    """What names the row's person was corrected: they go by it from now on, and keep their place in line."""
    linked = await asking.ask(c.LinkIdentity, "changed", person=row.person, link=link_of(asking.says))
    outcome = linked if linked.refusal else await _bring(asking, state, entrant, row)
    return outcome if outcome.refusal else evolve(outcome, result="changed", was=entrant.name)


async def _bring(asking: _Asking, state: Tournament, entrant: Entrant, row: KnownRow) -> RowOutcome:
    says, person = asking.says, row.person
    member = next(one for one in entrant.members if one.person == person)
    if _words(says) != {name: getattr(member, name) for name in _words(says)}:
        return await asking.ask(c.UpdateSignUp, "changed", person=person, **_words(says))
    # A tick in the table's own check-in column counts once, as soon as it can; clearing it takes nothing back.
    counted = bool(says.checked_in and (member.checked_in or (row.before and row.before.counted)))
    can = state.check_in is Phase.OPEN and entrant.status in IN_LINE
    if counted or not says.checked_in or not can:
        return RowOutcome(says.row_number, says.key, "unchanged", person=person, counted=counted)
    outcome = await asking.ask(c.CheckIn, "changed", person=person)
    return evolve(outcome, counted=outcome.refusal is None)


async def rows_of_erased(
    desk: Desk, tables: Tables, tournament: TournamentId, source: RowSource, rows: Sequence[KnownRow]
) -> list[KnownRow]:
    """Rows of those who were erased and have not come back by themselves since."""
    state, is_erased = await desk.state(tournament), await tables.erased(tournament, source)
    return [row for row in rows if is_erased(row.says, row.person) and not _is_back(state, row.person)]


def _is_back(state: Tournament | None, person: PersonId | None) -> bool:
    """Whether somebody who was erased has given a name again."""
    entrant = entrant_of(state, person) if state and person else None
    return any(one.person == person and one.typed_name for one in entrant.members) if entrant else False


def unknown(row: KnownRow) -> KnownRow:
    """A row of somebody who was erased: refused, and remembered by nothing that says whose it is."""
    refusal = RowRefusal(row.says.row_number, None, erased_row(row.says.row_number))
    return KnownRow(refusal, evolve(row.seen, key=None), before=None)


def edit_of(state: Tournament, row: KnownRow) -> str | None:
    """What bringing a row would do, in a word; None when it says what is known."""
    if isinstance(row.says, RowRefusal):
        return None
    entrant = entrant_of(state, row.person) if row.person else None
    if entrant is None:
        return "new"
    member = next(one for one in entrant.members if one.person == row.person)
    says = _words(row.says)
    if row.corrected or says != {name: getattr(member, name) for name in says}:
        return "changed"
    counted = member.checked_in or (row.before and row.before.counted)
    can = state.check_in is Phase.OPEN and entrant.status in IN_LINE
    return "checked in" if row.says.checked_in and not counted and can else None


def _words(row: RowClaim) -> dict[str, Any]:
    """What the row says of its player, as commands and members name it."""
    return {"typed_name": row.typed_name, "alternates": row.alternates, "pronouns": row.pronouns}


def _seen(row: KnownRow, outcome: RowOutcome, read: ReadTable) -> SeenRow:
    """As what the row is remembered. A tick is not forgotten while its column cannot be read."""
    has_ticks = Role.CHECKIN in read.mapping.columns
    return evolve(row.seen, person=outcome.person, counted=outcome.counted if has_ticks else None)
