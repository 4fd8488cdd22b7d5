"""
Read a schedule as organisers say it, and say it again.

    2026-12-05 18:00                  in the schedule's zone
    2026-12-05 18:00 America/Lima     in another one
    2026-12-05T18:00+01:00            at this offset from UTC, `Z` is UTC; kept as the zone's time of that moment
    start-2h  start +15m  -1d12h      counted from the start, in elapsed time
    now                               when it was said
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone

from tiltyard.models import FromStart, Refusal, Rules, Schedule, WallTime, When, Windows
from tiltyard.tournament import durations, zones
from tiltyard.tournament import schedule_refusals as no
from tiltyard.tournament.schedule import (
    AHEAD_S,
    NAMES,
    YEARS,
    check_wall,
    said,
    wall_time,
)

_ABSOLUTE = re.compile(
    r"(?P<date>[0-9]{4}-[0-9]{1,2}-[0-9]{1,2})[Tt ](?P<time>[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)(?:[.][0-9]{1,9})?"
    r" ?(?P<offset>[Zz](?![A-Za-z])|[+-][0-9]{2}:?[0-9]{2}(?::[0-9]{2})?)?(?: ?(?P<zone>[A-Za-z][^:]*))?",
    re.ASCII,
)
_FROM_START = re.compile(r"(?P<start>start)? ?(?:(?P<sign>[+-])(?P<length>.+))?", re.ASCII | re.IGNORECASE)
_DASHES = str.maketrans(dict.fromkeys("\N{MINUS SIGN}\N{EN DASH}\N{NON-BREAKING HYPHEN}", "-"))
"""What phones and documents make of a minus."""

_HALF_A_DAY_CLOCK = {"am", "pm", "a.m.", "p.m."}


def parse(
    *,
    zone: str,
    now: datetime,
    start: str | None = None,
    registration_opens: str | None = None,
    registration_closes: str | None = None,
    check_in_opens: str | None = None,
    check_in_closes: str | None = None,
) -> Schedule | Refusal:
    """The schedule that these words say, or why they do not say one; `schedule.check` says whether it can be set."""
    named = zones.find_zone(zone)
    if isinstance(named, Refusal):
        return named
    begins = parse_start(start, named, now) if start is not None else None
    if isinstance(begins, Refusal):
        return begins
    texts = (registration_opens, registration_closes, check_in_opens, check_in_closes)
    times: list[When | None] = []
    for which, text in zip(list(NAMES.values())[1:], texts, strict=True):
        when = parse_time(text, named, now, which=which) if text is not None else None
        if isinstance(when, Refusal):
            return when
        if isinstance(when, FromStart) and begins is None:
            return no.offset_without_start(which, said(when, named))
        times.append(when)
    return Schedule(named, begins, *times)


NONE = "none"
"""What is typed to take a time away."""


def planned(given: Mapping[str, str], before: Rules, *, zone: str, now: datetime) -> Schedule | Refusal:
    """The schedule that holds until then, with what was given.

    given  `zone` and the times as `parse` names them; `none` takes one away
    zone   of times that name none, where neither `given` nor the schedule before has one
    """
    known = dict(words_of(before.schedule)) if before.schedule else _words_of_windows(before.windows, zone)
    told = {name: text for name, text in {**known, **given}.items() if text != NONE}
    return parse(zone=told.pop("zone", zone), now=now, **told)


def _words_of_windows(windows: Windows, zone: str) -> dict[str, str]:
    """Moments that were set without a schedule, in this zone."""
    times: Mapping[str, datetime | None] = {
        "registration_opens": windows.registration_opens_at,
        "registration_closes": windows.registration_closes_at,
        "check_in_opens": windows.check_in_opens_at,
        "check_in_closes": windows.check_in_closes_at,
    }
    found = {name: said(wall_time(moment, zone), zone) for name, moment in times.items() if moment}
    return {"zone": zone, **found} if found else {}


def parse_start(text: str, zone: str, now: datetime) -> WallTime | Refusal:
    """The start; it cannot be counted from itself."""
    which = NAMES["starts_at"]
    when = parse_time(text, zone, now, which=which)
    return no.offset_without_start(which, said(when, zone)) if isinstance(when, FromStart) else when


def parse_time(text: str, zone: str, now: datetime, *, which: str) -> When | Refusal:
    """One time.

    zone   of the schedule, as the database spells it
    which  what people call the time, for a refusal
    """
    plain = _plain(text)
    if plain.lower() == "now":
        return wall_time(now, zone)
    if found := _ABSOLUTE.fullmatch(plain):
        return _absolute(found, text, zone, which)
    return _from_start(plain, which) or no.bad_time(which, text)


def understood(text: str) -> bool:
    """This has the form of a time, whatever its zone and date may turn out to be."""
    plain = _plain(text)
    return plain.lower() == "now" or bool(_ABSOLUTE.fullmatch(plain)) or _from_start(plain, "") is not None


def words_of(schedule: Schedule) -> Mapping[str, str]:
    """What `parse` makes this schedule of, by its parameters; what is by hand is left out."""
    found = {"zone": schedule.zone}
    for field in NAMES:
        if (when := getattr(schedule, field)) is not None:
            found["start" if field == "starts_at" else field] = said(when, schedule.zone)
    return found


def _plain(text: str) -> str:
    return " ".join(text.translate(_DASHES).split())


def _from_start(plain: str, which: str) -> FromStart | Refusal | None:
    found = _FROM_START.fullmatch(plain)
    if found is None or not plain:
        return None
    if found["length"] is None:
        return FromStart(0)
    length_s = durations.read(found["length"])
    if length_s is None:
        return None
    if length_s > AHEAD_S:
        return no.too_far_ahead(which, plain)
    return FromStart(-length_s if found["sign"] == "-" else length_s)


def _absolute(found: re.Match[str], text: str, schedule_zone: str, which: str) -> WallTime | Refusal:
    zone: str | Refusal = schedule_zone
    if found["zone"]:
        if found["zone"].strip().lower() in _HALF_A_DAY_CLOCK:
            return no.bad_time(which, text)
        zone = zones.find_zone(found["zone"])
    if isinstance(zone, Refusal):
        return zone
    wall = _wall(found)
    offset = _offset(found["offset"])
    if wall is None or (found["offset"] and offset is None):
        return no.bad_time(which, text)
    if offset is not None:
        return wall_time(wall.replace(tzinfo=offset), zone)
    when = WallTime(wall.isoformat(timespec="seconds" if wall.second else "minutes"), zone)
    if refusal := check_wall(which, when, schedule_zone):
        return refusal
    if zones.comes_twice(wall, zone):
        both = (said(WallTime(when.at, zone, fold), schedule_zone) for fold in (0, 1))
        return no.time_is_ambiguous(which, f"{when.at.replace('T', ' ')} {zone}", *both)
    return when


def _wall(found: re.Match[str]) -> datetime | None:
    numbers = [int(number) for number in re.split("[-:]", f"{found['date']}:{found['time']}")]
    try:
        wall = datetime(*numbers)  # type: ignore[arg-type]  # noqa: DTZ001 # which zone is said apart
    except ValueError:
        return None
    return wall if wall.year in YEARS else None


def _offset(text: str | None) -> timezone | None:
    """None when there is none, or when no clock is that far from UTC."""
    if not text:
        return None
    if text in "Zz":
        return UTC
    digits = text[1:].replace(":", "").ljust(6, "0")
    away = timedelta(hours=int(digits[:2]), minutes=int(digits[2:4]), seconds=int(digits[4:]))
    if away >= timedelta(days=1):
        return None
    return timezone(-away if text[0] == "-" else away)
