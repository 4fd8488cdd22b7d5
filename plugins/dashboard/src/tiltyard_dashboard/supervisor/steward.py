"""
A supervisor with a door: answers the same requests from inside this process and from others.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from tiltyard.errors import Unavailable
from tiltyard.models import ServiceAction, ServiceRequest, ServiceSpec, ServiceStatus
from tiltyard_dashboard.supervisor.door import Door
from tiltyard_dashboard.supervisor.records import StateDir
from tiltyard_dashboard.supervisor.supervisor import ORPHAN_GRACE_S, STOP_WITHIN_S, Supervisor

UNDO_MARGIN_S = 1.0


class Steward:
    """Holds a state directory, and serves its door, while it has something to look after.

    idle  set while it does not hold the state directory
    """

    def __init__(self, specs: Sequence[ServiceSpec], state_dir: Path, orphan_grace_s: float = ORPHAN_GRACE_S) -> None:
        self._supervisor = Supervisor(specs, state_dir, orphan_grace_s=orphan_grace_s)
        self._door = Door(StateDir(state_dir).socket, self.answer)
        self._begun = 0
        self.idle = asyncio.Event()
        self.idle.set()

    @property
    def runs(self) -> bool:
        """Whether something runs or is being started."""
        return self._supervisor.runs or self._begun > 0

    async def open(self) -> None:
        """Take the state directory and open the door; nothing happens when that is done.

        raises  AlreadySupervised, StateUnusable, SettingsError, Unavailable
        """
        await self._supervisor.hold()
        await self._door.open()
        self.idle.clear()

    async def answer(self, request: ServiceRequest) -> list[ServiceStatus]:
        """Do what is asked.

        returns  the named services as they are afterwards
        raises   as `Supervisor` does, Unavailable when the deadline came first
        """
        try:
            async with asyncio.timeout(_try_for_s(request)):
                await self._do(request)
        except TimeoutError:
            raise Unavailable(
                f"{request.action.value} took longer than {request.deadline_s:g} s",
                which=", ".join(request.names),
                next_step="What it had begun was undone." if request.action is not ServiceAction.STOP else "",
            ) from None
        return [status for status in await self._supervisor.status() if status.name in request.names]

    async def close(self) -> None:
        """Stop everything, close the door and give the state directory back; what others left running goes on."""
        if self._supervisor.holds or self._begun:
            await self._supervisor.stop()
        await self._leave_when_idle()
        if not self._supervisor.runs:
            await self.idle.wait()  # a start that the stop gave up is just leaving
        await self._door.emptied()

    async def _do(self, request: ServiceRequest) -> None:
        if request.action is ServiceAction.STATUS:
            return
        if request.action is ServiceAction.STOP:
            await self._supervisor.stop(request.names)
            await self._leave_when_idle()
            return
        self._begun += 1
        try:
            await self.open()
            if request.action is ServiceAction.RESTART:
                await self._supervisor.restart(request.names)
            else:
                await self._supervisor.start(request.names, request.ports, lasting=request.lasting)
        finally:
            self._begun -= 1
            await self._leave_when_idle()

    async def _leave_when_idle(self) -> None:
        if not self.runs:
            self._door.close()
            await self._supervisor.release()
            self.idle.set()


def _try_for_s(request: ServiceRequest) -> float:
    """How long to try: a start that is given up must be undone within the deadline too."""
    if request.action in (ServiceAction.START, ServiceAction.RESTART):
        return max(request.deadline_s - STOP_WITHIN_S - UNDO_MARGIN_S, request.deadline_s / 2)
    return request.deadline_s
