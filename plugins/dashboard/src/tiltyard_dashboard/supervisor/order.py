"""
In which order services start, and which belong to a request.

Pure: takes specs, returns specs. Services stop in the reverse of this order.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from graphlib import CycleError, TopologicalSorter

from tiltyard.errors import BadInput, SettingsError
from tiltyard.models import ServiceSpec

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
"""A name becomes part of file names."""

SECRET = re.compile(r"[A-Z][A-Z0-9_]{0,63}")
"""It names a file and, with _FILE, a variable."""


def start_order(specs: Sequence[ServiceSpec]) -> list[ServiceSpec]:
    """All specs, each after those it depends on; otherwise in the order given.

    raises  SettingsError for a cycle, an unknown dependency, a name or port that is there twice, a name that cannot be
            part of a file name, a secret's name that cannot be a variable, or no program
    """
    by_name = {spec.name: spec for spec in specs}
    _refuse_twins(specs)
    for spec in specs:
        if not NAME.fullmatch(spec.name):
            raise SettingsError(
                "a service's name may hold letters, digits, dot, dash and underscore only", which=repr(spec.name)
            )
        if not spec.argv:
            raise SettingsError("a service has no program to run", which=f"service {spec.name}")
        for secret in spec.secrets:
            if not SECRET.fullmatch(secret):
                raise SettingsError(
                    "a secret's name may hold capital letters, digits and underscore only",
                    which=f"service {spec.name}: {secret!r}",
                )
        for needed in spec.depends_on:
            if needed not in by_name:
                raise SettingsError(
                    "a service depends on one that does not exist",
                    which=f"{spec.name} -> {needed}",
                    next_step=f"There is: {', '.join(by_name)}.",
                )
    sorter = TopologicalSorter({spec.name: spec.depends_on for spec in specs})
    try:
        return [by_name[name] for name in sorter.static_order()]
    except CycleError as error:
        circle = " -> ".join(reversed(error.args[1]))
        raise SettingsError(
            "services depend on each other in a circle", which=circle, next_step="Remove one of these dependencies."
        ) from None


def chosen(specs: Sequence[ServiceSpec], names: Iterable[str] | None) -> list[ServiceSpec]:
    """Those of `specs` that are named, in their order; None names all.

    raises  BadInput for a name that nobody has
    """
    if names is None:
        return list(specs)
    wanted = set(names)
    for unknown in sorted(wanted - {spec.name for spec in specs}):
        raise BadInput(
            "there is no such service",
            which=unknown,
            next_step=f"There is: {', '.join(spec.name for spec in specs)}.",
        )
    return [spec for spec in specs if spec.name in wanted]


def with_dependencies(ordered: Sequence[ServiceSpec], names: Collection[str]) -> list[ServiceSpec]:
    """The named services and all they need, in start order.

    ordered  from `start_order`
    """
    wanted = set(names)
    for spec in reversed(ordered):
        if spec.name in wanted:
            wanted.update(spec.depends_on)
    return [spec for spec in ordered if spec.name in wanted]


def _refuse_twins(specs: Sequence[ServiceSpec]) -> None:
    names: set[str] = set()
    ports: dict[int, str] = {}
    for spec in specs:
        if spec.name in names:
            raise SettingsError("two services have the same name", which=spec.name)
        names.add(spec.name)
        if spec.port is None:
            continue
        if spec.port in ports:
            raise SettingsError(
                f"two services want port {spec.port}",
                which=f"{ports[spec.port]} and {spec.name}",
                next_step="Give one of them another port.",
            )
        ports[spec.port] = spec.name
