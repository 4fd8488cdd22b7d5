"""
A client of the local stand-in for Google Sheets, on real connections.
"""

from __future__ import annotations

import asyncio
import json
import random
import threading

import pytest
import structlog

from tiltyard.clock import SystemClock
from tiltyard.testing import MemoryStore
from tiltyard_sheets.client import SheetsClient
from tiltyard_sheets.settings import SheetsSettings

PLAYERS = [["Discord", "Riot ID"], ["ann", "Ann#EUW"], ["bob", "Bob#EUW"]]

ENDING_S = 10


@pytest.fixture
def clock():
    return SystemClock()


@pytest.fixture
def store(clock):
    return MemoryStore(clock)


@pytest.fixture
def book(google_sheets):
    return google_sheets.add("Friday Cup", PLAYERS)


@pytest.fixture
def key_file(google_sheets, tmp_path):
    path = tmp_path / "robot.json"
    path.write_text(json.dumps(google_sheets.service_account()), "utf-8")
    return path


@pytest.fixture
async def connect(google_sheets, key_file, clock, store):
    """`connect(attempts=1)`: a client of the stand-in; the fixture closes it and sees that nothing is left behind."""
    opened = []

    def connect(*, store=store, clock=clock, environ=(), **changed):
        if not {"credentials", "credentials_file"} & changed.keys():
            changed["credentials_file"] = key_file
        where = {"api_url": google_sheets.url, "drive_url": google_sheets.drive_url}
        quick = {"backoff_first_s": 0.01, "backoff_most_s": 0.02}
        settings = SheetsSettings(**{**where, **quick, **changed})
        client = SheetsClient(
            settings,
            clock=clock,
            store=store,
            log=structlog.get_logger(),
            environ=dict(environ),
            chance=random.Random(1),
        )
        opened.append(client)
        return client

    yield connect
    for client in opened:
        await client.close()
    assert not [task for task in asyncio.all_tasks() if task.get_name().startswith("sheets")]
    for thread in threading.enumerate():
        if thread.name.startswith("sheets"):
            await asyncio.to_thread(thread.join, ENDING_S)
            assert not thread.is_alive()
