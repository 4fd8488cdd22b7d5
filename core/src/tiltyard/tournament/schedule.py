"""
When a tournament starts, and when its windows open and close, as its organiser says it.

Pure: no clock; zones are looked up. A time is a wall time in a zone, or an offset from the start, and stays what it was
said to be: when the start moves, offsets move with it and wall times stay. What a schedule *resolves* to depends on the
zone database, which changes several times a year; so whoever keeps a schedule in an event keeps beside it what it
resolved to, and only that counts.

Offsets are elapsed time: one day before the start is 24 hours before it, also when the clocks change in between.

`schedule_words` reads and writes schedules as people do, `schedule_preview` shows what one resolves to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import attrs
from attrs import frozen

from tiltyard.models import FromStart, Refusal, Schedule, WallTime, When, Windows
from tiltyard.tournament import durations, refusals, zones
from tiltyard.tournament import schedule_refusals as no


@frozen
class Resolved:
    """What a schedule comes to; aware UTC."""

    starts_at: datetime | None
    windows: Windows


NAMES: Mapping[str, str] = {
    "starts_at": "start",
    "registration_opens": "registration opens",
    "registration_closes": "registration closes",
    "check_in_opens": "check-in opens",
    "check_in_closes": "check-in closes",
}
"""Field of a schedule to what people call it; the start first, the others in the order of an evening."""

WINDOWS: Mapping[str, tuple[str, str]] = {
    "registration": ("registration_opens", "registration_closes"),
    "check-in": ("check_in_opens", "check_in_closes"),
}
"""Window to the fields of its two times."""

AHEAD_S = 2 * 366 * durations.DAY_S
"""A time further away than this is a slip of the keyboard, and so is an offset that is longer."""

TYPING_S = 60
"""A time that passed less than this ago was not in the past when somebody began to type it."""

YEARS = range(1970, 3000)
"""Outside of these a year is a slip, and zones have odd histories."""


def wall_time(moment: datetime, zone: str) -> WallTime:
    """What the clocks of `zone` show at an aware moment; fractions of a second are dropped."""
    local = moment.astimezone(ZoneInfo(zone)).replace(microsecond=0)
    text = local.replace(tzinfo=None).isoformat(timespec="seconds" if local.second else "minutes")
    return WallTime(text, zone, local.fold)


def moment_of(when: WallTime) -> datetime:
    """The moment, aware UTC, at which the clocks show this."""
    return _naive(when).replace(tzinfo=ZoneInfo(when.zone), fold=when.fold).astimezone(UTC)


def resolve(schedule: Schedule) -> Resolved:
    """What the schedule comes to. For schedules that `check` lets pass."""
    return Resolved(
        moment_of(schedule.starts_at) if schedule.starts_at else None,
        Windows(*(_resolved(schedule, getattr(schedule, field)) for fields in WINDOWS.values() for field in fields)),
    )


def moments(schedule: Schedule) -> dict[str, datetime]:
    """Field to moment, aware UTC, for the times that are set."""
    said = {field: getattr(schedule, field) for field in NAMES}
    found = {field: _resolved(schedule, when) for field, when in said.items()}
    return {field: moment for field, moment in found.items() if moment is not None}


def moved(schedule: Schedule, new_start: WallTime) -> Schedule:
    """The same with another start: what is counted from it moves along, other times stay."""
    return attrs.evolve(schedule, starts_at=new_start)


def check(schedule: Schedule, now: datetime, *, before: Schedule | None = None) -> Refusal | None:
    """Why this schedule cannot be set at `now`; None when it can. Takes nothing on trust: anybody may have made it.

    before  what held until now: a time of it that has passed may stay as it is
    """
    for problem in (_wrong_form(schedule), _wrong_distance(schedule, now, before), _wrong_order(schedule)):
        if refusal := next(problem, None):
            return refusal
    return None


def check_wall(which: str, when: WallTime, schedule_zone: str) -> Refusal | None:
    """Why no clock shows this; None when one does."""
    try:
        wall = _naive(when)
    except ValueError:
        return no.bad_time(which, when.at)
    if wall.tzinfo is not None or wall.year not in YEARS or when.fold not in (0, 1):
        return no.bad_time(which, when.at)
    if not zones.known(when.zone):
        found = zones.find_zone(when.zone)
        return found if isinstance(found, Refusal) else no.unknown_zone(when.zone, near=(found,))
    if not zones.exists(wall, when.zone):
        edges = (said(wall_time(one, when.zone), schedule_zone) for one in zones.beside_gap(wall, when.zone))
        return no.time_does_not_exist(which, f"{_spaced(when)} {when.zone}", *edges)
    return None


def said(when: When, schedule_zone: str) -> str:
    """A time as it can be typed again: ``2026-12-05 18:00``, ``start-30m``.

    The zone stands beside it where it is not the schedule's, and the offset where the clocks show this time twice.
    """
    if isinstance(when, FromStart):
        sign = "-" if when.offset_s < 0 else "+"
        return "start" + (sign + durations.short(abs(when.offset_s)) if when.offset_s else "")
    zone = "" if when.zone == schedule_zone else f" {when.zone}"
    if zones.comes_twice(_naive(when), when.zone):
        return f"{_spaced(when)}{offset_of(moment_of(when), when.zone)}{zone}"
    return f"{_spaced(when)}{zone}"


def offset_of(moment: datetime, zone: str) -> str:
    """How far clocks in `zone` are ahead of UTC at that moment: ``+01:00``."""
    return moment.astimezone(ZoneInfo(zone)).isoformat()[19:]


def _naive(when: WallTime) -> datetime:
    return datetime.fromisoformat(when.at)


def _spaced(when: WallTime) -> str:
    return when.at.replace("T", " ")


def _resolved(schedule: Schedule, when: When | None) -> datetime | None:
    if isinstance(when, WallTime):
        return moment_of(when)
    if when is None or schedule.starts_at is None:
        return None
    return moment_of(schedule.starts_at) + timedelta(seconds=when.offset_s)


def _wrong_form(schedule: Schedule) -> Iterator[Refusal]:
    if not zones.known(schedule.zone):
        found = zones.find_zone(schedule.zone)
        yield found if isinstance(found, Refusal) else no.unknown_zone(schedule.zone, near=(found,))
    for field, which in NAMES.items():
        when = getattr(schedule, field)
        if isinstance(when, WallTime) and (refusal := check_wall(which, when, schedule.zone)):
            yield refusal
        elif isinstance(when, FromStart) and schedule.starts_at is None:
            yield no.offset_without_start(which, said(when, schedule.zone))
        elif isinstance(when, FromStart) and abs(when.offset_s) > AHEAD_S:
            yield no.too_far_ahead(which, said(when, schedule.zone))


def _wrong_distance(schedule: Schedule, now: datetime, before: Schedule | None) -> Iterator[Refusal]:
    settled = moments(before) if before else {}
    for field, moment in moments(schedule).items():
        shown = said(wall_time(moment, schedule.zone), "")  # with its zone
        ahead_s = int((moment - now).total_seconds())
        if ahead_s > AHEAD_S:
            yield no.too_far_ahead(NAMES[field], shown)
        if ahead_s <= -TYPING_S and settled.get(field) != moment:
            yield no.time_in_the_past(NAMES[field], shown, durations.relative(ahead_s))


def _wrong_order(schedule: Schedule) -> Iterator[Refusal]:
    at = moments(schedule)
    for window, (opens, closes) in WINDOWS.items():
        if opens in at and closes in at and at[closes] <= at[opens]:
            times = [said(wall_time(at[field], schedule.zone), schedule.zone) for field in (opens, closes)]
            yield refusals.bad_windows(f"{window}: opens {times[0]}, closes {times[1]}, {schedule.zone}")
