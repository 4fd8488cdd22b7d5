"""
The follower that keeps a bound table and its tournament in line, both ways.

The journal decides; the table is a mirror with an inbox. Each visit reads the table, brings its new and changed rows as
commands, and then writes what should stand in our own columns. The organiser's columns are never written.
"""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from tiltyard.desk.desk import Desk
from tiltyard.desk.follower import Progress
from tiltyard.desk.importer import Importer, ImportReport
from tiltyard.desk.tables import ReadTable, Tables
from tiltyard.errors import BadInput
from tiltyard.host import Host
from tiltyard.models import Actor, Cell, Entrant, EntrantStatus, PersonId, RowSource, Tournament, TournamentId
from tiltyard.plugin import PluginStore
from tiltyard.rows.keys import row_keys
from tiltyard.rows.mapping import key_column
from tiltyard.rows.merge import Conflict, plan_changes
from tiltyard.rows.ours import HERE, NOTE, OURS, STATUS
from tiltyard.rows.truth import truth
from tiltyard.tournament import commands as c
from tiltyard.tournament.answers import Refused
from tiltyard.tournament.roster import entrant_of, waitlist_position

log = structlog.get_logger(__name__)

LOOK_AGAIN_S = 5.0
"""How often a bound table is looked at for edits while nothing happens here."""

Written = dict[str, dict[str, Cell]]
"""Person to (header of our column to what we last wrote there)."""


class Mirror:
    """Implements `Follower`."""

    name = "rows"
    lease_s = 35.0  # a write may be under way for `write_rows`' deadline of 30 s

    def __init__(self, desk: Desk, host: Host, tables: Tables, store: PluginStore) -> None:
        self._desk = desk
        self._host = host
        self._tables = tables
        self._store = store

    async def wants(self, tournament: TournamentId) -> bool:
        """Only a tournament with a bound table has a mirror."""
        state = await self._desk.state(tournament)
        return state is not None and state.binding is not None

    async def act(self, tournament: TournamentId) -> Progress:
        """Read, bring, write; nothing for a tournament without a bound table."""
        state = await self._desk.state(tournament)
        if state is None or state.binding is None:
            return Progress()
        table = await self._tables.fetch(state.binding)
        read = await self._tables.understand(table, tournament=tournament)
        must_be_mirrorable(read)
        base: Written = await self._store.get(_base_key(state)) or {}
        report = await Importer(self._desk, self._tables, _actor(state.binding)).run(tournament, read)
        await self._bring_ticks(tournament, read, report, base)
        conflicts = await self._write(tournament, read, report, base)
        return Progress(again_in_s=LOOK_AGAIN_S, left=_conflict_words(state.binding, conflicts))

    async def _bring_ticks(
        self, tournament: TournamentId, read: ReadTable, report: ImportReport, base: Written
    ) -> None:
        """Somebody set or cleared a tick in our column: that is a check-in or check-out by hand."""
        table, persons = read.table, _row_persons(report)
        column = _column(read, HERE)
        if column is None:
            return
        for row, person in persons.items():
            theirs, last = truth(table.cells[row][column]), truth(base.get(person, {}).get(HERE, ""))
            if theirs is None or theirs == bool(last):
                continue
            kind = c.CheckIn if theirs else c.CheckOut
            occasion = f"tick:{table.revision[:16]}:{row}"
            answer = await self._desk.handle(
                kind(tournament=tournament, actor=_actor(table.source), key=occasion, person=person)
            )
            if isinstance(answer, Refused):
                log.info("tick_refused", source=str(table.source), row=row + 1, why=str(answer.refusal))

    async def _write(
        self, tournament: TournamentId, read: ReadTable, report: ImportReport, base: Written
    ) -> Sequence[Conflict]:
        state = await self._desk.state(tournament)
        if state is None:
            return ()
        table, mapping = read.table, read.mapping
        key_index = key_column(mapping)
        keys = row_keys(table.cells, mapping.header_row, key_index)
        persons = {key: person for row, person in _row_persons(report).items() if (key := keys[row])}
        refused = _refused_rows(report, keys)
        wanted = {key: _state_of(state, person) for key, person in persons.items()} | refused
        last = {key: base.get(persons.get(key, key), {}) for key in wanted}
        plan = plan_changes(
            table, header_row=mapping.header_row, key_column=key_index, columns=OURS, wanted=wanted, base=last
        )
        if plan.changes is not None:
            await self._host.hooks.write_rows(table.source, plan.changes)
        clashing = {(one.row_key, one.header) for one in plan.conflicts}
        written = {
            persons.get(key, key): {
                header: last[key].get(header, "") if (key, header) in clashing else cell for header, cell in row.items()
            }
            for key, row in wanted.items()
        }
        if written != base:
            await self._store.put(_base_key(state), written)
        return plan.conflicts


def must_be_mirrorable(read: ReadTable) -> None:
    """Refuse a table in which nothing can be mirrored.

    raises  BadInput when it has no header line, so that our columns could not be found again, or nothing below it
    """
    if read.mapping.header_row < 0:
        raise BadInput(
            "a table must have a header line to be mirrored in",
            which=str(read.table.source),
            next_step="Add a line with column names at its top.",
        )
    read.rows()


def _state_of(state: Tournament, person: PersonId) -> dict[str, Cell]:
    entrant = entrant_of(state, person)
    if entrant is None:
        return {}
    return {STATUS: _status(state, entrant), HERE: "TRUE" if entrant.checked_in else "FALSE", NOTE: entrant.reason}


def _status(state: Tournament, entrant: Entrant) -> str:
    if entrant.status is EntrantStatus.WAITLISTED:
        return f"waitlist {waitlist_position(state, entrant)}"
    return entrant.status.value


def _refused_rows(report: ImportReport, keys: Sequence[str | None]) -> dict[str, dict[str, Cell]]:
    return {
        key: {STATUS: "refused", NOTE: f"{one.refusal.what}. {one.refusal.next_step}"}
        for one in report.outcomes
        if one.refusal and (key := keys[one.row_number - 1])
    }


def _row_persons(report: ImportReport) -> dict[int, PersonId]:
    """Grid row to the person whose row it is."""
    return {one.row_number - 1: one.person for one in report.outcomes if one.person}


def _column(read: ReadTable, header: str) -> int | None:
    line = list(read.table.cells[read.mapping.header_row])
    return line.index(header) if header in line else None


def _actor(source: RowSource) -> Actor:
    return Actor("sheet", str(source), str(source))


def _base_key(state: Tournament) -> str:
    return f"written:{state.id}:{state.binding}"


def _conflict_words(source: RowSource, conflicts: Sequence[Conflict]) -> str:
    if not conflicts:
        return ""
    first = conflicts[0]
    return (
        f"{len(conflicts)} cells of {source} were typed over and stay as typed; the first: row {first.row_key!r}, "
        f"{first.header!r} says {first.theirs!r}, the tournament says {first.ours!r}"
    )
