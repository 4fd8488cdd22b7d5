"""
What kind of value a setting takes, read from its type annotation; how to say it, and how to make one.

Pure. Reading, the JSON Schema and the sample all go by these few kinds.
"""

from __future__ import annotations

import math
import typing
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime, time
from enum import Enum
from pathlib import Path
from types import UnionType
from typing import Any, TypeAlias

import attrs
from attrs import frozen

_SWITCH = {"true": True, "1": True, "yes": True, "on": True, "false": False, "0": False, "no": False, "off": False}


@frozen
class Scalar:
    """One value of a type; `object` takes anything."""

    type: type[Any]


@frozen
class Choice:
    """One of these; `values` is what the program gets for each."""

    options: tuple[Any, ...]
    values: tuple[Any, ...]


@frozen
class Many:
    """A list of equal things."""

    item: Kind
    build: Callable[[Iterable[Any]], Any] = tuple


@frozen
class Row:
    """A list of a given length, each place of its own kind."""

    items: tuple[Kind, ...]


@frozen
class Named:
    """A table whose keys the user chooses."""

    item: Kind


@frozen
class Group:
    """A table that a settings class describes."""

    settings: type[Any]


@frozen
class Either:
    """The first of these that fits."""

    kinds: tuple[Kind, ...]


@frozen
class Maybe:
    """May be left unset: None."""

    kind: Kind


Kind: TypeAlias = Scalar | Choice | Many | Row | Named | Group | Either | Maybe

_LISTS: Mapping[Any, Callable[[Iterable[Any]], Any]] = {
    tuple: tuple,
    Sequence: tuple,
    list: list,
    set: set,
    frozenset: frozenset,
    AbstractSet: frozenset,
}


def kind_of(hint: Any) -> Kind:
    """The kind that an annotation means; one that means nothing to us takes anything of that type."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Annotated:
        return kind_of(arguments[0])
    if origin in (typing.Union, UnionType):
        kinds = tuple(kind_of(one) for one in arguments if one is not type(None))
        kind = kinds[0] if len(kinds) == 1 else Either(kinds)
        return Maybe(kind) if type(None) in arguments else kind
    if origin is typing.Literal:
        return Choice(arguments, arguments)
    if origin is tuple and arguments[1:] != (...,):
        return Row(tuple(kind_of(one) for one in arguments))
    if (origin or hint) in _LISTS:
        return Many(kind_of(arguments[0] if arguments else Any), _LISTS[origin or hint])
    if (origin or hint) in (dict, Mapping):
        return Named(kind_of(arguments[1] if arguments else Any))
    if hasattr(hint, "__supertype__"):
        return kind_of(hint.__supertype__)
    if not isinstance(hint, type) or hint is object:
        return Scalar(object)
    if issubclass(hint, Enum):
        return Choice(tuple(one.value for one in hint), tuple(hint))
    return Group(hint) if attrs.has(hint) else Scalar(hint)


def describe(kind: Kind) -> str:
    """The kind in words that follow "must be"."""
    match kind:
        case Scalar(one):
            return _WORDS.get(one, f"a {one.__name__}")
        case Choice(options):
            return f"one of {', '.join(str(option) for option in options)}"
        case Many(item):
            return f"a list, each {describe(item)}"
        case Row(items):
            return f"a list of {len(items)}"
        case Either(kinds):
            return " or ".join(describe(one) for one in kinds)
        case Maybe(one):
            return describe(one)
        case _:
            return "a table"


def make_scalar(value: Any, wanted: type[Any]) -> Any:
    """A value of this type. Text is read, because the environment has nothing else; nothing else is bent to fit.

    raises  ValueError when it is none; the message is of no use to people, `describe` is
    """
    if wanted is object:
        return value
    if wanted in _READERS:
        return _READERS[wanted](value)
    if isinstance(value, wanted):
        return value
    raise ValueError(wanted)


def choose(value: Any, choice: Choice) -> Any:
    """What the program gets for this option; upper and lower case are the same.

    raises  ValueError when it is none of them
    """
    typed = str(value).casefold() if isinstance(value, str) else None
    pairs = list(zip(choice.options, choice.values, strict=True))
    exact = [made for option, made in pairs if type(option) is type(value) and option == value]
    found = exact or [made for option, made in pairs if str(option).casefold() == typed]
    if len(found) != 1:
        raise ValueError(value)
    return found[0]


def split_list(value: Any) -> Any:
    """`a, b` in one text, as the environment has it, is a list of two."""
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


def _bool(value: Any) -> bool:
    found = value if isinstance(value, bool) else _SWITCH.get(str(value).lower())
    if found is None:
        raise ValueError(value)
    return found


def _int(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise ValueError(value)  # noqa: TRY004 # callers want one kind of no
    return int(value)


def _float(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError(value)  # noqa: TRY004
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(value)
    return number


def _str(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(value)  # noqa: TRY004
    return value


def _path(value: Any) -> Path:
    if not _str(value):
        raise ValueError(value)
    return Path(value).expanduser()


def _moment(wanted: Any) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        return value if type(value) is wanted else wanted.fromisoformat(_str(value))

    return read


_READERS: Mapping[type[Any], Callable[[Any], Any]] = {
    bool: _bool,
    int: _int,
    float: _float,
    str: _str,
    Path: _path,
    datetime: _moment(datetime),
    date: _moment(date),
    time: _moment(time),
}

_WORDS: Mapping[type[Any], str] = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "text in quotes",
    Path: "a path in quotes",
    datetime: "a date and time",
    date: "a date",
    time: "a time of day",
    object: "a value",
}
