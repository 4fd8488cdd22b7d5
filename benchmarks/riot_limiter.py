"""
Riot's quota at full speed: how close to the quickest that it allows, how many 429s, how long a person waits.

The stand-in of the Riot API runs in a process of its own and enforces 20 calls a second and 100 in ten seconds on each
host; an answer takes 50 ms, give or take 20. Beside ours, on the same stand-in in the same run: pulsefire and
RiotWatcher. They do the same: verify 200 players (account and rank; ten do not exist), and fetch the last five games of
40. Floor is the time that the calls take if every window is filled at once. Both rely on the order of the pairs in
Riot's headers, so that the stand-in keeps to one. Pulsefire needs Python 3.12: another Python is looked for, and given
both in an environment of its own, unless TILTYARD_PEERS_PYTHON names one that has them.

    .venv/bin/python benchmarks/riot_limiter.py                     everything, some ten minutes
    .venv/bin/python benchmarks/riot_limiter.py verify hosts        some of it: see PARTS
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))
import riot_peers
import structlog

from tiltyard.clock import SystemClock
from tiltyard.models import RiotId
from tiltyard.plugin import PluginStore
from tiltyard_riot.claims import Claims
from tiltyard_riot.client import RiotClient
from tiltyard_riot.errors import NotFound
from tiltyard_riot.limiter import InProcessLimiter, Limiter, Priority, SharedLimiter

KEY = "RGAPI-measured"
LIMITS = "20:1,100:10"
LATENCY_S, JITTER_S = 0.05, 0.02
PLAYERS, UNKNOWN, CROWD = 200, 10, 320
FETCHED, GAMES = 40, 5
PATIENCE_S = 300.0
TIERS = ("", "BRONZE", "SILVER", "GOLD", "PLATINUM", "EMERALD", "DIAMOND", "MASTER")
"""Of the stand-in's crowd, by number."""

OURS = {"who": "tiltyard"}
PEERS: tuple[dict[str, Any], ...] = (
    {"who": "pulsefire"},
    {"who": "riotwatcher", "threads": 1},
    {"who": "riotwatcher", "threads": 8},
)


# ------------------------------------------------------------------------------------------------------------- our side


class Ours:
    """Our client, with the same methods as those of the others."""

    def __init__(
        self, client: RiotClient, *, each_once: bool, priority: Priority, store: PluginStore | None = None
    ) -> None:
        """Nothing is asked yet.

        store  what hosts share: each game is then asked for once by all of them
        """
        self._client = client
        self._store = store
        self._claims = Claims(store, SystemClock(), name=str(os.getpid())) if store else None
        self._games: dict[str, asyncio.Task[str]] = {}
        self._each_once = each_once
        self._refresh = priority

    async def puuid(self, riot_id: str) -> str | None:
        """None when there is no such account."""
        try:
            account = await self._client.account_by_riot_id(RiotId(*riot_id.split("#")), within_s=PATIENCE_S)
        except NotFound:
            return None
        return account.puuid

    async def tier(self, puuid: str) -> str:
        """Empty when unranked."""
        entries = await self._client.ranks("na1", puuid, priority=self._refresh, within_s=PATIENCE_S)
        return next((str(one.tier or "") for one in entries if one.queue_type == "RANKED_TFT"), "").upper()

    async def game_ids(self, puuid: str) -> list[str]:
        """The last five."""
        return list(
            await self._client.match_ids("na1", puuid, count=GAMES, priority=Priority.LIVE, within_s=PATIENCE_S)
        )

    async def game(self, game_id: str) -> str:
        """Its id, as its details have it."""
        if not self._each_once:
            return await self._fetched(game_id)
        if game_id not in self._games:
            self._games[game_id] = asyncio.create_task(self._fetched(game_id))
        return await self._games[game_id]

    async def _fetched(self, game_id: str) -> str:
        if self._claims is None or self._store is None:
            return await self._asked(game_id)
        store = self._store

        async def kept() -> str | None:
            return await store.get(f"match:{game_id}")

        async def fetch() -> str:
            found = await self._asked(game_id)
            await store.put(f"match:{game_id}", found)
            return found

        return await self._claims.once(game_id, fetch, kept, urgency=Priority.LIVE, left_s=lambda: PATIENCE_S)

    async def _asked(self, game_id: str) -> str:
        return (await self._client.match(game_id, priority=Priority.LIVE, within_s=PATIENCE_S)).id


async def work(job: dict[str, Any]) -> dict[str, Any]:
    """The job by our client, with the quota for itself or shared through a journal."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    clock = SystemClock()
    if not job.get("journal"):
        return await _work(job, InProcessLimiter(clock))
    from tiltyard.journal import Journal  # noqa: PLC0415 # weighs 30 MB, which the others need not carry

    journal = await Journal.open(job["journal"], clock)
    store = journal.store("plugin:riot")
    limiter = SharedLimiter(store, clock, structlog.get_logger())
    try:
        return await _work(job, limiter, store if job.get("each_once") else None)
    finally:
        await limiter.close()
        await journal.close()


async def _work(job: dict[str, Any], limiter: Limiter, store: PluginStore | None = None) -> dict[str, Any]:
    async with RiotClient(job["key"], job["base_url"], limiter=limiter) as client:
        await asyncio.to_thread(riot_peers.ready)
        each_once = job.get("each_once", False)
        ours = Ours(client, each_once=each_once, priority=Priority.INTERACTIVE, store=store)
        if job["work"] != "person":
            return await riot_peers.WORK[job["work"]](ours, job)
        refresh = Ours(client, each_once=False, priority=Priority.BACKGROUND)
        busy = asyncio.gather(*(refresh.tier(puuid) for puuid in job["puuids"]), return_exceptions=True)
        try:
            return await riot_peers.person(ours, {**job, "puuids": []})
        finally:
            busy.cancel()
            await asyncio.gather(busy, return_exceptions=True)


# ------------------------------------------------------------------------------------------------------- the stand-in


class StandIn:
    """The Riot API in a process of its own."""

    def __init__(self, *words: str) -> None:
        self._process = subprocess.Popen(
            [
                *(sys.executable, "-m", "tiltyard.testing.riot_api", "--key", KEY, "--app-limits", LIMITS),
                *("--latency-s", str(LATENCY_S), "--jitter-s", str(JITTER_S)),
                "--in-order",  # pulsefire and RiotWatcher rely on it
                *("--players", str(CROWD), "--games", str(GAMES), *words),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None  # noqa: S101 # it is a pipe
        told = json.loads(self._process.stdout.readline())
        self.base_url: str = told["base_url"]
        self.players: list[str] = told["players"]

    def puuids(self, count: int) -> list[str]:
        """Of the first so many, asked on a host that no work asks, and not faster than its quota allows."""
        found = []
        for riot_id in self.players[:count]:
            time.sleep(0.11)
            name, tag = (urllib.parse.quote(part) for part in riot_id.split("#"))
            url = self.base_url.replace("{host}", "asia") + f"/riot/account/v1/accounts/by-riot-id/{name}/{tag}"
            request = urllib.request.Request(url, headers={"X-Riot-Token": KEY})  # noqa: S310 # our own address
            with urllib.request.urlopen(request, timeout=10.0) as response:  # noqa: S310
                found.append(str(json.load(response)["puuid"]))
        return found

    def end(self) -> dict[str, Any]:
        """Stop it; what calls there were."""
        told, _ = self._process.communicate(timeout=30.0)
        figures: dict[str, Any] = json.loads(told.splitlines()[-1])
        return figures


# ------------------------------------------------------------------------------------------------------------ measuring


def floor_s(calls: int) -> float:
    """How long so many calls of one host take at least, the way there and back of the first and the last included."""
    whole, rest = divmod(calls - 1, 100)
    return 10.0 * whole + rest // 20 + 2 * LATENCY_S


def split(jobs: dict[str, Any], count: int) -> Iterator[dict[str, Any]]:
    """The work of each of so many processes."""
    for at in range(count):
        yield {key: value[at::count] if key in ("players", "puuids") else value for key, value in jobs.items()}


def run(job: dict[str, Any], python: Path, *, hosts: int = 1) -> tuple[float, list[dict[str, Any]]]:
    """Seconds that all together took, and what each said."""
    script = Path(__file__) if job["who"] == "tiltyard" else Path(riot_peers.__file__)
    workers = [
        subprocess.Popen([python, script, "worker"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(hosts)
    ]
    for worker, part in zip(workers, split(job, hosts), strict=True):
        _say(worker, json.dumps(part))
    for worker in workers:
        if _hear(worker) != "ready":
            raise RuntimeError(f"{job['who']} could not begin")
    begun_s = time.monotonic()
    for worker in workers:
        _say(worker, "go")
    told = [json.loads(_hear(worker)) for worker in workers]
    took_s = time.monotonic() - begun_s
    for worker in workers:
        worker.communicate(timeout=30.0)
    return took_s, told


def _say(worker: subprocess.Popen[str], line: str) -> None:
    assert worker.stdin is not None  # noqa: S101 # it is a pipe
    worker.stdin.write(line + "\n")
    worker.stdin.flush()


def _hear(worker: subprocess.Popen[str]) -> str:
    assert worker.stdout is not None  # noqa: S101 # it is a pipe
    return worker.stdout.readline().strip()


def peers_python() -> Path:
    """A Python with pulsefire and RiotWatcher."""
    if named := os.environ.get("TILTYARD_PEERS_PYTHON"):
        return Path(named)
    newer = [sys.executable] if sys.version_info >= (3, 12) else []
    newer += [found for minor in (12, 13, 14) if (found := shutil.which(f"python3.{minor}")) and _runs(found)]
    newer += [str(found) for found in sorted(Path.home().glob(".pyenv/versions/3.1[2-9]*/bin/python"))]
    if not newer:
        raise SystemExit("pulsefire needs Python 3.12 or newer, and none was found")
    place = Path(tempfile.gettempdir()) / f"tiltyard-riot-peers-{os.getuid()}"
    python = place / "bin" / "python"
    if not python.exists():
        subprocess.run([newer[0], "-m", "venv", place], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "pulsefire==2.*", "riotwatcher==3.*"], check=True)
    return python


def _runs(python: str) -> bool:
    """Whether it is more than a name, as a shim of pyenv may be."""
    return subprocess.run([python, "--version"], check=False, capture_output=True).returncode == 0


def measure(
    title: str, job: dict[str, Any], *words: str, who: Sequence[dict[str, Any]], hosts: int = 1, journal: str = ""
) -> None:
    """Print a line for each client."""
    for client in who:
        stand_in = StandIn(*words)
        whole = {**job, **client, "base_url": stand_in.base_url, "key": KEY, "journal": journal}
        fetched = FETCHED if job["work"] == "games" else CROWD if job["work"] == "person" else 0
        whole["puuids"] = stand_in.puuids(min(fetched, 100)) * (1 if fetched <= 100 else 3)
        whole["players"] = _players(job["work"], stand_in.players)
        python = Path(sys.executable) if client["who"] == "tiltyard" else peers_python()
        took_s, told = run(whole, python, hosts=hosts)
        figures = stand_in.end()
        refused = figures["refused"]
        by_host = {host: count for host, count in figures["by_host"].items() if host != "asia" or not fetched}
        limits = refused.get("application", 0) + refused.get("method", 0)
        needed = {"verify": PLAYERS, "games": max(by_host.values()) - limits, "person": 0}[job["work"]]
        name = " ".join(str(part) for part in (client["who"], client.get("threads", "")) if part)
        name += " (each game once)" if client.get("each_once") else ""
        failed, wrong = (sum(one[what] for one in told) for what in ("failed", "wrong"))
        rss_mb = statistics.mean(one["rss_mb"] for one in told)
        line = f"{title:<26} {name:<28}"
        if waits_s := [wait_s for one in told for wait_s in one.get("waits_s", ())]:
            line += f" waits median {statistics.median(waits_s):5.2f} s, worst {max(waits_s):5.2f} s"
        else:
            floor = floor_s(needed)
            line += f" {took_s:6.2f} s  over floor {took_s / floor:5.3f} ({needed} calls, {floor:.1f} s)"
        print(
            f"{line}  429 of limits {limits:4d}, of services {sum(refused.values()) - limits:3d}"
            f"  failed {failed:3d}  wrong {wrong:3d}  {rss_mb:3.0f} MB",
            flush=True,
        )
        for why in sorted({why for one in told for why in one["why"]}):
            print(f"    {why}")


def _players(kind: str, crowd: list[str]) -> list[tuple[str, str | None]]:
    known = [(riot_id, TIERS[number % len(TIERS)]) for number, riot_id in enumerate(crowd)]
    if kind == "person":
        return known[150:166]
    unknown = [(f"Nobody{number}#NONE", None) for number in range(UNKNOWN)]
    return [*known[: PLAYERS - UNKNOWN], *unknown]


@contextmanager
def journals() -> Iterator[list[tuple[str, str]]]:
    """What hosts can share: a server that syncs to disk, and a file."""
    from postgresql import Cluster, why_not  # noqa: PLC0415 # as above

    with tempfile.TemporaryDirectory() as directory:
        found = [("SQLite", f"sqlite:///{directory}/journal.sqlite3")]
        if reason := why_not():
            print(f"no PostgreSQL: {reason}")
            yield found
            return
        cluster = Cluster(durable=True)
        try:
            yield [("PostgreSQL", cluster.url(cluster.create())), *found]
        finally:
            cluster.remove()


def hosts_together() -> None:
    """Several processes on one key; ours share the quota, the others do not know of each other."""
    with journals() as found:
        for name, url in found:
            for hosts in (1, 2, 4) if name == "PostgreSQL" else (1, 2):
                asyncio.run(_prepare(url))
                for kind, client in (("verify", OURS), ("games", {**OURS, "each_once": True})):
                    title = f"{kind}, {hosts} on {name}"
                    measure(title, {"work": kind}, who=[client], hosts=hosts, journal=url)
                    asyncio.run(_forget(url))
    for kind in ("verify", "games"):
        measure(f"{kind}, 2 unshared", {"work": kind}, who=PEERS[:1], hosts=2)


async def _prepare(url: str) -> None:
    from tiltyard.journal import Journal  # noqa: PLC0415 # as above

    await (await Journal.open(url, SystemClock())).close()


async def _forget(url: str) -> None:
    """The next stand-in has windows of its own."""
    from tiltyard.journal import Journal  # noqa: PLC0415 # as above

    journal = await Journal.open(url, SystemClock())
    await journal.forget_store("plugin:riot")
    await journal.close()


def person_meanwhile() -> None:
    """People who sign up while ranks are refreshed: one every 1.3 s, or as many at once as there are hosts."""
    measure("a person meanwhile", {"work": "person", "every_s": 1.3}, who=[OURS, *PEERS[:1]])
    with journals() as found:
        name, url = found[0]
        asyncio.run(_prepare(url))
        for hosts in (1, 2, 4):
            job = {"work": "person", "every_s": 1.3 * hosts}
            measure(f"the same, {hosts} on {name}", job, who=[OURS], hosts=hosts, journal=url)
            asyncio.run(_forget(url))


PARTS = {
    "verify": lambda: measure("verify", {"work": "verify"}, who=[OURS, *PEERS]),
    "games": lambda: measure("games", {"work": "games"}, who=[{**OURS, "each_once": True}, OURS, *PEERS]),
    "aligned": lambda: measure("verify, aligned windows", {"work": "verify"}, "--aligned", who=[OURS, *PEERS[:1]]),
    "faults": lambda: measure("verify, faults", {"work": "verify"}, "--share", "0.025", who=[OURS, *PEERS[:2]]),
    "person": person_meanwhile,
    "hosts": hosts_together,
}


def main() -> None:
    """Measure what is asked for."""
    for part in sys.argv[1:] or PARTS:
        PARTS[part]()


if __name__ == "__main__":
    if sys.argv[1:] == ["worker"]:
        riot_peers.end(asyncio.run(work(riot_peers.begin())))
    else:
        main()
