"""
The plugin under test, and how each check gets at it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

import attrs
from attrs import frozen

from tiltyard import hookspecs
from tiltyard.clock import SystemClock
from tiltyard.host import FoundPlugin, Host, PluginStatus
from tiltyard.host.checks import Answers, check_hooks
from tiltyard.host.commands import PluginCommands, look_for_commands
from tiltyard.host.question import Question
from tiltyard.markers import specs_of
from tiltyard.settings import PluginsSettings
from tiltyard.testing.hosts import open_host

NAME = "under_test"


class NotConforming(AssertionError):
    """A promise that the plugin does not keep; says which, how, and what to do."""


class NotApplicable(Exception):
    """A check that has nothing to look at, and why."""


@frozen
class Subject:
    """A plugin class, and settings with which it starts.

    settings  its table, as it would stand in the settings file
    """

    plugin: type[Any]
    settings: Mapping[str, Any]

    @property
    def specs(self) -> dict[str, Callable[..., Awaitable[Any]]]:
        """Every hook it may answer: core's, and those it brings."""
        brought = getattr(self.plugin, "Hooks", None)
        return {**specs_of(hookspecs), **(specs_of(brought) if brought else {})}

    @property
    def questions(self) -> dict[str, Question]:
        """The same, read."""
        return {name: Question.of(spec) for name, spec in self.specs.items()}

    def answers(self) -> Answers:
        """What it implements.

        raises  Unfit
        """
        return check_hooks(self.plugin(), NAME, self.questions)

    def secrets(self) -> dict[str, str]:
        """A canary for each of its secrets: recognised wherever it turns up."""
        kind = getattr(self.plugin, "Settings", None)
        fields = attrs.fields(kind) if kind else ()
        return {one.name: f"canary-{one.name}-0f1e2d3c4b5a" for one in fields if one.metadata.get("secret")}

    async def commands(self) -> PluginCommands:
        """What it adds to the command line."""
        found = FoundPlugin(NAME, lambda: self.plugin, requires=("tiltyard>=0",))
        chosen = PluginsSettings(tables={NAME: self.settings} if self.settings else {})
        return (await look_for_commands([found], chosen, taken=()))[0]

    @asynccontextmanager
    async def host(self, **settings: Any) -> AsyncIterator[Host]:
        """A host with just this plugin, ready.

        raises  NotApplicable when it needs set-up, NotConforming when it does not start
        """
        table = {**self.settings, **settings}
        async with open_host(
            clock=SystemClock(), settings={NAME: table} if table else {}, under_test=self.plugin
        ) as host:
            (record,) = host.records
            if record.status is PluginStatus.NEEDS_SETUP:
                raise NotApplicable(f"it needs set-up, so it was not started: {record.reason}")
            if record.status is PluginStatus.WAITING:
                raise NotApplicable(f"it waits for something outside, so it was not started: {record.reason}")
            if record.status is not PluginStatus.READY:
                raise NotConforming(f"it does not start, at step {record.step}: {record.reason}")
            yield host
