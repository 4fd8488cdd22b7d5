"""
Decide who does what a request asks: whoever supervises already, a holder left behind, or this process.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from attrs import evolve

from tiltyard.models import ServiceAction, ServiceRequest, ServiceSpec, ServiceState, ServiceStatus
from tiltyard_dashboard.supervisor import holder, system
from tiltyard_dashboard.supervisor.door import ask
from tiltyard_dashboard.supervisor.errors import AlreadySupervised
from tiltyard_dashboard.supervisor.records import StateDir
from tiltyard_dashboard.supervisor.steward import Steward
from tiltyard_dashboard.supervisor.supervisor import ORPHAN_GRACE_S

BEGIN = (ServiceAction.START, ServiceAction.RESTART)
STOP_WITHIN_S = 16.0


class Manager:
    """Answers requests for the services of one state directory.

    orphan_grace_s  see `Supervisor`
    """

    def __init__(self, specs: Sequence[ServiceSpec], state_dir: Path, orphan_grace_s: float = ORPHAN_GRACE_S) -> None:
        self._specs = tuple(specs)
        self._state = StateDir(state_dir)
        self._orphan_grace_s = orphan_grace_s
        self._steward = Steward(specs, self._state.path, orphan_grace_s)
        self._lent: tuple[str, ...] = ()

    @property
    def state_dir(self) -> Path:
        """Where the supervisor keeps what it writes down."""
        return self._state.path

    async def answer(self, request: ServiceRequest) -> list[ServiceStatus]:
        """Do what is asked, wherever the services are.

        raises  as `Steward.answer` does
        """
        system.require_supported(system.here())
        if not self._steward.idle.is_set():
            return await self._steward.answer(request)
        answered = await self._ask_holder(request)
        if answered is not None:
            return answered
        if request.keep and request.action in BEGIN:
            await holder.summon(self._state.path, self._specs, self._orphan_grace_s)
            answered = await self._ask_holder(request)
            if answered is not None:
                return answered
        try:
            return await self._steward.answer(request)
        except AlreadySupervised:
            # Somebody took the state directory between our question and our own try.
            answered = await self._ask_holder(request)
            if answered is None:
                raise
            return answered

    async def close(self) -> None:
        """Stop what this process started and nobody asked to keep; a holder's other services go on."""
        if self._lent:
            await ask(self._state.socket, ServiceRequest(ServiceAction.STOP, self._lent, STOP_WITHIN_S))
        await self._steward.close()

    async def _ask_holder(self, request: ServiceRequest) -> list[ServiceStatus] | None:
        if request.keep or request.action is not ServiceAction.START:
            return await ask(self._state.socket, request)
        before = await ask(self._state.socket, evolve(request, action=ServiceAction.STATUS))
        if before is None:
            return None
        answered = await ask(self._state.socket, request)
        self._lent = tuple(status.name for status in before if status.state is not ServiceState.RUNNING)
        return answered
