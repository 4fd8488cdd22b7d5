"""
Who listens on a port. Only listeners count: a client's end of a connection may have the same number and is left alone.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Sequence
from contextlib import suppress
from urllib.parse import urlsplit

import psutil
from attrs import frozen

from tiltyard.errors import PortInUse
from tiltyard.models import ServiceSpec

OURS = __name__.partition(".")[0]
"""What the command line of each of our services names; under another supervisor it is still not ours to end."""


@frozen
class Listener:
    """A process that listens.

    pid, process  None where the system does not tell, as for other users' processes
    """

    port: int
    pid: int | None = None
    process: str | None = None


def port_of(spec: ServiceSpec) -> int | None:
    """The port a service will listen on: as it says, or as its health address says."""
    if spec.port is not None or spec.health_url is None:
        return spec.port
    url = urlsplit(spec.health_url)
    return url.port if url.hostname and _is_loopback(url.hostname) else None


async def refuse_taken(specs: Sequence[ServiceSpec]) -> None:
    """Pass when every port is free.

    raises  PortInUse, naming who listens on each that is not; nothing is done to them
    """
    wanted = {port: spec for spec in specs if (port := port_of(spec)) is not None}
    if not wanted:
        return
    heard = {one.port: one for one in reversed(await asyncio.to_thread(listeners, frozenset(wanted)))}
    taken = [_in_use(heard[port], spec) for port, spec in wanted.items() if port in heard]
    if taken:
        raise _in_use(heard[taken[0].port], wanted[taken[0].port], also=taken[1:])


async def refuse_foreign(spec: ServiceSpec, keeper_pid: int) -> None:
    """Pass unless it is known that somebody outside the keeper's tree answers on the service's port.

    They may have come between our look at the port and the service's own try to take it.

    raises  PortInUse
    """
    port = port_of(spec)
    if port is None:
        return
    foreign = await asyncio.to_thread(_foreign, port, keeper_pid)
    if foreign:
        raise _in_use(foreign, spec)


def listeners(ports: frozenset[int]) -> list[Listener]:
    """Who listens on these ports where a service on 127.0.0.1 would meet them. Blocks: reads all of /proc."""
    try:
        connections = psutil.net_connections("tcp")
    except psutil.AccessDenied:  # macOS tells root only
        return [Listener(port) for port in sorted(ports) if not _can_bind(port)]
    found = {
        (connection.laddr.port, connection.pid)
        for connection in connections
        if connection.status == psutil.CONN_LISTEN
        and connection.laddr
        and connection.laddr.port in ports
        and _is_loopback(connection.laddr.ip)
    }
    return [Listener(port, pid, _name(pid)) for port, pid in sorted(found, key=str)]


def _in_use(listener: Listener, spec: ServiceSpec, also: Sequence[PortInUse] = ()) -> PortInUse:
    return PortInUse(listener.port, service=spec.name, pid=listener.pid, process=listener.process, also=also)


def _foreign(port: int, keeper_pid: int) -> Listener | None:
    found = [listener for listener in listeners(frozenset({port})) if listener.pid is not None]
    if not found:
        return None
    try:
        tree = {child.pid for child in psutil.Process(keeper_pid).children(recursive=True)}
    except psutil.NoSuchProcess:
        return None  # our own service is gone: that will be told instead
    return None if any(listener.pid in tree for listener in found) else found[0]


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return address.is_loopback or address.is_unspecified


def _can_bind(port: int) -> bool:
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _name(pid: int | None) -> str | None:
    if pid is None:
        return None
    try:
        process = psutil.Process(pid)
        name = process.name()
        with suppress(psutil.AccessDenied):
            if any(word.startswith(f"{OURS}.") for word in process.cmdline()):
                return f"{name} of another Tiltyard"
    except psutil.Error:
        return None
    return name
