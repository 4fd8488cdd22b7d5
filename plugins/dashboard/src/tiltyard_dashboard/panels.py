"""
Panels that plugins show on the page of the host: checked when they come in, because what is wrong with one must be told
to its author and not break the page. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import msgspec

from tiltyard.errors import BadPayload

MOST_PANELS = 8
MOST_ROWS = 60
MOST_COLUMNS = 8
TITLE_CHARACTERS = 60
TEXT_CHARACTERS = 300

Cell = str | int | float | None


class Table(msgspec.Struct, forbid_unknown_fields=True):
    """Columns with their heads, and rows of as many cells."""

    columns: list[str]
    rows: list[list[Cell]]


class Panel(msgspec.Struct, forbid_unknown_fields=True):
    """What one plugin shows."""

    title: str
    summary: str = ""
    state: Literal["ok", "warn", "bad", "off"] = "ok"
    rows: list[tuple[str, Cell]] = []
    table: Table | None = None


def checked(plugin: str, answer: Any) -> list[dict[str, Any]]:
    """The panels of one plugin, fit to be shown.

    raises  BadPayload, naming the plugin and the field
    """
    try:
        panels = msgspec.convert(answer, list[Panel], from_attributes=False)
    except msgspec.ValidationError as error:
        raise BadPayload(f"a panel is not of the form that panels have: {error}", which=plugin) from error
    _at_most(plugin, "panels", panels, MOST_PANELS)
    for panel in panels:
        _check(f"{plugin}, panel {panel.title[:TITLE_CHARACTERS]!r}", panel)
    return [{"plugin": plugin, **msgspec.to_builtins(panel)} for panel in panels]


def _check(which: str, panel: Panel) -> None:
    if not panel.title.strip():
        raise BadPayload("a panel has no title", which=which)
    _at_most(which, "title", panel.title, TITLE_CHARACTERS)
    _at_most(which, "summary", panel.summary, TEXT_CHARACTERS)
    _at_most(which, "rows", panel.rows, MOST_ROWS)
    for label, value in panel.rows:
        _at_most(which, "a label", label, TITLE_CHARACTERS)
        _at_most(which, f"the value of {label!r}", str(value), TEXT_CHARACTERS)
    if panel.table is None:
        return
    _at_most(which, "columns", panel.table.columns, MOST_COLUMNS)
    _at_most(which, "table rows", panel.table.rows, MOST_ROWS)
    for row in panel.table.rows:
        if len(row) != len(panel.table.columns):
            raise BadPayload(f"a row has {len(row)} cells for {len(panel.table.columns)} columns", which=which)
        for cell in row:
            _at_most(which, "a cell", str(cell), TEXT_CHARACTERS)


def _at_most(which: str, what: str, value: Sequence[Any], most: int) -> None:
    if len(value) > most:
        raise BadPayload(f"{what}: {len(value)} where at most {most} are shown", which=which)
