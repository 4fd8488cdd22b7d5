"""
Commands a second, time to acknowledgement and memory, as a tournament grows: beside what a bot would do by hand.

A batch of sign-ups goes to a tournament that has so many players already: from one process to SQLite, and from four
processes at once to PostgreSQL, if a server is installed. Beside it, as durable: one row and one commit each in the
same database, with no rules at all; and a JSON file of all players, rewritten for each.

    python benchmarks/commands.py [PLAYERS ...]

Memory is that of the state that a process keeps, beside the same players as plain dicts.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))
import postgresql

from tiltyard.app import random_id
from tiltyard.clock import SystemClock
from tiltyard.desk.desk import Desk
from tiltyard.journal import Journal
from tiltyard.models import Actor, Link, LinkKind, Rules
from tiltyard.tournament import commands as c
from tiltyard.tournament.text import tournament_id

PLAYERS = (100, 1000, 10_000)
BATCH = 200
AT_ONCE = 20
PROCESSES = 4
CUP = tournament_id("local", "cup")
ME = Actor("import", "benchmark")


def sign_up(name: str) -> c.SignUp:
    """One command."""
    link = Link(LinkKind.DISCORD_HANDLE, name, "typed")
    return c.SignUp(tournament=CUP, actor=ME, links=(link,), typed_name=f"{name}#EUW", key=f"press-{name}")


async def press(desk: Desk, names: Iterable[str], at_once: int) -> list[float]:
    """Sign all of them up, so many at once; seconds from command to acknowledgement of each."""
    waiting, took_s = iter(names), []

    async def one_after_another() -> None:
        for name in waiting:
            begun = time.perf_counter()
            await desk.handle(sign_up(name))
            took_s.append(time.perf_counter() - begun)

    await asyncio.gather(*(one_after_another() for _ in range(at_once)))
    return took_s


async def grow(url: str, players: int) -> None:
    """A tournament of so many players."""
    journal = await Journal.open(url, SystemClock())
    desk = Desk(journal, SystemClock(), random_id)
    await desk.handle(c.CreateTournament(tournament=CUP, actor=ME, title="Cup", rules=Rules(capacity=128)))
    await desk.handle(c.OpenRegistration(tournament=CUP, actor=ME))
    await press(desk, [f"old{number}" for number in range(players)], 100)
    await desk.close()
    await journal.close()


async def hand(url: str, name: str, count: int, at_once: int) -> list[float]:
    """What one process does: load the state, wait for the word, sign up."""
    journal = await Journal.open(url, SystemClock())
    desk = Desk(journal, SystemClock(), random_id)
    await desk.state(CUP)
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    took_s = await press(desk, [f"{name}-{number}" for number in range(count)], at_once)
    await desk.close()
    await journal.close()
    return took_s


def together(url: str, processes: int) -> tuple[float, list[float]]:
    """Seconds for a batch that so many processes share, and of each command."""
    share, at_once = str(BATCH // processes), str(AT_ONCE // processes)
    hands = [
        subprocess.Popen(
            [sys.executable, __file__, "hand", url, f"hand{number}", share, at_once],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(processes)
    ]
    for one in hands:
        if one.stdout is None or one.stdout.readline() != "ready\n":
            raise SystemExit("a process did not begin")
    begun = time.perf_counter()
    for one in hands:
        if one.stdin is not None:
            one.stdin.write("go\n")
            one.stdin.flush()
    took_s: list[float] = []
    ends_s = []
    for one in hands:
        if one.stdout is not None:
            took_s += json.loads(one.stdout.readline())
            ends_s.append(time.perf_counter() - begun)
    for one in hands:
        one.communicate()
    return max(ends_s), took_s


def in_turn(work: Callable[[int], None], count: int) -> tuple[float, list[float]]:
    """Seconds for so many, and of each."""
    took_s = []
    for number in range(count):
        begun = time.perf_counter()
        work(number)
        took_s.append(time.perf_counter() - begun)
    return sum(took_s), took_s


def plain_sqlite(directory: Path) -> tuple[float, list[float]]:
    """One row and one commit each, same pragmas."""
    connection = sqlite3.connect(directory / "plain.sqlite3", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE players (name TEXT PRIMARY KEY, riot_id TEXT)")
    done = in_turn(
        lambda number: (
            connection.execute("INSERT INTO players VALUES (?, ?)", (f"p{number}", f"p{number}#EUW")) and None
        ),
        BATCH,
    )
    connection.close()
    return done


def plain_postgresql(url: str) -> tuple[float, list[float]]:
    """One row and one commit each, on as many connections at once as there are processes."""
    import psycopg  # noqa: PLC0415 # only where there is a server

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE players (name TEXT PRIMARY KEY, riot_id TEXT)")
    took_s: list[float] = []

    def insert(worker: int) -> None:
        with psycopg.connect(url, autocommit=True) as connection:
            one = "INSERT INTO players VALUES (%s, %s)"
            _, each = in_turn(
                lambda number: connection.execute(one, (f"{worker}-{number}", "x#EUW")) and None, BATCH // PROCESSES
            )
            took_s.extend(each)

    threads = [threading.Thread(target=insert, args=(worker,)) for worker in range(PROCESSES)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - begun, took_s


def json_file(directory: Path, players: int) -> tuple[float, list[float]]:
    """All players in a file that is written anew, synced and put in place for each."""
    known = [{"name": f"old{number}", "riot_id": f"old{number}#EUW", "seated": False} for number in range(players)]
    path, draft = directory / "players.json", directory / "players.json.new"

    def add(number: int) -> None:
        known.append({"name": f"p{number}", "riot_id": f"p{number}#EUW", "seated": False})
        with draft.open("w") as file:
            json.dump(known, file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)

    return in_turn(add, BATCH)


def p99_ms(took_s: list[float]) -> float:
    """What one of a hundred takes longer than."""
    return statistics.quantiles(took_s, n=100)[98] * 1e3


def show(
    players: int, what: str, ours: tuple[float, list[float]], beside: dict[str, tuple[float, list[float]]]
) -> None:
    """One line: rates and p99, and ours over each of the others."""
    line = f"{players:6} players  {what:<24}{BATCH / ours[0]:7.0f}/s  p99 {p99_ms(ours[1]):7.1f} ms"
    for name, theirs in beside.items():
        line += (
            f" | {name} {BATCH / theirs[0]:5.0f}/s p99 {p99_ms(theirs[1]):5.1f} ms, ratio {ours[0] / theirs[0]:4.1f}"
        )
    print(line, flush=True)


async def memory(url: str, players: int) -> None:
    """What the state weighs, beside the same players as dicts."""
    journal = await Journal.open(url, SystemClock())
    gc.collect()
    tracemalloc.start()
    desk = Desk(journal, SystemClock(), random_id)
    state = await desk.state(CUP)
    gc.collect()
    ours = tracemalloc.get_traced_memory()[0]
    entrants = state.entrants.values() if state else ()
    dicts = [
        {"id": str(one.id), "name": one.members[0].typed_name, "status": one.status.value, "order": one.order}
        for one in entrants
    ]
    theirs = tracemalloc.get_traced_memory()[0] - ours
    tracemalloc.stop()
    await desk.close()
    await journal.close()
    each = ours / len(dicts)
    print(
        f"{players:6} players  memory{ours / 1e6:8.1f} MB, {each * 10_000 / 1e6:.1f} MB per 10,000"
        f" | dicts of four words {theirs / 1e6:.1f} MB, ours over it {ours / theirs:.1f}",
        flush=True,
    )


def measure(players: int, cluster: postgresql.Cluster | None) -> None:
    """All of it, at one size."""
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        url = f"sqlite:///{directory}/journal.sqlite3"
        asyncio.run(grow(url, players))
        beside = {"a commit each": plain_sqlite(directory), "JSON file": json_file(directory, players)}
        show(players, "one process, SQLite", together(url, 1), beside)
        asyncio.run(memory(url, players))
    if cluster:
        database, plain = cluster.create(), cluster.create()
        url = cluster.url(database)
        asyncio.run(grow(url, players))
        one = together(url, 1)
        cluster.drop(database)
        database = cluster.create()
        url = cluster.url(database)
        asyncio.run(grow(url, players))
        beside = {"a commit each": plain_postgresql(cluster.url(plain)), "one process": one}
        show(players, "four processes, PostgreSQL", together(url, PROCESSES), beside)
        cluster.drop(database)
        cluster.drop(plain)


def main(words: list[str]) -> None:
    """Measure at each size."""
    if words[:1] == ["hand"]:
        url, name, count, at_once = words[1:]
        print(json.dumps(asyncio.run(hand(url, name, int(count), int(at_once)))), flush=True)
        return
    if reason := postgresql.why_not():
        print(f"without PostgreSQL: {reason}")
    cluster = None if reason else postgresql.Cluster(durable=True)
    try:
        for players in [int(word) for word in words] or PLAYERS:
            measure(players, cluster)
    finally:
        if cluster:
            cluster.remove()


if __name__ == "__main__":
    main(sys.argv[1:])
