"""
Names that are taken, arranged so that those near to another one are found without comparing it with all.

By the length of their spelling: a name that is k edits away is at most k characters longer or shorter. What has one
length is compared in one call of `rapidfuzz`. An index of all spellings with letters left out answers faster, and grows
with the square of a name's length; this one does not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from attrs import Factory, define, frozen
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


@define
class _Shelf:
    """Spellings of one length, each once, and whose they are."""

    spellings: list[str] = Factory(list)
    names: list[list[str]] = Factory(list)
    places: dict[str, int] = Factory(dict)

    def put(self, spelled: str, name: str) -> None:
        if spelled not in self.places:
            self.places[spelled] = len(self.spellings)
            self.spellings.append(spelled)
            self.names.append([])
        self.names[self.places[spelled]].append(name)

    def within(self, spelled: str, edits: int) -> list[str]:
        found = process.extract(spelled, self.spellings, scorer=OSA.distance, score_cutoff=edits, limit=None)
        return [name for _, _, place in found for name in self.names[place]]


class TakenNames:
    """An index of names. It only grows: a question says which of them are taken at the moment."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._names: dict[str, Reading] = {}
        self._shelves: defaultdict[int, _Shelf] = defaultdict(_Shelf)
        self._looks: defaultdict[str, list[str]] = defaultdict(list)
        self._spellings_of: defaultdict[str, list[str]] = defaultdict(list)

    def __len__(self) -> int:
        return len(self._names)

    def unknown(self, names: AbstractSet[str]) -> AbstractSet[str]:
        """Those of them that are not in the index yet."""
        return names - self._names.keys()

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
                self._shelves[len(reading.spelling.name)].put(reading.spelling.name, name)
                self._looks[reading.look_of_name].append(name)
                self._spellings_of[reading.name_key].append(name)

    def holds(self, reading: Reading, taken: AbstractSet[str]) -> bool:
        """Whether this very account is among the taken names, however it is spelt there."""
        return any(name in taken for name in self._spellings_of.get(reading.name_key, ()))

    def near(self, reading: Reading, taken: AbstractSet[str]) -> list[Near]:
        """Which of the taken names are spelt almost like this one, the nearest first, each account once.

        One that is the same account, looks the same, or is no edit away is not among them: other keys are equal then.
        """
        if reading.spelling is None:
            return []
        found = {}
        for name in self._about(reading.spelling):
            other = self._names[name]
            if name not in taken or other.riot_id is None or other.spelling is None or _looks_like(reading, other):
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

    def _about(self, spelled: Spelling) -> list[str]:
        length = len(spelled.name)
        most = edits_allowed(length)
        if most is None:
            return []
        shelves = (self._shelves.get(near_length) for near_length in range(length - most, length + most + 1))
        return [name for shelf in shelves if shelf for name in shelf.within(spelled.name, most)]


def _looks_like(one: Reading, other: Reading) -> bool:
    return one.keys["skeleton"] == other.keys["skeleton"]
