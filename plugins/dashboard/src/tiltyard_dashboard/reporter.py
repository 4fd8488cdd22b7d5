"""
The host's side of the dashboard: writes down what only the host knows, for the API to tell.

Plugins and how they are, services with their health, and the panels of plugins. Each report ends by itself when nobody
renews it, so a host that is gone is not shown as if it were there.
"""

from __future__ import annotations

import socket
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import attrs
from structlog.typing import FilteringBoundLogger

from tiltyard.clock import Clock
from tiltyard.errors import TiltyardError
from tiltyard.front import FrontDesk
from tiltyard.models import ServiceStatus
from tiltyard.outcome import Outcome
from tiltyard.plugin import PluginStore
from tiltyard_dashboard.panels import checked
from tiltyard_dashboard.statuses import status_plain

PLUGINS, PANELS, SERVICES = "report:plugins", "report:panels", "report:services"
"""Where reports are kept, in the store of the dashboard plugin."""

EVERY_S = 5.0
PANELS_EVERY_S = 15.0
RENEW_EVERY_S = 30.0
"""A report that says the same as before is written again so often, to show that somebody is there."""

ENDS_AFTER_S = 90.0

WORTH_TELLING = ("name", "state", "pid", "restarts", "last_error")
"""Of a service, at once."""

Ask = Callable[[], Awaitable[list[Outcome[Any]]]]
Statuses = Callable[[], Awaitable[Sequence[ServiceStatus]]]


class Reporter:
    """Reports until it is cancelled.

    panels    asks plugins for their panels
    statuses  asks the supervisor how services are
    """

    def __init__(
        self, store: PluginStore, clock: Clock, log: FilteringBoundLogger, *, panels: Ask, statuses: Statuses
    ) -> None:
        self._store = store
        self._clock = clock
        self._log = log
        self._ask_panels = panels
        self._ask_statuses = statuses
        self._host = socket.gethostname()
        self._said: dict[str, tuple[Any, float]] = {}
        self._complained: set[str] = set()
        self._panels_at = clock.monotonic()
        self._last_panels: list[dict[str, Any]] = []
        self._lost = False

    async def run(self, desk: FrontDesk) -> None:
        """Look every few seconds, and write what is new."""
        while True:
            try:
                await self._look(desk)
            except TiltyardError as error:
                # The journal is away, or the supervisor: whoever looks at the page sees how old a report is.
                if not self._lost:
                    self._log.warning("dashboard_report_lost", reason=str(error))
                self._lost = True
            else:
                if self._lost:
                    self._log.info("dashboard_report_back")
                self._lost = False
            await self._clock.sleep(EVERY_S)

    async def _look(self, desk: FrontDesk) -> None:
        plugins = [attrs.asdict(one) for one in desk.plugins()]
        await self._report(PLUGINS, plugins)
        services = [status_plain(one) for one in await self._ask_statuses()]
        # Memory and heartbeats are different at each look; that is news only now and then.
        await self._report(SERVICES, services, news=[[one[name] for name in WORTH_TELLING] for one in services])
        if self._clock.monotonic() >= self._panels_at:
            self._panels_at = self._clock.monotonic() + PANELS_EVERY_S
            self._last_panels = await self._panels()
        await self._report(PANELS, self._last_panels)

    async def _panels(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for outcome in await self._ask_panels():
            before = [one for one in self._last_panels if one["plugin"] == outcome.plugin]
            if outcome.failure:
                found += before
                continue
            try:
                found += checked(outcome.plugin, outcome.value or [])
            except TiltyardError as error:
                if outcome.plugin not in self._complained:
                    self._log.warning("panel_not_shown", plugin=outcome.plugin, reason=str(error))
                self._complained.add(outcome.plugin)
        return found

    async def _report(self, key: str, items: list[Any], *, news: Any = None) -> None:
        news = items if news is None else news
        said, at = self._said.get(key, (None, 0.0))
        now = self._clock.monotonic()
        if said == news and now - at < RENEW_EVERY_S:
            return
        kept = {"at": self._clock.now().isoformat(), "host": self._host, "items": items}
        await self._store.put(key, kept, ttl_s=ENDS_AFTER_S)
        self._said[key] = (news, now)
