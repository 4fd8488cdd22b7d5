"""
Plugins that ask questions of their own, and others that answer them.
"""

from __future__ import annotations

import types

import pytest

from tiltyard import hookimpl
from tiltyard.errors import TiltyardError
from tiltyard.host import PluginStatus
from tiltyard.markers import hookspec
from tiltyard.plugin import NoQuestions


@hookspec(mode="first", deadline_s=1.0)
async def best_name(names: list[str]) -> str | None:
    """Which of these is best?"""


@hookspec(mode="collect", deadline_s=1.0)
async def every_name(names: list[str]) -> list[str]:
    """Which of these do you like?"""


specs = types.ModuleType("specs_of_names")
specs.best_name, specs.every_name = best_name, every_name


class Asks:
    Hooks = specs
    hooks = None

    async def start(self, ctx):
        type(self).hooks = ctx.hooks


class Likes:
    @hookimpl(optionalhook=True)
    async def best_name(self, names):
        return names[0]

    @hookimpl(optionalhook=True)
    async def every_name(self, names):
        return names


async def test_others_answer_the_questions_a_plugin_brings_whatever_their_names(open_host):
    async with open_host(a_likes=Likes, z_asks=Asks, b_likes=Likes) as host:
        best = await Asks.hooks.first(best_name)(["Ann", "Bob"])
        every = await Asks.hooks.collect(every_name)(["Ann"])
        brings = {record.name: record.brings for record in host.records}

    assert best == "Ann"
    assert [(outcome.plugin, outcome.value) for outcome in every] == [("a_likes", ["Ann"]), ("b_likes", ["Ann"])]
    assert brings["z_asks"] == ["best_name", "every_name"]


async def test_without_the_plugin_that_asks_the_answers_sleep(open_host):
    async with open_host(likes=Likes) as host:
        (record,) = host.records

    assert (record.status, record.hooks, record.dormant) == ("ready", [], ["best_name", "every_name"])


async def test_the_same_question_cannot_be_brought_twice(open_host):
    class AlsoAsks(Asks): ...

    async with open_host(a=Asks, b=AlsoAsks) as host:
        first, second = host.records

    assert (first.status, second.status) == (PluginStatus.READY, PluginStatus.QUARANTINED)
    assert "best_name, which is there already" in second.reason


async def test_questions_that_cannot_be_read_are_named(open_host):
    @hookspec(mode="first", deadline_s=1.0)
    async def unknowable(value: "Nowhere") -> str | None: ...  # noqa: F821, UP037 # that is what is tested

    broken = types.ModuleType("broken_specs")
    broken.unknowable = unknowable

    class Broken:
        Hooks = broken

    async with open_host(broken=Broken) as host:
        assert "its questions cannot be read" in host.records[0].reason


def test_without_a_host_there_is_nobody_to_ask():
    with pytest.raises(TiltyardError, match=r"no host to ask: best_name.*plugin_host"):
        NoQuestions().first(best_name)
