"""
Settings: a TOML file, then environment variables, then what the command line says; later ones win.

`[journal] url` in the file is `TILTYARD_JOURNAL__URL` in the environment. A value `file:/path` of a secret is read from
that file. A key that nobody knows is an error with a suggestion, because a misspelt key is a silent default otherwise.
The help text of every setting stands in its metadata; the documentation is checked against it.
"""

from __future__ import annotations

import difflib
import tomllib
import typing
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs
import cattrs
import platformdirs
from attrs import Factory, field, frozen
from cattrs.errors import BaseValidationError
from cattrs.v import format_exception, transform_error

from tiltyard.errors import SettingsError

PREFIX = "TILTYARD_"
CONFIG_NAME = "tiltyard.toml"
DEFAULT_DATA_DIR = Path(platformdirs.user_data_dir("tiltyard", appauthor=False))


def setting(default: Any, help: str, *, secret: bool = False) -> Any:  # noqa: A002 # the word people look for
    """A field of a settings class, with the sentence that documents it."""
    return field(default=default, metadata={"help": help, "secret": secret})


@frozen
class JournalSettings:
    """`[journal]`."""

    url: str | None = setting(None, "Database URL of the journal. Default: journal.sqlite3 in the data directory.")


@frozen
class LogSettings:
    """`[log]`."""

    level: str = setting("warning", "debug, info, warning or error.")
    format: str = setting("auto", "pretty, json, or auto: pretty on a terminal, JSON otherwise.")


@frozen
class PluginsSettings:
    """`[plugins]`: beside these keys, a table for each plugin.

    tables  plugin name to its own table, not yet checked: each plugin's class does that
    """

    order: tuple[str, ...] = setting((), "Plugins that are asked first, in this order; the others follow by name.")
    disabled: tuple[str, ...] = setting((), "Plugins that are not loaded, by entry point or distribution name.")
    only: tuple[str, ...] = setting((), "If set, only these plugins are loaded, by entry point or distribution name.")
    safe_mode: bool = setting(False, "Load only what Tiltyard itself brings: no code of any plugin distribution runs.")
    tables: Mapping[str, Mapping[str, Any]] = field(default=Factory(dict), metadata={"help": "", "secret": False})


@frozen
class Settings:
    """Everything a host operator can set."""

    data_dir: Path = setting(
        DEFAULT_DATA_DIR,
        "Where the journal and the state of services live.",
    )
    journal: JournalSettings = JournalSettings()
    log: LogSettings = LogSettings()
    plugins: PluginsSettings = PluginsSettings()

    @property
    def journal_url(self) -> str:
        """The journal's database URL, default filled in."""
        return self.journal.url or f"sqlite:///{(self.data_dir / 'journal.sqlite3').resolve()}"

    @property
    def state_dir(self) -> Path:
        """Where plugins keep locks and logs."""
        return self.data_dir / "state"


_converter = cattrs.Converter(detailed_validation=True)
_converter.register_structure_hook(Path, lambda value, _: Path(str(value)).expanduser())


@_converter.register_structure_hook
def _bool(value: Any, _: type) -> bool:
    words = {"true": True, "1": True, "yes": True, "on": True, "false": False, "0": False, "no": False, "off": False}
    if isinstance(value, bool):
        return value
    if str(value).lower() in words:
        return words[str(value).lower()]
    raise ValueError(f"{value!r} is neither true nor false")


@_converter.register_structure_hook
def _int(value: Any, _: type) -> int:
    if isinstance(value, bool | float):
        raise TypeError(f"{value!r} is not a whole number")
    return int(value)


@_converter.register_structure_hook
def _str(value: Any, _: type) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is not text; put it in quotes")
    return value


def load_settings(
    *, config: Path | None, environ: Mapping[str, str], overrides: Mapping[str, Any] | None = None
) -> Settings:
    """Read, merge and check all settings.

    config     the file to read; None looks for `tiltyard.toml` here, then in the user's configuration directory
    environ    variables beginning with TILTYARD_ count
    overrides  nested tables from the command line
    raises     SettingsError, naming every wrong key at once
    """
    path = config or _default_config()
    merged: dict[str, Any] = _read_toml(path) if path else {}
    _merge(merged, _from_environment(environ))
    _merge(merged, overrides or {})
    where = str(path) if path else "settings"
    plugins = merged.get("plugins", {})
    if isinstance(plugins, Mapping):
        merged["plugins"] = _gather_tables(plugins)
    return typing.cast("Settings", _structure(merged, Settings, where))


def plugin_settings(name: str, settings_class: type[Any] | None, table: Mapping[str, Any]) -> Any:
    """A plugin's own settings, checked; None for a plugin without any.

    raises  SettingsError, naming every wrong key at once
    """
    if settings_class is None:
        if table:
            raise SettingsError("this plugin has no settings", which=f"[plugins.{name}]", next_step="Remove the table.")
        return None
    return _structure(_read_secrets(settings_class, table), settings_class, f"[plugins.{name}]")


def secret_values(settings: Any) -> Iterator[str]:
    """The secrets in a settings object, for the log to scrub."""
    for attribute in attrs.fields(type(settings)):
        value = getattr(settings, attribute.name)
        if attribute.metadata.get("secret") and isinstance(value, str) and value:
            yield value


def _default_config() -> Path | None:
    candidates = (Path(CONFIG_NAME), Path(platformdirs.user_config_dir("tiltyard", appauthor=False)) / CONFIG_NAME)
    return next((path for path in candidates if path.is_file()), None)


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise SettingsError("there is no such settings file", which=str(path)) from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError("the settings file cannot be read", which=f"{path}: {error}") from error


def _from_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for variable, value in environ.items():
        if variable.startswith(PREFIX) and variable not in {f"{PREFIX}CONFIG", f"{PREFIX}VENV"}:
            *parents, key = variable.removeprefix(PREFIX).lower().split("__")
            branch = tree
            for parent in parents:
                branch = branch.setdefault(parent, {})
            branch[key] = value
    return tree


def _merge(into: dict[str, Any], other: Mapping[str, Any]) -> None:
    for key, value in other.items():
        if isinstance(value, Mapping) and isinstance(into.get(key), dict):
            _merge(into[key], value)
        else:
            into[key] = dict(value) if isinstance(value, Mapping) else value


def _gather_tables(plugins: Mapping[str, Any]) -> dict[str, Any]:
    """`[plugins.riot]` beside `plugins.order` becomes `tables["riot"]`."""
    tables = {key: value for key, value in plugins.items() if isinstance(value, Mapping)}
    keys = {key: _as_list(value) for key, value in plugins.items() if key not in tables}
    return {**keys, "tables": tables}


def _as_list(value: Any) -> Any:
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


def _read_secrets(settings_class: type[Any], table: Mapping[str, Any]) -> dict[str, Any]:
    secrets = {one.name for one in attrs.fields(settings_class) if one.metadata.get("secret")}
    return {key: _secret(key, value) if key in secrets else value for key, value in table.items()}


def _secret(key: str, value: Any) -> Any:
    if not isinstance(value, str) or not value.startswith("file:"):
        return value
    path = Path(value.removeprefix("file:")).expanduser()
    try:
        return path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError("a secret's file cannot be read", which=f"{key}: {path}", next_step=str(error)) from error


def _structure(table: Mapping[str, Any], settings_class: type[Any], where: str) -> Any:
    wrong = list(_unknown_keys(table, settings_class, ""))
    if not wrong:
        try:
            return _converter.structure(table, settings_class)
        except BaseValidationError as error:
            wrong = [line.replace(" @ $.", " at ") for line in transform_error(error, format_exception=_words)]
        except (TypeError, ValueError) as error:
            wrong = [str(error)]
    raise SettingsError(
        f"{len(wrong)} setting{'s are' if len(wrong) > 1 else ' is'} wrong", which=f"{where}: {'; '.join(wrong)}"
    )


def _words(error: BaseException, kind: type | None) -> str:
    """Our own converters say what is wrong; cattrs says so for the rest."""
    return str(error) if isinstance(error, TypeError | ValueError) else format_exception(error, kind)


def _unknown_keys(table: Mapping[str, Any], settings_class: type[Any], path: str) -> Iterator[str]:
    hints = typing.get_type_hints(settings_class)
    known = [one.name for one in attrs.fields(settings_class)]
    for key, value in table.items():
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            suggestion = f"did you mean {near[0]}?" if near else f"known: {', '.join(known)}"
            yield f"{path}{key} is not a setting ({suggestion})"
        elif isinstance(hints[key], type) and attrs.has(hints[key]):
            if isinstance(value, Mapping):
                yield from _unknown_keys(value, hints[key], f"{path}{key}.")
            else:
                yield f"{path}{key} must be a table"
