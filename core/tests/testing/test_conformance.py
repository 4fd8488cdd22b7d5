"""
The conformance suite finds what it is there to find.
"""

from __future__ import annotations

import asyncio
import logging
import re
import socket
import time
from datetime import UTC, datetime

import click
import pytest
from attrs import frozen

from tiltyard import hookimpl
from tiltyard.errors import NeedsSetup, Unavailable
from tiltyard.models import Challenge, ColumnGuess, Evidence, Finding, Placements, Rank, Role, Tier, Verdict
from tiltyard.settings import setting
from tiltyard.testing import Conformance
from tiltyard.testing.conformance.checks import CHECKS
from tiltyard.testing.conformance.subject import Subject
from tiltyard.testing.conformance.suite import Result, run_all, run_check


def failures(plugin, **settings):
    """Name of each check that fails, to the words it fails with; importing is looked at elsewhere."""
    reports = run_all(Subject(plugin, settings), {"imports_quietly": "defined in a test"})
    return {report.check.name: report.words for report in reports if report.result is Result.FAILED}


class Good:
    @hookimpl
    async def verify_player(self, claim):
        await asyncio.sleep(0)
        return [Finding("fine", Verdict.VERIFIED, Evidence.SHAPE)]


def answering(answer):
    """A plugin whose `verify_player` does this."""

    class Plugin:
        @hookimpl
        async def verify_player(self, claim):
            return await answer(claim)

    return Plugin


async def crashes_on_odd_names(claim):
    return [Finding(claim.typed_name.split("#")[1], Verdict.VERIFIED, Evidence.SHAPE)]


async def rejects_without_a_word(claim):
    return [Finding("no", Verdict.REJECTED, Evidence.SHAPE)]


async def answers_the_wrong_thing(claim):
    return "fine"


async def blocks(claim):
    time.sleep(0.11)  # noqa: ASYNC251 # this is what must be found
    return []


async def swallows_cancellation(claim):
    ends_at_s = time.monotonic() + 8
    while time.monotonic() < ends_at_s:
        try:
            await asyncio.sleep(1)
        except asyncio.CancelledError:
            continue


class Muddles:
    """Cannot be asked twice at the same time."""

    busy = False

    @hookimpl
    async def verify_player(self, claim):
        if self.busy:
            raise RuntimeError("I am busy")
        self.busy = True
        await asyncio.sleep(0.001)
        self.busy = False
        return []


class Misspelt:
    @hookimpl
    async def verify_playr(self, claim): ...


class StopsOnlyOnce:
    def __init__(self):
        self.connection = None

    async def start(self, ctx):
        self.connection = object()

    async def stop(self):
        if self.connection is None:
            raise RuntimeError("not connected")


class Meddles:
    @hookimpl
    async def fetch_rows(self, source):
        raise Unavailable("whatever that is")


class GuessesTwice:
    @hookimpl
    def detect_columns(self, table):
        return [ColumnGuess(0, Role.IGN, 0.5, "perhaps"), ColumnGuess(0, Role.DISCORD, 0.5, "or")]


class TakesUnrankedForIron:
    @hookimpl
    def fetch_rank(self, queue):
        return Rank(queue, Tier.UNRANKED, 4, 0, datetime(2026, 1, 1, tzinfo=UTC))


class LeavesGaps:
    @hookimpl
    def fetch_placements(self, lobby):
        return [Placements("EUW1_1", "found", 1.0, {"a": 2, "b": 5}, {}, (), (), lobby.until, ("all are in it",))]


class ChallengesWithoutAWord:
    @hookimpl
    def challenge_player(self):
        return Challenge("dance", "", datetime(2026, 1, 1, tzinfo=UTC), "it was seen")


async def calls_a_shape_eligible(_claim):
    return [Finding("fine", Verdict.VERIFIED, Evidence.SHAPE, eligible=True)]


def adding(*commands):
    """A plugin that adds these commands."""

    class Plugin:
        @hookimpl
        def register_commands(self, cli):
            for command in commands:
                cli.add_command(command)

    return Plugin


class AsksWhatStartBrings:
    async def start(self, ctx):
        self.names = ["geese"]

    @hookimpl
    def register_commands(self, cli):
        for name in self.names:
            cli.add_command(click.Command(name, help="Count the geese."))


GEESE = click.Group("geese", help="Look after the geese.")
GEESE.add_command(click.Command("count", params=[click.Option(["--loud"])]))


@pytest.mark.parametrize(
    ("plugin", "check", "words"),
    [
        pytest.param(answering(crashes_on_odd_names), "answers_are_valid", "IndexError", id="crashes"),
        pytest.param(answering(rejects_without_a_word), "answers_are_valid", "does not say why", id="no-reason"),
        pytest.param(answering(answers_the_wrong_thing), "answers_are_valid", "wrong_type", id="wrong-type"),
        pytest.param(GuessesTwice, "answers_are_valid", "", id="two-guesses"),
        pytest.param(TakesUnrankedForIron, "answers_are_valid", "unranked division 4", id="unranked-is-not-iron"),
        pytest.param(LeavesGaps, "answers_are_valid", "not 1 to 2 among the lobby's own", id="gaps"),
        pytest.param(ChallengesWithoutAWord, "answers_are_valid", "does not say what to do", id="challenge"),
        pytest.param(answering(calls_a_shape_eligible), "answers_are_valid", "verifies no account", id="eligible"),
        pytest.param(answering(blocks), "never_blocks", "make it a plain `def`", id="blocks"),
        pytest.param(Muddles, "bears_many_at_once", "I am busy", id="muddles"),
        pytest.param(Misspelt, "signatures_match", "Did you mean verify_player", id="misspelt"),
        pytest.param(StopsOnlyOnce, "starts_and_stops", "before it was started raises RuntimeError", id="stop"),
        pytest.param(adding(GEESE), "commands_are_told", "no help at geese count, geese count --loud", id="untold"),
        pytest.param(adding(), "commands_are_told", "adds nothing", id="adds-nothing"),
        pytest.param(AsksWhatStartBrings, "commands_are_told", "no attribute 'names'", id="not-started"),
        pytest.param(Meddles, "leaves_others_alone", "where it should give None", id="meddles"),
    ],
)
def test_a_broken_promise_is_found_and_told(plugin, check, words):
    (one,) = (one for one in CHECKS if one.name == check)
    report = run_check(one, Subject(plugin, {}), {})

    assert report.result is Result.FAILED
    assert words in report.words


@pytest.mark.slow
@pytest.mark.parametrize("check", ["cancels_cleanly", "keeps_deadlines"])
def test_code_that_will_not_end_is_found(check, monkeypatch):
    monkeypatch.setattr("tiltyard.testing.conformance.checks.ENDS_WITHIN_S", 0.3)
    monkeypatch.setattr("tiltyard.testing.leaks.ENDING_S", 0.1)
    (one,) = (one for one in CHECKS if one.name == check)

    assert run_check(one, Subject(answering(swallows_cancellation), {}), {}).result is Result.FAILED


def test_a_good_plugin_passes_all():
    assert failures(Good) == {}


def test_one_that_adds_commands_passes_all():
    assert failures(adding(click.Command("geese", help="Count the geese."))) == {}


@frozen
class TokenSettings:
    token: str | None = setting(None, "A token.", secret=True)


class TestSettings:
    def test_a_setting_without_help_is_found(self):
        class Plugin:
            Settings = frozen(type("Bare", (), {"__annotations__": {"colour": str}, "colour": "red"}))

        assert "setting colour has no help" in failures(Plugin)["settings_are_told"]

    @pytest.mark.parametrize("how", ["logger", "print", "answer"])
    def test_a_secret_that_is_told_is_found(self, how, capfd):
        class Tells:
            Settings = TokenSettings

            async def start(self, ctx):
                self.token = ctx.settings.token
                if how == "logger":
                    logging.getLogger("vendor").debug("connecting with %s", self.token)
                if how == "print":
                    print(self.token)

            @hookimpl
            async def verify_player(self, claim):
                words = f"asked with {self.token}" if how == "answer" else "asked"
                return [Finding("said", Verdict.UNKNOWN, Evidence.ACCOUNT, reason=words)]

        told = failures(Tells)["keeps_secrets"]
        assert "secret setting token is told in" in told
        assert "canary" not in told

    def test_one_that_needs_set_up_is_skipped_with_its_own_words(self):
        class Needs(Good):
            async def start(self, ctx):
                raise NeedsSetup("no token is set")

        skipped = {one.words for one in run_all(Subject(Needs, {})) if one.result is Result.SKIPPED}
        assert "it needs set-up, so it was not started: no token is set" in skipped


def test_nothing_leaves_the_machine():
    async def calls_home(claim):
        try:
            socket.create_connection(("192.0.2.1", 80), timeout=0.1)
        except OSError as error:
            return [Finding("net", Verdict.UNKNOWN, Evidence.ACCOUNT, reason=str(error))]
        raise AssertionError("it got out")

    assert failures(answering(calls_home)) == {}


POLLS = """
import threading
threading.Thread(target=threading.Event().wait, daemon=True, name="poller").start()
"""


@pytest.mark.parametrize(
    ("code", "words"),
    [
        pytest.param("class Plugin: ...", "", id="quiet"),
        pytest.param("import socket; socket.create_connection(('192.0.2.1', 80))", "fails: .*socket", id="calls"),
        pytest.param(POLLS, "starts threads: poller", id="threads"),
    ],
)
def test_what_an_import_does_is_looked_at(tmp_path, monkeypatch, code, words):
    (tmp_path / "imported_plugin.py").write_text(code)
    monkeypatch.syspath_prepend(tmp_path)
    plugin = type("Plugin", (), {"__module__": "imported_plugin"})

    report = run_check(CHECKS[0], Subject(plugin, {}), {})

    assert (report.result, bool(re.search(words, report.words))) == (
        (Result.FAILED, True) if words else (Result.PASSED, True)
    )


class TestSkipping:
    def test_a_check_is_left_out_with_a_reason(self):
        reports = run_all(Subject(Misspelt, {}), {"signatures_match": "known, mended in 1.1"})

        assert [one.words for one in reports if one.check.name == "signatures_match"] == ["known, mended in 1.1"]

    @pytest.mark.parametrize(
        ("body", "words"),
        [
            ({"skip": {"never_blocks": "  "}}, "without a reason"),
            ({"skip": {"never_blcks": "why"}}, "no check. There is: .*never_blocks"),
            ({"test_it_conforms": lambda self: None}, "overrides test_it_conforms"),
        ],
    )
    def test_nothing_is_left_out_silently(self, body, words):
        with pytest.raises(TypeError, match=words):
            type("TestWeak", (Conformance,), {"plugin": Good, **body})
