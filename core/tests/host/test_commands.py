"""
Commands that plugins add: what a broken plugin does to those of the others (nothing), and who has a name.
"""

from __future__ import annotations

import asyncio
import threading

import click
import pytest

from tiltyard import hookimpl
from tiltyard.errors import NeedsSetup, SettingsError, Unavailable
from tiltyard.host import FoundPlugin
from tiltyard.host.commands import PassedOver, look_for_commands
from tiltyard.host.doctor import examine
from tiltyard.host.tally import Tallies
from tiltyard.settings import PluginsSettings


def adds(*names):
    class Plugin:
        @hookimpl
        def register_commands(self, cli):
            for name in names:
                cli.add_command(click.Command(name, help=f"Do {name}."))

    return Plugin


class Raises:
    @hookimpl
    def register_commands(self, cli):
        cli.add_command(click.Command("half", help="Half a plugin."))
        raise ValueError("boom")


class Hangs:
    """Adds its command too late."""

    go_on = threading.Event()

    @hookimpl
    def register_commands(self, cli):
        self.go_on.wait(5)
        cli.add_command(click.Command("late"))


def import_error():
    raise ImportError("No module named 'gone'")


@pytest.fixture
def look():
    async def look(*, order=(), disabled=(), taken=("import",), **plugins):
        found = [
            FoundPlugin(name, (lambda one=one: one) if isinstance(one, type) else one, f"tiltyard-{name}")
            for name, one in plugins.items()
        ]
        return await look_for_commands(found, PluginsSettings(order=order, disabled=disabled), taken=taken)

    return look


async def test_each_plugin_adds_its_commands(look):
    added, _ = await look(geese=adds("geese"), ducks=adds("ducks", "drakes"))

    assert added.plugins == {"ducks": "ducks", "drakes": "ducks", "geese": "geese"}
    assert added.commands["geese"].help == "Do geese."


async def test_an_async_def_adds_them_as_well(look):
    class Plugin:
        @hookimpl
        async def register_commands(self, cli):
            await asyncio.sleep(0)

            @cli.command("geese")
            def geese():
                """Count the geese."""

    assert list((await look(geese=Plugin))[0].commands) == ["geese"]


async def test_one_that_fails_adds_nothing_and_the_others_go_on(look):
    added, _ = await look(broken=Raises, geese=adds("geese"))

    assert list(added.commands) == ["geese"]
    assert "boom" in added.failed["broken"]


async def test_one_that_hangs_is_given_up(look, monkeypatch):
    Hangs.go_on.clear()
    monkeypatch.setattr("tiltyard.host.commands.DEADLINE_S", 0.05)

    added, _ = await look(hangs=Hangs, geese=adds("geese"))
    Hangs.go_on.set()

    assert list(added.commands) == ["geese"]
    assert "no answer within" in added.failed["hangs"]


async def test_one_that_cannot_be_imported_is_named(look):
    added, records = await look(broken=import_error, geese=adds("geese"))

    assert list(added.commands) == ["geese"]
    assert [(one.name, "gone" in one.reason) for one in records] == [("broken", True), ("geese", False)]


async def test_one_that_is_switched_off_is_not_imported(look):
    added, _ = await look(broken=import_error, geese=adds("geese"), disabled=("broken", "geese"))

    assert added.commands == {}


async def test_nobody_takes_a_name_of_cores_and_of_two_the_first_in_order_has_it(look):
    added, _ = await look(a_geese=adds("geese", "import"), b_geese=adds("geese", "more"), order=("b_geese",))

    assert added.plugins == {"geese": "b_geese", "more": "b_geese"}
    assert set(added.passed_over) == {
        PassedOver("a_geese", "geese", "b_geese"),
        PassedOver("a_geese", "import", "tiltyard"),
    }


async def test_one_that_needs_set_up_adds_its_commands_all_the_same(open_host):
    class Needs(adds("geese")):
        async def start(self, ctx):
            raise NeedsSetup("no token is set", next_step="Set it.")

    async with open_host(geese=Needs) as host:
        added = await host.commands(taken=())
        with pytest.raises(SettingsError, match=r"plugin geese is not ready: no token is set\. Set it"):
            host.plugin("geese")

    assert list(added.commands) == ["geese"]


async def test_a_command_gets_the_started_plugin(open_host):
    class Started(adds("geese")):
        async def start(self, ctx):
            self.name = ctx.name

    async with open_host(geese=Started) as host:
        assert host.plugin("geese").name == "geese"
        with pytest.raises(SettingsError, match="there is no such plugin: ducks"):
            host.plugin("ducks")


async def test_a_plugin_that_is_tried_again_is_unavailable_meanwhile(open_host):
    class Waits:
        async def start(self, ctx):
            raise Unavailable("the lake is frozen")

    async with open_host(geese=Waits) as host:
        with pytest.raises(Unavailable, match="plugin geese is not ready: the lake is frozen"):
            host.plugin("geese")


async def test_the_doctor_names_what_is_missing(look):
    added, _ = await look(a_geese=adds("geese", "import"), b_geese=adds("geese"), broken=Raises)

    told = examine(
        [],
        PluginsSettings(),
        Tallies(),
        answered=("fetch_rows", "detect_columns", "verify_player"),
        left_behind=(),
        commands=added,
    )

    assert [(one.about, one.advice) for one in told] == [("broken", False), ("a_geese", True), ("b_geese", True)]
    assert "`tiltyard import` is not there: tiltyard has one" in told[1].what
    assert "plugins.order" in told[2].remedy.words
