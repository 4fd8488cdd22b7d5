"""
What a look at a shared table comes to: what people changed in it, what they cleared, and what is to be written.

Pure. A shared table is one in which people and we work at the same time (`RowTable.two_way`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from attrs import evolve, frozen

from tiltyard.desk.recognition import KnownRow
from tiltyard.desk.tables import ReadTable
from tiltyard.models import (
    Cell,
    CellChange,
    Entrant,
    LinkKind,
    Member,
    Mode,
    NewRow,
    PersonId,
    Role,
    RowChanges,
    Tournament,
)
from tiltyard.rows.claims import RowClaim, RowRefusal, said
from tiltyard.rows.fields import SHARED, TICKS, Meaning, alike, column_of, is_riddle, means, tick_words
from tiltyard.rows.keys import key_of, row_keys
from tiltyard.rows.merge import Base, Clash, Edit, Keep, Plan, Write, merge_shared, place_columns, plan_changes
from tiltyard.rows.ours import HERE, NOTE, STATUS
from tiltyard.rows.recall import ROW, Memory, SeenRow
from tiltyard.tournament.roster import IN_LINE, entrant_of, link_of_kind, member_of
from tiltyard.tournament.shown import Shown, are_status_words, shown

Verdict = Write | Keep | Edit | Clash
Wanted = Mapping[Role, Cell]
Wishes = Mapping[PersonId, Mapping[str, datetime]]

REFUSED = "refused"
"""The status of a row that cannot be taken."""

EXPECTED = "expected"
"""The mark of a row that we are about to add."""


@frozen
class PlayerRow:
    """A row of somebody who is known.

    number  as people count lines
    key     by which it is found again
    cells   what stands in its shared columns
    base    what both sides last agreed on, by role
    """

    number: int
    key: str | None
    person: PersonId
    cells: Mapping[Role, Cell]
    base: Mapping[str, tuple[Cell, ...]]

    def verdict(self, role: Role, ours: Cell) -> Verdict:
        """What to do with one of its cells."""
        base = self.base.get(role.value, ()) or ((False,) if role in TICKS else ())
        return merge_shared(base, self.cells[role], ours, lambda one, other: alike(role, one, other))

    def verdicts(self, wanted: Wanted) -> dict[Role, Verdict]:
        """What to do with each of its cells about which the tournament has something to say."""
        return {role: self.verdict(role, wanted[role]) for role in self.cells if role in wanted}


@frozen
class Look:
    """A table as it was looked at.

    columns   role to column, of the shared ones
    players   rows of people who are known
    others    rows that are nobody's yet, or cannot be read
    memory    what was remembered, with this look in it
    gone      who takes part although their row has gone
    """

    read: ReadTable
    columns: Mapping[Role, int]
    players: tuple[PlayerRow, ...]
    others: tuple[KnownRow, ...]
    memory: Memory
    gone: frozenset[PersonId]

    def header(self, column: int) -> str:
        """The header of a column."""
        line = self.read.table.cells[self.read.mapping.header_row]
        return str(line[column]).strip() if column < len(line) else f"column {column + 1}"

    def placed(self) -> dict[str, int]:
        """Where our own columns stand, or will stand once they are added at the right."""
        return place_columns(self.read.table, self.read.mapping.header_row, self.ours)[0]

    @property
    def ours(self) -> tuple[str, ...]:
        """Headers of our own columns; where the organiser has one for check-ins, we need none."""
        return (STATUS, NOTE) if Role.CHECKIN in self.columns else (STATUS, HERE, NOTE)

    def says_of_us(self) -> Base:
        """What stands in our own columns of every row that has a key."""
        placed, cells = self.placed(), self.read.table.cells
        rows = [(row.number, row.key) for row in self.players]
        rows += [(row.says.row_number, row.seen.key) for row in self.others]
        return {
            key: {name: (cells[number - 1][column],) for name, column in placed.items() if column < len(cells[0])}
            for number, key in rows
            if key
        }

    def agreed_on(self, base: Base, unwritten: Collection[tuple[str, int]]) -> Base:
        """What both sides agree on after a write, without the cells that could not be written."""
        column = {**{role.value: index for role, index in self.columns.items()}, **self.placed()}
        return {
            key: {name: cells for name, cells in row.items() if (key, column.get(name)) not in unwritten}
            for key, row in base.items()
        }


def look_at(state: Tournament, read: ReadTable, known: Sequence[KnownRow], memory: Memory) -> Look:
    """Say whose rows they are, and what of them is shared."""
    columns = shared_columns(read)
    whose = _whose(state, known, memory)
    found = [evolve(row.seen, person=person or row.seen.person) for row, person in zip(known, whose, strict=True)]
    after = memory.after_look(found)
    base = {row.person: row.ours for row in after.rows if row.person}
    players = tuple(
        PlayerRow(row.says.row_number, row.seen.key, person, _cells(read, row, columns), base.get(person, {}))
        for row, person in zip(known, whose, strict=True)
        if person
    )
    others = tuple(row for row, person in zip(known, whose, strict=True) if not person)
    playing = _people_in_line(state)
    gone = frozenset(row.person for row in after.rows if row.has_gone and row.person in playing and row.person)
    return Look(read, columns, players, others, after, gone)


def shared_columns(read: ReadTable) -> dict[Role, int]:
    """The columns that both sides write; where the organiser has none for check-ins, ours is it."""
    columns = {role: index for role, index in read.mapping.columns.items() if role in SHARED}
    header = list(read.table.cells[read.mapping.header_row]) if read.table.cells else []
    if Role.CHECKIN not in columns and HERE in header:
        columns[Role.CHECKIN] = header.index(HERE)
    return columns


def wanted_cells(state: Tournament) -> Mapping[PersonId, Wanted]:
    """What the tournament has to say in shared columns, by person. Whoever was erased is not spoken of."""
    entrants = sorted(state.entrants.values(), key=lambda one: one.order)
    cells: dict[PersonId, Wanted] = {
        member.person: _wanted(state, entrant, member)
        for entrant in entrants
        for member in entrant.members
        if member.typed_name is not None
    }
    aliases = {gone: cells[person] for gone, person in state.aliases.items() if person in cells}
    return {**aliases, **cells}


def cleared(look: Look, wanted: Mapping[PersonId, Wanted]) -> dict[PersonId, frozenset[str]]:
    """What people cleared or unticked: person to roles, or `ROW` for a row that has gone."""
    found: dict[PersonId, frozenset[str]] = {person: frozenset([ROW]) for person in look.gone}
    for row in look.players:
        verdicts = row.verdicts(wanted.get(row.person, {}))
        wishes = frozenset(role.value for role in TICKS if _takes(role, verdicts.get(role)))
        if wishes:
            found[row.person] = wishes
    return found


def keys_lost(look: Look) -> frozenset[PersonId]:
    """Whose rows do not say any more whose they are."""
    role = Role.DISCORD if Role.DISCORD in look.columns else Role.IGN
    blank = (row for row in look.players if not means(role, row.cells.get(role, "")))
    return frozenset(row.person for row in blank if any(means(role, one) for one in row.base.get(role.value, ())))


def above_header(look: Look) -> int:
    """How many rows of players stand above the header line: it was sorted in among them."""
    read = look.read
    above = read.table.cells[: read.mapping.header_row]
    players = {row.key for row in look.memory.rows if row.key and row.person}
    return sum(1 for key in row_keys(above, -1, read.key_column, read.else_column) if key in players)


def renamed(look: Look) -> frozenset[PersonId]:
    """Who would go by another name because the columns are understood otherwise than before."""
    before = look.read.saved
    if before is None or not look.read.is_news or look.read.mapping.origin == "settings":
        return frozenset()
    return frozenset(row.person for row in look.players if _has_another_name(row))


def shuffled(look: Look) -> frozenset[PersonId]:
    """Who would go by a name that stood in another player's row: names or accounts were sorted without their rows."""
    owners: defaultdict[Meaning, set[PersonId]] = defaultdict(set)
    for row in look.players:
        for one in row.base.get(Role.IGN.value, ()):
            owners[means(Role.IGN, one)].add(row.person)
    others = ((row, owners[means(Role.IGN, row.cells.get(Role.IGN, ""))] - {row.person}) for row in look.players)
    return frozenset(row.person for row, whose in others if whose and _has_another_name(row))


def _has_another_name(row: PlayerRow) -> bool:
    base = row.base.get(Role.IGN.value, ())
    return bool(base) and not any(alike(Role.IGN, one, row.cells.get(Role.IGN, "")) for one in base)


def dated(
    wishes: Mapping[PersonId, frozenset[str]], memory: Memory, now: datetime
) -> dict[PersonId, dict[str, datetime]]:
    """Since when each of them is wished: as remembered, otherwise from now on."""
    before = {row.person: row.wishes for row in memory.rows if row.person}
    return {who: {one: before.get(who, {}).get(one, now) for one in ones} for who, ones in wishes.items()}


def ripe(wishes: Wishes, now: datetime, grace: timedelta) -> list[tuple[PersonId, str]]:
    """What was wished for long enough."""
    return [(who, one) for who, ones in wishes.items() for one, since in ones.items() if now - since >= grace]


def restored(look: Look, wanted: Mapping[PersonId, Wanted]) -> Look:
    """The look in which nothing was cleared or shuffled: what stands there now is what is written over."""
    wiped, mixed_up = cleared(look, wanted), shuffled(look)

    def over(row: PlayerRow) -> PlayerRow:
        mine = wanted.get(row.person, {})
        blank = {role for role in row.cells if role in mine and not means(role, row.cells[role])}
        name = {Role.IGN} if row.person in mixed_up else set()
        wishes = {Role(one) for one in wiped.get(row.person, ())}
        again = {role.value: (row.cells[role],) for role in blank | wishes | name}
        return evolve(row, base={**row.base, **again})

    memory = evolve(look.memory.without(look.gone), restoring=False, held=None, accepted=())
    return evolve(look, players=tuple(map(over, look.players)), memory=memory, gone=frozenset())


def taken_over(look: Look) -> Look:
    """The look in which all that stands in the rows of players is from us: the journal is an older one.

    We never write into a tick what is neither yes nor no: that is from somebody else all the same.
    """

    def ours(row: PlayerRow) -> PlayerRow:
        return evolve(row, base={role.value: (cell,) for role, cell in row.cells.items() if not is_riddle(role, cell)})

    players = tuple(map(ours, look.players))
    memory = look.memory.with_ours(look.says_of_us())
    return evolve(look, players=players, memory=evolve(memory, stale=False))


def first_base(cells: Mapping[Role, Cell]) -> dict[str, tuple[Cell, ...]]:
    """What both sides agree on in a row that has just signed somebody up.

    That is all but a tick that they are here, and one that says neither yes nor no.
    """
    none = {role for role, cell in cells.items() if role is Role.CHECKIN or is_riddle(role, cell)}
    return {role.value: (False,) if role in none else (cell,) for role, cell in cells.items()}


@frozen
class Outcome:
    """What is to be written, and what both sides then agree on.

    changes   None when nothing is to be written
    before, after  as of a `tiltyard.rows.merge.Plan`
    added     rows that are added
    rekeyed   keys that change with it, old to new
    open      cells that stay as typed: row, role, what the merge says
    ours      likewise of our own columns
    """

    changes: RowChanges | None
    before: Base
    after: Base
    added: tuple[SeenRow, ...]
    rekeyed: Mapping[str, str]
    open: tuple[tuple[PlayerRow, Role, Edit | Clash], ...]
    ours: Plan


def plan(state: Tournament, look: Look, refused: Mapping[int, str], expects: Collection[PersonId]) -> Outcome:
    """What must change so that the table says what the tournament says, but for what people changed in it.

    refused  row number to why its sign-up was refused
    expects  whose rows are not to be added: they were cleared, and that may yet take effect
    """
    wanted, people = wanted_cells(state), shown(state)
    words = {role: _words(look, role) for role in TICKS if role in look.columns}
    changes: list[CellChange] = []
    before: dict[str, dict[str, tuple[Cell, ...]]] = {}
    after: dict[str, dict[str, tuple[Cell, ...]]] = {}
    still_open: list[tuple[PlayerRow, Role, Edit | Clash]] = []
    rekeyed: dict[str, str] = {}
    for row in look.players:
        if row.key is None:
            continue
        for role, verdict in row.verdicts(wanted.get(row.person, {})).items():
            theirs = row.cells[role]
            match verdict:
                case Write(value):
                    value = words[role][bool(value)] if role in words else value
                    changes.append(CellChange(row.key, look.columns[role], theirs, value))
                    before.setdefault(row.key, {})[role.value] = (theirs, value)
                    after.setdefault(row.key, {})[role.value] = (value,)
                    if key := _key_by(look.read, look.columns[role], value, row.cells.get(Role.DISCORD, "")):
                        rekeyed.setdefault(row.key, key)
                case Keep():
                    before.setdefault(row.key, {})[role.value] = (theirs,)
                    after.setdefault(row.key, {})[role.value] = (theirs,)
                case Edit() | Clash():
                    still_open.append((row, role, verdict))
    ours = _our_columns(look, people, refused)
    taken = {row.key for row in look.players} | {row.seen.key for row in look.others}
    new_rows = _new_rows(state, look, wanted, people, words, expects, taken)
    marks = _marks(look) if changes or new_rows or ours.changes else {}
    everything = (*changes, *(ours.changes.changes if ours.changes else ()))
    read = look.read
    planned = (
        RowChanges(
            read.table.revision,
            read.mapping.header_row,
            read.key_column,
            everything,
            tuple(row for row, _ in new_rows),
            marks,
            read.else_column,
        )
        if everything or new_rows
        else None
    )
    return Outcome(
        planned,
        _joined(before, ours.before),
        _joined(after, ours.after),
        tuple(seen for _, seen in new_rows),
        rekeyed,
        tuple(still_open),
        ours,
    )


def _whose(state: Tournament, known: Sequence[KnownRow], memory: Memory) -> list[PersonId | None]:
    """Whose each row is; no two are one person's.

    By the account or the key that names it; a row that lost its account by what it was, and else by its name, when
    that was exactly one player's whose row has gone. Another account beside that name is a corrected one, unless the
    player's is known by its id: an id is never mistyped for another's.
    """
    by_key: dict[str, PersonId] = {row.key: row.person for row in memory.rows if row.key and row.person}
    whose: list[PersonId | None] = []
    taken: set[PersonId] = set()
    for row in known:
        person = row.person or by_key.get(row.seen.key or "")
        whose.append(person if person not in taken else None)
        if person:
            taken.add(person)
    names = _names_of_lost(state, memory, taken)
    for place, row in enumerate(known):
        if whose[place] is None and isinstance(row.says, RowClaim):
            lost_account = row.says.discord is None
            before = row.before.person if row.before and lost_account else None
            person = before if before and before not in taken else names.get(key_of(row.says.typed_name) or "")
            if person and person not in taken and (lost_account or not _has_id(state, person)):
                whose[place] = person
                taken.add(person)
    return whose


def _has_id(state: Tournament, person: PersonId) -> bool:
    entrant = entrant_of(state, person)
    return entrant is not None and link_of_kind(member_of(entrant, person), LinkKind.DISCORD_ID) is not None


def _names_of_lost(state: Tournament, memory: Memory, taken: Collection[PersonId]) -> dict[str, PersonId]:
    """Names by which exactly one player goes whose row is not to be found."""
    lost = {row.person for row in memory.rows if row.person and not row.added and row.person not in taken}
    names: dict[str, list[PersonId]] = {}
    for entrant in state.entrants.values():
        for member in entrant.members:
            if member.person in lost and (name := key_of(member.typed_name or "")):
                names.setdefault(name, []).append(member.person)
    return {name: people[0] for name, people in names.items() if len(people) == 1}


def _cells(read: ReadTable, row: KnownRow, columns: Mapping[Role, int]) -> dict[Role, Cell]:
    line = read.table.cells[row.says.row_number - 1]
    return {role: line[index] if index < len(line) else "" for role, index in columns.items()}


def _people_in_line(state: Tournament) -> set[PersonId]:
    return {member.person for one in state.entrants.values() if one.status in IN_LINE for member in one.members}


def _wanted(state: Tournament, entrant: Entrant, member: Member) -> Wanted:
    plays = entrant.status in IN_LINE
    cells: dict[Role, Cell] = {
        Role.IGN: member.typed_name or "",
        Role.ALT_IGN: ", ".join(member.alternates),
        Role.PRONOUNS: member.pronouns or "",
        Role.REGISTERED: plays,
        Role.CHECKIN: plays and member.checked_in,
    }
    if account := _account(member):
        cells[Role.DISCORD] = account
    if state.rules.mode is not Mode.SOLO and entrant.team:
        cells[Role.TEAM] = entrant.team
    return cells


def _account(member: Member) -> str | None:
    """The Discord account as text: its id where that is known, otherwise the handle."""
    for kind in (LinkKind.DISCORD_ID, LinkKind.DISCORD_HANDLE):
        link = link_of_kind(member, kind)
        if link and link.value:
            return link.value
    return None


def _takes(role: Role, verdict: Verdict | None) -> bool:
    """Somebody unticked it."""
    return isinstance(verdict, Edit) and not means(role, verdict.value)


def _words(look: Look, role: Role) -> Mapping[bool, Cell]:
    read = look.read
    return tick_words(column_of(read.table.cells, read.mapping.header_row, look.columns[role]))


def _our_columns(look: Look, people: Mapping[PersonId, Shown], refused: Mapping[int, str]) -> Plan:
    """What must change in the columns that are ours alone."""
    read = look.read
    wanted: dict[str, dict[str, Cell]] = {}
    for row in look.players:
        if row.key and (one := people.get(row.person)):
            wanted[row.key] = {header: cell for header, cell in _of_us(one).items() if header in look.ours}
    for other in look.others:
        why = other.says.refusal if isinstance(other.says, RowRefusal) else None
        words = f"{why.what}. {why.next_step}" if why else refused.get(other.says.row_number)
        if other.seen.key and words:
            wanted[other.seen.key] = {STATUS: REFUSED, NOTE: words}
    return plan_changes(
        read.table,
        header_row=read.mapping.header_row,
        key_column=read.key_column,
        else_column=read.else_column,
        columns=look.ours,
        wanted=wanted,
        base=_base_of_us(look),
    )


def _base_of_us(look: Look) -> Base:
    """What may stand in our own columns from us.

    Where nothing was ever written by this tournament, a row with a status of ours has it from another one that was
    mirrored here before, or was copied with it.
    """
    before = {row.key: row.ours for row in look.memory.rows if row.key}
    base: dict[str, Mapping[str, tuple[Cell, ...]]] = dict(before)
    for key, there in look.says_of_us().items():
        status = str(there.get(STATUS, ("",))[0])
        if STATUS not in before.get(key, {}) and (status == REFUSED or are_status_words(status)):
            base[key] = {**there, **before.get(key, {})}
    return base


def _of_us(one: Shown) -> dict[str, Cell]:
    return {STATUS: one.status, HERE: one.checked_in, NOTE: one.note}


def _new_rows(
    state: Tournament,
    look: Look,
    wanted: Mapping[PersonId, Wanted],
    people: Mapping[PersonId, Shown],
    words: Mapping[Role, Mapping[bool, Cell]],
    expects: Collection[PersonId],
    taken: Collection[str | None],
) -> list[tuple[NewRow, SeenRow]]:
    """Rows for everybody who takes part and has none, in order of receipt."""
    read = look.read
    here = {row.person for row in look.players} | set(expects)
    entrants = sorted((one for one in state.entrants.values() if one.status in IN_LINE), key=lambda one: one.order)
    keys = set(taken)
    placed = look.placed()
    rows = []
    for member in (member for entrant in entrants for member in entrant.members):
        mine = wanted.get(member.person)
        if member.person in here or mine is None:
            continue
        values = {role: words[role][bool(cell)] if role in words else cell for role, cell in mine.items()}
        cells = {look.columns[role]: cell for role, cell in values.items() if role in look.columns and cell != ""}
        ours = _of_us(people[member.person])
        cells |= {placed[header]: cell for header, cell in ours.items() if header in placed and cell != ""}
        key = _free_key(key_of(cells.get(read.key_column, "")), f"ign:{key_of(member.typed_name or '')}", keys)
        keys.add(key)
        base = {role.value: (values.get(role, ""),) for role in look.columns}
        base |= {header: (ours[header],) for header in placed}
        rows.append((NewRow(key, cells), SeenRow(key, EXPECTED, member.person, ours=base, added=True)))
    return rows


def _free_key(by_account: str | None, by_name: str, taken: Collection[str | None]) -> str:
    """The key that a row will have; it is numbered where others have the same."""
    plain = by_account or by_name
    number = 1
    while (key := plain if number == 1 else f"{plain}~{number}") in taken:
        number += 1
    return key


def _marks(look: Look) -> dict[str, int]:
    """What marks the columns that have a role, and ours."""
    read = look.read
    ours = {name: index for name, index in look.placed().items() if index < read.table.width}
    return {**{role.value: index for role, index in read.mapping.columns.items()}, **ours}


def _key_by(read: ReadTable, column: int, value: Cell, account: Cell) -> str | None:
    """The key that a row has once this is written in it; None when that changes no key."""
    if column == read.key_column:
        return key_of(value)
    by_name = column == read.else_column and not key_of(account)
    return f"ign:{key_of(value)}" if by_name else None


def _joined(one: Base, other: Base) -> Base:
    return {key: {**one.get(key, {}), **other.get(key, {})} for key in {**one, **other}}


def names_no_player(row: PlayerRow) -> bool:
    """Its name was wiped."""
    return Role.IGN in row.cells and not said(row.cells[Role.IGN])


def waits_until(wishes: Wishes, grace: timedelta) -> datetime | None:
    """When the first of them takes effect."""
    return min((since + grace for ones in wishes.values() for since in ones.values()), default=None)


def people_of(wishes: Mapping[PersonId, Iterable[str]], *kinds: str) -> list[PersonId]:
    """Whom wishes of these kinds concern."""
    return [person for person, ones in wishes.items() if any(one in kinds for one in ones)]
