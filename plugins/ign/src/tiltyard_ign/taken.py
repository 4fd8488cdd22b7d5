"""
Names that are taken, arranged so that those near to another one are found without comparing it with all.

By their beginnings with characters left out: when two spellings are k edits apart, there is a way to leave k characters
out of the beginning of each so that the same is left. Those that have one such rest in common are few, and are compared
in one call of `rapidfuzz`. The method is that of SymSpell, whose prefixes keep it from growing with a name's length.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from itertools import combinations

from attrs import frozen
from rapidfuzz import process
from rapidfuzz.distance import OSA

from tiltyard.models import RiotId
from tiltyard_ign.near import Spelling, edits_allowed, edits_between
from tiltyard_ign.reading import Read, Reading


@frozen
class Near:
    """A taken name that another one is near to.

    riot_id  how it is spelt
    edits    how many edits it is away, at least one
    """

    riot_id: RiotId
    edits: int


_ANY = "any"

BEGINNING = 6
"""Characters of a spelling by which it is found. Fewer leave more to compare, more take more memory."""


class TakenNames:
    """An index of names. It only grows: a question says which of them are taken at the moment."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._names: dict[str, Reading] = {}
        self._beginnings: defaultdict[int, list[str]] = defaultdict(list)
        self._looks: defaultdict[str, list[str]] = defaultdict(list)
        self._by_key: defaultdict[tuple[str, str], list[str]] = defaultdict(list)

    def __len__(self) -> int:
        return len(self._names)

    def unknown(self, names: frozenset[str]) -> frozenset[str]:
        """Those of them that are not in the index yet."""
        return names.difference(self._names)

    def grown(self, names: Iterable[str]) -> TakenNames:
        """A new index with these names, too. It may be made while this one is asked."""
        index = TakenNames(self._read)
        index.add([*self._names, *names])
        return index

    def add(self, names: Iterable[str]) -> None:
        """Put names in, as typed or as `name` keys; what is no Riot ID is near to nothing."""
        for name in names:
            if name in self._names:
                continue
            reading = self._names[name] = self._read(name)
            if reading.spelling:
                for place in _kept_at(reading.spelling):
                    self._beginnings[place].append(name)
                self._looks[reading.look_of_name].append(name)
                for kind_and_key in reading.keys.items():
                    self._by_key[kind_and_key].append(name)

    def holds(self, reading: Reading, taken: AbstractSet[str]) -> bool:
        """Whether this very account is among the taken names, however it is spelt there."""
        return self._shares("name", reading, taken)

    def shares_a_look(self, reading: Reading, taken: AbstractSet[str]) -> bool:
        """Whether a taken name looks the same, or is no edit away."""
        return self._shares("skeleton", reading, taken) or self._shares("near", reading, taken)

    def near(self, reading: Reading, taken: AbstractSet[str]) -> list[Near]:
        """Which of the taken names are spelt almost like this one, the nearest first, each account once.

        One that is no edit away is not among them: it has the same key `near`.
        """
        if reading.spelling is None:
            return []
        found = {}
        for name in self._about(reading.spelling):
            other = self._names[name]
            if name not in taken or other.riot_id is None or other.spelling is None:
                continue
            edits = edits_between(reading.spelling, other.spelling)
            if edits:
                found[other.name_key] = Near(other.riot_id, edits)
        return [near for _, near in sorted(found.items(), key=lambda item: (item[1].edits, item[0]))]

    def same_look(self, reading: Reading, taken: AbstractSet[str]) -> list[RiotId]:
        """Which taken names differ from this one in their tag alone, or look as if they did; each account once."""
        names = sorted(name for name in self._looks.get(reading.look_of_name, ()) if name in taken)
        others = [self._names[name] for name in names]
        found = {other.name_key: other.riot_id for other in others if other.riot_id and not _looks_like(reading, other)}
        return list(found.values())

    def _shares(self, kind: str, reading: Reading, taken: AbstractSet[str]) -> bool:
        return any(name in taken for name in self._by_key.get((kind, reading.keys.get(kind, "")), ()))

    def _about(self, spelled: Spelling) -> list[str]:
        """Names whose spelling may be near: tags and numbers are not compared yet."""
        kept = (self._beginnings.get(place, ()) for place in _looked_for_at(spelled))
        names = list(dict.fromkeys(name for found in kept for name in found))
        spellings = [other.name if (other := self._names[name].spelling) else "" for name in names]
        most = edits_allowed(len(spelled.name))
        near = process.extract(spelled.name, spellings, scorer=OSA.distance, score_cutoff=most, limit=None)
        return [names[place] for _, _, place in near]


def _kept_at(spelled: Spelling) -> Iterator[int]:
    """By its numbers, because a roster of `Player 1` to `Player 999` has one beginning; and among all with numbers."""
    for rest in _rests(spelled.name):
        yield hash((spelled.name_by_itself, rest))
        if spelled.name_by_itself:
            yield hash((_ANY, rest))


def _looked_for_at(spelled: Spelling) -> Iterator[int]:
    """Numbers go together with the same ones, and with none. Two places with one hash only leave more to compare."""
    for rest in _rests(spelled.name):
        yield hash((spelled.name_by_itself, rest))
        yield hash(((), rest) if spelled.name_by_itself else (_ANY, rest))


def _rests(spelled: str) -> set[str]:
    """What is left of a spelling's beginning without as many characters as it may be edits away from others."""
    beginning, edits = spelled[:BEGINNING], edits_allowed(len(spelled))
    if not edits:
        return set()
    return {"".join(rest) for out in range(edits + 1) for rest in combinations(beginning, len(beginning) - out)}


def _looks_like(one: Reading, other: Reading) -> bool:
    return one.keys["skeleton"] == other.keys["skeleton"]
