"""
Services of all plugins behind one handle: who brings which, and requests that go to the right one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tiltyard.errors import BadInput
from tiltyard.host import Host
from tiltyard.models import ServiceAction, ServiceRequest, ServiceSpec, ServiceStatus

STOP_WITHIN_S = 16.0
"""Fifteen seconds for the services, one for the way there and back."""

STATUS_WITHIN_S = 10.0
MARGIN_S = 10.0


class Services:
    """Start, stop and look at services by name; no name means all of them."""

    def __init__(self, host: Host) -> None:
        self._host = host

    async def specs(self) -> list[ServiceSpec]:
        """Every service that a ready plugin brings."""
        return [spec for specs in await self._by_plugin() for spec in specs]

    async def start(
        self,
        names: Sequence[str] = (),
        *,
        ports: Mapping[str, int] | None = None,
        keep: bool = False,
        lasting: bool = True,
    ) -> list[ServiceStatus]:
        """Start them and wait until they are ready.

        ports    service name to a port for this start
        keep     they outlive this process
        lasting  False: they end at once when this process is killed
        raises   PortInUse, Unavailable, BadInput for a name that nobody brings
        """
        return await self._request(ServiceAction.START, names, ports=ports or {}, keep=keep, lasting=lasting)

    async def stop(self, names: Sequence[str] = ()) -> list[ServiceStatus]:
        """Stop them, last started first."""
        return await self._request(ServiceAction.STOP, names)

    async def restart(self, names: Sequence[str] = (), *, keep: bool = False) -> list[ServiceStatus]:
        """Stop them, then start them on the ports they had and wait until they are ready.

        keep    as for `start`, where nobody supervises them yet
        raises  as `start`
        """
        return await self._request(ServiceAction.RESTART, names, keep=keep)

    async def status(self, names: Sequence[str] = ()) -> list[ServiceStatus]:
        """How they are."""
        return await self._request(ServiceAction.STATUS, names)

    async def _request(
        self,
        action: ServiceAction,
        names: Sequence[str],
        *,
        ports: Mapping[str, int] | None = None,
        keep: bool = False,
        lasting: bool = True,
    ) -> list[ServiceStatus]:
        groups = await self._by_plugin()
        _refuse_unknown([*names, *(ports or {})], groups)
        statuses: list[ServiceStatus] = []
        for specs in groups:
            wanted = tuple(spec.name for spec in specs if not names or spec.name in names)
            if not wanted:
                continue
            request = ServiceRequest(
                action,
                wanted,
                deadline_s=_deadline_s(action, specs),
                ports={name: port for name, port in (ports or {}).items() if name in wanted},
                keep=keep,
                lasting=lasting,
            )
            call = self._host.hooks.manage_service.within(request.deadline_s + 1.0)
            statuses += await call(request) or []
        return statuses

    async def _by_plugin(self) -> list[list[ServiceSpec]]:
        outcomes = await self._host.hooks.list_services()
        return [outcome.value for outcome in outcomes if outcome.value]


def _deadline_s(action: ServiceAction, specs: Sequence[ServiceSpec]) -> float:
    if action is ServiceAction.STATUS:
        return STATUS_WITHIN_S
    if action is ServiceAction.STOP:
        return STOP_WITHIN_S
    return STOP_WITHIN_S + MARGIN_S + sum(spec.grace for spec in specs)


def _refuse_unknown(names: Sequence[str], groups: Sequence[Sequence[ServiceSpec]]) -> None:
    known = [spec.name for specs in groups for spec in specs]
    for name in names:
        if name not in known:
            raise BadInput(
                "there is no such service",
                which=name,
                next_step=f"There is: {', '.join(known)}." if known else "No installed plugin brings services.",
            )
