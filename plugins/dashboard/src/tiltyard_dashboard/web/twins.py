"""
The pages again, for programs: JSON, CSV for spreadsheets, and the schedule as a calendar. Pure.

What a twin says depends only on what the API told, so that who asks again can be told that nothing has changed.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec
from icalendar import Calendar, Event

from tiltyard.rows.hygiene import neutralise
from tiltyard_dashboard.web.shapes import Chapter, Player, Roster, Summary

_PLAYER_COLUMNS = ("no", "name", "status", "seated", "waitlist_position", "checked_in", "members")
_SUMMARY_COLUMNS = ("id", "name", "seats", "seated", "waiting", "checked_in", "registration", "check_in", "starts_at")


def tournament_json(roster: Roster, as_of: datetime | None) -> bytes:
    """A tournament with everyone in line.

    as_of  how old it is, while the API is away; None while it answers
    """
    return _json({"as_of": as_of, "tournament": roster})


def tournament_csv(roster: Roster) -> bytes:
    """Everyone in line, a line each: seated first, then who waits."""
    return _csv(_PLAYER_COLUMNS, (_cells(player) for player in roster.entrants))


def index_json(summaries: Sequence[Summary], as_of: datetime | None) -> bytes:
    """All tournaments, without their people."""
    shown = [{name: getattr(one, name) for name in Summary.__struct_fields__} for one in summaries]
    return _json({"as_of": as_of, "tournaments": shown})


def index_csv(summaries: Sequence[Summary]) -> bytes:
    """All tournaments, a line each."""
    rows = (
        (
            one.id, one.name, one.capacity, one.counts.seated, one.counts.waiting, one.counts.checked_in,
            one.registration.value, one.check_in.value, one.starts_at,
        )
        for one in summaries
    )  # fmt: skip
    return _csv(_SUMMARY_COLUMNS, rows)


def player_json(roster: Roster, player: Player, story: Sequence[Chapter] | None, as_of: datetime | None) -> bytes:
    """One of them, and how it came.

    story  None while the API, which alone knows it, is away and has not told
    """
    return _json({"as_of": as_of, "tournament": roster.id, "entrant": player, "story": story})


def player_csv(player: Player) -> bytes:
    """One of them, in one line."""
    return _csv(_PLAYER_COLUMNS, [_cells(player)])


def calendar(summary: Summary) -> bytes:
    """Its windows and its start, for calendars; empty when nobody has set a time."""
    made = Calendar()
    made.add("prodid", "-//Tiltyard//Tiltyard//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", " ".join(summary.name.split()))
    windows = summary.windows
    for kind, title, begins, ends in (
        ("sign-up", "Sign-up", windows.registration_opens_at, windows.registration_closes_at),
        ("check-in", "Check-in", windows.check_in_opens_at, windows.check_in_closes_at),
        ("start", "Start", summary.starts_at, None),
    ):
        if begins or ends:
            made.add_component(_entry(summary, kind, title, begins, ends))
    return bytes(made.to_ical())


def _entry(summary: Summary, kind: str, title: str, begins: datetime | None, ends: datetime | None) -> Event:
    """One entry; of a window with one end only, the moment of that."""
    entry = Event()
    entry.add("uid", f"{kind}@{summary.id}")
    entry.add("summary", f"{summary.name}: {title}" if begins else f"{summary.name}: {title} closes")
    entry.add("dtstart", begins or ends)
    if begins and ends and ends > begins:
        entry.add("dtend", ends)
    # The moment of its last change, and not of asking: else it would look new each time.
    entry.add("dtstamp", summary.changed_at or begins or ends)
    entry.add("sequence", summary.seq)
    return entry


def _cells(player: Player) -> tuple[object, ...]:
    return (
        player.order, player.name, player.status.value, player.seated, player.waitlist_position, player.checked_in,
        " & ".join(one.name for one in player.members),
    )  # fmt: skip


def _csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row] for row in rows)
    # With the mark, because without it Excel takes UTF-8 for something else.
    return text.getvalue().encode("utf-8-sig")


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.isoformat()
    return "" if value is None else neutralise(str(value))


def _json(content: object) -> bytes:
    return msgspec.json.encode(content)
