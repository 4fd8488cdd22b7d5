"""
What a settings class declares, field by field. Pure.

`tiltyard.settings.setting` writes what stands here into a field's metadata.
"""

from __future__ import annotations

import typing
from collections.abc import Iterator
from typing import Any

import attrs
from attrs import NOTHING, frozen

from tiltyard.config.kinds import Group, Kind, Maybe, Scalar, kind_of

HELP = "help"
SECRET = "secret"  # noqa: S105 # the name of a mark, not a secret
PASSWORD_IN_URL = "password_in_url"  # noqa: S105
TABLES = "tables"


@frozen
class Declared:
    """One field of a settings class.

    key              its name, as it stands in the file
    argument         its name in the class's `__init__`
    default          the value without anybody's doing; `NOTHING` when it must be set
    secret           never to be shown
    password_in_url  a URL, whose password is never to be shown
    tables           gathers the tables beside the other keys: it has no key of its own
    """

    key: str
    argument: str
    kind: Kind
    default: Any
    help: str = ""
    secret: bool = False
    password_in_url: bool = False
    tables: bool = False

    @property
    def group(self) -> type[Any] | None:
        """The settings class of a field that is a table of its own."""
        kind = self.kind.kind if isinstance(self.kind, Maybe) else self.kind
        return kind.settings if isinstance(kind, Group) else None


def fields_of(settings_class: type[Any], base: Any = None) -> tuple[Declared, ...]:
    """What can be set, in the order of the class.

    base  an instance whose values are the defaults; without it the class's own are
    """
    hints = typing.get_type_hints(settings_class)
    return tuple(
        Declared(
            one.name,
            one.alias or one.name,
            # A field with a converter of its own takes what that takes, which no annotation says.
            kind_of(hints[one.name]) if one.converter is None else Scalar(object),
            _default(one.default) if base is None else getattr(base, one.name),
            one.metadata.get(HELP) or "",
            bool(one.metadata.get(SECRET)),
            bool(one.metadata.get(PASSWORD_IN_URL)),
            bool(one.metadata.get(TABLES)),
        )
        for one in attrs.fields(settings_class)
        if one.init
    )


def settings_of(settings_class: type[Any], prefix: str = "", base: Any = None) -> Iterator[tuple[str, Declared]]:
    """Every single setting with its dotted key; tables are gone into."""
    for one in fields_of(settings_class, base):
        if one.group:
            own = one.default if isinstance(one.default, one.group) else None
            yield from settings_of(one.group, f"{prefix}{one.key}.", own)
        elif not one.tables:
            yield f"{prefix}{one.key}", one


def _default(default: Any) -> Any:
    if isinstance(default, attrs.Factory):  # type: ignore[arg-type] # a class at run time
        return NOTHING if default.takes_self else default.factory()
    return default
