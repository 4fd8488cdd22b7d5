"""
Hook implementations of `tiltyard-dashboard`.
"""

from __future__ import annotations

import os
import sys

from tiltyard import hookimpl
from tiltyard.errors import SettingsError
from tiltyard.models import ServiceRequest, ServiceSpec, ServiceStatus
from tiltyard.plugin import PluginContext
from tiltyard_dashboard.settings import DashboardSettings
from tiltyard_dashboard.supervisor.manager import Manager

HOST = "127.0.0.1"


class DashboardPlugin:
    """Brings the JSON API and the live page, and supervises them."""

    Settings = DashboardSettings

    def __init__(self) -> None:
        self._specs: tuple[ServiceSpec, ...] = ()
        self._manager: Manager | None = None

    async def start(self, ctx: PluginContext[DashboardSettings]) -> None:
        """Know the services; starts none."""
        _check(ctx.settings)
        self._specs = services(ctx.settings, ctx.journal_url)
        self._manager = Manager(self._specs, ctx.state_dir)

    async def stop(self) -> None:
        """Stop what this process started; services that were to outlive it go on."""
        if self._manager:
            await self._manager.close()

    @hookimpl
    async def list_services(self) -> list[ServiceSpec]:
        """The API, and the page that depends on it."""
        return list(self._specs)

    @hookimpl
    async def manage_service(self, request: ServiceRequest) -> list[ServiceStatus] | None:
        """Start, stop, restart or report them; not ours when a name is unknown here."""
        ours = {spec.name for spec in self._specs}
        if self._manager is None or not request.names or not ours.issuperset(request.names):
            return None
        return await self._manager.answer(request)


def services(settings: DashboardSettings, journal_url: str) -> tuple[ServiceSpec, ...]:
    """The two services as the settings say."""
    api = f"http://{HOST}:{settings.api_port}"
    web = f"http://{HOST}:{settings.web_port}"
    return (
        ServiceSpec(
            "api",
            (sys.executable, "-m", "tiltyard_dashboard.api", "--port", str(settings.api_port)),
            port=settings.api_port,
            health_url=f"{api}/v1/health",
            env={**_python(), "TILTYARD_JOURNAL__URL": journal_url},
        ),
        ServiceSpec(
            "web",
            (sys.executable, "-m", "tiltyard_dashboard.web", "--port", str(settings.web_port), "--api-url", api),
            port=settings.web_port,
            health_url=f"{web}/health",
            depends_on=("api",),
            env=_python(),
        ),
    )


def _python() -> dict[str, str]:
    """Find the same packages as the host, none in the working directory, and let output out at once."""
    path = os.environ.get("PYTHONPATH")
    return {"PYTHONSAFEPATH": "1", "PYTHONUNBUFFERED": "1", **({"PYTHONPATH": path} if path else {})}


def _check(settings: DashboardSettings) -> None:
    for name in ("api_port", "web_port"):
        port = getattr(settings, name)
        if not 1 <= port <= 65535:
            raise SettingsError("not a port", which=f"[plugins.dashboard] {name} = {port}", next_step="Use 1 to 65535.")
    if settings.api_port == settings.web_port:
        raise SettingsError(
            "API and page cannot share a port",
            which=f"[plugins.dashboard] api_port = web_port = {settings.api_port}",
            next_step="Give one of them another port.",
        )
