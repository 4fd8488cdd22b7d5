"""
Which of many names are one account, look alike, or are spelt almost alike.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from enum import StrEnum

from attrs import frozen

from tiltyard_ign.reading import Read, Reading
from tiltyard_ign.taken import TakenNames


class How(StrEnum):
    """How a name stands to another one."""

    SAME_ACCOUNT = "same_account"
    LOOKS_ALIKE = "looks_alike"
    NEAR_EQUAL = "near_equal"
    SAME_NAME = "same_name"
    """With another tag."""


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
    index = TakenNames(read)
    readings = {name: read(name) for name in dict.fromkeys(names)}
    index.add(readings)
    by_key = _grouped(readings, "name")
    by_look = _grouped(readings, "skeleton")
    return {name: _like(name, reading, index, readings, by_key, by_look) for name, reading in readings.items()}


def _grouped(readings: Mapping[str, Reading], kind: str) -> Mapping[str, list[str]]:
    groups = defaultdict(list)
    for name, reading in readings.items():
        if kind in reading.keys:
            groups[reading.keys[kind]].append(name)
    return groups


def _like(
    name: str,
    reading: Reading,
    index: TakenNames,
    readings: Mapping[str, Reading],
    by_key: Mapping[str, list[str]],
    by_look: Mapping[str, list[str]],
) -> list[Alike]:
    if reading.riot_id is None:
        return []
    found = dict.fromkeys(by_key[reading.name_key], How.SAME_ACCOUNT)
    for other in by_look[reading.keys["skeleton"]]:
        found.setdefault(other, How.LOOKS_ALIKE)
    for near in index.near(reading, readings.keys()):
        found.update(dict.fromkeys(by_key[near.key], How.NEAR_EQUAL))
    for key in index.same_look(reading, readings.keys()):
        for other in by_key[key]:
            found.setdefault(other, How.SAME_NAME)
    return [Alike(other, how) for other, how in found.items() if other != name]
