"""
Read settings where they stand: a TOML file, environment variables, the command line.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import platformdirs

from tiltyard.config.provenance import PREFIX, Origin, Source, Table
from tiltyard.config.wrong import Wrong
from tiltyard.errors import SettingsError

CONFIG_NAME = "tiltyard.toml"

NOT_SETTINGS = frozenset({f"{PREFIX}CONFIG", f"{PREFIX}VENV"})
"""They say where settings and the development environment are."""

_OPTIONS = {("data_dir",): "--data-dir", ("plugins", "disabled"): "--no-plugin"}
"""Key to the option that sets it, where their names differ by more than nothing."""


def find_file() -> Path | None:
    """`tiltyard.toml` here, otherwise in the user's configuration directory; None when there is none."""
    candidates = (Path(CONFIG_NAME), Path(platformdirs.user_config_dir("tiltyard", appauthor=False)) / CONFIG_NAME)
    return next((path for path in candidates if path.is_file()), None)


def read_file(path: Path) -> Table:
    """What a settings file says.

    raises  SettingsError when it cannot be read or is no TOML
    """
    try:
        values = tomllib.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError as error:
        raise SettingsError("there is no such settings file", which=str(path)) from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError("the settings file cannot be read", which=f"{path}: {error}") from error
    return Table.of(values, Origin(Source.FILE, str(path)))


def read_environment(environ: Mapping[str, str]) -> tuple[Table, list[Wrong]]:
    """What the variables that begin with TILTYARD_ say, and those of them that contradict each other."""
    table, wrong = Table(), []
    for variable, value in sorted(environ.items()):
        if not variable.startswith(PREFIX) or variable in NOT_SETTINGS:
            continue
        origin = Origin(Source.ENVIRONMENT, variable)
        *parents, key = variable.removeprefix(PREFIX).lower().split("__")
        branch: Any = table
        for parent in parents:
            if parent not in branch:
                branch.put(parent, Table(), origin)
            other, branch = branch.origin(parent), branch[parent]
            if not isinstance(branch, Table):
                words = f"says that {other.place} is a table, which that is not"
                wrong.append(Wrong(variable, words, ".".join((*parents, key))))
                break
        else:
            branch.put(key, value, origin)
    return table, wrong


def read_overrides(overrides: Mapping[str, Any], path: tuple[str, ...] = ()) -> Table:
    """What the command line said, as nested tables."""
    table = Table()
    for key, value in overrides.items():
        here = (*path, key)
        inner = read_overrides(value, here) if isinstance(value, Mapping) else value
        table.put(key, inner, Origin(Source.COMMAND_LINE, _OPTIONS.get(here, "")))
    return table
