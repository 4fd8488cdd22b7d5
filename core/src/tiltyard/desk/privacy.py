"""
What is kept of one person: tell it, or take it away everywhere and leave the results under a pseudonym.

Erasing goes from the front: a mark that keeps tables from bringing them back, then the rules are told, so that no host
writes a name down from then on, then every place in which something is kept, the events last of all, because all that
names the person is known from them. Whoever is killed on the way is followed by `finish`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from attrs import frozen

from tiltyard.clock import Clock
from tiltyard.desk.desk import Desk, stream_of
from tiltyard.desk.erasers import Eraser
from tiltyard.desk.people import Known, Subject, acted, everyone, humans, named
from tiltyard.desk.tables import MEMORY
from tiltyard.desk.tombstones import Tombstone, Tombstones
from tiltyard.journal import Journal
from tiltyard.journal.export import line_of
from tiltyard.journal.space import Space
from tiltyard.models import Actor, TournamentId
from tiltyard.tournament import commands as c
from tiltyard.tournament.codec import converter
from tiltyard.tournament.roster import entrant_of

Tell = Callable[[int, int], None]
"""Told (places done, places in all)."""


@frozen
class Erasure:
    """What was taken away.

    stones      their tombstones, one for each tournament; they say under which pseudonym results are kept
    places      what is kept there to in how many places something was taken away
    space       what came of writing the database anew; None when that was left for later
    """

    stones: Sequence[Tombstone]
    places: Mapping[str, int]
    space: Space | None


class Privacy:
    """Knows every place in which something personal is kept.

    erasers  in the order in which they are to erase; the events' comes last
    """

    def __init__(
        self, desk: Desk, journal: Journal, tombstones: Tombstones, erasers: Sequence[Eraser], clock: Clock
    ) -> None:
        self._desk = desk
        self._journal = journal
        self._tombstones = tombstones
        self._erasers = erasers
        self._clock = clock

    async def find(self, who: str) -> list[Subject]:
        """Whom these words may mean: one subject for each human, with all their tournaments.

        Somebody of the staff, who never signed up, is found by the id under which they acted.
        """
        people = await everyone(self._journal)
        found = humans(named(who, people, self._journal.seal), people)
        if not found and await acted(who, self._journal):
            return [Subject((), frozenset({who}))]
        return found

    async def of(self, tournament: TournamentId) -> list[Subject]:
        """Everyone of one tournament, in that tournament alone."""
        return [Subject((one,)) for one in await everyone(self._journal) if one.tournament == tournament]

    async def erased(self, tournament: TournamentId) -> set[str]:
        """Who was erased there."""
        return {one.person for one in await self._tombstones.all() if one.tournament == tournament and one.done}

    async def kept(self, subject: Subject) -> dict[str, list[Any]]:
        """Place to what is kept there of somebody."""
        return {eraser.name: await eraser.kept(subject) for eraser in self._erasers}

    async def export(self, subject: Subject) -> dict[str, Any]:
        """All that is kept of somebody, as a JSON document for them."""
        return {
            "made_at": self._clock.now().isoformat(),
            "people": [await self._dossier(one) for one in subject.people],
            "kept": await self.kept(subject),
        }

    async def _dossier(self, one: Known) -> dict[str, Any]:
        state = await self._desk.state(one.tournament)
        entrant = entrant_of(state, one.person) if state else None
        events = set(one.events)
        records = [record for record in await self._desk.history(one.tournament) if record.seq in events]
        return {
            "tournament": one.tournament,
            "person": one.person,
            "called": sorted(one.names),
            "standing": converter.unstructure(entrant) if entrant else None,
            "events": [line_of(record) for record in records],
        }

    async def erase(
        self,
        subject: Subject,
        *,
        actor: Actor,
        reason: str | None = None,
        tidy: bool = True,
        tell: Tell = lambda _done, _of: None,
    ) -> Erasure:
        """Take away all that is personal of somebody, everywhere; their results stay under a pseudonym.

        tidy    False leaves it to a later `tidy` to write the database anew, once for many; until then it is not done
        raises  JournalError when it could not be finished: do it again, nothing is done twice
        """
        stones = [self._stone(one) for one in subject.people]
        sources = await self._sources(subject)
        for one, stone in zip(subject.people, stones, strict=True):
            marks = {*one.links, *(self._tombstones.mark_of_name(name) for name in one.played_as if name.strip())}
            await self._tombstones.bury(stone, marks, sources)
        for stone in stones:
            await self._announce(stone, actor=actor, reason=reason)
        subject = await self._as_known_now(subject)
        places = {}
        for done, eraser in enumerate(self._erasers, start=1):
            places[eraser.name] = await eraser.erase(subject)
            tell(done, len(self._erasers) + 1)
        for one in subject.people:
            # A snapshot of a state holds names, too; it is made anew from the events.
            await self._journal.forget_snapshots(stream_of(one.tournament))
            self._desk.forget(one.tournament)
        space = await self.tidy(stones) if tidy else None
        tell(len(self._erasers) + 1, len(self._erasers) + 1)
        return Erasure(stones, places, space)

    async def tidy(self, stones: Sequence[Tombstone]) -> Space:
        """Leave nothing in the database's files of those who were erased, and remember that it is done, if it is."""
        space = await self._journal.give_back()
        for stone in stones if space.clean else ():
            await self._tombstones.done(stone)
        return space

    async def finish(self, *, actor: Actor) -> list[Erasure]:
        """Erase whom somebody began to erase and did not finish, or whom a restored backup brought back."""
        unfinished = {(one.tournament, one.person) for one in await self._tombstones.all() if not one.done}
        found = [one for one in await everyone(self._journal) if (one.tournament, one.person) in unfinished]
        return [await self.erase(Subject((one,)), actor=actor) for one in found]

    async def _announce(self, stone: Tombstone, *, actor: Actor, reason: str | None) -> None:
        """Tell the rules: from then on the pseudonym is shown, and what a host still finds out is not written down."""
        await self._desk.handle(
            c.ErasePerson(
                tournament=stone.tournament, actor=actor, person=stone.person, pseudonym=stone.pseudonym, reason=reason
            )
        )

    async def _as_known_now(self, subject: Subject) -> Subject:
        """A host may have learned another name of theirs since somebody asked who this is."""
        people = tuple(one for one in await everyone(self._journal) if (one.tournament, one.person) in subject.ids)
        return Subject(people, subject.accounts)

    def _stone(self, one: Known) -> Tombstone:
        pseudonym = f"Player {self._journal.seal('pseudonym', one.person)[:4]}"
        return Tombstone(one.tournament, one.person, pseudonym, self._clock.now().isoformat())

    async def _sources(self, subject: Subject) -> list[str]:
        """The tables that their tournaments were filled from."""
        keys = await self._journal.keys("tables")
        starts = [f"{MEMORY}{one.tournament}:" for one in subject.people]
        return [key.removeprefix(start) for start in starts for key in keys if key.startswith(start)]
