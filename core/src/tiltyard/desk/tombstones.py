"""
Who was erased, in marks that do not say who: no table brings them back, and a restored backup forgets them, too.

A mark holds in the tournaments they played in and for the tables that these were filled from. It does not bar anybody
from signing up again by themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from attrs import frozen

from tiltyard.desk.sealing import Seal, seal_link
from tiltyard.models import Link, LinkKind, PersonId, TournamentId
from tiltyard.plugin import PluginStore
from tiltyard.rows.keys import key_of

NAMESPACE = "tombstones"
_PEOPLE = "people"


@frozen
class Tombstone:
    """One person's.

    erased_at  ISO 8601
    done       False while it may be that something of them is still kept: whoever comes next finishes it
    """

    tournament: TournamentId
    person: PersonId
    pseudonym: str
    erased_at: str
    done: bool = False


@frozen
class Buried:
    """What is known of the erased when a table is read."""

    marks: frozenset[str] = frozenset()
    people: frozenset[PersonId] = frozenset()

    def holds(self, marks: Iterable[str], person: PersonId | None) -> bool:
        """Whether a row is of somebody who was erased.

        person  whose it is by what the tournament knows; somebody who signed up anew is not who was erased
        """
        if person is not None:
            return person in self.people
        return not self.marks.isdisjoint(marks)


class Tombstones:
    """Keeps them in the journal's store."""

    def __init__(self, store: PluginStore, seal: Seal) -> None:
        self._store = store
        self._seal = seal

    def mark_of_link(self, link: Link) -> str:
        """The mark of one name the outside world has for somebody."""
        return mark_of_key(link.kind, seal_link(link, self._seal).key)

    def mark_of_name(self, name: str) -> str:
        """The mark of a name they play under."""
        return f"name:{self._seal('tombstone', key_of(name) or '')}"

    async def buried(self, tournament: TournamentId, source: object) -> Buried:
        """What counts when this table is read for this tournament."""
        marks = [
            *(await self._store.get(_of_tournament(tournament)) or ()),
            *(await self._store.get(self._of_source(source)) or ()),
        ]
        people: Mapping[str, Any] = await self._store.get(_PEOPLE) or {}
        return Buried(frozenset(marks), frozenset(map(PersonId, people.get(tournament, {}))))

    async def bury(self, stone: Tombstone, marks: Iterable[str], sources: Iterable[object]) -> None:
        """From now on no table brings this person back."""
        more = set(marks)
        for place in (_of_tournament(stone.tournament), *map(self._of_source, sources)):
            await self._store.change(place, lambda known: sorted({*(known or ()), *more}))
        await self._set(stone)

    async def done(self, stone: Tombstone) -> None:
        """Nothing of them is kept any more."""
        await self._set(Tombstone(stone.tournament, stone.person, stone.pseudonym, stone.erased_at, done=True))

    async def all(self) -> list[Tombstone]:
        """Everyone's, in no order."""
        return tombstones_in(await self._store.get(_PEOPLE))

    async def _set(self, stone: Tombstone) -> None:
        plain = {"pseudonym": stone.pseudonym, "erased_at": stone.erased_at, "done": stone.done}

        def changed(known: Any | None) -> Any:
            people = dict(known or {})
            people[stone.tournament] = {**people.get(stone.tournament, {}), stone.person: plain}
            return people

        await self._store.change(_PEOPLE, changed)

    def _of_source(self, source: object) -> str:
        return f"source:{self._seal('tombstone', str(source))}"


def mark_of_key(kind: LinkKind | str, key: str) -> str:
    """The mark of a link whose digest is known."""
    return f"{LinkKind(kind).value}:{key}"


def tombstones_in(plain: Any | None) -> list[Tombstone]:
    """What is kept under one key, read."""
    return [
        Tombstone(TournamentId(tournament), PersonId(person), **one)
        for tournament, people in (plain or {}).items()
        for person, one in people.items()
    ]


def merged(_key: str, theirs: Any | None, ours: Any | None) -> Any:
    """What stands in a restored journal: who was erased in it, or in the one it replaces, is erased.

    theirs, ours  a value of the backup, and of the journal that is replaced
    """
    if isinstance(ours, list) or isinstance(theirs, list):
        return sorted({*(ours or ()), *(theirs or ())})
    people = {tournament: dict(stones) for tournament, stones in (theirs or {}).items()}
    for stone in tombstones_in(ours):
        known = people.setdefault(stone.tournament, {})
        # The backup brought them back, unless they had been erased when it was made.
        if not known.get(stone.person, {}).get("done"):
            known[stone.person] = {"pseudonym": stone.pseudonym, "erased_at": stone.erased_at, "done": False}
    return people


MERGE = {NAMESPACE: merged}
"""For `tiltyard.journal.backup.load`."""


def _of_tournament(tournament: TournamentId) -> str:
    return f"tournament:{tournament}"
