"""
The journal from the command line: in PostgreSQL, when its server is not there, and what was given up.
"""

from __future__ import annotations

import asyncio
import signal
import time
from datetime import UTC, datetime

import pytest
from postgresql import Cluster

from tiltyard.clock import SystemClock
from tiltyard.journal import DeadLetter, Journal

THEN = datetime(2026, 12, 5, 18, 0, tzinfo=UTC)


@pytest.fixture
def given_up():
    """Puts a dead letter into a journal."""

    async def put(url, follower):
        journal = await Journal.open(url, SystemClock())
        await journal.give_up(DeadLetter(follower, "tournament:local/my-cup", 1, THEN, THEN, 3, "no header line"))
        await journal.close()

    return lambda url, follower: asyncio.run(put(url, follower))


def test_a_tournament_is_kept_in_the_database_that_the_settings_name(tiltyard, journal_url, sheet):
    tiltyard.environ["TILTYARD_JOURNAL__URL"] = journal_url
    tiltyard.run("tournament", "create", "My Cup", "--capacity", "32")

    tiltyard.run("import", str(sheet))

    entrants = tiltyard.json("roster")["entrants"]
    assert sum(one["seated"] for one in entrants) == 32
    assert not (tiltyard.data_dir / "journal.sqlite3").exists()


def test_a_server_that_is_not_there_is_said_to_be_away_without_its_password(tiltyard, free_port):
    tiltyard.environ["TILTYARD_JOURNAL__URL"] = f"postgresql://tilty:open-sesame@127.0.0.1:{free_port()}/cup"

    done = tiltyard.run("roster", ok=7)

    assert "the journal's database server does not answer" in done.stderr
    assert "open-sesame" not in done.stderr + done.stdout


def test_a_host_outlasts_its_database_server(tiltyard, cluster):
    server = Cluster(durable=True)
    tiltyard.environ["TILTYARD_JOURNAL__URL"] = server.url(server.create())
    tiltyard.run("tournament", "create", "My Cup")
    host = tiltyard.start("run", "--no-services")
    try:
        assert "The desk is open" in host.stdout.readline()
        server.kill()
        time.sleep(1)
        server.start()

        tiltyard.run("signup", "Ann#EUW", "--discord", "ann")

        (ann,) = tiltyard.json("roster")["entrants"]
        assert ann["seated"]
        assert host.poll() is None
        host.send_signal(signal.SIGTERM)
        assert host.wait(timeout=30) in (0, 130)
    finally:
        host.kill()
        host.communicate()
        server.remove()


def test_what_was_given_up_is_shown_and_tried_again(cup, given_up):
    given_up(f"sqlite:///{cup.data_dir}/journal.sqlite3", "mirror")

    (letter,) = cup.json("journal", "dead-letters")["dead_letters"]
    assert (letter["follower"], letter["attempts"], letter["reason"]) == ("mirror", 3, "no header line")
    assert "no header line" in cup.run("journal", "dead-letters").stdout

    assert "1 is tried again" in cup.run("journal", "retry", "mirror").stdout
    assert cup.json("journal", "dead-letters") == {"dead_letters": []}


def test_what_was_not_given_up_cannot_be_tried_again(cup, given_up):
    assert "The list is empty" in cup.run("journal", "retry", "mirror", ok=3).stderr
    given_up(f"sqlite:///{cup.data_dir}/journal.sqlite3", "mirror")

    assert "There is: mirror tournament:local/my-cup" in cup.run("journal", "retry", "mirror", "nothing", ok=3).stderr
    assert "Nothing has been given up" not in cup.run("journal", "dead-letters").stdout
