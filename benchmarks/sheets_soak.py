"""
Two minutes of a rush on a Google sheet: 500 sign-ups and 500 check-ins, while an organiser sorts, edits, and inserts
rows and columns, one call in ten goes wrong (half of those after it was applied), and Google's real quota counts: 60
reads and 60 writes a minute. It ends when the sheet says what the tournament says, and fails when it does not.

    python benchmarks/sheets_soak.py [PLAYERS [SECONDS]]

Beside it: what the same sign-ups and check-ins would ask of Google with a call for each cell.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))
import structlog
from sheet_soak import soak

PLAYERS, LASTS_S = 500, 120.0
PLAIN_READS, PLAIN_WRITES = 4 + 2, 6 + 1
"""Of a sign-up and a check-in, as `sheets_calls.py` counts them for plain gspread."""


def main(words: list[str]) -> None:
    """Run it once and print what it came to."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    players = int(words[0]) if words else PLAYERS
    lasts_s = float(words[1]) if len(words) > 1 else LASTS_S
    with tempfile.TemporaryDirectory() as directory:
        run = asyncio.run(soak(directory, players=players, lasts_s=lasts_s, scale=1.0))
    minutes = (run.seconds + run.seconds_to_agree) / 60.0
    print(
        f"{players} sign-ups and {players} check-ins in {run.seconds:.0f} s, {run.edits} edits by the organiser, "
        f"{run.faults} of {run.reads + run.writes} calls failed, {run.refused} were refused for the quota; the sheet "
        f"was right {run.seconds_to_agree:.1f} s later"
    )
    per_minute = f"{run.reads / minutes:.0f} and {run.writes / minutes:.0f} a minute"
    plain_reads, plain_writes = players * PLAIN_READS, players * PLAIN_WRITES
    print(
        f"{run.reads} reads and {run.writes} writes, {per_minute}; a call for each cell: {plain_reads} and "
        f"{plain_writes}, {plain_reads / run.reads:.0f} and {plain_writes / run.writes:.0f} times as many"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
