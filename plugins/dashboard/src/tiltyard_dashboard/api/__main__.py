"""
`python -m tiltyard_dashboard.api --port 8000`: serve the API of the journal that the settings name.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import secrets
import sys

from tiltyard.app import open_app
from tiltyard.errors import TiltyardError
from tiltyard.log import set_up_logging
from tiltyard.settings import Settings, load_settings
from tiltyard_dashboard.api.app import create_app
from tiltyard_dashboard.api.lookup import Lookup
from tiltyard_dashboard.api.tables import Tables
from tiltyard_dashboard.api.watcher import Watcher
from tiltyard_dashboard.serving.hub import Hub
from tiltyard_dashboard.serving.server import bind, serve


async def run(settings: Settings, port: int) -> None:
    """Serve until asked to stop.

    raises  PortInUse, SettingsError, JournalError
    """
    with bind(port, service="api") as listener:
        async with open_app(settings, plugins=[]) as app:
            hub = Hub(boot=secrets.token_hex(4))
            tables = Tables(app.desk, app.mirror, app.clock)
            lookup = Lookup(app.desk, tables)
            watcher = Watcher(app.journal, lookup, tables, hub)
            await watcher.begin()
            async with asyncio.TaskGroup() as tasks:
                watching = tasks.create_task(watcher.run(), name="watcher")
                await serve(create_app(lookup, hub), listener, end_streams=hub.close)
                watching.cancel()


def main(argv: list[str] | None = None) -> None:
    """Parse words, open settings, serve."""
    parser = argparse.ArgumentParser(prog="python -m tiltyard_dashboard.api", description="Serve the Tiltyard API.")
    parser.add_argument("--port", type=int, default=8000, help="on 127.0.0.1; 0 lets the system choose (default: 8000)")
    arguments = parser.parse_args(argv)
    try:
        settings = load_settings(config=None, environ=os.environ)
        set_up_logging(settings.log)
        asyncio.run(run(settings, arguments.port))
    except TiltyardError as error:
        sys.exit(f"tiltyard api: {error}")


if __name__ == "__main__":
    main()
