"""
Starting plugins: what a broken one does to the others (nothing), and what is said about it.
"""

from __future__ import annotations

import asyncio

import pytest
from attrs import frozen

from tiltyard import hookimpl
from tiltyard.errors import NeedsSetup, Unavailable
from tiltyard.host import PluginStatus
from tiltyard.settings import setting


class Good:
    @hookimpl
    async def verify_player(self, claim):
        return []


def import_error():
    raise ImportError("No module named 'gone'")


def exits():
    raise SystemExit(1)


class Misspelt:
    @hookimpl
    async def verify_playr(self, claim):
        return []


class UnknownArgument:
    @hookimpl
    async def verify_player(self, claim, colour):
        return []


class NeedsToken:
    async def start(self, ctx):
        raise NeedsSetup("no token is set", next_step="Set it.")


class BreaksAtStart:
    stopped = False

    async def start(self, ctx):
        raise RuntimeError("boom")

    async def stop(self):
        type(self).stopped = True


@frozen
class ColourSettings:
    colour: str = setting("red", "A colour.")
    number: int = setting(1, "A number.")


class WithSettings:
    Settings = ColourSettings
    seen = None

    async def start(self, ctx):
        type(self).seen = ctx.settings


@pytest.mark.parametrize(
    ("broken", "status", "words"),
    [
        pytest.param(import_error, PluginStatus.QUARANTINED, "ImportError: No module named 'gone'", id="import-error"),
        pytest.param(exits, PluginStatus.QUARANTINED, "SystemExit", id="exits-at-import"),
        pytest.param(Misspelt, PluginStatus.QUARANTINED, "Did you mean verify_player?", id="misspelt-hook"),
        pytest.param(UnknownArgument, PluginStatus.QUARANTINED, "colour", id="argument-that-no-spec-has"),
        pytest.param(BreaksAtStart, PluginStatus.QUARANTINED, "RuntimeError: boom", id="breaks-at-start"),
        pytest.param(NeedsToken, PluginStatus.NEEDS_SETUP, "no token is set. Set it.", id="needs-setup"),
    ],
)
async def test_a_plugin_that_does_not_start_is_named_and_the_others_go_on(open_host, broken, status, words):
    async with open_host(broken=broken, good=Good) as host:
        records = {record.name: record for record in host.records}
        asked = host.hooks.verify_player.answered_by()

    assert records["broken"].status is status
    assert words in records["broken"].reason
    assert records["good"].status is PluginStatus.READY
    assert asked == ["good"]


async def test_what_had_begun_is_rolled_back(open_host):
    async with open_host(broken=BreaksAtStart):
        assert BreaksAtStart.stopped


async def test_a_temporary_failure_is_tried_again(open_host, monkeypatch):
    monkeypatch.setattr("tiltyard.host.host.RETRY_FIRST_S", 0.01)
    recovered = asyncio.Event()

    class Flaky(Good):
        attempts = 0

        async def start(self, ctx):
            type(self).attempts += 1
            if type(self).attempts < 3:
                raise Unavailable("not yet")
            recovered.set()

    async with open_host(flaky=Flaky) as host:
        assert host.records[0].status is PluginStatus.WAITING
        await recovered.wait()
        await asyncio.sleep(0)
        while host.records[0].status is not PluginStatus.READY:  # noqa: ASYNC110 # it is admitted right after
            await asyncio.sleep(0)
        assert host.hooks.verify_player.answered_by() == ["flaky"]


@pytest.mark.parametrize("name", ["good", "tiltyard-good"])
async def test_a_disabled_plugin_is_listed_and_not_loaded(open_host, name):
    async with open_host(disabled=[name], good=import_error) as host:
        assert host.records[0].status is PluginStatus.DISABLED


async def test_settings_are_checked_and_handed_over(open_host):
    async with open_host(p=WithSettings, tables={"p": {"colour": "blue", "number": "2"}}):
        assert WithSettings.seen == ColourSettings("blue", 2)


async def test_wrong_settings_quarantine_the_plugin_with_a_suggestion(open_host):
    async with open_host(p=WithSettings, tables={"p": {"color": "blue"}}) as host:
        assert "did you mean colour?" in host.records[0].reason


async def test_plugins_stop_in_reverse_order(open_host):
    stopped = []

    def named(name):
        async def stop(_self):
            stopped.append(name)

        return type(name, (), {"stop": stop})

    async with open_host(a=named("a"), b=named("b")):
        pass

    assert stopped == ["b", "a"]


@frozen
class TokenSettings:
    token: str = setting("", "A token.", secret=True)


class TellsItsToken:
    Settings = TokenSettings

    async def start(self, ctx):
        raise RuntimeError(f"bad token {ctx.settings.token}")


async def test_a_secret_in_an_error_is_scrubbed(open_host):
    async with open_host(p=TellsItsToken, tables={"p": {"token": "very-secret-token"}}) as host:
        assert "very-secret-token" not in host.records[0].reason
