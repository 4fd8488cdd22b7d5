"""
Load a tournament's state: from the last snapshot and the events after it, beside all of its events.

Both read the same journal in SQLite and end with the same state; each load is by a desk that remembers nothing. A
sign-up is two events, so 10250 events are 5124 players. Snapshots are kept by the desk as always, every 500 events, so
that 250 are left to apply: half of what there may be.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from pathlib import Path

from tiltyard.app import random_id
from tiltyard.clock import SystemClock
from tiltyard.desk.desk import Desk, stream_of
from tiltyard.journal import Journal
from tiltyard.models import Actor, Link, LinkKind, Rules, Tournament
from tiltyard.tournament import commands as c
from tiltyard.tournament.text import tournament_id

EVENTS = (100, 1250, 10_250)
ROUNDS = 5
CUP = tournament_id("local", "cup")
ME = Actor("import", "benchmark")


async def grow(journal: Journal, events: int) -> None:
    """Let players sign up until there are so many events."""
    desk = Desk(journal, SystemClock(), random_id)
    await desk.handle(c.CreateTournament(tournament=CUP, actor=ME, title="Cup", rules=Rules(capacity=32)))
    await desk.handle(c.OpenRegistration(tournament=CUP, actor=ME))
    for number in range((events - 2) // 2):
        link = Link(LinkKind.DISCORD_HANDLE, f"player{number}", "typed")
        await desk.handle(c.SignUp(tournament=CUP, actor=ME, links=(link,), typed_name=f"Player {number}#EUW"))
    await desk.close()


async def load(journal: Journal) -> tuple[float, Tournament | None]:
    """Seconds that one load takes, the median of some, and what was loaded."""
    took_s, state = [], None
    for _ in range(ROUNDS):
        desk = Desk(journal, SystemClock(), random_id)
        begun = time.perf_counter()
        state = await desk.state(CUP)
        took_s.append(time.perf_counter() - begun)
        await desk.close()
    return statistics.median(took_s), state


async def main() -> None:
    """Measure at each size and print the ratios."""
    for events in EVENTS:
        with tempfile.TemporaryDirectory() as directory:
            journal = await Journal.open(f"sqlite:///{Path(directory)}/journal.sqlite3", SystemClock())
            await grow(journal, events)
            await load(journal)  # whatever is made once
            with_s, state = await load(journal)
            await journal.forget_snapshots(stream_of(CUP))
            without_s, same = await load(journal)
            await journal.close()
        if state is None or state != same or state.seq != events:
            raise SystemExit("the two loads did not end with the same state")
        print(
            f"{events:6} events   all {without_s * 1e3:7.1f} ms, {without_s / events * 1e6:4.0f} us each   "
            f"snapshot and the rest {with_s * 1e3:6.1f} ms   ratio {with_s / without_s:.2f}"
        )


if __name__ == "__main__":
    asyncio.run(main())
