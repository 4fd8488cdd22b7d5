"""
Start plugins, keep their records, hand out the hooks, stop them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Coroutine, Sequence
from pathlib import Path
from typing import Any

import pluggy
import structlog
from attrs import field, frozen
from packaging.version import Version

from tiltyard import __version__
from tiltyard.clock import Clock
from tiltyard.errors import NeedsSetup, SettingsError, TiltyardError, Unavailable
from tiltyard.host.admission import Admission, Candidate, set_aside, shipped_known_bad, why
from tiltyard.host.api_range import KnownBad
from tiltyard.host.commands import PluginCommands, commands_of
from tiltyard.host.discovery import FoundPlugin
from tiltyard.host.dispatch import Dispatcher
from tiltyard.host.hooks import Asking, Hooks
from tiltyard.host.isolation import Isolation, Ran
from tiltyard.host.ledger import Ledger
from tiltyard.host.loading import quarantined
from tiltyard.host.question import Question
from tiltyard.host.record import PluginRecord, PluginStatus, Remedy, SetAside, Step
from tiltyard.host.tally import Tallies
from tiltyard.markers import PROJECT
from tiltyard.plugin import PluginContext, PluginStore
from tiltyard.settings import PluginsSettings

log = structlog.get_logger(__name__)

START_DEADLINE_S = 30.0
STOP_DEADLINE_S = 20.0
"""Longer than a supervisor needs to end its services (15 s). All plugins stop at once, so it bounds them together."""

RETRY_FIRST_S = 2.0
RETRY_MOST_S = 60.0

KEEP_TALLIES_EVERY_S = 60.0


@frozen
class Surroundings:
    """What the host gives plugins besides their settings.

    version  of the host; plugins' ranges are held against it
    """

    clock: Clock
    store: Callable[[str], PluginStore]
    state_dir: Path
    journal_url: str
    version: Version = field(factory=lambda: Version(__version__))


class Host:
    """All plugins of one process."""

    def __init__(
        self,
        found: Sequence[FoundPlugin],
        settings: PluginsSettings,
        surroundings: Surroundings,
        *,
        known_bad: KnownBad | None = None,
    ) -> None:
        self._found = found
        self._order = settings.order
        self._candidates: list[Candidate] = []
        self._surroundings = surroundings
        self._isolation = Isolation()
        self._register = pluggy.PluginManager(PROJECT)
        self._admission = Admission(
            settings,
            surroundings.version,
            shipped_known_bad() if known_bad is None else known_bad,
            self._isolation,
            self._register,
        )
        self._dispatcher = Dispatcher(self._register, self._isolation, surroundings.clock, settings.order)
        self._ledger = Ledger(surroundings.store("host"))
        self._running: dict[str, Any] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self.hooks = Hooks(self._dispatcher)
        self.asking = Asking(self._dispatcher)

    @property
    def records(self) -> list[PluginRecord]:
        """Every plugin that was found, and how it is."""
        return self._admission.records

    @property
    def questions(self) -> dict[str, Question]:
        """Every hook there is, by name."""
        return self._admission.questions

    async def start(self) -> None:
        """Start every plugin that the settings allow. A plugin that fails is recorded; this never raises for one."""
        self._candidates = await self._admission.candidates(self._found)
        await asyncio.gather(*(self._begin(candidate) for candidate in self._candidates))
        self._own(self._keep_tallies(), "host-tallies")

    async def stop(self) -> None:
        """Stop what was started, last started first, all of it within `STOP_DEADLINE_S`."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        stopping = [self._stop_one(name, plugin) for name, plugin in reversed(self._running.items())]
        await asyncio.gather(*stopping)
        self._running.clear()
        await self._isolation.close()
        await self._add_to_ledger()

    def answered_by(self, hook: str) -> list[str]:
        """Which plugins answer a hook, in the order in which they are asked."""
        return [implementation.plugin_name for implementation in self._dispatcher.implementations(hook)]

    def plugin(self, name: str) -> Any:
        """The started plugin of this name, for a command that it has added itself.

        raises  Unavailable when its start is tried again, SettingsError when it is not there or not ready, and why
        """
        if name in self._running:
            return self._running[name]
        record = next((one for one in self.records if one.name == name), None)
        if record is None:
            raise SettingsError("there is no such plugin", which=name, next_step=f"Run: pip install tiltyard-{name}")
        kind = Unavailable if record.status is PluginStatus.WAITING else SettingsError
        next_step = " ".join(filter(None, (record.remedy.words, record.remedy.command)))
        raise kind(f"plugin {name} is not ready", which=record.reason.rstrip("."), next_step=next_step)

    async def commands(self, *, taken: Collection[str]) -> PluginCommands:
        """What plugins add to the command line, those that could not start included.

        taken  names that are core's
        """
        return await commands_of(self._candidates, self._isolation, self._order, taken=taken)

    async def tallies(self) -> Tallies:
        """What became of calls in the last week, in all processes, this one included."""
        week = await self._ledger.week(self._surroundings.clock.now())
        week.add(self._dispatcher.tallies)
        return week

    def going_on(self, plugin: str) -> int:
        """Calls of this plugin that were given up and have not ended yet, in this process."""
        return self._isolation.going_on(plugin)

    # ------------------------------------------------------------------------------------------------- start and stop

    async def _begin(self, candidate: Candidate) -> None:
        ran = await self._start_one(candidate, candidate.loaded.plugin)
        if isinstance(ran.error, Unavailable):
            self._own(self._start_later(candidate, ran.error), f"start-{candidate.record.name}")

    async def _start_later(self, candidate: Candidate, error: Unavailable) -> None:
        """Try again with a new instance each time, until it is ready or says that trying is of no use."""
        pause_s = RETRY_FIRST_S
        record = candidate.record
        while True:
            await self._surroundings.clock.sleep(max(pause_s, error.retry_after_s or 0.0))
            made = await self._isolation.run(record.name, candidate.loaded.make, {}, START_DEADLINE_S)
            if made.error or made.fault:
                set_aside(record, quarantined(record, Step.START, why(made)))
                return
            ran = await self._start_one(candidate, made.value)
            if not isinstance(ran.error, Unavailable):
                return
            error = ran.error
            pause_s = min(RETRY_MOST_S, pause_s * 2)

    async def _start_one(self, candidate: Candidate, plugin: Any) -> Ran:
        """Start an instance and ask it from then on; one that fails is stopped again, whatever it had begun."""
        record = candidate.record
        start = getattr(plugin, "start", None)
        context = self._context(candidate)
        ran = await self._isolation.run(record.name, start, {"ctx": context}, START_DEADLINE_S) if start else Ran()
        if ran.error is None and ran.fault is None:
            self._admit(record, plugin)
            return ran
        await self._stop_one(record.name, plugin)
        set_aside(record, _why_not_started(record, ran))
        return ran

    def _admit(self, record: PluginRecord, plugin: Any) -> None:
        self._register.register(plugin, record.name)
        self._running[record.name] = plugin
        if record.status is PluginStatus.WAITING:
            log.info("plugin_recovered", plugin=record.name)
        record.status, record.step, record.reason, record.remedy = PluginStatus.READY, Step.READY, "", Remedy()

    async def _stop_one(self, name: str, plugin: Any) -> None:
        stop = getattr(plugin, "stop", None)
        if stop is None:
            return
        ran = await self._isolation.run(name, stop, {}, STOP_DEADLINE_S)
        if ran.error or ran.fault:
            log.warning("plugin_stop_failed", plugin=name, reason=why(ran))

    def _context(self, candidate: Candidate) -> PluginContext[Any]:
        name, around = candidate.record.name, self._surroundings
        return PluginContext(
            name=name,
            settings=candidate.loaded.settings,
            clock=around.clock,
            log=structlog.get_logger(f"plugin.{name}").bind(plugin=name),
            store=around.store(f"plugin:{name}"),
            state_dir=around.state_dir / name,
            journal_url=around.journal_url,
            hooks=self.asking,
        )

    # --------------------------------------------------------------------------------------------------------- tallies

    async def _keep_tallies(self) -> None:
        while True:
            await self._surroundings.clock.sleep(KEEP_TALLIES_EVERY_S)
            await self._add_to_ledger()

    async def _add_to_ledger(self) -> None:
        tallies = self._dispatcher.tallies
        if not tallies.by_hook:
            return
        self._dispatcher.tallies = Tallies()
        try:
            await self._ledger.add(tallies, self._surroundings.clock.now())
        except TiltyardError as error:
            # Numbers for curiosity must not keep a host from running or stopping; they are counted on.
            self._dispatcher.tallies.add(tallies)
            log.warning("tallies_not_kept", reason=str(error))

    def _own(self, work: Coroutine[Any, Any, None], name: str) -> None:
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _why_not_started(record: PluginRecord, ran: Ran) -> SetAside:
    if isinstance(ran.error, NeedsSetup):
        remedy = Remedy("Set it up, or leave it out.", f"tiltyard config sample --plugin {record.name}")
        return SetAside(PluginStatus.NEEDS_SETUP, Step.START, why(ran), remedy)
    if isinstance(ran.error, Unavailable):
        remedy = Remedy("Nothing needs to be done: its start is tried again by itself.")
        return SetAside(PluginStatus.WAITING, Step.START, why(ran), remedy)
    return quarantined(record, Step.START, why(ran))


__all__ = ["Host", "Surroundings"]
