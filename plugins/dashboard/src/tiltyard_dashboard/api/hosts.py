"""
The host's side: what needs attention, services, plugins, panels. The host writes down what only it knows; services are
reached through the door of whoever supervises them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import attrs

from tiltyard.desk.desk import STREAM_PREFIX, Desk
from tiltyard.desk.mirror import Mirror
from tiltyard.errors import BadInput, PortInUse
from tiltyard.journal import Journal
from tiltyard.models import Refusal, ServiceAction, ServiceRequest, ServiceStatus
from tiltyard.plugin import PluginStore
from tiltyard_dashboard.api.attention import (
    Failed,
    Item,
    of_failures,
    of_plugins,
    of_services,
    of_tournament,
    queue,
)
from tiltyard_dashboard.api.endpoint import Call, Endpoint, Problem, Query
from tiltyard_dashboard.api.scopes import Scope
from tiltyard_dashboard.api.shapes import Attention, Log, Plain, Report, Services
from tiltyard_dashboard.supervisor.door import ask
from tiltyard_dashboard.supervisor.records import StateDir

PLUGINS, PANELS, SERVICES = "report:plugins", "report:panels", "report:services"
"""Where the host keeps what it reports, in the store of the dashboard plugin."""

STATUS_WITHIN_S = 5.0
BEGIN_WITHIN_S = 90.0
LOG_LINES, LOG_BYTES = 200, 256 << 10

OWN = ("api", "web")
"""What runs this very answer; the supervisor knows all names, these are asked about when nothing else is named."""


class Hosts:
    """Answers for the host.

    state_dir  of the supervisor; None where there is none to reach
    """

    def __init__(
        self, desk: Desk, mirror: Mirror, journal: Journal, store: PluginStore, state_dir: Path | None
    ) -> None:
        self._desk = desk
        self._mirror = mirror
        self._journal = journal
        self._store = store
        self._state = StateDir(state_dir) if state_dir else None

    def endpoints(self) -> list[Endpoint]:
        """The addresses of this."""
        lines = {"lines": Query({"type": "integer", "minimum": 1, "maximum": LOG_LINES}, "How many lines")}
        found = [
            Endpoint("GET", "/v1/staff/attention", self.attention, "What needs somebody", Attention, Scope.READ),
            Endpoint("GET", "/v1/plugins", self._reporter(PLUGINS), "Plugins and how they are", Report, Scope.READ),
            Endpoint("GET", "/v1/panels", self._reporter(PANELS), "Panels that plugins show", Report, Scope.READ),
            Endpoint("GET", "/v1/services", self.services, "Services and how they are", Services, Scope.READ),
            Endpoint(
                "GET",
                "/v1/services/{name}/log",
                self.log,
                "The last lines a service said",
                Log,
                Scope.ADMIN,
                query=lines,
            ),
        ]
        for action in (ServiceAction.START, ServiceAction.STOP, ServiceAction.RESTART):
            path, words = f"/v1/services/{{name}}/{action}", f"{action.value.capitalize()} a service"
            found.append(Endpoint("POST", path, self._doer(action), words, Services, Scope.ADMIN))
        return found

    async def attention(self, _: Call) -> Attention:
        """The queue, of all tournaments and of the host."""
        return Attention([_plain(one) for one in await self.items()])

    async def items(self) -> list[Item]:
        """The same as values."""
        states = await self._desk.tournaments()
        items: list[Item] = []
        for state in states:
            table = await self._mirror.standing(state.id) if state.binding and not state.archived_at else None
            items += of_tournament(state, table)
        failures = [
            Failed(one.follower, one.stream.removeprefix(STREAM_PREFIX), one.first_at, one.attempts, one.reason)
            for one in await self._journal.dead_letters()
        ]
        items += of_failures(failures, {state.id: state.name for state in states})
        items += of_services(((await self._store.get(SERVICES)) or {}).get("items", []))
        items += of_plugins(((await self._store.get(PLUGINS)) or {}).get("items", []))
        return queue(items)

    async def services(self, _: Call) -> Services:
        """As whoever supervises says now; as the host last wrote down while nobody answers."""
        statuses = await self._ask(ServiceAction.STATUS, (), STATUS_WITHIN_S)
        if statuses is None:
            return Services(supervised=False, services=((await self._store.get(SERVICES)) or {}).get("items", []))
        return Services(supervised=True, services=[_status(one) for one in statuses])

    async def log(self, call: Call) -> Log:
        """The end of its log file."""
        name = await self._known(call)
        lines = call.number("lines", least=1, most=LOG_LINES) or 40
        path = self._state.log(name) if self._state else None
        text = await asyncio.to_thread(_tail, path) if path else ""
        return Log(text.splitlines()[-lines:])

    def _doer(self, action: ServiceAction) -> Callable[[Call], Awaitable[Services]]:
        async def do(call: Call) -> Services:
            name = await self._known(call)
            if name == "api" and action is not ServiceAction.START:
                # It would end before it could answer; whoever supervises goes on all the same.
                raise Problem(
                    409,
                    Refusal(
                        "own_service",
                        "The API cannot end itself",
                        name,
                        f"On the host: `tiltyard services {action} api`.",
                    ),
                )
            try:
                statuses = await self._ask(action, (name,), BEGIN_WITHIN_S)
            except (PortInUse, BadInput) as error:
                raise Problem(409, Refusal("not_done", error.what, error.which or "", error.next_step or "")) from error
            if statuses is None:
                raise Problem(
                    503,
                    Refusal("not_supervised", "Nobody looks after services now", name, "Begin with `tiltyard run`."),
                )
            return Services(supervised=True, services=[_status(one) for one in statuses])

        return do

    async def _known(self, call: Call) -> str:
        """The name of a service that there is: it becomes part of a path."""
        name = call.path["name"]
        statuses = await self._ask(ServiceAction.STATUS, (), STATUS_WITHIN_S)
        if name not in {one.name for one in statuses or ()}:
            raise Problem(404, Refusal("no_service", "There is no such service", name[:80], "GET /v1/services."))
        return name

    async def _ask(self, action: ServiceAction, names: tuple[str, ...], within_s: float) -> list[ServiceStatus] | None:
        if self._state is None:
            return None
        return await ask(self._state.socket, ServiceRequest(action, names or OWN, deadline_s=within_s))

    def _reporter(self, key: str) -> Callable[[Call], Awaitable[Report]]:
        async def report(_: Call) -> Report:
            kept = await self._store.get(key) or {}
            return Report(kept.get("at"), kept.get("host"), kept.get("items", []))

        return report


def _plain(item: Item) -> Plain:
    plain: dict[str, Any] = attrs.asdict(item)
    return {**plain, "since": item.since and item.since.isoformat(), "actions": [attrs.asdict(a) for a in item.actions]}


def _status(status: ServiceStatus) -> Plain:
    # Where its log lies on the host is nobody's business who only reads; what is in it is for admins.
    plain: dict[str, Any] = attrs.asdict(status, filter=attrs.filters.exclude("log"))
    return {**plain, "state": status.state.value, "since": status.since and status.since.isoformat()}


def _tail(path: Path) -> str:
    try:
        with path.open("rb") as file:
            file.seek(0, 2)
            file.seek(max(0, file.tell() - LOG_BYTES))
            return file.read().decode(errors="replace")
    except OSError:
        return ""
