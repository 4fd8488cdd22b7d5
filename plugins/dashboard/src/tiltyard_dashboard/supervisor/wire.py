"""
What is said over the socket of a state directory: a line of JSON each way.

Pure: values to bytes and back.
"""

from __future__ import annotations

import msgspec
from attrs import Factory, frozen

from tiltyard.errors import BadInput, PortInUse, SettingsError, TiltyardError, Unavailable
from tiltyard.models import ServiceRequest, ServiceSpec, ServiceStatus

KINDS: dict[str, type[TiltyardError]] = {
    "SettingsError": SettingsError,
    "BadInput": BadInput,
    "Unavailable": Unavailable,
    "TiltyardError": TiltyardError,
}


@frozen
class Failure:
    """A typed error on its way to another process.

    kind  the nearest class that both sides know
    """

    kind: str
    what: str = ""
    which: str = ""
    next_step: str = ""
    port: int = 0
    service: str = ""
    pid: int | None = None
    process: str | None = None
    also: list[Failure] = Factory(list)

    @classmethod
    def of(cls, error: TiltyardError) -> Failure:
        """Pack an error."""
        if isinstance(error, PortInUse):
            also = [cls.of(one) for one in error.also]
            return cls(
                "PortInUse", port=error.port, service=error.service, pid=error.pid, process=error.process, also=also
            )
        kind = next(base.__name__ for base in type(error).__mro__ if base.__name__ in KINDS)
        return cls(kind, error.what, error.which, error.next_step)

    def error(self) -> TiltyardError:
        """Unpack it."""
        if self.kind == "PortInUse":
            return _port_in_use(self)
        return KINDS.get(self.kind, TiltyardError)(self.what, which=self.which, next_step=self.next_step)


def _port_in_use(failure: Failure) -> PortInUse:
    also = [_port_in_use(one) for one in failure.also]
    return PortInUse(failure.port, service=failure.service, pid=failure.pid, process=failure.process, also=also)


@frozen
class Reply:
    """The answer to a request: statuses, or why not."""

    statuses: list[ServiceStatus] = Factory(list)
    failure: Failure | None = None


def encode(value: ServiceRequest | Reply | list[ServiceSpec]) -> bytes:
    """One line."""
    return msgspec.json.encode(value) + b"\n"


def decode_request(line: bytes) -> ServiceRequest:
    """Read a request; raises msgspec.DecodeError."""
    return msgspec.json.decode(line, type=ServiceRequest)


def decode_reply(line: bytes) -> Reply:
    """Read a reply; raises msgspec.DecodeError."""
    return msgspec.json.decode(line, type=Reply)


def decode_specs(line: bytes) -> list[ServiceSpec]:
    """Read specs; raises msgspec.DecodeError."""
    return msgspec.json.decode(line, type=list[ServiceSpec])
