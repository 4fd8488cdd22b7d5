"""
What is the matter with the plugins of a host, and what mends it.

Pure: looks at records, settings and numbers that others have read.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence

from attrs import frozen

from tiltyard.host.api_range import CORE
from tiltyard.host.commands import PluginCommands
from tiltyard.host.discovery import FoundPlugin
from tiltyard.host.record import PluginRecord, PluginStatus, Remedy
from tiltyard.host.tally import Tallies
from tiltyard.settings import PluginsSettings

ESSENTIAL = {
    "fetch_rows": "no table can be read",
    "detect_columns": "the columns of a table must be named by hand",
    "verify_player": "no name is checked, so every sign-up waits for staff",
}
"""Hooks that somebody should answer, and what is missing when nobody does."""

OFTEN = 0.1
"""The share of calls that may end in a fault before it is told."""

ENOUGH_CALLS = 20
"""Fewer calls say nothing about a share."""


@frozen
class Ailment:
    """One thing that is the matter.

    about   the plugin, hook or setting
    advice  True: it works, but somebody should mend it
    """

    about: str
    what: str
    remedy: Remedy
    advice: bool = False


def examine(
    records: Sequence[PluginRecord],
    settings: PluginsSettings,
    tallies: Tallies,
    *,
    answered: Sequence[str],
    left_behind: Sequence[str],
    commands: PluginCommands,
) -> list[Ailment]:
    """Everything that is the matter, worst first.

    answered     hooks that at least one plugin answers
    left_behind  names of plugins that are gone but of which the journal still keeps something
    commands     what plugins add to the command line
    """
    ailments = [
        *_set_aside(records),
        *_unanswered(answered),
        *_unknown_names([record.found for record in records], settings),
        *_failing(records, tallies),
        *_without_commands(commands),
        *_gone(left_behind),
        *_advice(records),
    ]
    return sorted(ailments, key=lambda ailment: ailment.advice)


def _set_aside(records: Sequence[PluginRecord]) -> Iterator[Ailment]:
    for record in records:
        if record.status not in (PluginStatus.READY, PluginStatus.DISABLED):
            what = f"{record.status.words} at step {record.step.value}: {record.reason}"
            yield Ailment(record.name, what, record.remedy)


def _unanswered(answered: Sequence[str]) -> Iterator[Ailment]:
    for hook, missing in ESSENTIAL.items():
        if hook not in answered:
            remedy = Remedy("Install or mend a plugin that answers it.", f"tiltyard plugins explain {hook}")
            yield Ailment(hook, f"no plugin answers it: {missing}", remedy)


def _unknown_names(found: Sequence[FoundPlugin], settings: PluginsSettings) -> Iterator[Ailment]:
    names = [plugin.name for plugin in found]
    named = {"order": settings.order, "disabled": settings.disabled, "only": settings.only}
    for key, wanted in named.items():
        for name in wanted:
            if not any(plugin.answers_to(name) for plugin in found):
                yield Ailment(f"plugins.{key}", f"no installed plugin is called {name!r}", _did_you_mean(name, names))
    for table in settings.tables:
        if table not in names:
            yield Ailment(f"[plugins.{table}]", "the table belongs to no installed plugin", _did_you_mean(table, names))


def _did_you_mean(name: str, names: Sequence[str]) -> Remedy:
    near = difflib.get_close_matches(name, names, n=1)
    words = f"Did you mean {near[0]}?" if near else "Take it out, or install the plugin."
    return Remedy(words, f"pip install tiltyard-{name}" if not near else "tiltyard config show")


def _failing(records: Sequence[PluginRecord], tallies: Tallies) -> Iterator[Ailment]:
    for record in records:
        tally = tallies.of_plugin(record.name)
        if tally.calls >= ENOUGH_CALLS and tally.faults >= OFTEN * tally.calls:
            what = f"{tally.faults} of its {tally.calls} calls of this week failed; the last: {tally.last_error}"
            remedy = Remedy("A newer version may mend it.", f"pip install --upgrade '{record.found.distribution}'")
            yield Ailment(record.name, what, remedy)


def _without_commands(commands: PluginCommands) -> Iterator[Ailment]:
    newer = "A newer version may mend it."
    for plugin, why in commands.failed.items():
        yield Ailment(plugin, f"it cannot say which commands it adds: {why}", Remedy(newer))
    for one in commands.passed_over:
        what = f"its command `tiltyard {one.name}` is not there: {one.by} has one of that name"
        yours = f"plugins.order decides between plugins. {newer}" if one.by != CORE else newer
        yield Ailment(one.plugin, what, Remedy(yours), advice=True)


def _gone(left_behind: Sequence[str]) -> Iterator[Ailment]:
    for name in left_behind:
        remedy = Remedy("Install it again and it goes on from there, or let it go.", f"tiltyard plugins forget {name}")
        yield Ailment(name, "it is not installed any more, and the journal still keeps its place", remedy, advice=True)


def _advice(records: Sequence[PluginRecord]) -> Iterator[Ailment]:
    for record in records:
        if record.advice:
            remedy = Remedy("Ask its author to add the range.", f"pip show {record.found.distribution}")
            yield Ailment(record.name, record.advice, remedy, advice=True)
