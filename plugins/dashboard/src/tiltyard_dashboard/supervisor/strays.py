"""
End what was left of our services when their keeper or their host died before them.

A process is ours when it carries the token of this state directory in its environment, or when a record names it with
its time of birth and boot. Nobody is identified by port or number.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Collection
from contextlib import suppress

import psutil

from tiltyard.errors import Unavailable
from tiltyard_dashboard.supervisor import surroundings
from tiltyard_dashboard.supervisor.records import Record, StateDir

KILL_AFTER_S = 4.0
"""Longer than a keeper that lost its host gives its service."""

GIVE_UP_AFTER_S = 10.0
LOOK_EVERY_S = 0.05


async def end_strays(
    state: StateDir, service: str | None = None, spared: Collection[str] = (), kill_after_s: float = KILL_AFTER_S
) -> None:
    """End every process that was left behind, and forget its record.

    service  only those of this service; None: of all, which only the holder of the lock may ask before it starts any
    spared   services that are left alone: they were taken over
    raises   Unavailable when one cannot be ended
    """
    records = [one for one in await asyncio.to_thread(state.records) if service in (None, one.name)]
    records = [one for one in records if one.name not in spared]
    token = await asyncio.to_thread(state.token)
    loop = asyncio.get_running_loop()
    begun = loop.time()
    told: set[int] = set()
    while strays := await asyncio.to_thread(_find, token, service, records, spared):
        waited_s = loop.time() - begun
        if waited_s > GIVE_UP_AFTER_S:
            raise Unavailable(
                "processes of an earlier run cannot be ended",
                which=", ".join(f"pid {one.pid}" for one in strays),
                next_step="End them by hand, then try again.",
            )
        for stray in strays:
            if waited_s > kill_after_s:
                await asyncio.to_thread(_send, stray, signal.SIGKILL)
            elif stray.pid not in told:
                told.add(stray.pid)
                await asyncio.to_thread(_send, stray, signal.SIGTERM)
        await asyncio.sleep(LOOK_EVERY_S)
    for record in records:
        await asyncio.to_thread(state.forget, record.name)


def _find(token: str, service: str | None, records: list[Record], spared: Collection[str]) -> list[psutil.Process]:
    found: dict[int, psutil.Process] = {}
    for record in records:
        for identity in (record.keeper, record.service):
            if identity and (process := identity.process()):
                found[process.pid] = process
    for process in psutil.process_iter():
        if carries(process, token, service, spared):
            found[process.pid] = process
    found.pop(os.getpid(), None)
    return list(found.values())


def carries(process: psutil.Process, token: str, service: str | None, spared: Collection[str] = ()) -> bool:
    """Whether this living process is marked as ours and belongs to the service (None: any that is not spared)."""
    try:
        environ = process.environ()
        name = environ.get(surroundings.SERVICE)
        marked = environ.get(surroundings.TOKEN) == token
        named = name not in spared and service in (None, name)
        return marked and named and process.status() != psutil.STATUS_ZOMBIE
    except (psutil.Error, OSError):
        return False


def _send(process: psutil.Process, number: int) -> None:
    """Signal exactly this process: pinned first, looked at again, then signalled."""
    with suppress(psutil.Error, OSError):
        if sys.platform != "linux":
            process.send_signal(number)
            return
        pinned = os.pidfd_open(process.pid)
        try:
            if process.is_running():
                signal.pidfd_send_signal(pinned, number)
        finally:
            os.close(pinned)
