"""
Import one plugin and make it ready to start.

Runs in a thread: an import may do anything, and take any time.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

from attrs import define, frozen

from tiltyard.errors import SettingsError
from tiltyard.host.discovery import FoundPlugin
from tiltyard.host.record import PluginRecord, PluginStatus, Remedy, SetAside, Step
from tiltyard.settings import plugin_settings


@frozen
class Loaded:
    """A plugin that was imported.

    plugin    an instance
    make      makes another; a start that is tried again gets one of its own
    settings  checked; None when it has none
    specs     the module of its own questions, if it brings any
    """

    plugin: Any
    make: Callable[[], Any]
    settings: Any
    specs: ModuleType | None


@define
class Loading:
    """Calling it loads the plugin; `step` says how far it came.

    table  the plugin's own table of the settings, not yet checked
    """

    found: FoundPlugin
    table: Mapping[str, Any]
    step: Step = Step.IMPORT

    def __call__(self) -> Loaded:
        """The plugin, imported, with its settings.

        raises  SettingsError, and whatever an import may raise
        """
        plugin_class = self.found.load()
        if not inspect.isclass(plugin_class):
            raise SettingsError(
                f"its entry point names a {type(plugin_class).__name__}, not a class",
                next_step="It should read `name = package.module:Class`.",
            )
        self.step = Step.SETTINGS
        settings = plugin_settings(self.found.name, getattr(plugin_class, "Settings", None), self.table)
        self.step = Step.HOOKS
        specs = getattr(plugin_class, "Hooks", None)
        if specs is not None and not isinstance(specs, ModuleType):
            raise SettingsError("its `Hooks` is not a module of questions", next_step="Set it to the module itself.")
        return Loaded(plugin_class(), plugin_class, settings, specs)


def quarantined(record: PluginRecord, step: Step, reason: str) -> SetAside:
    """Broken at this step, with what whoever runs the host can do about it."""
    return SetAside(PluginStatus.QUARANTINED, step, reason, _remedy(record.found, step))


def _remedy(found: FoundPlugin, step: Step) -> Remedy:
    if step is Step.SETTINGS:
        return Remedy("This shows what its settings may be.", f"tiltyard config sample --plugin {found.name}")
    if step is Step.IMPORT:
        return Remedy("Install it anew, with what it needs.", f"pip install --force-reinstall '{found.distribution}'")
    return Remedy(
        "A newer version may mend it; until then it can be left out.", f"pip install --upgrade '{found.distribution}'"
    )
