"""
Hook implementations of `tiltyard-dashboard`.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from tiltyard import __version__, hookimpl
from tiltyard.clock import Clock, SystemClock
from tiltyard.errors import SettingsError, TiltyardError
from tiltyard.front import FrontDesk
from tiltyard.models import ServiceAction, ServiceRequest, ServiceSpec, ServiceStatus
from tiltyard.outcome import Outcome
from tiltyard.plugin import NoQuestions, PluginContext, PluginStore, Questions
from tiltyard_dashboard import questions
from tiltyard_dashboard.api import service_settings
from tiltyard_dashboard.api.bearers import BearerKind, Bearers
from tiltyard_dashboard.api.scopes import Role
from tiltyard_dashboard.api.service_settings import DiscordPart, ServiceSettings
from tiltyard_dashboard.api.sign_in import new_link
from tiltyard_dashboard.reporter import Reporter
from tiltyard_dashboard.settings import DashboardSettings
from tiltyard_dashboard.supervisor.handover import secret_path
from tiltyard_dashboard.supervisor.manager import BEGIN, Manager

HOST = "127.0.0.1"
JOURNAL_URL = "JOURNAL_URL"
API_SETTINGS, WEB_SETTINGS = "api.json", "web.json"


class DashboardPlugin:
    """Brings the JSON API and the live page, and supervises them."""

    Settings = DashboardSettings
    Hooks = questions

    def __init__(self) -> None:
        self._settings = DashboardSettings()
        self._specs: tuple[ServiceSpec, ...] = ()
        self._manager: Manager | None = None
        self._store: PluginStore | None = None
        self._reporter: Reporter | None = None
        self._hooks: Questions = NoQuestions()
        self._clock: Clock = SystemClock()

    async def start(self, ctx: PluginContext[DashboardSettings]) -> None:
        """Know the services; starts none."""
        _check(ctx.settings)
        if missing := missing_for_discord(ctx.settings):
            ctx.log.warning("discord_sign_in_is_set_up_in_part", missing=missing)
        self._settings, self._store, self._clock, self._hooks = ctx.settings, ctx.store, ctx.clock, ctx.hooks
        self._reporter = Reporter(
            ctx.store,
            ctx.clock,
            ctx.log,
            panels=self._panels,
            statuses=self._statuses,
        )
        self._specs = services(ctx.settings, ctx.journal_url, ctx.state_dir)
        self._manager = Manager(self._specs, ctx.state_dir, ctx.settings.orphan_grace_s)

    async def stop(self) -> None:
        """Stop what this process started; services that were to outlive it go on."""
        if self._manager:
            await self._manager.close()

    @property
    def bearers(self) -> Bearers:
        """Who is let in by which secret.

        raises  TiltyardError before it is started
        """
        if self._store is None:
            raise TiltyardError("the dashboard plugin is not started", next_step="`tiltyard plugins list` says why.")
        return Bearers(self._store, self._clock)

    async def _panels(self) -> list[Outcome[list[Mapping[str, Any]]]]:
        return await self._hooks.collect(questions.dashboard_panels)()

    async def _statuses(self) -> list[ServiceStatus]:
        if self._manager is None:
            return []
        names = tuple(spec.name for spec in self._specs)
        return await self._manager.answer(ServiceRequest(ServiceAction.STATUS, names, deadline_s=5.0))

    async def sign_in_link(self) -> str:
        """A new address by which whoever opens it signs in once, within 15 minutes, and may do everything."""
        return f"{public_url(self._settings)}/sign-in/link?code={await new_link(self.bearers)}"

    @hookimpl
    async def list_services(self) -> list[ServiceSpec]:
        """The API, and the page that depends on it."""
        return list(self._specs)

    @hookimpl
    async def run_front_end(self, desk: FrontDesk) -> None:
        """Report what only the host knows; the first time, say how to sign in."""
        if self._reporter is None:
            return
        if sys.stdout.isatty() and not await self.bearers.all_of(BearerKind.SESSION):
            # On the terminal and nowhere else: logs are kept, and whoever reads them would be let in.
            sys.stdout.write(f"Nobody is signed in to the staff pages. Sign in once: {await self.sign_in_link()}\n")
        await self._reporter.run(desk)

    @hookimpl
    async def manage_service(self, request: ServiceRequest) -> list[ServiceStatus] | None:
        """Start, stop, restart or report them; not ours when a name is unknown here."""
        ours = {spec.name for spec in self._specs}
        if self._manager is None or not request.names or not ours.issuperset(request.names):
            return None
        if request.action in BEGIN:
            # What they are told is read when they begin, so it is written then and not by every command.
            await asyncio.to_thread(write_service_settings, self._settings, self._manager.state_dir)
        return await self._manager.answer(request)

    @hookimpl
    def register_commands(self, cli: click.Group) -> None:
        """`tiltyard dashboard`."""
        from tiltyard_dashboard.commands import dashboard  # noqa: PLC0415 # needed for a command line alone

        cli.add_command(dashboard)


def public_url(settings: DashboardSettings) -> str:
    """Where people reach the page."""
    return (settings.public_url or f"http://{HOST}:{settings.web_port}").rstrip("/")


def write_service_settings(settings: DashboardSettings, state_dir: Path) -> None:
    """Tell the services what they need beyond words on a command line, in files that only this user can read."""
    state_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Kept as long as it can be read: services that an earlier host began are taken over with what they were told.
    shown = _web_secret(state_dir) or secrets.token_urlsafe(32)
    own = ServiceSettings(state_dir=str(state_dir), web_secret=shown, discord=discord_part(settings))
    service_settings.write(state_dir / API_SETTINGS, own)
    service_settings.write(state_dir / WEB_SETTINGS, ServiceSettings(web_secret=shown))


def _web_secret(state_dir: Path) -> str | None:
    path = state_dir / WEB_SETTINGS
    with suppress(SettingsError):
        return service_settings.read(path).web_secret if path.exists() else None
    return None


def missing_for_discord(settings: DashboardSettings) -> list[str]:
    """What is not set of what signing in with Discord needs; empty also when nothing of it is."""
    told = {name: getattr(settings, name) for name in ("discord_client_id", "discord_client_secret", "discord_guild")}
    return [name for name, value in told.items() if not value] if any(told.values()) else []


def discord_part(settings: DashboardSettings) -> DiscordPart | None:
    """How people sign in with Discord; None when that is not set up."""
    if not (settings.discord_client_id and settings.discord_client_secret and settings.discord_guild):
        return None
    by_role = {
        Role.VIEWER: settings.viewer_roles,
        Role.REFEREE: settings.referee_roles,
        Role.ORGANISER: settings.organiser_roles,
        Role.ADMIN: settings.admin_roles,
    }
    return DiscordPart(
        client_id=settings.discord_client_id,
        client_secret=settings.discord_client_secret,
        guild=settings.discord_guild,
        # The greatest comes last, so that an id that stands under two of them is what lets people do more.
        roles={one: role for role, ids in by_role.items() for one in ids},
        url=settings.discord_url.rstrip("/"),
    )


def services(settings: DashboardSettings, journal_url: str, state_dir: Path) -> tuple[ServiceSpec, ...]:
    """The two services as the settings say."""
    api = f"http://{HOST}:{settings.api_port}"
    web = f"http://{HOST}:{settings.web_port}"
    return (
        ServiceSpec(
            "api",
            (
                *(sys.executable, "-m", "tiltyard_dashboard.api", "--port", str(settings.api_port)),
                *("--settings", str(state_dir / API_SETTINGS)),
            ),
            port=settings.api_port,
            health_url=f"{api}/v1/health",
            # Its address may hold a password, and an environment can be read by others.
            env={**_python(), "TILTYARD_JOURNAL__URL": f"file:{secret_path(state_dir, 'api', JOURNAL_URL)}"},
            secrets={JOURNAL_URL: journal_url},
        ),
        ServiceSpec(
            "web",
            (
                *(sys.executable, "-m", "tiltyard_dashboard.web", "--port", str(settings.web_port)),
                *("--api-url", api, "--public-url", public_url(settings)),
                *("--settings", str(state_dir / WEB_SETTINGS), "--themes", str(state_dir / "themes")),
            ),
            port=settings.web_port,
            health_url=f"{web}/health",
            depends_on=("api",),
            env=_python(),
        ),
    )


def _python() -> dict[str, str]:
    """Find the same packages as the host, none in the working directory, and let output out at once.

    The version is told so that a host which was upgraded begins services anew instead of taking over old code.
    """
    path = os.environ.get("PYTHONPATH")
    told = {"PYTHONSAFEPATH": "1", "PYTHONUNBUFFERED": "1", "DASHBOARD_VERSION": __version__}
    return {**told, **({"PYTHONPATH": path} if path else {})}


def _check(settings: DashboardSettings) -> None:
    _check_ports(settings)
    if not settings.orphan_grace_s >= 0:
        raise SettingsError(
            "not a number of seconds",
            which=f"[plugins.dashboard] orphan_grace_s = {settings.orphan_grace_s}",
            next_step="Use 0 to end services with their host, or 600 for ten minutes.",
        )
    if settings.public_url is not None:
        url = urlsplit(settings.public_url)
        if url.scheme not in {"http", "https"} or not url.hostname or url.query or url.fragment:
            raise SettingsError(
                "not an address of a page",
                which=f"[plugins.dashboard] public_url = {settings.public_url}",
                next_step="Write it as https://cup.example.org.",
            )
        if url.scheme == "http" and url.hostname not in {"localhost", HOST}:
            raise SettingsError(
                "people would sign in over a line that others can read",
                which=f"[plugins.dashboard] public_url = {settings.public_url}",
                next_step="Let the reverse proxy speak https, and write that here.",
            )


def _check_ports(settings: DashboardSettings) -> None:
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
