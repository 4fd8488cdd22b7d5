"""
Keeps a shared table and its tournament in line: people's edits become commands, and what happens here is written.

What people changed is never written over, and what they cleared takes nothing from anybody before a while has passed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import structlog
from attrs import evolve, frozen

from tiltyard.clock import Clock
from tiltyard.desk.desk import Desk
from tiltyard.desk.follower import Progress
from tiltyard.desk.importer import Importer, rows_of_erased, unknown
from tiltyard.desk.recognition import KnownRow, recognise
from tiltyard.desk.shared import (
    Look,
    Outcome,
    PlayerRow,
    Wishes,
    above_header,
    cleared,
    dated,
    first_base,
    keys_lost,
    look_at,
    names_no_player,
    people_of,
    plan,
    renamed,
    restored,
    ripe,
    shuffled,
    taken_over,
    waits_until,
    wanted_cells,
)
from tiltyard.desk.tables import ReadTable, Tables, link_of_key, new_keys
from tiltyard.errors import BadInput, Bug
from tiltyard.host import Host
from tiltyard.models import (
    Actor,
    Cell,
    PersonId,
    Refusal,
    Role,
    RowChanges,
    RowSource,
    Tournament,
    TournamentId,
    WriteResult,
)
from tiltyard.rows.claims import RowClaim, names_in, said
from tiltyard.rows.entries import Entry, EntryKind, carried_on, in_words
from tiltyard.rows.fields import TICKS, alike, as_text, is_riddle, means
from tiltyard.rows.merge import Clash, Edit
from tiltyard.rows.recall import ROW, Memory
from tiltyard.rows.suspicion import Hold, suspicion
from tiltyard.tournament import commands as c
from tiltyard.tournament.answers import Refused
from tiltyard.tournament.roster import entrant_of, member_of
from tiltyard.tournament.text import counted, duration_words

log = structlog.get_logger(__name__)

GRACE_S = 120.0
"""How long after it was cleared in a table somebody loses their entry or their check-in."""

_WORDS = (Role.IGN, Role.ALT_IGN, Role.PRONOUNS)
"""Columns that say how somebody signed up."""


@frozen
class _Visit:
    """One visit to a table.

    occasion  names it, see `Tables.occasion`
    known     what was remembered when it began
    """

    tournament: TournamentId
    source: RowSource
    actor: Actor
    occasion: str
    known: Memory


@frozen
class _Brought:
    """What came of what people typed.

    refused   (row, column) to why it was not taken
    sign_ups  row number to why nobody was signed up by it
    """

    refused: Mapping[tuple[int, str], Refusal]
    sign_ups: Mapping[int, Refusal]


class SharedMirror:
    """Visits tables in which people and we work at the same time."""

    def __init__(
        self, desk: Desk, host: Host, tables: Tables, clock: Clock, grace: timedelta = timedelta(seconds=GRACE_S)
    ) -> None:
        self._desk = desk
        self._host = host
        self._tables = tables
        self._clock = clock
        self._grace = grace

    async def visit(self, tournament: TournamentId, read: ReadTable, look_again_s: float) -> Progress:
        """Read, bring, write."""
        state, now = await self._state(tournament), self._clock.now()
        source = read.table.source
        known = await self._tables.recall(tournament, source)
        look = await self._look(state, read, known)
        visit = _Visit(tournament, source, Actor("sheet", str(source), str(source)), self._occasion(look), known)
        if look.memory.stale:
            lost = self._written_over(look, wanted_cells(state))
            look = taken_over(look)
            look = evolve(look, memory=evolve(look.memory, entries=(*look.memory.entries, *lost)))
        if look.memory.restoring:
            look = restored(look, wanted_cells(state))
        wishes = dated(cleared(look, wanted_cells(state)), look.memory, now)
        if hold := self._suspected(state, look, wishes):
            await self._hold(visit, hold)
            return Progress(again_in_s=look_again_s, for_staff=held_words(source, hold))
        brought, look = await self._bring(visit, state, look, wishes)
        return await self._settle(visit, look, wishes, brought, look_again_s)

    async def hold_unreadable(self, tournament: TournamentId, source: RowSource, why: BadInput) -> Progress | None:
        """Its columns cannot be told any more: nothing is taken from it. None when it was never read before."""
        memory = await self._tables.recall(tournament, source)
        if not memory.rows:
            return None
        hold = Hold(f"its columns cannot be told any more: {why}", self._clock.now())
        visit = _Visit(tournament, source, Actor("sheet", str(source), str(source)), "", memory)
        await self._hold(visit, hold)
        return Progress(for_staff=held_words(source, hold))

    async def foreseen(self, state: Tournament, read: ReadTable, *, as_ours: bool) -> tuple[Look, Outcome]:
        """What a visit would find and write now; nothing is done."""
        look = await self._look(state, read, await self._tables.recall(state.id, read.table.source))
        if as_ours or look.memory.stale:
            look = taken_over(look)
        return look, await asyncio.to_thread(plan, state, look, {}, look.gone)

    async def _look(self, state: Tournament, read: ReadTable, memory: Memory) -> Look:
        if read.is_news:
            memory = memory.rekeyed(new_keys(read))
        known: Sequence[KnownRow] = ()
        if await asyncio.to_thread(_has_rows, read):
            known = await recognise(self._desk, self._tables, state.id, read, memory)
            erased = await rows_of_erased(self._desk, self._tables, state.id, read.table.source, known)
            known = [unknown(row) if row in erased else row for row in known]
        return await asyncio.to_thread(look_at, state, read, known, memory)

    def _occasion(self, look: Look) -> str:
        return self._tables.occasion(look.read.table.source, look.memory)

    def _suspected(self, state: Tournament, look: Look, wishes: Wishes) -> Hold | None:
        if above := above_header(look):
            why = f"the header line stands below {counted(above, 'row')} of players; move it up again"
            return Hold(why, self._clock.now())
        out = people_of(wishes, ROW, Role.REGISTERED)
        unticked = people_of(wishes, Role.CHECKIN)
        players = sum(len(one.members) for one in state.entrants.values() if one.out is None)
        lost, other, mixed_up = keys_lost(look), renamed(look), shuffled(look)
        why = suspicion(out, unticked, players, lost, other, mixed_up, look.memory.accepted)
        people = tuple({*out, *unticked, *lost, *other, *mixed_up})
        return Hold(why, self._clock.now(), people) if why else None

    async def _hold(self, visit: _Visit, hold: Hold) -> None:
        def held(memory: Memory) -> Memory:
            since = memory.held.since if memory.held else hold.since
            return evolve(memory, held=evolve(hold, since=since))

        log.warning("table_held", source=str(visit.source), tournament=visit.tournament, why=hold.why)
        await self._tables.remember(visit.tournament, visit.source, held)

    # ------------------------------------------------------------------------------------------------------------
    # Their side: what people typed becomes commands

    async def _bring(self, visit: _Visit, state: Tournament, look: Look, wishes: Wishes) -> tuple[_Brought, Look]:
        refused: dict[tuple[int, str], Refusal] = {}
        wanted = wanted_cells(state)
        for row in look.players:
            mine = wanted.get(row.person, {})
            edits = [role for role, verdict in row.verdicts(mine).items() if _is_to_bring(role, verdict)]
            for role, no in (await self._bring_row(visit, row, edits)).items():
                refused[row.number, role] = no
        for person, wish in ripe(wishes, self._clock.now(), self._grace):
            if denied := await self._take(visit, person, wish):
                refused[_number_of(look, person), wish] = denied
        sign_ups, joined = await self._sign_up(visit, state, look)
        return _Brought(refused, sign_ups), joined

    async def _bring_row(self, visit: _Visit, row: PlayerRow, edits: Sequence[Role]) -> dict[str, Refusal]:
        """Bring what was changed in one row, and say what of it was refused."""
        commands: list[tuple[Role, type[c.Command], dict[str, Any]]] = []
        if any(role in _WORDS for role in edits):
            state = await self._state(visit.tournament)
            commands.append((next(role for role in edits if role in _WORDS), c.UpdateSignUp, _words(state, row, edits)))
        refused: dict[str, Refusal] = {}
        for role in edits:
            match role:
                case Role.CHECKIN:
                    commands.append((role, c.CheckIn, {}))
                case Role.REGISTERED:
                    commands.insert(0, (role, c.Return, {}))
                case Role.DISCORD:
                    link = link_of_key(f"discord:{means(role, row.cells[role])}")
                    commands.append((role, c.LinkIdentity, {"link": link}))
                case Role.TEAM:
                    refused[role] = _TEAM_BY_COMMAND
        for role, kind, fields in commands:
            occasion = f"{visit.occasion}:{row.number}:{kind.__name__}:{self._tables.digest(repr(fields))[:12]}"
            if no := await self._ask(visit, kind, row.person, occasion, fields):
                refused[role] = no
        return refused

    async def _take(self, visit: _Visit, person: PersonId, wish: str) -> Refusal | None:
        """Do what was wished long enough."""
        kind = c.CheckOut if wish == Role.CHECKIN else c.Drop
        reason = {ROW: "their row was taken out of the table", Role.REGISTERED: "unticked in the table"}.get(wish)
        occasion = f"{visit.occasion}:{person}:{kind.__name__}"
        return await self._ask(visit, kind, person, occasion, {"reason": reason} if reason else {})

    async def _sign_up(self, visit: _Visit, state: Tournament, look: Look) -> tuple[dict[int, Refusal], Look]:
        """Sign up whom new rows name."""
        importer = Importer(self._desk, self._tables, visit.actor)
        refused: dict[int, Refusal] = {}
        joined: list[PlayerRow] = []
        others: list[KnownRow] = []
        for row in look.others:
            if not isinstance(row.says, RowClaim):
                others.append(row)
                continue
            outcome = await importer.sign_up(visit.tournament, state, row.says, visit.occasion)
            if outcome.refusal:
                refused[row.says.row_number] = outcome.refusal
            if outcome.person is None:
                others.append(row)
                continue
            line = look.read.table.cells[row.says.row_number - 1]
            cells = {role: line[index] for role, index in look.columns.items()}
            joined.append(PlayerRow(row.says.row_number, row.seen.key, outcome.person, cells, first_base(cells)))
        new = {row.key: row for row in joined}
        rows = tuple(
            evolve(row, person=new[row.key].person, ours=new[row.key].base) if row.key in new else row
            for row in look.memory.rows
        )
        memory = evolve(look.memory, rows=rows)
        players = tuple(sorted((*look.players, *joined), key=lambda row: row.number))
        return refused, evolve(look, players=players, others=tuple(others), memory=memory)

    async def _ask(
        self, visit: _Visit, kind: type[c.Command], person: PersonId, occasion: str, fields: Mapping[str, Any]
    ) -> Refusal | None:
        command: Any = kind
        asked = command(tournament=visit.tournament, actor=visit.actor, key=occasion, person=person, **fields)
        answer = await self._desk.handle(asked)
        return answer.refusal if isinstance(answer, Refused) else None

    # ------------------------------------------------------------------------------------------------------------
    # Our side: what the tournament says is written

    async def _settle(
        self, visit: _Visit, look: Look, wishes: Wishes, brought: _Brought, look_again_s: float
    ) -> Progress:
        state, now = await self._state(visit.tournament), self._clock.now()
        left = {
            who: {one: since for one, since in ones.items() if now - since < self._grace}
            for who, ones in wishes.items()
        }
        left = {who: ones for who, ones in left.items() if ones}
        refusals = {number: f"{no.what}. {no.next_step}" for number, no in brought.sign_ups.items()}
        outcome = await asyncio.to_thread(plan, state, look, refusals, people_of(left, ROW))
        gone_for_good = look.gone - set(left)
        # What the rules refused stays as typed, and is as suspicious at the next look.
        at_odds = {*left, *keys_lost(look), *shuffled(look)}
        accepted = tuple(person for person in look.memory.accepted if person in at_odds)
        memory = evolve(look.memory.without(gone_for_good), held=None, accepted=accepted, stale=False, restoring=False)
        memory = memory.with_wishes(left).with_ours(outcome.before).expecting(outcome.added)
        entries = [*self._entries(look, outcome, brought, left), *_shut_out(look, brought)]
        # Kept before it is done: whoever is killed in between must not take our own words for somebody else's.
        before = look.memory.entries
        memory = evolve(memory, entries=carried_on(entries, before))
        kept = await self._tables.remember_since(visit.tournament, visit.source, visit.known, memory)
        await self._tables.keep_mapping(visit.tournament, look.read)
        agreed, listed = outcome.after, memory.entries
        if outcome.changes is not None:
            result = await self._write(visit, outcome.changes)
            unwritten = {(one.row_key, one.column) for one in result.unwritten}
            agreed = look.agreed_on(outcome.after, unwritten)
            listed = carried_on([*entries, *_of_write(look, outcome, result, now)], before)
        memory = evolve(memory.with_ours(agreed).rekeyed(outcome.rekeyed), entries=listed)
        await self._tables.remember_since(visit.tournament, visit.source, kept, memory)
        until = waits_until(left, self._grace)
        again_in_s = look_again_s if until is None else min(look_again_s, max(0.1, (until - now).total_seconds()))
        return Progress(again_in_s=again_in_s, for_staff=in_words(listed))

    async def _write(self, visit: _Visit, changes: RowChanges) -> WriteResult:
        result = await self._host.hooks.write_rows(visit.source, changes)
        if result is None:
            raise BadInput(
                "no installed plugin writes this table any more",
                which=str(visit.source),
                next_step="`tiltyard plugins doctor` says what became of the one that did.",
            )
        return result

    def _written_over(self, look: Look, wanted: Mapping[PersonId, Mapping[Role, Cell]]) -> list[Entry]:
        """Cells that say something else than a journal that went back: they are written over, and kept here."""
        now = self._clock.now()
        return [
            Entry(
                EntryKind.DISPLACED,
                row.key or "",
                row.number,
                row.person,
                look.header(look.columns[role]),
                role,
                theirs,
                ours,
                f"it said {as_text(theirs)!r} and was written over when an older journal was restored",
                "Type it again if it was right.",
                now,
            )
            for row in look.players
            for role, ours in wanted.get(row.person, {}).items()
            if role in row.cells and not alike(role, theirs := row.cells[role], ours) and means(role, theirs)
        ]

    def _entries(self, look: Look, outcome: Outcome, brought: _Brought, left: Wishes) -> list[Entry]:
        now = self._clock.now()
        entries = []
        for row, role, verdict in outcome.open:
            column = look.header(look.columns[role])
            kind, why, next_step = _why(row, role, verdict, brought, left, self._grace)
            ours: Cell = verdict.ours if isinstance(verdict, Clash) else _last(row, role)
            theirs = row.cells[role]
            key = row.key or ""
            entries.append(Entry(kind, key, row.number, row.person, column, role, theirs, ours, why, next_step, now))
        by_person = {row.person: row for row in look.memory.rows if row.person}
        for person in people_of(left, ROW):
            key = by_person[person].key or ""
            words = _waits_words(left[person][ROW], self._grace, "their row has gone from the table")
            entries.append(Entry(EntryKind.WAITING, key, None, person, "", "", "", "", *words, now))
        for conflict in outcome.ours.conflicts:
            number = next((row.number for row in look.players if row.key == conflict.row_key), None)
            entries.append(
                Entry(
                    EntryKind.CLASH,
                    conflict.row_key,
                    number,
                    None,
                    conflict.header,
                    "",
                    conflict.theirs,
                    conflict.ours,
                    f"{as_text(conflict.theirs)!r} was typed over what Tiltyard writes there",
                    "Empty that cell, and it is written again.",
                    now,
                )
            )
        return entries

    async def _state(self, tournament: TournamentId) -> Tournament:
        state = await self._desk.state(tournament)
        if state is None:
            raise Bug("there is no such tournament", which=tournament)
        return state


_TEAM_BY_COMMAND = Refusal(
    "team_by_command",
    "A team is not changed by its cell",
    "team",
    "Put the cell back, and use `tiltyard team`.",
)


def _has_rows(read: ReadTable) -> bool:
    """Whether somebody has signed up in it. Every row is read for that: hundreds take longer than the loop may wait."""
    return read.has_rows


def _is_to_bring(role: Role, verdict: object) -> bool:
    """A change that takes effect at once: all but what is cleared."""
    if not isinstance(verdict, Edit):
        return False
    if is_riddle(role, verdict.value):
        return False
    return bool(means(role, verdict.value)) or role in {Role.ALT_IGN, Role.PRONOUNS}


def _words(state: Tournament, row: PlayerRow, edits: Sequence[Role]) -> dict[str, Any]:
    """What somebody signed up with, with the changes in it."""
    entrant = entrant_of(state, row.person)
    if entrant is None:
        raise Bug("a row is of nobody", which=row.person)
    member = member_of(entrant, state.aliases.get(row.person, row.person))
    texts = {role: said(row.cells[role]) for role in edits if role in _WORDS}
    return {
        "typed_name": texts.get(Role.IGN, member.typed_name or ""),
        "alternates": names_in(texts[Role.ALT_IGN]) if Role.ALT_IGN in texts else member.alternates,
        "platform": member.platform,
        "pronouns": (texts[Role.PRONOUNS] or None) if Role.PRONOUNS in texts else member.pronouns,
    }


def _number_of(look: Look, person: PersonId) -> int:
    return next((row.number for row in look.players if row.person == person), 0)


def _last(row: PlayerRow, role: Role) -> Cell:
    """What both sides last agreed on."""
    base = row.base.get(role.value, ())
    return base[-1] if base else ""


def _why(
    row: PlayerRow, role: Role, verdict: Edit | Clash, brought: _Brought, left: Wishes, grace: timedelta
) -> tuple[EntryKind, str, str]:
    """Why a cell stays as it was typed."""
    if no := brought.refused.get((row.number, role.value)):
        return EntryKind.REFUSED, no.what, no.next_step
    if role in TICKS and (since := left.get(row.person, {}).get(role.value)):
        return (EntryKind.WAITING, *_waits_words(since, grace, "it was unticked"))
    if isinstance(verdict, Clash):
        return (
            EntryKind.CLASH,
            f"the table says {as_text(verdict.theirs)!r}, the tournament says {as_text(verdict.ours)!r}",
            "Say which one holds: tiltyard sheets keep table, or keep tournament.",
        )
    if is_riddle(role, row.cells[role]):
        return EntryKind.REFUSED, "it says neither yes nor no", "Type yes or no there, or tick it."
    if role is Role.IGN and names_no_player(row):
        return EntryKind.REFUSED, "the name was cleared", "Type the name, or untick the registration to take them out."
    if role is Role.DISCORD:
        return EntryKind.REFUSED, "the Discord account was cleared", "Type it again: the row is found by it."
    return EntryKind.REFUSED, "it could not be taken now", "It is tried again at the next look."


def _waits_words(since: Any, grace: timedelta, what: str) -> tuple[str, str]:
    when = f"{since + grace:%H:%M:%S} UTC"
    wait = duration_words(grace.total_seconds())
    return f"{what}; it counts at {when}, {wait} after it was seen", "Take it back before then to keep the place."


def _shut_out(look: Look, brought: _Brought) -> list[Entry]:
    """Rows that signed nobody up."""
    entries = []
    for row in look.others:
        no = brought.sign_ups.get(row.says.row_number) if isinstance(row.says, RowClaim) else row.says.refusal
        if no is None:
            continue
        entries.append(
            Entry(
                EntryKind.REFUSED,
                row.seen.key or "",
                row.says.row_number,
                None,
                "",
                "",
                no.which,
                "",
                no.what,
                no.next_step,
                look.read.table.read_at,
            )
        )
    return entries


def _of_write(look: Look, outcome: Outcome, result: WriteResult, now: Any) -> list[Entry]:
    """What a write could not do, and what it had to put back."""
    numbers = {row.key: (row.number, row.person) for row in look.players}
    values = {(one.row_key, one.column): one for one in (outcome.changes.changes if outcome.changes else ())}
    entries = []
    for cell in result.unwritten:
        number, person = numbers.get(cell.row_key, (None, None))
        change = values.get((cell.row_key, cell.column))
        column = look.header(cell.column)
        theirs, ours = (change.base, change.value) if change else ("", "")
        step = "Let Tiltyard's account edit it, or leave it: the tournament is right all the same."
        entries.append(
            Entry(EntryKind.LOCKED, cell.row_key, number, person, column, "", theirs, ours, cell.why, step, now)
        )
    for one in result.displaced:
        number, person = numbers.get(one.row_key, (None, None))
        column = look.header(one.column)
        why = f"rows were moved while it was written: it said {as_text(one.hit)!r} for a moment and was put back"
        step = "Look whether it says what it should."
        entries.append(
            Entry(EntryKind.DISPLACED, one.row_key, number, person, column, "", one.value, one.hit, why, step, now)
        )
    return entries


def held_words(source: RowSource, hold: Hold) -> str:
    """That a table is held, and what to do about it."""
    return (
        f"{source} is held, nothing is taken from it or written: {hold.why}. Undo it there, or say what holds: "
        "`tiltyard sheets accept` or `tiltyard sheets restore`"
    )
