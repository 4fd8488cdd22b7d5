"""
Starting plugins: what a broken one does to the others (nothing), and what is said about it.
"""

from __future__ import annotations

import asyncio
import threading

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


class AlsoBreaksAtStop:
    async def start(self, ctx):
        raise Unavailable("not yet")

    async def stop(self):
        raise RuntimeError("and the clean-up fails, too")


@pytest.mark.parametrize("failure", [NeedsSetup("set it"), Unavailable("not yet"), RuntimeError("boom")])
async def test_whatever_a_failed_start_began_is_stopped(open_host, failure):
    stopped = []

    class Begins:
        async def start(self, ctx):
            raise failure

        async def stop(self):
            stopped.append(self)

    async with open_host(begins=Begins, worse=AlsoBreaksAtStop):
        assert len(stopped) == 1


async def test_each_try_to_start_has_a_new_instance(open_host, monkeypatch):
    monkeypatch.setattr("tiltyard.host.host.RETRY_FIRST_S", 0.01)
    tried, ready = [], asyncio.Event()

    class Flaky(Good):
        async def start(self, ctx):
            tried.append(self)
            if len(tried) < 3:
                raise Unavailable("not yet")
            ready.set()

    async with open_host(flaky=Flaky):
        await ready.wait()

    assert len({id(one) for one in tried}) == 3


def never():
    raise AssertionError("it must not be imported")


async def test_a_plugin_for_another_api_is_not_even_imported(open_host):
    async with open_host(modern=never, requires={"modern": ["tiltyard>=2,<3"]}, version="1.4") as host:
        (record,) = host.records

    assert (record.status, record.step, record.api) == ("quarantined", "api range", "<3,>=2")
    assert record.reason == "it is made for tiltyard <3,>=2, and this is 1.4"
    assert record.remedy.command == "pip install --upgrade 'tiltyard<3,>=2'"


async def test_a_version_known_to_be_bad_is_not_even_imported(open_host):
    known_bad = {"tiltyard-bad": [("<2", "it loses check-ins")]}
    async with open_host(bad=never, known_bad=known_bad) as host:
        assert "it loses check-ins" in host.records[0].reason


async def test_the_shipped_list_of_bad_versions_can_be_read(open_host):
    async with open_host(good=Good) as host:
        assert host.records[0].status is PluginStatus.READY


async def test_no_range_is_allowed_with_advice(open_host):
    async with open_host(old=Good, fine=Good, requires={"fine": ["tiltyard>=1"]}, version="1.4") as host:
        advice = {record.name: record.advice for record in host.records}

    assert "does not say which versions" in advice["old"]
    assert advice["fine"] == ""


async def test_an_import_that_hangs_is_given_up(open_host, monkeypatch):
    monkeypatch.setattr("tiltyard.host.admission.IMPORT_DEADLINE_S", 0.05)
    let_end = threading.Event()

    def hangs():
        let_end.wait(5)

    async with open_host(hangs=hangs, good=Good) as host:
        records = {record.name: record for record in host.records}
        let_end.set()

    assert (records["hangs"].step, records["good"].status) == ("import", "ready")
    assert "no answer within 0.05 s" in records["hangs"].reason


@pytest.mark.parametrize(
    ("plugin", "step", "command"),
    [
        pytest.param(import_error, "import", "pip install --force-reinstall 'tiltyard-p'", id="import"),
        pytest.param(lambda: "a text", "import", "pip install --force-reinstall 'tiltyard-p'", id="no-class"),
        pytest.param(WithSettings, "settings", "tiltyard config sample --plugin p", id="settings"),
        pytest.param(Misspelt, "hooks", "pip install --upgrade 'tiltyard-p'", id="hooks"),
        pytest.param(BreaksAtStart, "start", "pip install --upgrade 'tiltyard-p'", id="start"),
        pytest.param(NeedsToken, "start", "tiltyard config sample --plugin p", id="needs-set-up"),
    ],
)
async def test_every_failure_names_its_step_and_a_command_that_mends_it(open_host, plugin, step, command):
    tables = {"p": {"color": "blue"}} if plugin is WithSettings else {}
    async with open_host(p=plugin, tables=tables) as host:
        (record,) = host.records

    assert (record.step, record.remedy.command) == (step, command)


async def test_two_distributions_that_claim_a_name_are_told_apart_by_theirs(open_host):
    from tiltyard.host import FoundPlugin

    both = [FoundPlugin("x", lambda: Good, name, "1.0") for name in ("one", "other")]
    async with open_host(found=both) as host:
        assert [record.status for record in host.records] == [PluginStatus.QUARANTINED] * 2
    async with open_host(found=both, disabled=["other"]) as host:
        assert [record.status for record in host.records] == [PluginStatus.READY, PluginStatus.DISABLED]


async def test_safe_mode_imports_no_third_party_code(open_host):
    async with open_host(p=never, safe_mode=True) as host:
        assert host.records[0].status is PluginStatus.DISABLED


async def test_a_table_of_no_installed_plugin_is_told(open_host, capsys):
    async with open_host(ign=Good, tables={"igns": {}}):
        pass

    assert "did_you_mean" in capsys.readouterr().out


async def test_who_does_without_plugins_hears_nothing_of_their_tables(open_host, capsys):
    async with open_host(found=[], tables={"ign": {}}):
        pass

    assert "plugin_table_unused" not in capsys.readouterr().out


async def test_a_hundred_plugins_stop_within_one_deadline(open_host, monkeypatch):
    monkeypatch.setattr("tiltyard.host.host.STOP_DEADLINE_S", 0.05)

    asked = []

    class Hangs:
        async def stop(self):
            asked.append(self)
            await asyncio.Event().wait()

    async with asyncio.timeout(3), open_host(**{f"p{number}": Hangs for number in range(100)}):
        pass

    assert len(asked) == 100
