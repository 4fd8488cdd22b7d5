"""
Write a sample settings file, describe it, check it, show what holds.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import attrs
import click
from attrs import frozen
from packaging.version import Version

from tiltyard import __version__
from tiltyard.cli import context
from tiltyard.cli.exits import Exit
from tiltyard.cli.options import json_option
from tiltyard.cli.output import err, note, print_json, print_table, printable, say
from tiltyard.config.effective import Effective, effective
from tiltyard.config.sample import sample
from tiltyard.config.schema import schema
from tiltyard.config.wrong import Wrong, nearest
from tiltyard.host.admission import shipped_known_bad
from tiltyard.host.api_range import misfit
from tiltyard.host.choice import left_out
from tiltyard.host.discovery import FoundPlugin, discover
from tiltyard.log import keep_secret, scrub_value
from tiltyard.settings import (
    Examined,
    PluginsSettings,
    Settings,
    examine_plugin,
    examine_settings,
    secret_values,
    settings_advice,
)


@click.group("config")
def config_command() -> None:
    """Write a sample settings file, check yours, show what holds."""


@config_command.command("sample")
@click.option("--plugin", "names", metavar="NAME", multiple=True, help="Only this plugin. May be given several times.")
@context.command
async def write_sample(names: tuple[str, ...]) -> None:
    """Write a settings file that says what can be set. All of it is commented out: as it is, it changes nothing."""
    found = discover()
    if unknown := [name for name in names if name not in {one.name for one in found}]:
        raise click.BadParameter(_unknown_plugin(unknown[0], found), param_hint="--plugin")
    installed = Installed.read(found, only=names)
    installed.say_unreadable()
    sys.stdout.write(sample(None if names else Settings, installed.classes))


@config_command.command("schema")
@context.command
async def write_schema() -> None:
    """Write the JSON Schema of the settings file, for editors. It knows the plugins that are installed."""
    installed = Installed.read(discover())
    installed.say_unreadable()
    print_json(schema(Settings, installed.classes, installed.unreadable))


@config_command.command("check")
@json_option
@context.command
async def check(as_json: bool) -> Exit | None:
    """Check all settings, those of plugins too. Exit code 4 when one is wrong; every one is named."""
    found = discover()
    examined = examine_settings(**context.settings_sources())
    installed = Installed.read(found, examined.settings.plugins)
    wrong = [*examined.wrong, *_tables_of_nobody(found, examined)]
    for name, settings_class in installed.classes.items():
        wrong += _wrong_in(name, settings_class, examined)
    unchecked = {name: why for name, why in installed.unreadable.items() if examined.plugin_table(name)}
    advice = settings_advice(examined, installed.classes)
    if as_json:
        print_json(
            {
                "ok": not wrong,
                "file": str(examined.file) if examined.file else None,
                "wrong": [attrs.asdict(one) for one in wrong],
                "advice": [attrs.asdict(one) for one in advice],
                "unchecked": unchecked,
            }
        )
    else:
        _tell(examined, wrong, advice, unchecked)
    return Exit.SETTINGS if wrong else None


@config_command.command("show")
@json_option
@context.command
async def show(as_json: bool) -> None:
    """Show every setting as it holds, and where it comes from. Secrets are shown as ***."""
    found = discover()
    examined = examine_settings(**context.settings_sources())
    keep_secret(secret_values(examined.settings))
    installed = Installed.read(found, examined.settings.plugins)
    wrong = [*examined.wrong, *_tables_of_nobody(found, examined)]
    rows = list(effective(examined.settings, examined.table, refused={one.key for one in wrong}))
    for name, settings_class in installed.classes.items():
        here = _wrong_in(name, settings_class, examined)
        wrong += here
        if settings_class:
            table = examined.plugin_table(name)
            settings = examine_plugin(name, settings_class, table).value
            refused = {one.key for one in here}
            rows += () if settings is None else effective(settings, table, ("plugins", name), refused=refused)
    if as_json:
        print_json({"settings": [_plain(row) for row in rows], "wrong": [attrs.asdict(one) for one in wrong]})
        return
    print_table(
        ("setting", "value", "from", "where"), [(row.key, _in_words(row.value), row.source, row.place) for row in rows]
    )
    installed.say_unreadable()
    for one in wrong:
        err.print(printable(str(one), "red"), soft_wrap=True)
    if wrong:
        note("The table shows what would hold without these.")


@frozen
class Installed:
    """What the installed plugins let set.

    classes     plugin name to its settings class; None for a plugin without settings
    unreadable  plugin name to why its class is not known: it is not to be loaded, or cannot be
    """

    classes: Mapping[str, type[Any] | None]
    unreadable: dict[str, str]

    @classmethod
    def read(
        cls,
        found: Sequence[FoundPlugin],
        settings: PluginsSettings = PluginsSettings(),  # noqa: B008 # frozen
        only: Collection[str] = (),
    ) -> Installed:
        """Import what the host would import, and name what cannot be; the others go on.

        only  these names; none means all
        """
        classes: dict[str, type[Any] | None] = {}
        unreadable: dict[str, str] = {}
        version, known_bad = Version(__version__), shipped_known_bad()
        for one in found:
            if only and one.name not in only:
                continue
            if aside := left_out(one, found, settings) or misfit(one, version, known_bad):
                unreadable[one.name] = aside.reason
                continue
            try:
                # What a plugin prints while it is imported must not get into what a script reads.
                with contextlib.redirect_stdout(sys.stderr):
                    settings_class = getattr(one.load(), "Settings", None)
                    if settings_class is not None:
                        sample(settings_class, {})  # shows whether it can be described
            except (Exception, SystemExit) as error:  # noqa: BLE001 # a plugin's import may do anything
                unreadable[one.name] = f"{type(error).__name__}: {error}"
            else:
                classes[one.name] = settings_class
        # Of two distributions with one name, the host takes the one that owns the name.
        return cls(classes, {name: why for name, why in unreadable.items() if name not in classes})

    def say_unreadable(self) -> None:
        """Name the plugins whose settings could not be learnt."""
        for name, why in self.unreadable.items():
            note(f"plugin {name} cannot be asked for its settings: {scrub_value(why)}", style="yellow")


def _wrong_in(name: str, settings_class: type[Any] | None, examined: Examined) -> list[Wrong]:
    table = examined.plugin_table(name)
    if settings_class:
        return list(examine_plugin(name, settings_class, table).wrong)
    origins = dict.fromkeys(origin for key in table for origin in table.all_mentions(key))
    here = ("plugins", name)
    return [Wrong(origin.name(here), "is set, but this plugin has no settings", ".".join(here)) for origin in origins]


def _tables_of_nobody(found: Sequence[FoundPlugin], examined: Examined) -> list[Wrong]:
    """A misspelt table is a silent default just as a misspelt key is."""
    names = {one.name for one in found}
    plugins = examined.table.get("plugins", {})
    return [
        Wrong(
            origin.name(("plugins", name)), f"belongs to no installed plugin ({_meant(name, names)})", f"plugins.{name}"
        )
        for name in examined.settings.plugins.tables
        if name not in names
        for origin in dict.fromkeys(plugins.all_mentions(name))
    ]


def _unknown_plugin(name: str, found: Sequence[FoundPlugin]) -> str:
    return f"there is no plugin {name} ({_meant(name, {one.name for one in found})})"


def _meant(name: str, names: Iterable[str]) -> str:
    near = nearest(name, names)
    return f"did you mean {near}?" if near else f"installed: {', '.join(sorted(names)) or 'none'}"


def _tell(examined: Examined, wrong: Sequence[Wrong], advice: Sequence[Wrong], unchecked: Mapping[str, str]) -> None:
    for one in wrong:
        err.print(printable(str(one), "red"), soft_wrap=True)
    for one in advice:
        err.print(printable(str(one), "yellow"), soft_wrap=True)
    for name, why in unchecked.items():
        note(f"[plugins.{name}] was not checked: {scrub_value(why)}", style="yellow")
    where = f"{examined.file} and the environment" if examined.file else "the environment; there is no settings file"
    if wrong:
        err.print(printable(f"error: {len(wrong)} setting{'s are' if len(wrong) > 1 else ' is'} wrong", "red"))
    else:
        say(f"All settings are right. Looked at: {where}.")


def _plain(row: Effective) -> dict[str, Any]:
    return {"key": row.key, "value": row.value, "source": row.source, "where": row.place or None}


def _in_words(value: Any) -> str:
    match value:
        case None | [] | {}:
            return "none"
        case bool():
            return "true" if value else "false"
        case list():
            return ", ".join(_in_words(one) for one in value)
        case _:
            return str(value)
