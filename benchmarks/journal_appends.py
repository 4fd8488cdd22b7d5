"""
Durable appends that arrive at the same time: the journal's group commit beside one transaction each.

Both write the same rows to SQLite with a write-ahead log and full sync, and count an append as done when it is durable.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from tiltyard.clock import SystemClock
from tiltyard.journal import Cause, EventDraft, Journal
from tiltyard.models import Actor

APPENDS = 500
ROUNDS = 5
FACTS = {"person": "p" * 20, "entrant": "e" * 20, "order": 1, "seated": True}
NAMES = {"typed_name": "Ann#EUW"}


async def journal_s(directory: Path) -> float:
    """Seconds for all appends through the journal."""
    clock = SystemClock()
    journal = await Journal.open(f"sqlite:///{directory}/journal.sqlite3", clock)
    cause = Cause(datetime.now(UTC), Actor("player", "p1"), "c1", None)
    draft = [EventDraft("SignUpReceived", 1, FACTS, NAMES)]
    begun = time.perf_counter()
    await asyncio.gather(*(journal.append(f"s{number}", 0, draft, cause) for number in range(APPENDS)))
    took_s = time.perf_counter() - begun
    await journal.close()
    return took_s


def plain_s(directory: Path) -> float:
    """Seconds for all appends with the standard library, a transaction each."""
    connection = sqlite3.connect(directory / "plain.sqlite3", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE streams (stream TEXT PRIMARY KEY, head INTEGER)")
    connection.execute(
        "CREATE TABLE events (stream TEXT, seq INTEGER, facts TEXT, names TEXT, PRIMARY KEY (stream, seq))"
    )
    begun = time.perf_counter()
    for number in range(APPENDS):
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO streams VALUES (?, 1)", (f"s{number}",))
        connection.execute(
            "INSERT INTO events VALUES (?, 1, ?, ?)", (f"s{number}", json.dumps(FACTS), json.dumps(NAMES))
        )
        connection.execute("COMMIT")
    took_s = time.perf_counter() - begun
    connection.close()
    return took_s


def main() -> None:
    """Measure in turn and print the ratio."""
    ratios = []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as name:
            ours_s, plain = asyncio.run(journal_s(Path(name))), plain_s(Path(name))
        ratios.append(ours_s / plain)
        print(f"journal {APPENDS / ours_s:7.0f}/s   one each {APPENDS / plain:7.0f}/s   ratio {ratios[-1]:.2f}")
    print(f"time of the journal over time of one transaction each, median of {ROUNDS}: {statistics.median(ratios):.2f}")


if __name__ == "__main__":
    main()
