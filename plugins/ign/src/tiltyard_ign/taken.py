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

from tiltyard_ign.near import Spelling, edits_allowed, edits_between
from tiltyard_ign.reading import Read, Reading


@frozen
class Near:
    """A taken name that another one is near to.

    key    its `name` key
    edits  how many edits it is away; 0 when only what does not count is different
    """

    key: str
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
        """Which of the taken names are spelt almost like this one, the nearest first, each once.

        A name that is the same account, or that looks the same, is not among them: other keys are equal then.
        """
        if reading.spelling is None:
            return []
        found = {}
        for name in self._about(reading.spelling):
            other = self._names[name]
            if name not in taken or other.spelling is None or _equal_already(reading, other):
                continue
            edits = edits_between(reading.spelling, other.spelling)
            if edits is not None:
                found[other.name_key] = Near(other.name_key, edits)
        return sorted(found.values(), key=lambda near: (near.edits, near.key))

    def same_look(self, reading: Reading, taken: AbstractSet[str]) -> list[str]:
        """`name` keys of taken names that differ from this one in their tag alone, or look as if they did."""
        names = (name for name in self._looks.get(reading.look_of_name, ()) if name in taken)
        others = (self._names[name] for name in names)
        return sorted({other.name_key for other in others if not _equal_already(reading, other)})

    def _about(self, spelled: Spelling) -> list[str]:
        length = len(spelled.name)
        most = edits_allowed(length)
        if most is None:
            return []
        shelves = (self._shelves.get(near_length) for near_length in range(length - most, length + most + 1))
        return [name for shelf in shelves if shelf for name in shelf.within(spelled.name, most)]


def _equal_already(one: Reading, other: Reading) -> bool:
    return one.name_key == other.name_key or one.keys["skeleton"] == other.keys["skeleton"]
