"""
The follower that keeps a bound table and its tournament in line, both ways.

The journal decides; the table is a mirror with an inbox. Each visit reads the table, brings its new and changed rows as
commands, and then writes what should stand in our own columns. The organiser's columns are never written, but for
those of a table in which people and we work at the same time: see `tiltyard.desk.shared_mirror`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

import attrs
import structlog
from attrs import frozen

from tiltyard.clock import Clock, SystemClock
from tiltyard.desk.desk import Behind, Desk
from tiltyard.desk.follower import Progress
from tiltyard.desk.importer import Importer, ImportReport, RowOutcome, edit_of
from tiltyard.desk.recognition import KnownRow, recognise
from tiltyard.desk.shared_mirror import GRACE_S, SharedMirror, held_words
from tiltyard.desk.tables import Naming, ReadTable, Tables, Trouble, trouble_of
from tiltyard.errors import BadInput, TiltyardError
from tiltyard.host import Host
from tiltyard.models import (
    HEADER_KEY,
    Actor,
    Cell,
    CellChange,
    ColumnMapping,
    PersonId,
    Refusal,
    RowSource,
    RowTable,
    Tournament,
    TournamentId,
)
from tiltyard.rows.claims import RowRefusal
from tiltyard.rows.entries import Entry, EntryKind, in_words
from tiltyard.rows.merge import Base, Clash, Conflict, Edit, Plan, plan_changes
from tiltyard.rows.ours import HERE, NOTE, OURS, STATUS
from tiltyard.rows.recall import Keep, Memory, settle_clashes
from tiltyard.rows.suspicion import Hold
from tiltyard.rows.truth import truth
from tiltyard.tournament import commands as c
from tiltyard.tournament import refusals
from tiltyard.tournament.answers import Refused
from tiltyard.tournament.shown import Shown, shown
from tiltyard.tournament.text import counted

log = structlog.get_logger(__name__)

LOOK_AGAIN_S = 5.0
"""How often a bound table is looked at for edits while nothing happens here."""


@frozen
class Outlook:
    """What waits at a table.

    edits      rows whose words would be brought: row number and what they would do
    ticks      rows whose tick in our column would be brought, and whether it was set
    cells      cells of ours that would be written
    conflicts  cells of ours that were typed over and stay as typed; taken over, they are among `cells` as well
    """

    source: RowSource
    edits: tuple[tuple[int, str], ...]
    ticks: tuple[tuple[RowOutcome, bool], ...]
    cells: tuple[CellChange, ...]
    conflicts: tuple[Conflict, ...]


@frozen
class Standing:
    """How a table stands to its tournament.

    behind   what has not been written yet; None when nothing waits
    trouble  why it could not be kept in line when that was last tried
    held     why nothing is taken from it until staff have looked
    entries  what staff should know of it
    columns  which of its columns is understood as what; None while nothing is kept of that
    told     the words of its header line and why each column is understood so, see `Tables.told_of_columns`
    naming   what staff said of its columns and was not taken over yet, or could not be
    """

    source: RowSource
    behind: Behind | None
    trouble: Trouble | None
    held: Hold | None
    entries: tuple[Entry, ...]
    columns: ColumnMapping | None = None
    told: Mapping[str, Any] | None = None
    naming: Naming | None = None

    @property
    def words(self) -> list[str]:
        """What there is to say of it, most pressing first; empty when all is well."""
        said = []
        if self.held:
            said.append(held_words(self.source, self.held))
        if self.behind and self.trouble:
            changes = counted(self.behind.changes, "change")
            said.append(f"{self.source} is {changes} behind since {self.behind.since:%H:%M} UTC: {self.trouble.why}")
        elif self.trouble:
            said.append(f"{self.source} could not be read since {self.trouble.since:%H:%M} UTC: {self.trouble.why}")
        if self.naming and self.naming.refused:
            said.append(f"{self.source}: what was said of its columns cannot be taken over: {self.naming.refused}")
        if listed := in_words(self.entries):
            said.append(f"{self.source}: {listed}")
        return said


class Mirror:
    """Implements `Follower`."""

    name = "rows"
    outside = True
    lease_s = 35.0  # a write may be under way for `write_rows`' deadline of 30 s
    at_once = 8  # a table that does not answer keeps no other waiting

    def __init__(
        self,
        desk: Desk,
        host: Host,
        tables: Tables,
        clock: Clock | None = None,
        grace: timedelta = timedelta(seconds=GRACE_S),
    ) -> None:
        self._desk = desk
        self._host = host
        self._tables = tables
        self._clock = clock or SystemClock()
        self._shared = SharedMirror(desk, host, tables, self._clock, grace)
        self._rests_until: dict[TournamentId, float] = {}

    async def wants(self, tournament: TournamentId) -> bool:
        """Only a tournament with a bound table has a mirror, and only while its outside is not held."""
        state = await self._desk.state(tournament)
        return state is not None and state.binding is not None and not await self._desk.held(state)

    async def act(self, tournament: TournamentId) -> Progress:
        """Read, bring, write; nothing for a tournament without a bound table."""
        state = await self._desk.state(tournament)
        if state is None or state.binding is None or await self._desk.held(state):
            return Progress()
        rest_s = self._rests_until.get(tournament, 0.0) - self._clock.monotonic()
        if rest_s > 0:  # many changes in a short time are written together
            return Progress(again_in_s=rest_s, left=f"{state.binding} is written in {rest_s:.0f} s")
        try:
            progress = await self._visit(tournament, state.binding)
        except TiltyardError as error:
            await self._tables.note_trouble(tournament, state.binding, trouble_of(error, self._clock.now()))
            raise
        await self._tables.note_trouble(tournament, state.binding, None)
        return progress

    async def _visit(self, tournament: TournamentId, binding: RowSource) -> Progress:
        table = await self._tables.fetch(binding)
        if not table.two_way:
            return await self._visit_theirs(tournament, table)
        self._rests_until[tournament] = self._clock.monotonic() + table.rest_s
        try:
            read = await self._read(tournament, table)
            must_be_mirrorable(read)
        except BadInput as error:
            if held := await self._shared.hold_unreadable(tournament, table.source, error):
                return held
            raise
        return await self._shared.visit(tournament, read, table.look_again_s or LOOK_AGAIN_S)

    async def _visit_theirs(self, tournament: TournamentId, table: RowTable) -> Progress:
        """A table that is its owner's, but for our own columns."""
        read = await self._read(tournament, table)
        must_be_mirrorable(read)
        report = await Importer(self._desk, self._tables, _actor(table.source)).run(tournament, read)
        memory = await self._tables.recall(tournament, table.source)
        if memory.stale:
            memory = await self._take_over(tournament, read, report)
        await self._bring_ticks(tournament, read, report, memory)
        conflicts = await self._write(tournament, read, report, memory)
        return Progress(again_in_s=LOOK_AGAIN_S, for_staff=_conflict_words(table.source, conflicts))

    async def _read(self, tournament: TournamentId, table: RowTable) -> ReadTable:
        """The table as its columns were settled; otherwise, where staff named some of them since the last visit."""
        naming = await self._tables.naming(tournament, table.source)
        if naming is not None and not naming.refused:
            try:
                read = await self._tables.understand(table, named=naming.columns, tournament=tournament)
                must_be_mirrorable(read)
            except BadInput as error:
                # The table is as good as before; what they said of it is not.
                refused = Naming(naming.columns, str(error))
                await self._tables.name_columns(tournament, table.source, refused)
            else:
                await self._tables.keep(tournament, read)
                await self._tables.name_columns(tournament, table.source, None)
                return read
        return await self._tables.understand(table, tournament=tournament)

    async def name_columns(self, tournament: TournamentId, columns: Mapping[str, str]) -> None:
        """Staff say which column of its table is which, as `tiltyard bind --column` does; the next visit goes by that.

        columns  role to header text, or to ``#3`` for the third column
        """
        state = await self._desk.state(tournament)
        if state is not None and state.binding is not None:
            await self._tables.name_columns(tournament, state.binding, Naming(columns))
            self._rests_until.pop(tournament, None)

    async def go_stale(self, state: Tournament) -> None:
        """The journal is an older one than wrote into the table.

        The next visit takes all for ours that stands in our columns, and writes over it.
        """
        if state.binding is not None:
            await self._tables.remember(state.id, state.binding, lambda memory: attrs.evolve(memory, stale=True))

    async def may_mirror(self, table: RowTable, tournament: TournamentId) -> Refusal | None:
        """Why a tournament may not be mirrored in a table; None when it may.

        Where people and we work at the same time no two can be: each would take the other's words for people's. One
        that was archived does nothing any more.
        """
        if not table.two_way:
            return None
        others = [one for one in await self._desk.tournaments() if one.id != tournament and not one.archived_at]
        other = next((one for one in others if one.binding == table.source), None)
        return refusals.table_mirrored(str(table.source), other.slug) if other else None

    async def conflicts(self, tournament: TournamentId) -> tuple[Entry, ...]:
        """What staff should know of its table, as of the last visit."""
        memory = await self._memory(tournament)
        return memory.entries if memory else ()

    async def clear(self, tournament: TournamentId) -> int:
        """Staff have seen what was put back or written over: it is listed no longer. Returns how many cells that is."""
        state = await self._desk.state(tournament)
        if state is None or state.binding is None:
            return 0
        seen = 0

        def without(memory: Memory) -> Memory:
            nonlocal seen
            left = tuple(one for one in memory.entries if one.kind is not EntryKind.DISPLACED)
            seen = len(memory.entries) - len(left)
            return attrs.evolve(memory, entries=left)

        await self._tables.remember(tournament, state.binding, without)
        return seen

    async def suspended(self, tournament: TournamentId) -> Hold | None:
        """Why nothing is taken from its table until staff have looked; None when it is not held."""
        memory = await self._memory(tournament)
        return memory.held if memory else None

    async def accept(self, tournament: TournamentId) -> Hold | None:
        """Staff have looked: what the table says may take effect, after its grace. None when nothing was held."""
        return await self._answer(tournament, lambda hold: {"accepted": hold.people})

    async def restore(self, tournament: TournamentId) -> Hold | None:
        """Staff have looked: what was cleared in the table is written again. None when nothing was held."""
        return await self._answer(tournament, lambda _hold: {"restoring": True})

    async def settle(self, tournament: TournamentId, *, keep: Keep, places: Collection[tuple[str, str]] = ()) -> int:
        """Staff say which side holds where both changed a cell: from the next visit on it is as they said.

        keep     `table` or `tournament`
        places   (row key, header of the column); none means all
        returns  how many cells that settles
        """
        state = await self._desk.state(tournament)
        if state is None or state.binding is None:
            return 0
        settled = 0

        def change(memory: Memory) -> Memory:
            nonlocal settled
            memory, settled = settle_clashes(memory, keep=keep, places=places)
            return memory

        await self._tables.remember(tournament, state.binding, change)
        self._rests_until.pop(tournament, None)
        return settled

    async def standing(self, tournament: TournamentId) -> Standing | None:
        """How its table stands to it; None where it has none."""
        state = await self._desk.state(tournament)
        if state is None or state.binding is None:
            return None
        held, entries = await self._tables.listed(tournament, state.binding)
        behind = await self._desk.behind(self.name, tournament)
        trouble = await self._tables.trouble(tournament, state.binding)
        columns = await self._tables.mapping(tournament, state.binding)
        told = await self._tables.told_of_columns(tournament, state.binding)
        naming = await self._tables.naming(tournament, state.binding)
        return Standing(state.binding, behind, trouble, held, entries, columns, told, naming)

    async def trouble(self, tournament: TournamentId) -> Trouble | None:
        """Why its table could not be kept in line when that was last tried; None when it could."""
        state = await self._desk.state(tournament)
        return await self._tables.trouble(tournament, state.binding) if state and state.binding else None

    async def _memory(self, tournament: TournamentId) -> Memory | None:
        state = await self._desk.state(tournament)
        return await self._tables.recall(tournament, state.binding) if state and state.binding else None

    async def _answer(self, tournament: TournamentId, said: Callable[[Hold], Mapping[str, Any]]) -> Hold | None:
        memory = await self._memory(tournament)
        state = await self._desk.state(tournament)
        if memory is None or memory.held is None or state is None or state.binding is None:
            return None
        answer = {"held": None, **said(memory.held)}
        await self._tables.remember(tournament, state.binding, lambda memory: attrs.evolve(memory, **answer))
        self._rests_until.pop(tournament, None)
        return memory.held

    async def _take_over(self, tournament: TournamentId, read: ReadTable, report: ImportReport) -> Memory:
        ours = _standing(read, report.outcomes)
        return await self._tables.remember(
            tournament, read.table.source, lambda memory: attrs.evolve(memory.with_ours(ours), stale=False)
        )

    async def outlook(self, tournament: TournamentId, *, taken_over: bool = False) -> Outlook | None:
        """What a visit would find and do now; nothing is done. None where there is no table.

        taken_over  as if all were ours that stands in our columns, as it is after a restore
        raises  as a visit: the table cannot be read
        """
        state = await self._desk.state(tournament)
        if state is None or state.binding is None:
            return None
        read = await self._tables.understand(await self._tables.fetch(state.binding), tournament=tournament)
        must_be_mirrorable(read)
        if read.table.two_way:
            return await self._outlook_of_shared(state, read, taken_over=taken_over)
        memory = await self._tables.recall(tournament, state.binding)
        known = await recognise(self._desk, self._tables, tournament, read, memory)
        edits = tuple((row.says.row_number, edit) for row in known if (edit := edit_of(state, row)))
        # Rows of people who would sign up are written once they have.
        rows = [_as_seen(one) for one in known]
        conflicts = _plan(state, read, rows, _base(memory)).conflicts
        base = _base(memory)
        if taken_over or memory.stale:
            ours = _standing(read, rows)
            memory = memory.with_ours(ours)
            base = {**_base(memory), **ours}
        ticks = tuple(self._ticks(read, rows, memory))
        plan = _plan(state, read, rows, base)
        cells = tuple(one for one in (plan.changes.changes if plan.changes else ()) if one.row_key != HEADER_KEY)
        return Outlook(read.table.source, edits, ticks, cells, tuple(conflicts))

    async def _outlook_of_shared(self, state: Tournament, read: ReadTable, *, taken_over: bool) -> Outlook:
        look, outcome = await self._shared.foreseen(state, read, as_ours=taken_over)
        edits = [(row.says.row_number, "new") for row in look.others if row.is_new]
        edits += [(row.number, "changed") for row, _, verdict in outcome.open if isinstance(verdict, Edit)]
        changes = outcome.changes
        cells = [one for one in (changes.changes if changes else ()) if one.row_key != HEADER_KEY]
        cells += [
            CellChange(row.row_key, column, "", value)
            for row in (changes.new_rows if changes else ())
            for column, value in row.cells.items()
        ]
        clashes = [
            Conflict(row.key or "", look.header(look.columns[role]), verdict.theirs, verdict.ours)
            for row, role, verdict in outcome.open
            if isinstance(verdict, Clash)
        ]
        return Outlook(read.table.source, tuple(edits), (), tuple(cells), (*clashes, *outcome.ours.conflicts))

    def _ticks(self, read: ReadTable, rows: Sequence[RowOutcome], memory: Memory) -> Iterator[tuple[RowOutcome, bool]]:
        """Rows in which somebody has set or cleared a tick in our column since it was last seen."""
        column = _column(read, HERE)
        if column is None:
            return
        seen = memory.by_key()
        for one in rows:
            row = seen.get(one.row_key or "")
            if one.person is None or row is None:  # an import in another process may have seen another table since
                continue
            theirs = truth(read.table.cells[one.row_number - 1][column])
            ours = {bool(truth(cell)) for cell in row.ours.get(HERE, ("",))}
            if theirs is not None and theirs not in ours:
                yield one, theirs

    async def _bring_ticks(
        self, tournament: TournamentId, read: ReadTable, report: ImportReport, memory: Memory
    ) -> None:
        """Somebody set or cleared a tick in our column: that is a check-in or check-out by hand."""
        look = self._tables.occasion(read.table.source, memory)
        actor = _actor(read.table.source)
        for one, here in self._ticks(read, report.outcomes, memory):
            if one.person is None:
                continue
            kind = c.CheckIn if here else c.CheckOut
            key = f"{look}:tick:{one.person}"
            await self._bring_tick(kind(tournament=tournament, actor=actor, key=key, person=one.person))

    async def _bring_tick(self, asked: c.CheckIn | c.CheckOut) -> None:
        answer = await self._desk.handle(asked)
        if isinstance(answer, Refused):
            log.info("tick_refused", source=asked.actor.id, person=asked.person, why=str(answer.refusal))

    async def _write(
        self, tournament: TournamentId, read: ReadTable, report: ImportReport, memory: Memory
    ) -> Sequence[Conflict]:
        state = await self._desk.state(tournament)
        if state is None or await self._desk.held(state):
            return ()
        plan = _plan(state, read, report.outcomes, _base(memory))
        source = read.table.source
        if plan.changes is not None:
            # Kept before it is done: whoever is killed in between must not take our own words for somebody else's.
            await self._tables.remember(tournament, source, lambda memory: memory.with_ours(plan.before))
            await self._host.hooks.write_rows(source, plan.changes)
        await self._tables.remember(tournament, source, lambda memory: memory.with_ours(plan.after))
        return plan.conflicts


def _as_seen(row: KnownRow) -> RowOutcome:
    """A row that nothing was done about."""
    no = row.says.refusal if isinstance(row.says, RowRefusal) else None
    return RowOutcome(row.says.row_number, row.says.key, "", row.seen.key, row.person, no)


def must_be_mirrorable(read: ReadTable) -> None:
    """Refuse a table in which nothing can be mirrored.

    raises  BadInput when it is only read, when it has no header line, so that our columns could not be found again, or
            nothing below it and no row may be added
    """
    if read.table.read_only:
        raise BadInput(
            "a table that is only read cannot be mirrored in",
            which=str(read.table.source),
            next_step="Import it again after each change, or save it as CSV or as a Google sheet and bind that.",
        )
    if read.mapping.header_row < 0:
        raise BadInput(
            "a table must have a header line to be mirrored in",
            which=str(read.table.source),
            next_step="Add a line with column names at its top.",
        )
    if not read.table.two_way:
        read.rows()


def _plan(state: Tournament, read: ReadTable, outcomes: Sequence[RowOutcome], base: Base) -> Plan:
    """What must change in the table."""
    people = shown(state)
    return plan_changes(
        read.table,
        header_row=read.mapping.header_row,
        key_column=read.key_column,
        else_column=read.else_column,
        columns=OURS,
        wanted={one.row_key: _wanted(state, people, one) for one in outcomes if one.row_key},
        base=base,
    )


def _base(memory: Memory) -> Base:
    """What may stand in our columns from us."""
    return {key: row.ours for key, row in memory.by_key().items()}


def _standing(read: ReadTable, rows: Sequence[RowOutcome]) -> Base:
    """What stands in our columns, whoever wrote it."""
    columns = [(header, column) for header in OURS if (column := _column(read, header)) is not None]
    return {
        one.row_key: {header: (read.table.cells[one.row_number - 1][column],) for header, column in columns}
        for one in rows
        if one.row_key
    }


def _wanted(state: Tournament, people: Mapping[PersonId, Shown], row: RowOutcome) -> dict[str, Cell]:
    """What should stand in our columns of a row."""
    if row.refusal:
        return {STATUS: "refused", NOTE: f"{row.refusal.what}. {row.refusal.next_step}"}
    is_shown = people.get(state.aliases.get(row.person, row.person)) if row.person else None
    if is_shown is None:
        return {}
    return {STATUS: is_shown.status, HERE: "TRUE" if is_shown.checked_in else "FALSE", NOTE: is_shown.note}


def _column(read: ReadTable, header: str) -> int | None:
    line = list(read.table.cells[read.mapping.header_row])
    return line.index(header) if header in line else None


def _actor(source: RowSource) -> Actor:
    return Actor("sheet", str(source), str(source))


def _conflict_words(source: RowSource, conflicts: Sequence[Conflict]) -> str:
    if not conflicts:
        return ""
    first = conflicts[0]
    return (
        f"{len(conflicts)} cells of {source} were typed over and stay as typed; the first: row {first.row_key!r}, "
        f"{first.header!r} says {first.theirs!r}, the tournament says {first.ours!r}"
    )
