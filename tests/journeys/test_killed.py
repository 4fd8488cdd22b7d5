"""
`kill -9` at any instant of an import: a second run ends where an uninterrupted one ends.
"""

from __future__ import annotations

import random
import signal
import sqlite3
import time

import pytest

SEEDS = range(20)


def outcome(tiltyard):
    entrants = tiltyard.json("roster")["entrants"]
    return [(one["order"], one["name"], one["status"], one["seated"], one["code"]) for one in entrants]


def events_in(tiltyard):
    path = tiltyard.data_dir / "journal.sqlite3"
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5)
    try:
        return connection.execute("SELECT count(*) FROM events").fetchone()[0]
    finally:
        connection.close()


@pytest.mark.slow
def test_an_import_killed_at_twenty_points_ends_the_same(tiltyard, sheet, tmp_path):
    whole = type(tiltyard)(tmp_path / "whole")
    whole.directory.mkdir()
    whole.run("tournament", "create", "My Cup", "--capacity", "32")
    whole.run("import", str(sheet))
    expected, events = outcome(whole), events_in(whole)
    killed_midway = 0

    for seed in SEEDS:
        struck = type(tiltyard)(tmp_path / f"struck-{seed}")
        struck.directory.mkdir()
        struck.run("tournament", "create", "My Cup", "--capacity", "32")
        at = random.Random(seed).randrange(2, events)
        running = struck.start("import", str(sheet))
        while running.poll() is None and events_in(struck) < at:
            time.sleep(0.001)
        running.send_signal(signal.SIGKILL)
        running.communicate()
        killed_midway += events_in(struck) < events

        struck.run("import", str(sheet))

        assert outcome(struck) == expected, f"seed {seed}, killed at event {at}"
    assert killed_midway >= len(SEEDS) // 2
