"""
Where one service is in its life.
"""

from __future__ import annotations

from datetime import datetime

from attrs import define

from tiltyard.clock import Clock
from tiltyard.models import ServiceSpec, ServiceState, ServiceStatus
from tiltyard_dashboard.supervisor.kept import KeptService


@define(eq=False)
class Life:
    """One service of a supervisor; changes in place.

    spec        as it was last started, or as it would be
    kept        its present or last run
    last_error  why it does not run; blank when nothing is wrong
    """

    spec: ServiceSpec
    clock: Clock
    since: datetime
    state: ServiceState = ServiceState.STOPPED
    kept: KeptService | None = None
    last_error: str = ""

    @property
    def lingers(self) -> bool:
        """Whether any process of it may be alive, be it the service or a straggler."""
        return self.kept is not None and not self.kept.gone.is_set()

    @property
    def runs(self) -> bool:
        """Whether its main process is alive."""
        return self.lingers and self.kept is not None and not self.kept.exited.is_set()

    def enter(self, state: ServiceState, last_error: str = "") -> None:
        """Be in `state` from now on."""
        self.last_error = last_error
        if self.state is not state:
            self.state, self.since = state, self.clock.now()

    def status(self) -> ServiceStatus:
        """How it is."""
        port = self.spec.port
        return ServiceStatus(
            name=self.spec.name,
            state=self.state,
            pid=self.kept.pid if self.kept and self.runs else None,
            port=port,
            url=f"http://127.0.0.1:{port}" if port and self.state is ServiceState.RUNNING else None,
            since=self.since,
            last_error=self.last_error,
        )
