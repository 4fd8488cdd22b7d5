"""
Nothing leaves this machine while the block runs.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock


def _here(address: Any) -> bool:
    if not isinstance(address, tuple):
        return True  # a socket file
    try:
        return ipaddress.ip_address(address[0]).is_loopback
    except ValueError:
        return str(address[0]) in ("", "localhost")


@contextmanager
def no_network() -> Iterator[list[str]]:
    """Refuse what would leave, as an unplugged cable does; the list fills with what was tried."""
    tried: list[str] = []
    look_up = socket.getaddrinfo

    class Unplugged(socket.socket):
        def connect(self, address: Any) -> None:
            _refuse(address)
            super().connect(address)

        def connect_ex(self, address: Any) -> int:
            _refuse(address)
            return super().connect_ex(address)

    def _refuse(address: Any) -> None:
        if not _here(address):
            tried.append(str(address))
            raise OSError(f"no network in a conformance check: {address}")

    def unplugged_look_up(host: Any, *args: Any, **kwargs: Any) -> Any:
        _refuse((host or "",))
        return look_up(host, *args, **kwargs)

    with mock.patch("socket.socket", Unplugged), mock.patch("socket.getaddrinfo", unplugged_look_up):
        yield tried
