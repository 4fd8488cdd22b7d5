"""
Give services other ports for one start.

Pure. A spec names its port in several places: as an argument (`--port 8000`, `--port=8000`), in its health address,
and in what depends on it (`--api-url http://127.0.0.1:8000`). All of them must move together, or a page asks the wrong
program for its data.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from attrs import evolve

from tiltyard.models import ServiceSpec


def renumber(specs: Sequence[ServiceSpec], ports: Mapping[str, int]) -> list[ServiceSpec]:
    """The same services with other ports.

    ports  service name to port; services without a port, and names that are not here, are left alone

    In the service's own argv and environment a value that is the old port, alone or after `=`, becomes the new one.
    In all services every loopback address with the old port gets the new one.
    """
    moves = {
        spec.port: ports[spec.name]
        for spec in specs
        if spec.port is not None and ports.get(spec.name, spec.port) != spec.port
    }
    if not moves:
        return list(specs)
    return [_moved(spec, moves) for spec in specs]


def _moved(spec: ServiceSpec, moves: Mapping[int, int]) -> ServiceSpec:
    old = spec.port
    new = moves.get(old) if old is not None else None

    def reword(text: str) -> str:
        if new is not None and re.fullmatch(rf"(--?[\w-]+=)?{old}", text):
            return text[: -len(str(old))] + str(new)
        return _readdress(text, moves)

    return evolve(
        spec,
        argv=tuple(reword(argument) for argument in spec.argv),
        env={name: reword(value) for name, value in spec.env.items()},
        port=old if new is None else new,
        health_url=_readdress(spec.health_url, moves) if spec.health_url else spec.health_url,
    )


_LOOPBACK = re.compile(r"(?P<host>127\.0\.0\.1|localhost|\[::1\]):(?P<port>\d+)(?!\d)")


def _readdress(text: str, moves: Mapping[int, int]) -> str:
    """All addresses in one pass, so that ports that change places do not meet half-way."""

    def move(found: re.Match[str]) -> str:
        port = int(found["port"])
        return f"{found['host']}:{moves.get(port, port)}"

    return _LOOPBACK.sub(move, text)
