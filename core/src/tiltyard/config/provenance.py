"""
Where every value came from: the file, the variable or the option, kept through the merge so that errors can say it.

Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, Self

from attrs import frozen

PREFIX = "TILTYARD_"


class Source(StrEnum):
    """The ways to set something, later ones win."""

    DEFAULT = "default"
    FILE = "file"
    ENVIRONMENT = "environment"
    COMMAND_LINE = "command line"
    GIVEN = "given"


@frozen
class Origin:
    """Where one value came from.

    place  the path of the file, the name of the variable, or the option; blank when nobody said
    """

    source: Source
    place: str = ""

    def name(self, key: tuple[str, ...]) -> str:
        """A setting, by the words its author would search for: `tiltyard.toml: log.level`, `TILTYARD_LOG__LEVEL`."""
        match self.source:
            case Source.FILE:
                return f"{self.place}: {'.'.join(key)}"
            case Source.ENVIRONMENT | Source.COMMAND_LINE:
                return self.place or f"the command line: {'.'.join(key)}"
            case _:
                return f"[{'.'.join(key[:-1])}] {key[-1]}" if len(key) > 1 else key[-1]

    def suggest(self, right: tuple[str, ...], wrong: tuple[str, ...]) -> str:
        """The right key in place of the wrong one, in the form that this source writes keys in."""
        if self.source is Source.ENVIRONMENT:
            return variable_of(right) + self.place.removeprefix(variable_of(wrong))
        return right[-1]


GIVEN = Origin(Source.GIVEN)
"""Of values that a program handed over."""


class Table(dict[str, Any]):
    """A table of settings that knows where each of its values came from.

    It equals a plain dict of the same values. Tables within are `Table`s too. Its repr has no values, as they may be
    secrets.
    """

    def __init__(self) -> None:
        super().__init__()
        self._origins: dict[str, Origin] = {}
        self._overruled: dict[str, tuple[Origin, ...]] = {}

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {', '.join(self) or 'nothing'}>"

    @classmethod
    def of(cls, values: Mapping[str, Any], origin: Origin) -> Self:
        """Values that all came from one place."""
        table = cls()
        for key, value in values.items():
            table.put(key, value if not isinstance(value, Mapping) else as_table(value, origin), origin)
        return table

    def put(self, key: str, value: Any, origin: Origin, *, overruled: tuple[Origin, ...] = ()) -> None:
        """Set a value, where it came from, and where it would have come from otherwise."""
        self._overruled[key] = overruled
        self[key] = value
        self._origins[key] = origin

    def origin(self, key: str) -> Origin:
        """Where a value came from."""
        return self._origins.get(key, GIVEN)

    def overruled(self, key: str) -> tuple[Origin, ...]:
        """Where else it was set, by those who lost."""
        return self._overruled.get(key, ())

    def all_origins(self, key: str) -> Iterator[Origin]:
        """Every place that had a part in a value: a table may be half from the file and half from the environment."""
        value = self[key]
        if not isinstance(value, Table) or not value:
            yield self.origin(key)
            return
        for inner in value:
            yield from value.all_origins(inner)

    def all_mentions(self, key: str) -> Iterator[Origin]:
        """Every place that names a key, also those that a later one overruled."""
        value = self[key]
        yield from self.overruled(key)
        if not isinstance(value, Table) or not value:
            yield self.origin(key)
            return
        for inner in value:
            yield from value.all_mentions(inner)

    def merged(self, other: Table) -> Table:
        """This table with the other one laid over it."""
        together = Table()
        for table in (self, other):
            for key, value in table.items():
                mine = together.get(key)
                if isinstance(mine, Table) and isinstance(value, Table):
                    together.put(key, mine.merged(value), together.origin(key))
                    continue
                overruled = tuple(together.all_mentions(key)) if key in together else ()
                together.put(key, value, table.origin(key), overruled=overruled or table.overruled(key))
        return together


def as_table(values: Mapping[str, Any], origin: Origin = GIVEN) -> Table:
    """These values as a table; one that is a table already keeps its origins."""
    return values if isinstance(values, Table) else Table.of(values, origin)


def variable_of(key: tuple[str, ...]) -> str:
    """The environment variable that sets a key."""
    return PREFIX + "__".join(key).upper()
