"""
What plugins add to the command line.

Each is handed a group of its own, so that it is known whose a command is, and so that one which is late or fails half
way adds nothing at all. Plugins are asked without being started: a command that says what is to be set up must be there
while it is not.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence

import click
import pluggy
from attrs import field, frozen
from packaging.version import Version

from tiltyard import __version__, hookspecs
from tiltyard.clock import SystemClock
from tiltyard.host.admission import Admission, Candidate, shipped_known_bad
from tiltyard.host.api_range import CORE
from tiltyard.host.discovery import FoundPlugin
from tiltyard.host.dispatch import Dispatcher
from tiltyard.host.isolation import Isolation
from tiltyard.host.question import Question
from tiltyard.host.record import PluginRecord
from tiltyard.markers import PROJECT
from tiltyard.settings import PluginsSettings

IMPORT_WITHIN_S = 10.0
"""For each plugin, while somebody waits for a command to begin or for help."""

_QUESTION = Question.of(hookspecs.register_commands)
DEADLINE_S = _QUESTION.policy.deadline_s or IMPORT_WITHIN_S


@frozen
class PassedOver:
    """A command that is not there because its name is taken.

    by  whose the name is: a plugin, or `tiltyard`
    """

    plugin: str
    name: str
    by: str


@frozen
class PluginCommands:
    """What was added.

    commands     name to the command, in the order in which plugins are asked
    plugins      the same names to the plugin that added it
    passed_over  commands whose name an earlier plugin has, or core
    failed       plugin to what happened when it was asked
    """

    commands: Mapping[str, click.Command] = field(factory=dict)
    plugins: Mapping[str, str] = field(factory=dict)
    passed_over: tuple[PassedOver, ...] = ()
    failed: Mapping[str, str] = field(factory=dict)


async def commands_of(
    candidates: Sequence[Candidate], isolation: Isolation, order: Sequence[str], *, taken: Collection[str]
) -> PluginCommands:
    """What these plugins add; never raises for one of them.

    order  of plugins, as the settings say
    taken  names that are core's
    """
    register = pluggy.PluginManager(PROJECT)
    register.add_hookspecs(hookspecs)
    for candidate in candidates:
        register.register(candidate.loaded.plugin, candidate.record.name)
    dispatcher = Dispatcher(register, isolation, SystemClock(), order)
    asked = [(one, click.Group()) for one in dispatcher.implementations(_QUESTION.hook)]
    outcomes = await asyncio.gather(
        *(dispatcher.ask(_QUESTION, one, {"cli": group}, DEADLINE_S) for one, group in asked)
    )
    whose, passed_over = dict.fromkeys(taken, CORE), []
    commands: dict[str, click.Command] = {}
    for outcome, (_, group) in zip(outcomes, asked, strict=True):
        for name, command in () if outcome.failure else group.commands.items():
            if name in whose:
                passed_over.append(PassedOver(outcome.plugin, name, whose[name]))
            else:
                whose[name], commands[name] = outcome.plugin, command
    failed = {outcome.plugin: outcome.failure for outcome in outcomes if outcome.failure}
    return PluginCommands(commands, {name: whose[name] for name in commands}, tuple(passed_over), failed)


async def look_for_commands(
    found: Sequence[FoundPlugin], settings: PluginsSettings, *, taken: Collection[str]
) -> tuple[PluginCommands, list[PluginRecord]]:
    """Import plugins, start none, and ask what they add; also how each plugin is, so that one that is not asked is
    named with its reason.
    """
    isolation, register = Isolation(), pluggy.PluginManager(PROJECT)
    admission = Admission(
        settings, Version(__version__), shipped_known_bad(), isolation, register, import_within_s=IMPORT_WITHIN_S
    )
    try:
        candidates = await admission.candidates(found)
        return await commands_of(candidates, isolation, settings.order, taken=taken), admission.records
    finally:
        await isolation.close()
