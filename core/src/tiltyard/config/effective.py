"""
What holds in the end, setting by setting, and where each value came from. Pure; secrets are taken out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import attrs
from attrs import frozen

from tiltyard.config.declared import fields_of
from tiltyard.config.provenance import Origin, Source, Table
from tiltyard.config.references import is_reference
from tiltyard.config.secrecy import shown


@frozen
class Effective:
    """One setting as it holds.

    key        dotted, from the top of the file
    value      plain data, with `***` for what is secret
    origins    where it came from; several when a table was put together
    reference  `file:...` or `env:...` when the secret was kept elsewhere; blank otherwise
    """

    key: str
    value: Any
    origins: tuple[Origin, ...]
    reference: str = ""

    @property
    def source(self) -> str:
        """The kind of place it came from, such as "file"."""
        return " and ".join(dict.fromkeys(origin.source.value for origin in self.origins))

    @property
    def place(self) -> str:
        """Which file, variable or option; blank for a default."""
        places = dict.fromkeys(origin.place for origin in self.origins if origin.place)
        return ", ".join((*places, *([self.reference] if self.reference else [])))


def effective(
    settings: Any, table: Table, path: tuple[str, ...] = (), *, refused: Collection[str] = ()
) -> Iterator[Effective]:
    """Every setting of this object.

    table    what the object was made of
    refused  dotted keys of what is wrong in the table: there, the default holds
    """
    attributes: Mapping[str, Any] = attrs.fields_dict(type(settings))
    for one in fields_of(type(settings)):
        here = ".".join((*path, one.key))
        value, given = getattr(settings, one.key), None if here in refused else table.get(one.key)
        if one.tables:
            continue
        if attrs.has(type(value)):
            yield from effective(
                value, given if isinstance(given, Table) else Table(), (*path, one.key), refused=refused
            )
            continue
        origins = (Origin(Source.DEFAULT),) if given is None else table.all_origins(one.key)
        secret = one.secret or one.password_in_url
        yield Effective(
            here,
            shown(value, attributes[one.key].metadata),
            tuple(dict.fromkeys(origins)),
            str(given) if secret and is_reference(given) else "",
        )
