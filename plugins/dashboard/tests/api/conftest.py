"""
A desk in this process and an API process on the same journal, which meet only there.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import attrs
import httpx
import pytest
import pytest_asyncio
from attrs import frozen

from tiltyard.app import App, open_app
from tiltyard.models import Actor, Evidence, Finding, Link, LinkKind, PersonId, Rules, TournamentId, Verdict
from tiltyard.settings import Settings
from tiltyard.tournament import commands as c
from tiltyard.tournament.roster import entrant_of
from tiltyard_dashboard.api.__main__ import put_together
from tiltyard_dashboard.api.app import Parts, create_app
from tiltyard_dashboard.api.bearers import BearerKind, Bearers
from tiltyard_dashboard.api.callers import Callers
from tiltyard_dashboard.api.discord import Discord
from tiltyard_dashboard.api.scopes import SCOPES, STAFF_ROLES, Role
from tiltyard_dashboard.api.service_settings import ServiceSettings
from tiltyard_dashboard.api.sign_in import new_link
from tiltyard_dashboard.api.throttle import Rate

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
async def start_api(app: App) -> AsyncIterator[Callable[..., Awaitable[Service]]]:
    async with AsyncExitStack() as stack:

        async def start(*words: str) -> Service:
            url, cwd = app.settings.journal_url, app.settings.data_dir
            running = _running("tiltyard_dashboard.api", *words, cwd=cwd, TILTYARD_JOURNAL__URL=url)
            return await stack.enter_async_context(running)

        yield start


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def api(start_api: Callable[..., Awaitable[Service]]) -> AsyncIterator[httpx.AsyncClient]:
    service = await start_api()
    async with httpx.AsyncClient(base_url=service.url) as client:
        yield client


@pytest_asyncio.fixture(loop_scope="module")
async def evening(app: App, request: pytest.FixtureRequest) -> Evening:
    slug = re.sub(r"[^a-z0-9]+", "-", request.node.name.lower()).strip("-")
    return Evening(app, TournamentId(f"local/{slug}"))


EASY = Rate(burst=100_000, per_minute=100_000)
"""For tests that are about something else."""


@frozen
class InProcess:
    """The API without a process or a socket of its own."""

    app: App
    parts: Parts
    client: httpx.AsyncClient

    @property
    def bearers(self) -> Bearers:
        return self.parts.callers.bearers

    async def link(self) -> str:
        return await new_link(self.bearers)

    async def as_role(self, role: Role, *, who: str = "7") -> dict[str, str]:
        """The headers of somebody who signed in with Discord and is this."""
        actor = Actor("staff", who, f"Somebody {who}", STAFF_ROLES.get(role))
        secret, _ = await self.bearers.issue(
            BearerKind.SESSION, name=actor.display, scopes=SCOPES[role], actor=actor, detail={"role": role.value}
        )
        return {"authorization": f"Bearer {secret}"}

    async def ask(self, kind: str, headers: dict[str, str], tournament: str, *, dry_run: bool = False, **fields):
        reason = fields.pop("reason", None)
        key = fields.pop("key", None)
        return await self.client.post(
            f"/v1/staff/tournaments/{tournament}/commands",
            params={"dry_run": "true"} if dry_run else {},
            json={"type": kind, "fields": fields, "reason": reason, "key": key},
            headers=headers,
        )


@pytest.fixture(scope="session")
def in_process() -> Callable[..., InProcess]:
    """Makes the API in this process, on an open app."""

    def make(
        app: App,
        own: ServiceSettings | None = None,
        discord: Discord | None = None,
        *,
        rate: Rate = EASY,
        careful: Rate = EASY,
    ) -> InProcess:
        own = own or ServiceSettings()
        parts, _ = put_together(app, own, discord)
        callers = Callers(parts.callers.bearers, own.web_secret, rate=rate, careful=careful)
        parts = attrs.evolve(parts, callers=callers)
        transport = httpx.ASGITransport(app=create_app(parts))
        return InProcess(app, parts, httpx.AsyncClient(transport=transport, base_url="http://api"))

    return make
