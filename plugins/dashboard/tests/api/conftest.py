"""
A desk in this process and an API process on the same journal, which meet only there.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from attrs import frozen

from tiltyard.app import App, open_app
from tiltyard.models import Actor, Evidence, Finding, Link, LinkKind, PersonId, Rules, TournamentId, Verdict
from tiltyard.settings import Settings
from tiltyard.tournament import commands as c
from tiltyard.tournament.roster import entrant_of

STAFF = Actor("cli", "tests", "tests")


@frozen
class Service:
    """A running process of ours and where it listens."""

    process: asyncio.subprocess.Process
    url: str

    async def stop(self) -> int:
        self.process.terminate()
        return await asyncio.wait_for(self.process.wait(), 30)


class Evening:
    """Fills a tournament through the desk, as the host would."""

    def __init__(self, app: App, tournament: TournamentId) -> None:
        self.desk = app.desk
        self.id = tournament

    async def begin(self, title: str = "Friday Cup", *, capacity: int = 2) -> None:
        await self.do(c.CreateTournament, title=title, rules=Rules(capacity))
        await self.do(c.OpenRegistration)

    async def do(self, command: type[c.Command], **fields: object) -> None:
        await self.desk.handle(command(tournament=self.id, actor=STAFF, **fields))

    async def sign_up(self, name: str, verdict: Verdict = Verdict.VERIFIED) -> PersonId:
        link = Link(LinkKind.ROW, name, "import")
        answer = await self.desk.handle(c.SignUp(tournament=self.id, actor=STAFF, links=(link,), typed_name=name))
        state = await self.desk.state(self.id)
        claim = entrant_of(state, answer.person).claim
        found = Finding(
            "shape", verdict, Evidence.SHAPE, reason="a reason", next_step="a step", canonical=name, keys={"name": name}
        )
        await self.do(c.RecordFindings, person=answer.person, claim=claim, findings=(found,))
        return answer.person


@asynccontextmanager
async def _running(package: str, *words: str, cwd: Path, **variables: str) -> AsyncIterator[Service]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("TILTYARD_")}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", package, "--port", "0", *words,
        cwd=cwd, env={**clean, **variables}, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        said = await asyncio.wait_for(process.stdout.readline(), 45)
        yield Service(process, said.decode().split()[-1])
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def app(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[App]:
    async with open_app(Settings(data_dir=tmp_path_factory.mktemp("data")), plugins=[]) as app:
        yield app


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def start_api(app: App) -> AsyncIterator[Callable[[], Awaitable[Service]]]:
    async with AsyncExitStack() as stack:

        async def start() -> Service:
            url = app.settings.journal_url
            running = _running("tiltyard_dashboard.api", cwd=app.settings.data_dir, TILTYARD_JOURNAL__URL=url)
            return await stack.enter_async_context(running)

        yield start


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def api(start_api: Callable[[], Awaitable[Service]]) -> AsyncIterator[httpx.AsyncClient]:
    service = await start_api()
    async with httpx.AsyncClient(base_url=service.url) as client:
        yield client


@pytest_asyncio.fixture(loop_scope="module")
async def evening(app: App, request: pytest.FixtureRequest) -> Evening:
    return Evening(app, TournamentId(f"local/{request.node.name.replace('_', '-')}"))
