"""
A host starts its services, tells how they fare, and takes over those of a host that has gone.

Who brings services begins them again when they end; that is not done here. Two hosts may share a data directory. The
services belong to the first; the second only looks, and takes over when the first has left all of them behind or none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from tiltyard.clock import Clock
from tiltyard.desk.services import Services
from tiltyard.errors import TiltyardError
from tiltyard.models import ServiceState, ServiceStatus

LOOK_EVERY_S = 3.0
PAUSES_S = (LOOK_EVERY_S, 6.0, 12.0, 24.0, 48.0, 60.0)
"""Between two looks, after so many starts in a row that failed."""

DOWN = (ServiceState.STOPPED, ServiceState.BACKOFF, ServiceState.FAILED)


class Watch:
    """Starts the services of a host, then tells how they fare.

    ports   service name to a port, for every start
    tell    told a sentence when a service goes down, is given up, cannot be started, and is up again; once each
    theirs  what ran already when this host came: another process brought it and looks after it
    """

    def __init__(
        self, services: Services, clock: Clock, tell: Callable[[str], None], ports: Mapping[str, int] | None = None
    ) -> None:
        self._services = services
        self._clock = clock
        self._tell = tell
        self._ports = dict(ports or {})
        self._down: dict[str, ServiceState] = {}
        self._trying: frozenset[str] = frozenset()
        self._failures = 0
        self._theirs_were_gone = False
        self.theirs: frozenset[str] = frozenset()

    async def begin(self) -> list[ServiceStatus]:
        """Start what does not run yet, and wait until all are ready.

        raises  as `Services.start`
        """
        before = await self._services.status()
        self.theirs = frozenset(one.name for one in before if one.state is ServiceState.RUNNING and one.supervised)
        return await self._services.start(ports=self._ports)

    async def keep(self) -> None:
        """Look at them again and again, until cancelled."""
        while True:
            await self._clock.sleep(PAUSES_S[min(self._failures, len(PAUSES_S) - 1)])
            await self._look()

    async def _look(self) -> None:
        try:
            statuses = await self._services.status()
            self._tell_what_changed(statuses)
            self._take_over_what_was_left(statuses)
            if self._trying:
                self._tell_what_changed(await self._services.start(sorted(self._trying), ports=self._ports))
                # Kept until a start has succeeded: one that is undone leaves them stopped, as a command would.
                self._trying = frozenset()
        except TiltyardError as error:
            if not self._failures:
                self._tell(f"services cannot be started now; it is tried again, less and less often: {error}")
            self._failures += 1
        else:
            self._failures = 0

    def _take_over_what_was_left(self, statuses: Sequence[ServiceStatus]) -> None:
        """Whoever brought them has gone when nobody looks after any of them, at two looks: it may just be leaving."""
        gone = bool(self.theirs) and all(_left_behind(one) for one in statuses if one.name in self.theirs)
        if gone and self._theirs_were_gone:
            self._trying |= self.theirs
            self.theirs = frozenset()
        self._theirs_were_gone = gone

    def _tell_what_changed(self, statuses: Sequence[ServiceStatus]) -> None:
        for one in statuses:
            told = self._down.get(one.name)
            if one.state in DOWN and (told is None or (one.state is ServiceState.FAILED and told is not one.state)):
                self._down[one.name] = one.state
                self._tell(_bad_news(one))
            elif one.state is ServiceState.RUNNING and told is not None:
                del self._down[one.name]
                self._tell(f"{one.name}: running again at {one.url}")


def _left_behind(one: ServiceStatus) -> bool:
    return not one.supervised or (one.state is ServiceState.STOPPED and one.pid is None)


def _bad_news(one: ServiceStatus) -> str:
    if one.state is ServiceState.BACKOFF:
        return f"{one.name}: it {one.last_error}; it is begun again"
    if one.state is ServiceState.FAILED:
        return f"{one.name}: given up, it {one.last_error}; `tiltyard services start {one.name}` tries again"
    return f"{one.name}: not running any more, it was stopped"
