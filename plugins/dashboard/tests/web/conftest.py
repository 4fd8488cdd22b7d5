"""
The page in this process, fed by hand; and, for journeys, an API and a web process on a journal that a desk here writes.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
import pytest_asyncio
import uvicorn
from attrs import define, frozen
from browsers import ARGUMENTS, CHROMIUM

import tiltyard_dashboard.web
from tiltyard.app import App, open_app
from tiltyard.models import Actor, Evidence, Finding, Link, LinkKind, PersonId, Rules, TournamentId, Verdict
from tiltyard.settings import Settings
from tiltyard.testing.clock import FakeClock
from tiltyard.tournament import commands as c
from tiltyard.tournament.roster import entrant_of
from tiltyard_dashboard.serving.hub import Hub
from tiltyard_dashboard.web.app import create_app
from tiltyard_dashboard.web.assets import Assets
from tiltyard_dashboard.web.board import Board
from tiltyard_dashboard.web.overlays.routes import Overlays
from tiltyard_dashboard.web.overlays.themes import Themes
from tiltyard_dashboard.web.pages import Pages
from tiltyard_dashboard.web.shapes import Roster, Story

STAFF = Actor("cli", "tests", "tests")
NOW = datetime(2026, 11, 28, 19, 0, tzinfo=UTC)


@pytest.fixture
def roster() -> Callable[..., Roster]:
    """Makes a roster: names in order, the first `capacity` of them seated."""

    def make(*names: str, slug: str = "cup", name: str = "Cup", capacity: int = 8, seq: int = 1, **fields) -> Roster:
        here = fields.pop("here", ())
        entrants = [
            {
                "id": f"id-{who}",
                "order": order,
                "name": who,
                "status": "registered" if order <= capacity else "waitlisted",
                "seated": order <= capacity,
                "waitlist_position": None if order <= capacity else order - capacity,
                "checked_in": who in here,
            }
            for order, who in enumerate(names, start=1)
        ]
        seated = min(len(names), capacity)
        counts = {"seated": seated, "waiting": len(names) - seated, "checked_in": len(here), "pending": 0}
        windows = dict.fromkeys(
            ("registration_opens_at", "registration_closes_at", "check_in_opens_at", "check_in_closes_at")
        )
        base = {
            "id": f"local/{slug}", "slug": slug, "name": name, "seq": seq, "capacity": capacity, "counts": counts,
            "registration": "open", "check_in": "not_yet", "changed_at": NOW, "entrants": entrants,
        }  # fmt: skip
        return msgspec.convert({**base, **fields, "windows": {**windows, **fields.get("windows", {})}}, Roster)

    return make


@pytest.fixture
def table() -> Callable[..., dict[str, object]]:
    """Makes what the API tells of a table: one that is fine, but for what is said."""

    def make(**fields: object) -> dict[str, object]:
        fine = {"source": "gsheet", "behind": None, "trouble": None, "held": None, "for_staff": {}, "columns": None}
        return {**fine, **fields}

    return make


@define
class Page:
    """The web application without a process around it."""

    board: Board
    hub: Hub
    client: httpx.AsyncClient
    asked: list[TournamentId]
    stories: dict[str, Story]
    app: Any
    keys: dict[str, TournamentId | type[Exception] | None]
    clock: FakeClock
    themes: Path


@pytest_asyncio.fixture
async def page(tmp_path: Path) -> AsyncIterator[Page]:
    assets = Assets(Path(tiltyard_dashboard.web.__file__).parent / "static")
    hub, clock = Hub("boot"), FakeClock(NOW)
    board = Board(Pages(assets.build), hub, clock)
    asked: list[TournamentId] = []
    stories: dict[str, Story] = {}
    keys: dict[str, TournamentId | type[Exception] | None] = {}

    async def ask(tournament: TournamentId) -> None:
        asked.append(tournament)

    async def ask_story(_: TournamentId, entrant: str) -> Story | None:
        return stories.get(entrant)

    async def ask_key(key: str) -> TournamentId | None:
        told = keys.get(key)
        if isinstance(told, type):
            raise told
        return told

    overlays = Overlays(board, Themes(tmp_path), clock, ask_key=ask_key).routes()
    app = create_app(board, hub, assets, ask=ask, ask_story=ask_story, overlays=overlays)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://web") as client:
        yield Page(board, hub, client, asked, stories, app, keys, clock, tmp_path)


@frozen
class Service:
    """A running process of ours and where it listens."""

    process: asyncio.subprocess.Process
    url: str

    @property
    def port(self) -> str:
        return self.url.rpartition(":")[2]

    async def stop(self) -> int:
        self.process.terminate()
        return await asyncio.wait_for(self.process.wait(), 30)


class Evening:
    """Fills a tournament through the desk, as the host would."""

    def __init__(self, app: App, tournament: TournamentId) -> None:
        self.desk = app.desk
        self.id = tournament

    @property
    def path(self) -> str:
        return f"/t/{self.id}"

    async def do(self, command: type[c.Command], **fields: object) -> None:
        await self.desk.handle(command(tournament=self.id, actor=STAFF, **fields))

    async def begin(self, *names: str, title: str = "Friday Cup", **rules) -> list[PersonId]:
        await self.do(c.CreateTournament, title=title, rules=Rules(**{"capacity": 2, **rules}))
        await self.do(c.OpenRegistration)
        return [await self.sign_up(name) for name in names]

    async def sign_up(self, name: str) -> PersonId:
        link = Link(LinkKind.ROW, name, "import")
        answer = await self.desk.handle(c.SignUp(tournament=self.id, actor=STAFF, links=(link,), typed_name=name))
        claim = entrant_of(await self.desk.state(self.id), answer.person).claim
        found = Finding("shape", Verdict.VERIFIED, Evidence.SHAPE, canonical=name, keys={"name": name})
        await self.do(c.RecordFindings, person=answer.person, claim=claim, findings=(found,))
        return answer.person


Start = Callable[..., Awaitable[Service]]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def app(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[App]:
    async with open_app(Settings(data_dir=tmp_path_factory.mktemp("data")), plugins=[]) as app:
        yield app


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def start(app: App) -> AsyncIterator[Start]:
    """Starts `api` or `web`; what still runs at the end is ended."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("TILTYARD_")}
    async with AsyncExitStack() as stack:

        async def begin(name: str, *words: str, port: str = "0") -> Service:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", f"tiltyard_dashboard.{name}", "--port", port, *words,
                cwd=app.settings.data_dir, stdout=asyncio.subprocess.PIPE,
                env={**clean, "TILTYARD_JOURNAL__URL": app.settings.journal_url, "TILTYARD_LOG__LEVEL": "error"},
            )  # fmt: skip
            stack.push_async_callback(_end, process)
            said = await asyncio.wait_for(process.stdout.readline(), 45)
            return Service(process, said.decode().split()[-1])

        yield begin


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.kill()
    await process.wait()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def api(start: Start) -> Service:
    return await start("api")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def web(start: Start, api: Service) -> Service:
    return await start("web", "--api-url", api.url)


@pytest.fixture
def another(app: App) -> Callable[[], Evening]:
    """Gives one more tournament of its own each time."""
    return lambda: Evening(app, TournamentId(f"local/cup-{secrets.token_hex(4)}"))


@pytest.fixture
def evening(another: Callable[[], Evening]) -> Evening:
    """A tournament of its own for each test."""
    return another()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chromium():
    from playwright.async_api import async_playwright  # only where there is a browser

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="module")
async def visit(chromium):
    """Opens pages of one visitor; at the end nothing may stand in their consoles."""
    complaints = []
    contexts = []

    async def open_page(url, *, width=1280, scheme="light", context=None, script=None, status=200):
        if context is None:
            context = await chromium.new_context(
                viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce"
            )
            contexts.append(context)
        page = await context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        if script:
            await page.add_init_script(script)
        answer = await page.goto(url)
        if status != 200:  # the browser complains of that, too
            complaints[:] = [one for one in complaints if f"status of {status}" not in one]
        assert answer.status in {status, 304}
        return page

    yield open_page
    for context in contexts:
        await context.close()
    lost = "net::ERR_"  # the browser's own word about a server that was stopped on purpose
    assert [complaint for complaint in complaints if lost not in complaint] == []


@pytest_asyncio.fixture(loop_scope="module")
async def stand(page: Page) -> AsyncIterator[tuple[Page, str]]:
    """The same page on a real socket of this process, for browsers, and where it listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        config = uvicorn.Config(page.app, log_level="error", timeout_graceful_shutdown=1, lifespan="off")
        server = uvicorn.Server(config)
        server.install_signal_handlers = lambda: None
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        yield page, f"http://127.0.0.1:{listener.getsockname()[1]}"
        page.hub.close()
        server.should_exit = True
        await serving
