"""
Whose the rows of a table are: by the link that names them, otherwise by what they were at the last look.
"""

from __future__ import annotations

from collections.abc import Collection

from attrs import evolve, frozen

from tiltyard.desk.desk import Desk
from tiltyard.desk.tables import ReadTable, Tables, link_of_key
from tiltyard.models import Entrant, LinkKind, PersonId, Tournament, TournamentId
from tiltyard.rows.claims import WITHDRAWN, RowClaim, RowRefusal
from tiltyard.rows.recall import Memory, SeenRow, recall, row_marks
from tiltyard.tournament.roster import IN_LINE, entrant_of, member_of


@frozen
class KnownRow:
    """A row and what is known of it.

    seen       as what it will be remembered
    before     what it was at the last look; None for a new one
    person     whose it is; None when it is nobody's yet
    corrected  that is known from the last look only: what names its person has been corrected since
    """

    says: RowClaim | RowRefusal
    seen: SeenRow
    before: SeenRow | None
    person: PersonId | None = None
    corrected: bool = False

    @property
    def is_new(self) -> bool:
        """It is a sign-up of somebody who is not known yet."""
        return isinstance(self.says, RowClaim) and self.person is None


async def recognise(
    desk: Desk, tables: Tables, tournament: TournamentId, read: ReadTable, memory: Memory
) -> list[KnownRow]:
    """Every row of a table that says something, in its order.

    raises  BadInput when there is none
    """
    rows = read.rows()
    keys, marks = read.keys(), row_marks(read.theirs.cells, read.mapping, tables.digest)
    seen = [SeenRow(keys[row.row_number], marks[row.row_number - 1]) for row in rows]
    naming = {row.row_number: link_of_key(row.key) for row in rows if row.key and _names_somebody(row)}
    people = await desk.find_people(tournament, list(naming.values()))
    linked = dict(zip(naming, people, strict=True))
    state = await desk.state(tournament)
    known = [
        KnownRow(row, now, then, linked.get(row.row_number))
        for row, now, then in zip(rows, seen, recall(seen, memory.rows), strict=True)
    ]
    return [row if row.person or state is None else _recalled(state, row, taken=people) for row in known]


def _names_somebody(row: RowClaim | RowRefusal) -> bool:
    """Whether it is clear whose it is: also where it says that they do not play."""
    return isinstance(row, RowClaim) or row.refusal.code == WITHDRAWN


def gone_from(memory: Memory, state: Tournament) -> list[Entrant]:
    """Who is still in the tournament although their row has gone from the table: that drops nobody."""
    persons = dict.fromkeys(row.person for row in memory.rows if row.person and row.has_gone)
    return [one for person in persons if (one := entrant_of(state, person)) and one.status in IN_LINE]


def _recalled(state: Tournament, row: KnownRow, *, taken: Collection[PersonId | None]) -> KnownRow:
    """The row as the person's whose it was, if nothing but their row names them.

    A Discord account that was corrected is another account: whose that is the rules must say. Whoever has dropped out
    has left the row to somebody else.
    """
    person = row.before.person if row.before else None
    entrant = entrant_of(state, person) if person else None
    if person is None or entrant is None or person in taken or entrant.out:
        return row
    named_by = {link.kind for link in member_of(entrant, person).links}
    return evolve(row, person=person, corrected=True) if named_by <= {LinkKind.ROW, LinkKind.PUUID} else row
