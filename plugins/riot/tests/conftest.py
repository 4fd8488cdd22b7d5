"""
The plugin in a host, with the stand-in for the Riot API behind it.
"""

from __future__ import annotations

import json
from contextlib import asynccontextmanager

import pytest
import structlog
from click.testing import CliRunner
from leaping_clock import LeapingClock

from tiltyard.cli import main, output
from tiltyard.models import PersonId, PlayerClaim
from tiltyard.testing.riot_api import KEY, RiotService
from tiltyard_riot.plugin import RiotPlugin


@pytest.fixture
def clock():
    return LeapingClock()


@pytest.fixture
def riot_api(clock):
    """The stand-in, on the test's own clock as far as it tells times."""
    with RiotService(now=clock.now, app_limits="500:10,30000:600") as service:
        yield service


class Asked:
    """What the host is told by the plugin."""

    def __init__(self, host):
        self.host = host
        self.plugin = host.plugin("riot")

    async def verify(self, name, person="ann", **claim):
        (outcome,) = await self.host.hooks.verify_player(PlayerClaim(PersonId(person), name, **claim))
        assert outcome.fault is None
        return outcome.value

    async def one(self, name, person="ann", **claim):
        (finding,) = await self.verify(name, person, **claim)
        return finding

    async def code(self, name, person="ann", **claim):
        return (await self.one(name, person, **claim)).code

    async def challenge(self, name, person="ann", **claim):
        return await self.host.hooks.challenge_player(PlayerClaim(PersonId(person), name, **claim))


@pytest.fixture
def riot(plugin_host, riot_api, clock):
    """`async with riot() as asked`: the started plugin."""

    @asynccontextmanager
    async def riot(**settings):
        table = {"api_key": KEY, "base_url": riot_api.base_url, **settings}
        async with plugin_host(settings={"riot": table}, clock=clock, riot=RiotPlugin) as host:
            yield Asked(host)

    return riot


class Typed:
    """Types commands; a test says which exit code it expects."""

    def __init__(self, directory):
        self.directory = directory

    def run(self, *words, ok=0):
        done = CliRunner().invoke(main, ["--data-dir", str(self.directory / "data"), *words])
        assert done.exit_code == ok, f"{words}: exit {done.exit_code}\n{done.output}\n{done.exception!r}"
        return done

    def json(self, *words, ok=0):
        return json.loads(self.run(*words, "--json", ok=ok).stdout)


@pytest.fixture
def real_riot():
    """The stand-in on the machine's clock, as a command sees it."""
    with RiotService(app_limits="500:10,30000:600") as service:
        yield service


@pytest.fixture
def tiltyard(real_riot, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TILTYARD_PLUGINS__RIOT__API_KEY", KEY)
    monkeypatch.setenv("TILTYARD_PLUGINS__RIOT__BASE_URL", real_riot.base_url)
    monkeypatch.setattr(output.out, "width", 200)
    yield Typed(tmp_path)
    structlog.reset_defaults()
