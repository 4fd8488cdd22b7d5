"""
Fixtures for plugin authors, there in every pytest run where Tiltyard is installed.

Everything is imported when a fixture is asked for: a project that tests something else must not pay for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tiltyard.host import Host
    from tiltyard.testing import FakeClock, PluginHost
    from tiltyard.testing.google_sheets import SheetsService
    from tiltyard.testing.riot_api import RiotService


@pytest.fixture
def fake_clock() -> FakeClock:
    """A clock that stands still until the test lets time pass: `await fake_clock.advance(60)`."""
    from tiltyard.testing import FakeClock

    return FakeClock()


@pytest.fixture
def plugin_host(fake_clock: FakeClock) -> PluginHost:
    """Open a host with nothing in it but what is handed in, and close it.

    Use it as `async with plugin_host(goose=GoosePlugin) as host`; `settings={"goose": {...}}` is the plugin's table and
    `state_dir=tmp_path` where its files are (`tmp_path / "goose"`). The host runs on `fake_clock`, and the test fails
    when something is left behind.
    """
    from tiltyard.testing import open_host

    def plugin_host(**options: Any) -> AbstractAsyncContextManager[Host]:
        return open_host(**{"clock": fake_clock, **options})

    return plugin_host


@pytest.fixture
def memory_rows() -> Callable[..., Any]:
    """`memory_rows(players=[["Riot ID"], ["Ann#EUW"]])`: a row source plugin for `mem:players`."""
    from tiltyard.testing import MemoryRows

    return MemoryRows


@pytest.fixture
def fault() -> Callable[..., type[Any]]:
    """`fault(GoosePlugin, "verify_player", "hang")`: the plugin with a hook that misbehaves."""
    from tiltyard.testing import misbehaving

    return misbehaving


@pytest.fixture
def google_sheets() -> Iterator[SheetsService]:
    """Google Sheets on this machine: the real protocol at `google_sheets.url`, accounts, quota, faults and people."""
    for needed in ("aiohttp", "cryptography"):
        pytest.importorskip(needed, reason=f"needs {needed}: pip install 'tiltyard[testing]'")
    from tiltyard.testing.google_sheets import SheetsService

    with SheetsService() as service:
        yield service


@pytest.fixture
def riot_api() -> Iterator[RiotService]:
    """The Riot API on this machine: players, games and limits at `riot_api.base_url`, and what can go wrong."""
    pytest.importorskip("aiohttp", reason="needs aiohttp: pip install 'tiltyard[testing]'")
    from tiltyard.testing.riot_api import RiotService

    with RiotService() as service:
        yield service
