"""
`python -m tiltyard_dashboard.api --port 8000`: serve the API of the journal that the settings name.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import secrets
import sys
from contextlib import AsyncExitStack
from pathlib import Path

import aiohttp

from tiltyard.app import App, open_app
from tiltyard.errors import TiltyardError
from tiltyard.log import set_up_logging
from tiltyard.settings import Settings, load_settings
from tiltyard_dashboard.api import service_settings
from tiltyard_dashboard.api.access import Access
from tiltyard_dashboard.api.app import Parts, create_app
from tiltyard_dashboard.api.bearers import Bearers
from tiltyard_dashboard.api.callers import Callers
from tiltyard_dashboard.api.discord import Discord, DiscordSettings
from tiltyard_dashboard.api.hosts import Hosts
from tiltyard_dashboard.api.lookup import Lookup
from tiltyard_dashboard.api.service_settings import ServiceSettings
from tiltyard_dashboard.api.sign_in import SignIn
from tiltyard_dashboard.api.staff import Staff
from tiltyard_dashboard.api.staff_table import StaffTable
from tiltyard_dashboard.api.tables import Tables
from tiltyard_dashboard.api.watcher import StaffNews, Watcher
from tiltyard_dashboard.serving.hub import Hub
from tiltyard_dashboard.serving.server import bind, serve

NAMESPACE = "plugin:dashboard"
"""The dashboard plugin's own store, in which the host writes and we read, and the other way round."""


async def run(settings: Settings, own: ServiceSettings, port: int) -> None:
    """Serve until asked to stop.

    raises  PortInUse, SettingsError, JournalError
    """
    with bind(port, service="api") as listener:
        async with open_app(settings, plugins=[]) as app, AsyncExitStack() as stack:
            discord = await _discord(own, stack)
            parts, watcher = put_together(app, own, discord)
            await watcher.begin()
            async with asyncio.TaskGroup() as tasks:
                watching = tasks.create_task(watcher.run(), name="watcher")

                def end_streams() -> None:
                    parts.hub.close()
                    parts.staff_hub.close()

                await serve(create_app(parts), listener, end_streams=end_streams)
                watching.cancel()


def put_together(app: App, own: ServiceSettings, discord: Discord | None = None) -> tuple[Parts, Watcher]:
    """The parts of the API, and who tells its hubs what changes."""
    store, boot = app.journal.store(NAMESPACE), secrets.token_hex(4)
    tables = Tables(app.desk, app.mirror, app.clock)
    lookup = Lookup(app.desk, tables, app.journal.news, app.clock)
    bearers = Bearers(store, app.clock)
    hosts = Hosts(app.desk, app.mirror, app.journal, store, Path(own.state_dir) if own.state_dir else None)
    parts = Parts(
        clock=app.clock,
        callers=Callers(bearers, own.web_secret),
        lookup=lookup,
        hub=Hub(boot),
        staff_hub=Hub(boot),
        sign_in=SignIn(bearers, discord),
        staff=Staff(app.desk, app.mirror, app.clock),
        table=StaffTable(app.desk, app.mirror, app.clock),
        hosts=hosts,
        access=Access(bearers, app.desk, lookup),
    )
    news = StaffNews(hosts, store, parts.staff_hub, app.clock)
    return parts, Watcher(app.journal, lookup, tables, parts.hub, news)


async def _discord(own: ServiceSettings, stack: AsyncExitStack) -> Discord | None:
    if own.discord is None:
        return None
    told = own.discord
    session = await stack.enter_async_context(aiohttp.ClientSession())
    return Discord(DiscordSettings(told.client_id, told.client_secret, told.guild, told.roles, told.url), session)


def main(argv: list[str] | None = None) -> None:
    """Parse words, open settings, serve."""
    parser = argparse.ArgumentParser(prog="python -m tiltyard_dashboard.api", description="Serve the Tiltyard API.")
    parser.add_argument("--port", type=int, default=8000, help="on 127.0.0.1; 0 lets the system choose (default: 8000)")
    parser.add_argument("--settings", type=Path, help="a file with what the host tells the API; the host writes it")
    arguments = parser.parse_args(argv)
    try:
        settings = load_settings(config=None, environ=os.environ)
        set_up_logging(settings.log)
        asyncio.run(run(settings, service_settings.read(arguments.settings), arguments.port))
    except TiltyardError as error:
        sys.exit(f"tiltyard api: {error}")


if __name__ == "__main__":
    main()
