"""
Turn tables into settings objects and find everything that is wrong with them, not only the first thing.

Pure, but for `follow`, which is handed in. No message ever holds the value of a secret.
"""

from __future__ import annotations

import reprlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from attrs import NOTHING, evolve, field, frozen

from tiltyard.config.declared import Declared, fields_of
from tiltyard.config.kinds import (
    Choice,
    Either,
    Group,
    Kind,
    Many,
    Maybe,
    Named,
    Row,
    Scalar,
    choose,
    describe,
    make_scalar,
    split_list,
)
from tiltyard.config.provenance import GIVEN, Origin, Table, as_table
from tiltyard.config.secrecy import secret_values
from tiltyard.config.wrong import Wrong, nearest

Follow = Callable[[Any], Any]
"""Gives the secret that a value refers to, or raises ValueError with words that follow the setting's name."""

_NOT_SHOWN = "(the value is secret and not shown)"


@frozen
class Structured:
    """What became of a table.

    value  the settings, with defaults in place of what is wrong; None when nothing can be made of it
    wrong  all that is wrong; nothing when the settings can be used
    """

    value: Any
    wrong: tuple[Wrong, ...]


def structure(table: Table, settings_class: type[Any], *, path: tuple[str, ...] = (), follow: Follow) -> Structured:
    """Make settings of a table.

    path    the keys that lead to the table, for messages
    follow  reads the secrets that `file:` and `env:` refer to
    """
    reading = _Reading(follow)
    value = reading.settings(settings_class, table, path)
    return Structured(None if value is _NONE_MADE else value, tuple(reading.wrong))


class _NoneMade:
    """Stands where no value could be made."""


_NONE_MADE = _NoneMade()


@frozen
class _Place:
    """A value's keys and origin, and whether it may be shown."""

    path: tuple[str, ...]
    origin: Origin
    secret: bool
    index: str = ""

    def item(self, index: int) -> _Place:
        return evolve(self, index=f"{self.index}[{index}]")

    def under(self, key: str, origin: Origin) -> _Place:
        return evolve(self, path=(*self.path, key), origin=origin)

    @property
    def name(self) -> str:
        return f"{self.origin.name(self.path)}{self.index}"


@frozen
class _Reading:
    """One reading: collects what is wrong on the way."""

    follow: Follow
    wrong: list[Wrong] = field(factory=list)

    def settings(
        self, settings_class: type[Any], table: Table, path: tuple[str, ...], *, base: Any = None, secret: bool = False
    ) -> Any:
        """Settings of this class; `base` has the values of what the table does not name."""
        known = {one.key: one for one in fields_of(settings_class, base)}
        gathering = next((one for one in known.values() if one.tables), None)
        gathered: dict[str, Any] = {}
        values: dict[str, Any] = {}
        places: dict[str, _Place] = {}
        for key, value in table.items():
            one = known.get(key)
            if gathering and isinstance(value, Table) and (one is None or one.tables):
                gathered[key] = value
            elif one is None or one.tables:
                self._unknown(key, table, path, [each.key for each in known.values() if not each.tables])
            else:
                hidden = secret or one.secret or one.password_in_url
                places[one.argument] = place = _Place((*path, key), table.origin(key), hidden)
                made = self._field(one, value, place)
                if made is not _NONE_MADE:
                    values[one.argument] = made
        if gathering:
            values[gathering.argument] = gathered
        missing = [one for one in known.values() if one.default is NOTHING and one.argument not in values]
        self.wrong.extend(
            Wrong(GIVEN.name((*path, one.key)), "must be set", ".".join((*path, one.key)))
            for one in missing
            if one.argument not in places
        )
        if missing:
            return _NONE_MADE
        rest = {one.argument: one.default for one in known.values() if base is not None}
        return self._build(settings_class, {**rest, **values}, places, path)

    def _build(
        self, settings_class: type[Any], values: Mapping[str, Any], places: Mapping[str, _Place], path: tuple[str, ...]
    ) -> Any:
        """An instance; what the class's own validators say is blamed on the settings one by one."""
        try:
            return settings_class(**values)
        except Exception as error:  # noqa: BLE001 # a validator is the plugin's code and may raise anything
            said = error
        needed = {one.argument: values[one.argument] for one in fields_of(settings_class) if one.default is NOTHING}
        blamed = 0
        for name, place in places.items():
            try:
                settings_class(**needed, **{name: values[name]} if name in values and name not in needed else {})
            except Exception as error:  # noqa: BLE001
                blamed += 1
                secret = place.secret or any(secret_values(values.get(name)))
                self._no(place, f"is refused {_NOT_SHOWN if secret else f'({_first_words(error)})'}")
        if not blamed and all(name in values for name in places):
            # The words are about several settings at once, and one of them may be a secret.
            secret = any(place.secret or any(secret_values(values[name])) for name, place in places.items())
            words = "(the reason may hold a secret and is not shown)" if secret else f"({_first_words(said)})"
            where = " and ".join(place.name for place in places.values())
            verb = "do not go together" if len(places) > 1 else "is refused"
            self.wrong.append(Wrong(where, f"{verb} {words}", ".".join(path)))
        return _NONE_MADE

    def _field(self, one: Declared, value: Any, place: _Place) -> Any:
        if one.secret or one.password_in_url:
            try:
                value = self.follow(value)
            except ValueError as error:
                return self._no(place, str(error))
        if isinstance(one.kind, Maybe) and isinstance(value, str) and not value and one.default is None:
            return None
        return self._value(one.kind, value, place, base=one.default)

    def _value(self, kind: Kind, value: Any, place: _Place, *, base: Any = None) -> Any:
        match kind:
            case Maybe(inner):
                return None if value is None else self._value(inner, value, place, base=base)
            case Group(settings_class) if isinstance(value, Mapping):
                own = base if isinstance(base, settings_class) else None
                table = as_table(value, place.origin)
                return self.settings(settings_class, table, place.path, base=own, secret=place.secret)
            case Named(item) if isinstance(value, Mapping):
                table = as_table(value, place.origin)
                made = {key: self._value(item, one, place.under(key, table.origin(key))) for key, one in table.items()}
                return _NONE_MADE if _failed(made.values()) else made
            case Many(item, build) if isinstance(split_list(value), list | tuple):
                return self._list([(item, one) for one in split_list(value)], place, build)
            case Row(items) if isinstance(split_list(value), list | tuple) and len(split_list(value)) == len(items):
                return self._list(list(zip(items, split_list(value), strict=True)), place, tuple)
            case Either(kinds):
                return self._either(kinds, value, place)
            case Scalar() | Choice():
                try:
                    return make_scalar(value, kind.type) if isinstance(kind, Scalar) else choose(value, kind)
                except ValueError:
                    pass
        return self._refuse(kind, value, place)

    def _list(self, items: Sequence[tuple[Kind, Any]], place: _Place, build: Callable[[Any], Any]) -> Any:
        made = [self._value(kind, one, place.item(index)) for index, (kind, one) in enumerate(items)]
        return _NONE_MADE if _failed(made) else build(made)

    def _either(self, kinds: Sequence[Kind], value: Any, place: _Place) -> Any:
        # What is of the type already is taken as it is: "1" is text where text may stand, though it reads as a number.
        exact = [kind for kind in kinds if isinstance(kind, Scalar) and type(value) is kind.type]
        for kind in (*exact, *kinds):
            trial = _Reading(self.follow)
            made = trial._value(kind, value, place)
            if not trial.wrong:
                return made
        return self._refuse(Either(tuple(kinds)), value, place)

    def _refuse(self, kind: Kind, value: Any, place: _Place) -> Any:
        if isinstance(kind, Group | Named):
            return self._no(place, "must be a table")
        if isinstance(value, Mapping):
            return self._no(place, f"must be {describe(kind)}, not a table")
        if isinstance(value, list | tuple):  # not shown: there may be tables in it, with secrets in them
            return self._no(place, f"must be {describe(kind)}, not a list of {len(value)}")
        if place.secret:
            return self._no(place, f"must be {describe(kind)} {_NOT_SHOWN}")
        near = nearest(value, map(str, kind.options)) if isinstance(kind, Choice) and isinstance(value, str) else None
        hint = f" (did you mean {near}?)" if near else ""
        return self._no(place, f"must be {describe(kind)}, not {reprlib.repr(value)}{hint}")

    def _no(self, place: _Place, what: str) -> Any:
        self.wrong.append(Wrong(place.name, what, ".".join(place.path)))
        return _NONE_MADE

    def _unknown(self, key: str, table: Table, path: tuple[str, ...], known: Sequence[str]) -> None:
        near = nearest(key, known)
        here = (*path, key)
        for origin in dict.fromkeys(table.all_mentions(key)):
            meant = f"did you mean {origin.suggest((*path, near), here)}?" if near else ""
            hint = meant or f"known: {', '.join(known) or 'none'}"
            self.wrong.append(Wrong(origin.name(here), f"is not a setting ({hint})", ".".join(here)))


def _failed(made: Iterable[Any]) -> bool:
    return any(one is _NONE_MADE for one in made)


def _first_words(error: Exception) -> str:
    """What a validator says; those of attrs have further arguments, which say it again."""
    return str(error.args[0]) if error.args else type(error).__name__
