"""
Who a person is in all tournaments: what they were ever called, what the outside world has for them, what names them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from attrs import define, field, frozen

from tiltyard.desk.desk import STREAM_PREFIX
from tiltyard.desk.sealing import Seal, seal_link
from tiltyard.desk.tombstones import mark_of_key
from tiltyard.journal import Journal
from tiltyard.journal.export import OURS
from tiltyard.models import EventRecord, Link, LinkKind, PersonId, TournamentId

NAMES = ("typed_name", "name", "alternates", "value")
"""Fields of personal text that say who somebody is. Everything else is what was said about them."""

ACCOUNTS = frozenset({LinkKind.DISCORD_ID, LinkKind.DISCORD_HANDLE, LinkKind.PUUID})
"""Links that mean the same person in any tournament. A row's key does not: two Anns may have signed up."""

SHORTEST = 3
"""Letters of a name that is looked for within other text."""


@define
class Known:
    """One person in one tournament.

    names   what they were ever called there, and the values of their links
    links   marks of their links, which stay when names and values are gone
    events  numbers of the events about them
    """

    tournament: TournamentId
    person: PersonId
    names: set[str] = field(factory=set)
    links: set[str] = field(factory=set)
    played_as: set[str] = field(factory=set)
    events: list[int] = field(factory=list)

    @property
    def accounts(self) -> set[str]:
        """The links that mean the same person in any tournament."""
        return {mark for mark in self.links if mark.partition(":")[0] in ACCOUNTS}

    def learn(self, record: EventRecord) -> None:
        """One more event about them."""
        self.events.append(record.seq)
        if "kind" in record.facts and "key" in record.facts:
            self.links.add(mark_of_key(record.facts["kind"], record.facts["key"]))
        for name, value in (record.personal or {}).items():
            if name in NAMES and value:
                self.names |= {value} if isinstance(value, str) else set(value)
            if name in {"typed_name", "name"} and value:
                self.played_as.add(value)


@frozen
class Subject:
    """Whose data this is about: the same human in some tournaments.

    people    who they are there
    accounts  ids under which they acted, of somebody who never signed up
    """

    people: tuple[Known, ...]
    accounts: frozenset[str] = frozenset()

    @cached_property
    def ids(self) -> frozenset[tuple[TournamentId, PersonId]]:
        """Tournament and person."""
        return frozenset((one.tournament, one.person) for one in self.people)

    @cached_property
    def persons(self) -> frozenset[str]:
        """Their ids alone."""
        return frozenset(one.person for one in self.people)

    @cached_property
    def words(self) -> frozenset[str]:
        """All that names them, in comparable form."""
        names = [*self.accounts, *(name for one in self.people for name in one.names)]
        return frozenset(word for name in names for word in _forms(name))

    def is_named(self, text: str | None) -> bool:
        """Whether this text is one of their names."""
        return bool(text) and loosely(text or "") in self.words

    def is_mentioned(self, text: str | None) -> bool:
        """Whether this text has one of their names, or an id of theirs, in it."""
        return bool(text) and self._mention.search(loosely(text or "")) is not None

    def is_in(self, value: Any) -> bool:
        """Whether a JSON value mentions them anywhere."""
        return any(self.is_mentioned(text) for text in texts_in(value))

    @cached_property
    def _mention(self) -> re.Pattern[str]:
        words = [*(word for word in self.words if len(word) >= SHORTEST), *map(loosely, self.persons)]
        if not words:
            return re.compile(r"(?!)")  # an empty choice would be found everywhere
        longest_first = sorted(words, key=len, reverse=True)
        return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")


def loosely(text: str) -> str:
    """The form in which two spellings of a name are one."""
    return unicodedata.normalize("NFKC", text).strip().removeprefix("@").casefold()


def texts_in(value: Any) -> Iterator[str]:
    """Every text in a JSON value, keys too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield str(key)
            yield from texts_in(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from texts_in(one)


async def everyone(journal: Journal) -> list[Known]:
    """All persons of all tournaments."""
    known: dict[tuple[str, str], Known] = {}
    for head in await journal.heads(STREAM_PREFIX):
        tournament = TournamentId(head.stream.removeprefix(STREAM_PREFIX))
        for record in await journal.read(head.stream):
            person = record.facts.get("person")
            if isinstance(person, str):
                known.setdefault((tournament, person), Known(tournament, PersonId(person))).learn(record)
    return list(known.values())


async def acted(who: str, journal: Journal) -> bool:
    """Whether somebody acted under this id, in any tournament."""
    for head in await journal.heads(STREAM_PREFIX):
        actors = {record.actor for record in await journal.read(head.stream)}
        if any(actor.id == who and actor.kind not in OURS for actor in actors):
            return True
    return False


def named(who: str, people: Iterable[Known], seal: Seal) -> list[Known]:
    """Whom these words may mean: a name of any time, a Discord id or handle, or a person's id.

    Somebody who was erased is still found by what named them: the mark of it stays.
    """
    words = loosely(who)
    marks = {mark_of_key(kind, seal_link(Link(kind, who, "typed"), seal).key) for kind in LinkKind}
    return [
        one
        for one in people
        if who == one.person or not marks.isdisjoint(one.links) or any(words in _forms(name) for name in one.names)
    ]


def humans(found: Collection[Known], people: Iterable[Known]) -> list[Subject]:
    """The same persons in all their tournaments, one subject for each human."""
    rest, subjects, everybody = list(found), [], list(people)
    while rest:
        group = [rest.pop(0)]
        accounts = set(group[0].accounts)
        while more := [one for one in everybody if one not in group and not accounts.isdisjoint(one.accounts)]:
            group += more
            accounts |= {mark for one in more for mark in one.accounts}
        rest = [one for one in rest if one not in group]
        subjects.append(Subject(tuple(group)))
    return subjects


def _forms(name: str) -> set[str]:
    """A row's key says by what the row is known: `ign:` and a name."""
    words = loosely(name)
    return {words} | ({words.partition(":")[2]} if words.startswith(("ign:", "discord:")) else set())
