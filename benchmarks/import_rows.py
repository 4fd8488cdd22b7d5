"""
A sign-up sheet from file to verdicts: `tiltyard import` beside plain appends to SQLite.

Both end with every row durable, with the same pragmas. The import also reads the file, understands its
columns, decides, and asks all installed plugins about each name; the plain appends write two rows of the same size.
What is compared is CPU time of the process, threads included: how fast a disk syncs says nothing about Tiltyard.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import statistics
import tempfile
import time
from pathlib import Path

from tiltyard.app import App, open_app
from tiltyard.desk.importer import Importer
from tiltyard.log import set_up_logging
from tiltyard.models import Actor, RowSource, Rules
from tiltyard.settings import LogSettings, Settings
from tiltyard.tournament import commands as c
from tiltyard.tournament.text import tournament_id

ROWS = 1000
FEW_ROWS = 250
ROUNDS = 3
CUP = tournament_id("local", "cup")
ME = Actor("import", "benchmark")
PATIENCE_S = 300.0


async def import_s(directory: Path, rows: int) -> float:
    """CPU seconds to import so many rows and to have them all checked."""
    sheet = directory / "players.csv"
    lines = [f"player{number},Player {number}#EUW,she/her" for number in range(rows)]
    sheet.write_text("\n".join(["Discord,Riot ID,Pronouns", *lines]), "utf-8")
    async with open_app(Settings(data_dir=directory / "data")) as app:
        await app.desk.handle(c.CreateTournament(tournament=CUP, actor=ME, title="Cup", rules=Rules(capacity=32)))
        await app.desk.handle(c.OpenRegistration(tournament=CUP, actor=ME))
        begun_s = time.process_time()
        await _import(app, sheet)
        took_s = time.process_time() - begun_s
        state = await app.desk.state(CUP)
    if state is None or sum(1 for one in state.entrants.values() if one.status in ("registered", "waitlisted")) != rows:
        raise SystemExit("not every row was signed up and checked")
    return took_s


async def _import(app: App, sheet: Path) -> None:
    table = await app.tables.fetch(RowSource("csv", str(sheet)))
    read = await app.tables.understand(table, tournament=CUP)
    await Importer(app.desk, app.tables, ME).run(CUP, read)
    await app.runner.drain(PATIENCE_S)


def plain_s(directory: Path) -> float:
    """CPU seconds for as many rows with the standard library: two transactions each, for sign-up and verdict."""
    words = json.dumps({"person": "p" * 20, "entrant": "e" * 20, "typed_name": "Player 1#EUW", "pronouns": "she/her"})
    connection = sqlite3.connect(directory / "plain.sqlite3", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE events (seq INTEGER PRIMARY KEY, facts TEXT)")
    begun_s = time.process_time()
    for _ in range(ROWS * 2):
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO events (facts) VALUES (?)", (words,))
        connection.execute("COMMIT")
    took_s = time.process_time() - begun_s
    connection.close()
    return took_s


def main() -> None:
    """Measure in turn and print the ratios."""
    set_up_logging(LogSettings())
    beside_plain, growth = [], []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as few, tempfile.TemporaryDirectory() as many:
            few_s, many_s = asyncio.run(import_s(Path(few), FEW_ROWS)), asyncio.run(import_s(Path(many), ROWS))
            plain = plain_s(Path(many))
        beside_plain.append(many_s / plain)
        growth.append((many_s / ROWS) / (few_s / FEW_ROWS))
        print(
            f"import {many_s / ROWS * 1e3:5.2f} ms a row   plain {plain / ROWS * 1e3:5.2f} ms a row   "
            f"ratio {beside_plain[-1]:6.1f}   a row of {ROWS} over one of {FEW_ROWS}: {growth[-1]:.2f}"
        )
    print(
        f"CPU time of the import over plain appends, median of {ROUNDS}: {statistics.median(beside_plain):.1f}; "
        f"a row of {ROWS} over a row of {FEW_ROWS}: {statistics.median(growth):.2f}"
    )


if __name__ == "__main__":
    main()
