"""
The dashboard's two services: how many requests a second the 512-player document takes, how soon 500 listeners have an
event, how soon a check-in is on the page, and what memory that takes; beside a plain FastAPI application.

    .venv/bin/python benchmarks/dashboard_api.py        about a minute; the first run installs FastAPI beside it

Both are driven by the same client in the same run, in turns. The client is Python, so that what it can ask bounds the
fast one: ratios are lower bounds.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import psutil

from tiltyard.app import App, open_app
from tiltyard.models import Actor, Evidence, Finding, Link, LinkKind, Rules, TournamentId, Verdict
from tiltyard.settings import Settings
from tiltyard.tournament import commands as c
from tiltyard.tournament.roster import entrant_of
from tiltyard_dashboard.api import service_settings
from tiltyard_dashboard.api.service_settings import ServiceSettings

PLAYERS = 512
CONNECTIONS = 8
SECONDS = 2.0
ROUNDS = 5
LISTENERS = 500
CHECK_INS = 20
CUP = TournamentId("local/cup")
ME = Actor("cli", "bench", "bench")
KNOWN = "bench"
"""By which the API knows its own page, and does not count what it is asked."""


def main() -> None:
    """Measure, and print one figure a line."""
    python = peers()
    with tempfile.TemporaryDirectory() as directory:
        for line in asyncio.run(measure(Path(directory), python)):
            sys.stdout.write(f"{line}\n")


async def measure(directory: Path, python: Path) -> list[str]:
    """All figures, in words."""
    async with AsyncExitStack() as stack:
        app = await stack.enter_async_context(open_app(Settings(data_dir=directory), plugins=[]))
        await fill(app)
        own = directory / "own.json"
        service_settings.write(own, ServiceSettings(web_secret=KNOWN))
        words = ("--settings", str(own))
        api = await stack.enter_async_context(service("api", *words, TILTYARD_JOURNAL__URL=app.settings.journal_url))
        web = await stack.enter_async_context(service("web", "--api-url", api.url, *words))
        document = directory / "roster.json"
        document.write_bytes(await fetched(api.port, f"/v1/tournaments/{CUP}"))
        plain = await stack.enter_async_context(fastapi(python, document))

        ours, theirs = [], []
        for _ in range(ROUNDS):
            ours.append(await requests_per_s(api.port, f"/v1/tournaments/{CUP}"))
            theirs.append(await requests_per_s(plain.port, "/roster"))
        told_ours = [await told_in_s(api.port, "/v1/events", lambda: pause(app)) for _ in range(ROUNDS)]
        told_theirs = [await told_in_s(plain.port, "/events", lambda: post(plain.port, "/tell")) for _ in range(ROUNDS)]
        shown = [await on_page_in_s(app, web.port) for _ in range(CHECK_INS)]
        memory = {one.name: psutil.Process(one.pid).memory_info().rss / 2**20 for one in (api, web, plain)}
    mine, other = statistics.median(ours), statistics.median(theirs)
    return [
        f"{PLAYERS} players, requests a second: ours {mine:.0f}, FastAPI {other:.0f}, ratio {mine / other:.1f}",
        f"{LISTENERS} listeners have an event: ours {ms(told_ours)}, journal and all; FastAPI {ms(told_theirs)}",
        f"a check-in is on the page: {ms(shown)} median, {max(shown) * 1000:.0f} ms at worst",
        "memory: " + ", ".join(f"{name} {size:.0f} MiB" for name, size in memory.items()),
    ]


def ms(seconds: list[float]) -> str:
    """The median in milliseconds."""
    return f"{statistics.median(seconds) * 1000:.0f} ms"


# ------------------------------------------------------------------------------------------------------- what is served


async def fill(app: App) -> None:
    """A tournament of `PLAYERS`, registered, with check-in open."""
    await do(app, c.CreateTournament, title="Cup", rules=Rules(PLAYERS))
    await do(app, c.OpenRegistration)
    for number in range(PLAYERS):
        link = Link(LinkKind.ROW, f"p{number}", "import")
        answer = await do(app, c.SignUp, links=(link,), typed_name=f"Player {number}#EUW")
        claim = entrant_of(await app.desk.state(CUP), answer.person).claim
        found = Finding("shape", Verdict.VERIFIED, Evidence.SHAPE, canonical=f"Player {number}#EUW")
        await do(app, c.RecordFindings, person=answer.person, claim=claim, findings=(found,))
    await do(app, c.OpenCheckIn)


async def do(app: App, kind: type[c.Command], **fields: object) -> object:
    """Ask the desk for it."""
    return await app.desk.handle(kind(tournament=CUP, actor=ME, **fields))


async def pause(app: App) -> None:
    """One event for everybody; the next time it is the other one."""
    state = await app.desk.state(CUP)
    await do(app, c.Resume if state.paused else c.Pause)


class Running:
    """A process that listens."""

    def __init__(self, name: str, pid: int, port: int) -> None:
        self.name, self.pid, self.port = name, pid, port
        self.url = f"http://127.0.0.1:{port}"


@asynccontextmanager
async def service(name: str, *words: str, **variables: str) -> AsyncIterator[Running]:
    """One of the dashboard's, on a port that the system chooses."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", f"tiltyard_dashboard.{name}", "--port", "0", *words,
        env={**os.environ, **variables, "TILTYARD_LOG__LEVEL": "error"}, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        said = await asyncio.wait_for(process.stdout.readline(), 30)
        yield Running(name, process.pid, int(said.decode().rpartition(":")[2]))
    finally:
        process.terminate()
        await process.wait()


@asynccontextmanager
async def fastapi(python: Path, document: Path) -> AsyncIterator[Running]:
    """The plain one."""
    port = 18_777
    script = Path(__file__).parent / "fastapi_page.py"
    process = await asyncio.create_subprocess_exec(str(python), str(script), str(document), str(port))
    try:
        for _ in range(100):
            try:
                await fetched(port, "/roster")
                break
            except OSError:
                await asyncio.sleep(0.1)
        yield Running("FastAPI", process.pid, port)
    finally:
        process.terminate()
        await process.wait()


def peers() -> Path:
    """A Python with FastAPI, made once beside the temporary files."""
    place = Path(tempfile.gettempdir()) / f"tiltyard-fastapi-{os.getuid()}"
    python = place / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", place], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "fastapi", "uvicorn", "httptools"], check=True)
    return python


# ----------------------------------------------------------------------------------------------------------- the client


async def ask(port: int, path: str, method: str = "GET") -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A connection on which this was asked."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
    send(writer, path, method)
    return reader, writer


def send(writer: asyncio.StreamWriter, path: str, method: str = "GET") -> None:
    """One request on a connection that stays open."""
    headers = f"host: 127.0.0.1\r\ncontent-length: 0\r\nx-tiltyard-web: {KNOWN}"
    writer.write(f"{method} {path} HTTP/1.1\r\n{headers}\r\n\r\n".encode())


async def answer(reader: asyncio.StreamReader) -> bytes:
    """One answer with its length told."""
    head = await reader.readuntil(b"\r\n\r\n")
    if b" 200 " not in head.partition(b"\r\n")[0]:
        raise SystemExit(f"answered with {head.decode()}")
    length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    return await reader.readexactly(int(length.partition(b":")[2]))


async def fetched(port: int, path: str) -> bytes:
    """One document."""
    reader, writer = await ask(port, path)
    try:
        return await answer(reader)
    finally:
        writer.close()


async def post(port: int, path: str) -> None:
    """One POST without a body."""
    reader, writer = await ask(port, path, "POST")
    await answer(reader)
    writer.close()


async def requests_per_s(port: int, path: str) -> float:
    """As many as `CONNECTIONS` get, one after another each."""
    ends_at = time.perf_counter() + SECONDS

    async def client() -> int:
        reader, writer = await ask(port, path)
        count = 0
        while time.perf_counter() < ends_at:
            await answer(reader)
            count += 1
            send(writer, path)
        writer.close()
        return count

    return sum(await asyncio.gather(*(client() for _ in range(CONNECTIONS)))) / SECONDS


async def told_in_s(port: int, path: str, tell: Callable[[], Awaitable[None]]) -> float:
    """From the telling until the last of `LISTENERS` has it."""
    streams = await asyncio.gather(*(ask(port, path) for _ in range(LISTENERS)))

    async def until(reader: asyncio.StreamReader, words: bytes) -> None:
        while words not in await reader.readline():
            pass

    await asyncio.gather(*(until(reader, b"hello") for reader, _ in streams))
    hearing = [asyncio.create_task(until(reader, b"event: tournament")) for reader, _ in streams]
    await asyncio.sleep(0.2)
    began = time.perf_counter()
    await tell()
    await asyncio.gather(*hearing)
    took_s = time.perf_counter() - began
    for _, writer in streams:
        writer.close()
    return took_s


async def on_page_in_s(app: App, port: int) -> float:
    """From a check-in until the page's own stream has told the browser."""
    reader, writer = await ask(port, "/events")
    while b"hello" not in await reader.readline():
        pass
    state = await app.desk.state(CUP)
    absent = next(one for one in state.entrants.values() if not one.checked_in)
    began = time.perf_counter()
    await do(app, c.CheckIn, person=absent.person)
    while absent.id.encode() not in await reader.readline():
        pass
    writer.close()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
