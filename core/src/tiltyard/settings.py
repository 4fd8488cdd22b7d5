"""
Settings: a TOML file, then environment variables, then what the command line says; later ones win.

`[journal] url` in the file is `TILTYARD_JOURNAL__URL` in the environment. A secret may be kept elsewhere: `file:/path`
is read from that file, `env:NAME` from that variable. A key that nobody knows is an error with a suggestion, because a
misspelt key is a silent default otherwise. The help text of every setting stands in its metadata; the documentation,
the sample file and the JSON Schema are made from it. How all this is done stands in `tiltyard.config`.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import platformdirs
from attrs import Factory, field, frozen

from tiltyard.config.advice import exposed_secrets
from tiltyard.config.declared import HELP, PASSWORD_IN_URL, SECRET, TABLES
from tiltyard.config.provenance import Table, as_table
from tiltyard.config.references import follow, read_again
from tiltyard.config.secrecy import secret_values, shown
from tiltyard.config.sources import find_file, read_environment, read_file, read_overrides
from tiltyard.config.structure import Structured, structure
from tiltyard.config.wrong import Wrong, settings_error
from tiltyard.errors import SettingsError

DEFAULT_DATA_DIR = Path(platformdirs.user_data_dir("tiltyard", appauthor=False))


def setting(
    default: Any,
    help: str,  # noqa: A002 # the word people look for
    *,
    secret: bool = False,
    password_in_url: bool = False,
) -> Any:
    """A field of a settings class, with the sentence that documents it.

    secret           never shown: scrubbed from logs and errors, `***` in every command
    password_in_url  a URL; shown with `***` in place of its password
    """
    marks = {HELP: help, SECRET: secret, PASSWORD_IN_URL: password_in_url}
    hide = (lambda value: repr(shown(value, marks))) if secret or password_in_url else True
    return field(default=default, metadata=marks, repr=hide)


@frozen
class JournalSettings:
    """Where what happened is kept."""

    url: str | None = setting(
        None,
        "Database URL of the journal: sqlite:///path/to/file, or postgresql://user@host/database, which needs "
        "`pip install 'tiltyard[postgres]'`. Default: journal.sqlite3 in the data directory.",
        password_in_url=True,
    )


@frozen
class LogSettings:
    """What is logged, to stderr."""

    level: Literal["debug", "info", "warning", "error"] = setting("warning", "How bad something must be to be logged.")
    format: Literal["auto", "pretty", "json"] = setting(
        "auto", "How it is written; auto is pretty on a terminal and JSON otherwise."
    )


@frozen
class PluginsSettings:
    """Which plugins are loaded, in which order; beside these keys, a table for each plugin.

    tables  plugin name to its own table, not yet checked: each plugin's class does that
    """

    order: tuple[str, ...] = setting((), "Plugins that are asked first, in this order; the others follow by name.")
    disabled: tuple[str, ...] = setting((), "Plugins that are not loaded, by entry point or distribution name.")
    only: tuple[str, ...] = setting((), "If set, only these plugins are loaded, by entry point or distribution name.")
    safe_mode: bool = setting(False, "Load only what Tiltyard itself brings: no code of any plugin distribution runs.")
    tables: Mapping[str, Mapping[str, Any]] = field(
        default=Factory(dict), metadata={HELP: "", SECRET: False, TABLES: True}, repr=False
    )


@frozen
class PrivacySettings:
    """How long names are kept. Seats and results stay, under pseudonyms."""

    erase_after_days: int | None = setting(
        None,
        "Erase the names of a tournament so many days after it was archived. Default: never.",
    )
    erase_after_leaving_days: int | None = setting(
        None,
        "Erase the names of a guild's tournaments so many days after it removed the bot. Default: never.",
    )

    def __attrs_post_init__(self) -> None:
        """Refuse what would erase everything at once because of a slip."""
        for name in ("erase_after_days", "erase_after_leaving_days"):
            days = getattr(self, name)
            if days is not None and days < 1:
                raise ValueError(f"{name} must be 1 or more; leave it out to erase nothing by date")


@frozen
class TablesSettings:
    """How tables are kept in line in which people and Tiltyard work at the same time."""

    grace_s: float = setting(
        120.0,
        "How many seconds after a row was cleared, or a box unticked, the player loses the entry or the check-in; "
        "taken back before then, nothing happens.",
    )

    def __attrs_post_init__(self) -> None:
        """Refuse a time before now."""
        if self.grace_s < 0:
            raise ValueError("grace_s must be 0 or more")


@frozen
class Settings:
    """Everything a host operator can set."""

    data_dir: Path = setting(
        DEFAULT_DATA_DIR,
        "Where the journal and the state of services live.",
    )
    journal: JournalSettings = JournalSettings()
    log: LogSettings = LogSettings()
    privacy: PrivacySettings = PrivacySettings()
    tables: TablesSettings = TablesSettings()
    plugins: PluginsSettings = PluginsSettings()

    @property
    def journal_url(self) -> str:
        """The journal's database URL, default filled in."""
        return self.journal.url or f"sqlite:///{(self.data_dir / 'journal.sqlite3').resolve()}"

    @property
    def backups_dir(self) -> Path:
        """Where backups are kept that nobody named a place for."""
        return self.data_dir / "backups"

    @property
    def state_dir(self) -> Path:
        """Where plugins keep locks and logs."""
        return self.data_dir / "state"


@frozen
class Examined:
    """Settings and everything about them.

    settings  with defaults in place of what is wrong
    table     what they were made of; it knows where each value came from
    wrong     all that is wrong with core's settings; plugins' tables are not looked into
    file      the file that was read, if any
    """

    settings: Settings
    table: Table
    wrong: tuple[Wrong, ...]
    file: Path | None

    def plugin_table(self, name: str) -> Table:
        """What is set for a plugin."""
        return as_table(self.settings.plugins.tables.get(name, {}))


def load_settings(
    *, config: Path | None, environ: Mapping[str, str], overrides: Mapping[str, Any] | None = None
) -> Settings:
    """Read, merge and check all settings.

    config     the file to read; None looks for `tiltyard.toml` here, then in the user's configuration directory
    environ    variables beginning with TILTYARD_ count
    overrides  nested tables from the command line
    raises     SettingsError, naming every wrong key at once, each with the file, variable or option it stands in
    """
    examined = examine_settings(config=config, environ=environ, overrides=overrides)
    if examined.wrong:
        raise settings_error(examined.wrong)
    return examined.settings


def examine_settings(
    *, config: Path | None, environ: Mapping[str, str], overrides: Mapping[str, Any] | None = None
) -> Examined:
    """As `load_settings`, but says what is wrong instead of raising it.

    raises  SettingsError when the file cannot be read at all
    """
    path = config or find_file()
    from_file = read_file(path) if path else Table()
    from_environment, contradictions = read_environment(environ)
    table = from_file.merged(from_environment).merged(read_overrides(overrides or {}))
    made = structure(table, Settings, follow=functools.partial(follow, environ=environ))
    return Examined(made.value or Settings(), table, (*contradictions, *made.wrong), path)


def plugin_settings(
    name: str,
    settings_class: type[Any] | None,
    table: Mapping[str, Any],
    *,
    environ: Mapping[str, str] | None = None,
) -> Any:
    """A plugin's own settings, checked; None for a plugin without any.

    environ  where `env:NAME` of a secret is looked up; this process's own by default
    raises   SettingsError, naming every wrong key at once
    """
    if settings_class is None:
        if table:
            raise SettingsError("this plugin has no settings", which=f"[plugins.{name}]", next_step="Remove the table.")
        return None
    made = examine_plugin(name, settings_class, table, environ=environ)
    if made.wrong:
        raise settings_error(made.wrong)
    return made.value


def examine_plugin(
    name: str, settings_class: type[Any], table: Mapping[str, Any], *, environ: Mapping[str, str] | None = None
) -> Structured:
    """As `plugin_settings`, but says what is wrong instead of raising it."""
    reader = functools.partial(follow, environ=os.environ if environ is None else environ)
    return structure(as_table(table), settings_class, path=("plugins", name), follow=reader)


def settings_advice(examined: Examined, plugins: Mapping[str, type[Any] | None]) -> list[Wrong]:
    """What is not wrong but not wise, such as a secret in a file that others can read.

    plugins  plugin name to its settings class
    """
    advice = exposed_secrets(Settings, examined.table)
    for name, settings_class in plugins.items():
        if settings_class:
            advice += exposed_secrets(settings_class, examined.plugin_table(name), ("plugins", name))
    return advice


__all__ = [
    "DEFAULT_DATA_DIR",
    "Examined",
    "JournalSettings",
    "LogSettings",
    "PluginsSettings",
    "PrivacySettings",
    "Settings",
    "TablesSettings",
    "examine_plugin",
    "examine_settings",
    "load_settings",
    "plugin_settings",
    "read_again",
    "secret_values",
    "setting",
    "settings_advice",
]
