"""
The old bot's `config.yaml`, understood. Pure.

    sheet_configuration:
      normal:    {sheet_url_prod, sheet_url_dev, header_line_num, max_players, discord_col, ign_col, ...}
      doubleup:  the same, with team_col
    tournament:  {current_name}
    channels, roles, onboard, embeds, poll, ...   how it looked and where in Discord; not taken over

Source: that bot's own code and configuration, read at its commit 2eee499. Older ones have `sheet_url` alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen

from tiltyard.errors import BadInput
from tiltyard.models import CAPACITY_MAX, Mode

WORKSHEET = "GAL Database"
"""The tab that the old bot worked in, whatever else was in the spreadsheet."""

_MODES = {"normal": Mode.SOLO, "doubleup": Mode.DOUBLE_UP}
_TITLES = {Mode.SOLO: "", Mode.DOUBLE_UP: " Double Up"}
_ROLES = {
    "discord_col": "discord",
    "ign_col": "ign",
    "alt_ign_col": "alt_ign",
    "registered_col": "registered",
    "checkin_col": "checkin",
    "pronouns_col": "pronouns",
    "team_col": "team",
    "rank_col": "rank",
}
_URLS = ("sheet_url_prod", "sheet_url")
_EVENT_KEYS = {*_ROLES, *_URLS, "sheet_url_dev", "header_line_num", "max_players", "max_per_team"}
_LEFT = {
    "channels": "the Discord plugin asks for its channels anew",
    "roles": "the Discord plugin asks for its roles anew",
    "onboard": "there is no onboarding yet",
    "embeds": "messages have words of their own",
    "poll": "there are no polls yet",
    "ping_user": "the Discord plugin asks for it anew",
    "rich_presence": "the Discord plugin has its own",
    "standings_screenshots": "results are not read from pictures",
    "cache_refresh_seconds": "plugins.sheets.refresh_s says how often a sheet is looked at",
    "current_mode": "each mode becomes a tournament of its own",
}
"""Known parts that are not taken over, and why."""


@frozen
class OldEvent:
    """What becomes one tournament.

    name         of the old mode: `normal` or `doubleup`
    sheet        link to the sheet; blank when none is configured
    header_line  1-based; None when it is not said
    columns      role to ``#3``, as `--column` takes it
    """

    name: str
    title: str
    mode: Mode
    capacity: int | None
    sheet: str
    header_line: int | None
    columns: Mapping[str, str]


@frozen
class OldConfig:
    """The whole file.

    left     key to why it is not taken over
    unknown  keys that the old bot did not know either, as far as we know
    """

    events: tuple[OldEvent, ...]
    left: Mapping[str, str]
    unknown: tuple[str, ...]


def read_config(data: Any, *, title: str | None = None) -> OldConfig:
    """The configuration as its YAML was parsed.

    title   of the tournament, in place of the configured one
    raises  BadInput when it is no configuration of that bot
    """
    sheets = data.get("sheet_configuration") if isinstance(data, Mapping) else None
    if not isinstance(sheets, Mapping) or not any(isinstance(sheets.get(name), Mapping) for name in _MODES):
        raise BadInput(
            "this is no configuration of the GAL bot",
            which="it has no sheet_configuration with normal or doubleup in it",
            next_step="Name that bot's config.yaml.",
        )
    tournament = data.get("tournament")
    said = tournament.get("current_name") if isinstance(tournament, Mapping) else None
    name = (title or str(said or "")).strip() or "GAL"
    events: list[OldEvent] = []
    left: dict[str, str] = {}
    unknown: list[str] = []
    for key, value in sheets.items():
        if key not in _MODES or not isinstance(value, Mapping):
            unknown.append(f"sheet_configuration.{key}")
            continue
        place = f"sheet_configuration.{key}"
        events.append(_event(str(key), value, name, place))
        left.update(_left_of_event(value, place))
        unknown += [f"{place}.{one}" for one in value if one not in _EVENT_KEYS]
    for key, value in data.items():
        if key == "tournament" and isinstance(value, Mapping):
            unknown += [f"tournament.{one}" for one in value if one != "current_name"]
        elif key in _LEFT:
            left[key] = _LEFT[key]
        elif key not in ("sheet_configuration", "tournament"):
            unknown.append(str(key))
    return OldConfig(tuple(events), left, tuple(unknown))


def _event(key: str, value: Mapping[str, Any], name: str, place: str) -> OldEvent:
    mode = _MODES[key]
    columns = {role: _column(value[old], f"{place}.{old}") for old, role in _ROLES.items() if value.get(old)}
    return OldEvent(
        name=key,
        title=f"{name}{_TITLES[mode]}",
        mode=mode,
        capacity=_whole(value, "max_players", place, most=CAPACITY_MAX),
        sheet=next((str(value[one]).strip() for one in _URLS if value.get(one)), ""),
        header_line=_whole(value, "header_line_num", place, most=1000),
        columns=columns,
    )


def _left_of_event(value: Mapping[str, Any], place: str) -> Iterator[tuple[str, str]]:
    if value.get("sheet_url_dev"):
        yield f"{place}.sheet_url_dev", "it was for trying things; name it with --sheet to take it over"
    if value.get("max_per_team"):
        yield f"{place}.max_per_team", "teams have two players"


def _column(letters: Any, place: str) -> str:
    """A column's letters as its number: `B` is ``#2``."""
    text = str(letters).strip().upper()
    if not re.fullmatch("[A-Z]{1,3}", text):
        raise BadInput(
            "this is no column", which=f"{place}: {letters!r}", next_step="A column is named by its letters, such as C."
        )
    number = 0
    for letter in text:
        number = number * 26 + ord(letter) - ord("A") + 1
    return f"#{number}"


def _whole(value: Mapping[str, Any], key: str, place: str, *, most: int) -> int | None:
    given = value.get(key)
    if given is None:
        return None
    number = int(given) if str(given).isdecimal() else 0
    if not 1 <= number <= most:
        raise BadInput(
            "this number cannot be", which=f"{place}.{key}: {given!r}", next_step=f"It is a number from 1 to {most}."
        )
    return number
