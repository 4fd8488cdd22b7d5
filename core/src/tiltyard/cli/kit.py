"""
What a plugin's commands are made with, so that they behave as core's do.

Errors of `tiltyard.errors` become a sentence on stderr, or with `--json` a document, and an exit code. These names are
promised as all others are that plugins may rely on. The app and what is started in it are imported when a command runs.
"""

from __future__ import annotations

from typing import Any

from tiltyard.cli.context import actor, command, in_scope, opened, pick_tournament, refused, settle
from tiltyard.cli.exits import Exit
from tiltyard.cli.options import (
    column_option,
    dry_run_option,
    json_option,
    scope_option,
    tournament_option,
    yes_option,
)
from tiltyard.cli.output import note, print_json, print_table, say
from tiltyard.cli.progress import progress_beside as progress
from tiltyard.cli.rows import (
    bind_table,
    columns_document,
    import_table,
    named_columns,
    say_columns,
    say_import,
    source_of,
)

__all__ = [
    "Exit",
    "actor",
    "bind_table",
    "column_option",
    "columns_document",
    "command",
    "dry_run_option",
    "import_table",
    "in_scope",
    "json_option",
    "named_columns",
    "note",
    "opened",
    "pick_tournament",
    "plugin",
    "print_json",
    "print_table",
    "progress",
    "refused",
    "say",
    "say_columns",
    "say_import",
    "scope_option",
    "settle",
    "source_of",
    "tournament_option",
    "yes_option",
]


def plugin(app: Any, name: str) -> Any:
    """The started plugin of this name in an open app.

    raises  Unavailable when its start is tried again, SettingsError when it is not there or not ready, and why
    """
    return app.host.plugin(name)
