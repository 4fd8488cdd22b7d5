"""
Where one service is in its life.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Mapping
from datetime import datetime

from attrs import define, field

from tiltyard.clock import Clock
from tiltyard.models import Beat, ServiceSpec, ServiceState, ServiceStatus
from tiltyard_dashboard.supervisor.kept import KeptService
from tiltyard_dashboard.supervisor.resources import Usage
from tiltyard_dashboard.supervisor.restarts import Restarts

BEATS = 30
STRIKES = 3
"""So many looks in a row that found it unwell, and it is begun anew."""


@define(eq=False)
class Life:
    """One service of a supervisor; changes in place.

    spec        as it was last started, or as it would be
    kept        its present or last run
    last_error  why it does not run; blank when nothing is wrong
    health      the last looks at it, oldest first; of this run and of those before
    usage       at the last look at this run, and when that was on the clock that only goes forward
    lasting     whether it goes on for a while when this process is killed
    restarts    how often it was begun again by itself
    revival     is about to begin it again, while it is
    """

    spec: ServiceSpec
    clock: Clock
    since: datetime
    state: ServiceState = ServiceState.STOPPED
    kept: KeptService | None = None
    last_error: str = ""
    health: deque[Beat] = field(factory=lambda: deque(maxlen=BEATS))
    lasting: bool = True
    usage: tuple[Usage | None, float] | None = None
    restarts: Restarts = field(factory=Restarts)
    revival: asyncio.Task[None] | None = None
    _strikes: int = 0

    @property
    def revives(self) -> bool:
        """Whether it is going to be begun again by itself."""
        return self.revival is not None and not self.revival.done()

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
        if state is ServiceState.RUNNING:
            self._strikes, self.usage = 0, None

    def note(self, beat: Beat) -> bool:
        """Somebody looked at it; True when it has been unwell too often in a row."""
        self.health.append(beat)
        self._strikes = 0 if beat.ok else self._strikes + 1
        return self._strikes >= STRIKES

    async def let_be(self) -> None:
        """Do not begin it again by itself. Only for who has the turn: then the revival is merely waiting."""
        if self.revival is asyncio.current_task():
            return
        if self.revival and not self.revival.done():
            self.revival.cancel()
            await asyncio.wait({self.revival})
        self.revival = None

    def leave(self) -> None:
        """Let what was taken over go on without us."""
        if self.kept:
            self.kept.leave()
        self.kept = None
        self.enter(ServiceState.STOPPED)

    def status(self, lives: Mapping[str, Life]) -> ServiceStatus:
        """How it is, among all the others."""
        port = self.spec.port
        running = self.state is ServiceState.RUNNING
        missing = [name for name in self.spec.depends_on if lives[name].state is not ServiceState.RUNNING]
        return ServiceStatus(
            name=self.spec.name,
            state=self.state,
            pid=self.kept.pid if self.kept and self.runs else None,
            port=port,
            url=f"http://127.0.0.1:{port}" if port and running else None,
            since=self.since,
            restarts=self.restarts.count,
            last_error=self.last_error,
            degraded=tuple(missing) if running else (),
            uptime_s=(self.clock.now() - self.since).total_seconds() if running else None,
            health=tuple(self.health),
        )
