"""
Which of many names are one account, look alike, or are spelt almost alike.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum

from attrs import frozen

from tiltyard_ign.keys import name_key
from tiltyard_ign.reading import Read, Reading
from tiltyard_ign.taken import TakenNames


class How(StrEnum):
    """How a name stands to another one."""

    SAME_ACCOUNT = "same_account"
    LOOKS_ALIKE = "looks_alike"
    NEAR_EQUAL = "near_equal"
    SAME_NAME = "same_name"
    """With another tag."""


_EQUAL = {"name": How.SAME_ACCOUNT, "skeleton": How.LOOKS_ALIKE, "near": How.NEAR_EQUAL}
"""What it means that two names have an equal key of a kind."""


@frozen
class Alike:
    """Another name, and how it is alike.

    name  as it was given
    """

    name: str
    how: How


def alike(names: Iterable[str], read: Read) -> Mapping[str, list[Alike]]:
    """For each name the others that are like it, the likest first; what cannot be a Riot ID is like nothing.

    A name that is given twice is one name.
    """
    readings = {name: read(name) for name in dict.fromkeys(names)}
    index = TakenNames(read)
    index.add(readings)
    by_key = {kind: _grouped(readings, kind) for kind in ("name", "skeleton", "near")}

    def like(reading: Reading) -> Iterator[tuple[str, How]]:
        for kind, how in _EQUAL.items():
            for other in by_key[kind].get(reading.keys.get(kind, ""), ()):
                yield other, how
        for near in index.near(reading, readings.keys()):
            for other in by_key["name"][name_key(near.riot_id)]:
                yield other, How.NEAR_EQUAL
        for riot_id in index.same_look(reading, readings.keys()):
            for other in by_key["name"][name_key(riot_id)]:
                yield other, How.SAME_NAME

    return {name: _others(name, like(reading)) for name, reading in readings.items()}


def _others(name: str, likes: Iterable[tuple[str, How]]) -> list[Alike]:
    """Each of them once, by the first that was said of it."""
    found: dict[str, How] = {}
    for other, how in likes:
        found.setdefault(other, how)
    return [Alike(other, how) for other, how in found.items() if other != name]


def _grouped(readings: Mapping[str, Reading], kind: str) -> Mapping[str, list[str]]:
    groups = defaultdict(list)
    for name, reading in readings.items():
        if kind in reading.keys:
            groups[reading.keys[kind]].append(name)
    return groups
