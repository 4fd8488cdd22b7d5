"""
`python -m tiltyard_dashboard.web --port 3000 --api-url http://127.0.0.1:8000`: serve the live page.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import secrets
import sys
from pathlib import Path

from tiltyard.clock import SystemClock
from tiltyard.errors import TiltyardError
from tiltyard.log import set_up_logging
from tiltyard.settings import load_settings
from tiltyard_dashboard.api import service_settings
from tiltyard_dashboard.api.service_settings import ServiceSettings
from tiltyard_dashboard.serving.hub import Hub
from tiltyard_dashboard.serving.server import bind, serve
from tiltyard_dashboard.web.app import create_app
from tiltyard_dashboard.web.assets import Assets
from tiltyard_dashboard.web.board import Board
from tiltyard_dashboard.web.overlays.routes import Overlays
from tiltyard_dashboard.web.overlays.themes import Themes
from tiltyard_dashboard.web.pages import Pages
from tiltyard_dashboard.web.staff.client import Client
from tiltyard_dashboard.web.staff.routes import staff_routes
from tiltyard_dashboard.web.upstream import Upstream, open_session


async def run(port: int, api_url: str, public_url: str, own: ServiceSettings, themes: Path | None) -> None:
    """Serve until asked to stop.

    public_url  where people reach the page; blank: at its port
    own         what the host tells the page
    themes      a directory of style sheets for overlays
    raises      PortInUse, SettingsError
    """
    with bind(port, service="web") as listener:
        assets = Assets(Path(__file__).parent / "static")
        hub = Hub(boot=secrets.token_hex(4))
        clock = SystemClock()
        board = Board(Pages(assets.build), hub, clock)
        public_url = public_url or f"http://127.0.0.1:{listener.getsockname()[1]}"
        async with open_session(own.web_secret) as session, asyncio.TaskGroup() as tasks:
            upstream = Upstream(session, api_url, board)
            client = Client(session, api_url, own.web_secret)
            following = tasks.create_task(upstream.run(), name="upstream")
            page = create_app(
                board,
                hub,
                assets,
                ask=upstream.ask,
                ask_story=upstream.story,
                overlays=Overlays(board, Themes(themes), clock, ask_key=upstream.overlaid).routes(),
                staff=staff_routes(client, build=assets.build, public_url=public_url),
            )

            def end_streams() -> None:
                hub.close()
                client.close()

            await serve(page, listener, end_streams=end_streams)
            following.cancel()


def main(argv: list[str] | None = None) -> None:
    """Parse words, serve."""
    parser = argparse.ArgumentParser(prog="python -m tiltyard_dashboard.web", description="Serve Tiltyard's live page.")
    parser.add_argument("--port", type=int, default=3000, help="on 127.0.0.1; 0 lets the system choose (default: 3000)")
    parser.add_argument("--api-url", default="http://127.0.0.1:8000", help="where the API is (default: %(default)s)")
    parser.add_argument("--public-url", default="", help="where people reach the page, if not at its port")
    parser.add_argument("--settings", type=Path, help="a file with what the host tells the page; the host writes it")
    parser.add_argument("--themes", type=Path, help="a directory with style sheets for overlays, NAME.css each")
    arguments = parser.parse_args(argv)
    try:
        set_up_logging(load_settings(config=None, environ=os.environ).log)
        own = service_settings.read(arguments.settings)
        asyncio.run(run(arguments.port, arguments.api_url, arguments.public_url, own, arguments.themes))
    except TiltyardError as error:
        sys.exit(f"tiltyard web: {error}")


if __name__ == "__main__":
    main()
