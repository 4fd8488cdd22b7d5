"""
`kill -9` under load, of processes that sign players up and of the database server: what was acknowledged is what is
there, in order, and nothing is there twice. On both databases.
"""

from __future__ import annotations

import asyncio
import random
import subprocess
import sys
import threading
import time
from collections import Counter

import pytest
import sign_ups
from postgresql import Cluster

pytestmark = pytest.mark.slow
COUNT = 100_000  # more than any of them lives to sign up


class Hand:
    """A process that signs players up, and what it has said so far."""

    def __init__(self, url, name, *words):
        self.said = []
        argv = [sys.executable, sign_ups.__file__, url, name, *map(str, words)]
        self._process = subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._process.stdout.readline()  # it is ready
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def begin(self):
        self._process.stdin.write("\n")
        self._process.stdin.close()
        return self

    def _read(self):
        for line in self._process.stdout:
            if line.endswith("\n"):  # the last one may be half a line
                self.said.append(line.split())

    def kill(self):
        self._process.kill()
        self.wait()

    def wait(self):
        code = self._process.wait(timeout=240)
        self._reader.join()
        self._process.stdout.close()
        return code

    def wait_for(self, count):
        ends_at = time.monotonic() + 60
        while len(self.said) < count and time.monotonic() < ends_at:
            time.sleep(0.005)
        assert len(self.said) >= count, f"{len(self.said)} of {count} were acknowledged in time"


def acknowledged(*hands):
    return {words[0]: int(words[1]) for hand in hands for words in hand.said if words[1] != "?"}


def journalled(url):
    """Name to places in line, as the journal has them, after it was looked at for what must never be."""
    events, state = asyncio.run(sign_ups.found(url))
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    received = [event for event in events if event.type == "SignUpReceived"]
    assert [event.facts["order"] for event in received] == list(range(1, len(received) + 1))
    names = [event.personal["typed_name"].removesuffix("#EUW") for event in received]
    assert [name for name, times in Counter(names).items() if times > 1] == []
    assert len(state.entrants) == len(names)
    return {name: event.facts["order"] for name, event in zip(names, received, strict=True)}


@pytest.fixture
def durable(database, tmp_path):
    """A place for a journal in a database that syncs to disk; and the server, if there is one."""
    if database == "sqlite":
        yield f"sqlite:///{tmp_path}/journal.sqlite3", None
        return
    cluster = Cluster(durable=True)
    yield cluster.url(cluster.create()), cluster
    cluster.remove()


def test_processes_killed_at_random_instants_lose_and_double_nothing(durable):
    url, _ = durable
    asyncio.run(sign_ups.create(url, 128))
    chance, hands = random.Random(8), []

    for number in range(4):
        pair = [Hand(url, f"{side}{number}", COUNT) for side in ("left", "right")]
        hands += pair
        for hand in [hand.begin() for hand in pair]:
            hand.wait_for(chance.randrange(1, 20))
            time.sleep(chance.random() / 20)
            hand.kill()

    told, kept = acknowledged(*hands), journalled(url)
    assert {name: kept.get(name) for name in told} == told
    # Whoever pressed and was told nothing presses again: the same key, in a process that knows nothing of the first.
    again = Hand(url, "left0", 50).begin()
    assert again.wait() == 0
    kept = journalled(url)
    assert acknowledged(again).items() <= kept.items()


@pytest.mark.parametrize("database", ["postgresql"])
def test_a_server_killed_under_load_loses_and_doubles_nothing(database, durable, cluster):
    url, server = durable
    asyncio.run(sign_ups.create(url, 128))
    chance = random.Random(8)
    hands = [Hand(url, name, 300) for name in ("left", "right")]
    for hand in hands:
        hand.begin()

    for kills in range(1, 5):
        hands[0].wait_for(kills * 30)
        time.sleep(chance.random() / 20)
        server.kill()
        time.sleep(chance.random() / 2)
        server.start()

    assert [hand.wait() for hand in hands] == [0, 0]
    # All came back by themselves, and found out what had become of every commit.
    told, kept = acknowledged(*hands), journalled(url)
    assert told == kept
    assert len(told) == 600


def test_four_processes_at_one_tournament_all_make_progress(durable):
    url, _ = durable
    asyncio.run(sign_ups.create(url, 128))

    hands = [Hand(url, f"hand{number}", COUNT, 10) for number in range(4)]
    for hand in hands:
        hand.begin()
    hands[0].wait_for(60)
    said = [len(hand.said) for hand in hands]
    for hand in hands:
        hand.kill()

    assert min(said) > 0, f"acknowledged by each: {said}"


def test_500_sign_up_for_128_seats_in_two_processes_at_once(durable):
    url, _ = durable
    asyncio.run(sign_ups.create(url, 128))

    hands = [Hand(url, name, 250, 250) for name in ("left", "right")]
    for hand in hands:
        hand.begin()
    assert [hand.wait() for hand in hands] == [0, 0]

    told, kept = acknowledged(*hands), journalled(url)
    assert told == kept
    assert sorted(told.values()) == list(range(1, 501))
    _, state = asyncio.run(sign_ups.found(url))
    assert sorted(one.order for one in state.entrants.values() if one.seated) == list(range(1, 129))
