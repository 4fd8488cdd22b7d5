"""
Start plugins one by one, keep their records, hand out the hooks, stop them.
"""

from __future__ import annotations

import asyncio
import difflib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pluggy
import structlog
from attrs import frozen

from tiltyard import hookspecs
from tiltyard.clock import Clock
from tiltyard.errors import NeedsSetup, SettingsError, TiltyardError, Unavailable
from tiltyard.host.discovery import FoundPlugin
from tiltyard.host.dispatch import Dispatcher
from tiltyard.host.hooks import Hooks
from tiltyard.host.isolation import Isolation, Ran
from tiltyard.host.record import PluginRecord, PluginStatus
from tiltyard.log import keep_secret, scrub_value
from tiltyard.markers import PROJECT
from tiltyard.plugin import PluginContext, PluginStore
from tiltyard.settings import PluginsSettings, plugin_settings, secret_values

log = structlog.get_logger(__name__)

START_DEADLINE_S = 30.0
STOP_DEADLINE_S = 20.0
"""Longer than a supervisor needs to end its services (15 s)."""

RETRY_FIRST_S = 2.0
RETRY_MOST_S = 60.0


@frozen
class Surroundings:
    """What the host gives plugins besides their settings."""

    clock: Clock
    store: Callable[[str], PluginStore]
    state_dir: Path
    journal_url: str


class Host:
    """All plugins of one process."""

    def __init__(self, found: Sequence[FoundPlugin], settings: PluginsSettings, surroundings: Surroundings) -> None:
        self._found = found
        self._settings = settings
        self._surroundings = surroundings
        self._isolation = Isolation()
        self._register = pluggy.PluginManager(PROJECT)
        self._register.add_hookspecs(hookspecs)
        self._running: dict[str, Any] = {}
        self._retries: set[asyncio.Task[None]] = set()
        self.records: list[PluginRecord] = []
        self.hooks = Hooks(Dispatcher(self._register, self._isolation, settings.order))

    async def start(self) -> None:
        """Start every plugin that the settings allow. A plugin that fails is recorded; this never raises for one."""
        for found in self._found:
            record = PluginRecord(found, PluginStatus.READY)
            self.records.append(record)
            if {found.name, found.distribution} & set(self._settings.disabled):
                record.status, record.reason = PluginStatus.DISABLED, "plugins.disabled names it"
                continue
            await self._begin(record)

    async def stop(self) -> None:
        """Stop what was started, last started first, each within its deadline."""
        for retry in self._retries:
            retry.cancel()
        await asyncio.gather(*self._retries, return_exceptions=True)
        for name, plugin in reversed(self._running.items()):
            await self._stop_one(name, plugin)
        self._running.clear()
        await self._isolation.close()

    async def _begin(self, record: PluginRecord) -> None:
        try:
            plugin, context = self._prepare(record.found)
        except (Exception, SystemExit) as error:  # noqa: BLE001 # a plugin's import may do anything
            self._set_aside(record, PluginStatus.QUARANTINED, _why(error))
            return
        ran = await self._start_one(plugin, context)
        if ran.error is None and ran.fault is None:
            self._admit(record, plugin)
        elif isinstance(ran.error, NeedsSetup):
            self._set_aside(record, PluginStatus.NEEDS_SETUP, str(ran.error))
        elif isinstance(ran.error, Unavailable):
            self._set_aside(record, PluginStatus.WAITING, str(ran.error))
            self._retry_later(record, plugin, context)
        else:
            await self._stop_one(record.name, plugin)
            self._set_aside(record, PluginStatus.QUARANTINED, str(ran.error or ran.fault))

    def _prepare(self, found: FoundPlugin) -> tuple[Any, PluginContext[Any]]:
        plugin_class = found.load()
        table = self._settings.tables.get(found.name, {})
        settings = plugin_settings(found.name, getattr(plugin_class, "Settings", None), table)
        keep_secret(secret_values(settings) if settings is not None else ())
        plugin = plugin_class()
        self._check_hooks(plugin, found.name)
        around = self._surroundings
        context = PluginContext(
            name=found.name,
            settings=settings,
            clock=around.clock,
            log=structlog.get_logger(f"plugin.{found.name}").bind(plugin=found.name),
            store=around.store(f"plugin:{found.name}"),
            state_dir=around.state_dir / found.name,
            journal_url=around.journal_url,
        )
        return plugin, context

    def _check_hooks(self, plugin: Any, name: str) -> None:
        """Every implementation must answer a question that exists, with arguments it has."""
        trial = pluggy.PluginManager(PROJECT)
        trial.add_hookspecs(hookspecs)
        trial.register(plugin, name)
        for caller in trial.get_hookcallers(plugin) or []:
            if not caller.has_spec():
                known = [one for one in dir(hookspecs) if hasattr(getattr(hookspecs, one), "tiltyard_policy")]
                near = difflib.get_close_matches(caller.name, known, n=1)
                hint = f"Did you mean {near[0]}?" if near else "`tiltyard.hookspecs` lists the hooks."
                raise SettingsError(f"there is no hook {caller.name}", which=f"plugin {name}", next_step=hint)

    async def _start_one(self, plugin: Any, context: PluginContext[Any]) -> Ran:
        start = getattr(plugin, "start", None)
        return await self._isolation.run(start, {"ctx": context}, START_DEADLINE_S) if start else Ran()

    async def _stop_one(self, name: str, plugin: Any) -> None:
        stop = getattr(plugin, "stop", None)
        if stop is None:
            return
        ran = await self._isolation.run(stop, {}, STOP_DEADLINE_S)
        if ran.error or ran.fault:
            log.warning("plugin_stop_failed", plugin=name, reason=str(ran.error or ran.fault))

    def _admit(self, record: PluginRecord, plugin: Any) -> None:
        self._register.register(plugin, record.name)
        self._running[record.name] = plugin
        record.status, record.reason = PluginStatus.READY, ""
        record.hooks = sorted(caller.name for caller in self._register.get_hookcallers(plugin) or [])

    def _set_aside(self, record: PluginRecord, status: PluginStatus, reason: str) -> None:
        record.status, record.reason = status, str(scrub_value(reason))
        if status is PluginStatus.QUARANTINED:
            log.warning("plugin_quarantined", plugin=record.name, reason=reason)

    def _retry_later(self, record: PluginRecord, plugin: Any, context: PluginContext[Any]) -> None:
        retry = asyncio.create_task(self._retry(record, plugin, context), name=f"retry-{record.name}")
        self._retries.add(retry)
        retry.add_done_callback(self._retries.discard)

    async def _retry(self, record: PluginRecord, plugin: Any, context: PluginContext[Any]) -> None:
        delay_s = RETRY_FIRST_S
        while True:
            await self._surroundings.clock.sleep(delay_s)
            ran = await self._start_one(plugin, context)
            if ran.error is None and ran.fault is None:
                self._admit(record, plugin)
                log.info("plugin_recovered", plugin=record.name)
                return
            if not isinstance(ran.error, Unavailable):
                self._set_aside(record, PluginStatus.QUARANTINED, str(ran.error or ran.fault))
                return
            record.reason = str(ran.error)
            delay_s = min(RETRY_MOST_S, delay_s * 2)


def _why(error: BaseException) -> str:
    return str(error) if isinstance(error, TiltyardError) else f"{type(error).__name__}: {error}"


__all__ = ["Host", "Surroundings"]
