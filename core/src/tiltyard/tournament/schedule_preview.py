"""
"This resolves to ...": what a schedule comes to, for its organiser to look at before anybody relies on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from attrs import frozen

from tiltyard.models import Schedule
from tiltyard.tournament import durations
from tiltyard.tournament.schedule import NAMES, WINDOWS, moments, offset_of, said

SHORT_S = 5 * durations.MINUTE_S
"""A window that is open for less than this is missed by people who are there."""

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")  # strftime would take them from the machine's language


@frozen
class Time:
    """One time of a schedule.

    field     of `Schedule`
    name      as people call it
    said      as it was said
    at        aware UTC
    local     in the schedule's zone: ``Sat 2026-12-05 18:00 +01:00``
    in_s      seconds from now; negative when it has passed
    relative  the same in words
    """

    field: str
    name: str
    said: str
    at: datetime
    local: str
    in_s: int
    relative: str

    @property
    def utc(self) -> str:
        """``2026-12-05 17:00 UTC``."""
        return f"{_clock(self.at)} UTC"


@frozen
class Span:
    """How long a window is open. None: it is opened or closed by hand."""

    window: str
    lasts_s: int | None

    @property
    def words(self) -> str:
        """The same for people."""
        return "by hand" if self.lasts_s is None else durations.words(self.lasts_s)


@frozen
class Caution:
    """Something that may be meant so and often is not.

    code  stable, lower case
    """

    code: str
    text: str


@frozen
class Preview:
    """What there is to show.

    times  those that are set; the start first, the others in the order of an evening
    """

    zone: str
    times: tuple[Time, ...]
    spans: tuple[Span, ...]
    cautions: tuple[Caution, ...]


def preview(schedule: Schedule, now: datetime) -> Preview:
    """What the schedule comes to, seen from `now`. For schedules that `schedule.check` lets pass, or once let pass."""
    at = moments(schedule)
    spans = tuple(_span(at, window) for window in WINDOWS)
    return Preview(
        schedule.zone,
        tuple(_time(schedule, field, moment, now) for field, moment in at.items()),
        spans,
        tuple(_cautions(at, spans, schedule.zone, now)),
    )


def plain(shown: Preview) -> dict[str, Any]:
    """The same as plain data, for `--json` and the API."""
    return {
        "zone": shown.zone,
        "times": [
            {
                "field": one.field,
                "name": one.name,
                "said": one.said,
                "at": one.at.isoformat(),
                "local": one.local,
                "in_s": one.in_s,
                "relative": one.relative,
            }
            for one in shown.times
        ],
        "windows": [{"window": one.window, "lasts_s": one.lasts_s} for one in shown.spans],
        "cautions": [{"code": one.code, "text": one.text} for one in shown.cautions],
    }


def _time(schedule: Schedule, field: str, moment: datetime, now: datetime) -> Time:
    in_s = int((moment - now).total_seconds())
    return Time(
        field,
        NAMES[field],
        said(getattr(schedule, field), schedule.zone),
        moment,
        local(moment, schedule.zone),
        in_s,
        durations.relative(in_s),
    )


def local(moment: datetime, zone: str) -> str:
    """A moment as the clocks and calendars of `zone` show it: ``Sat 2026-12-05 18:00 +01:00``."""
    there = moment.astimezone(ZoneInfo(zone))
    return f"{_WEEKDAYS[there.weekday()]} {_clock(there)} {offset_of(moment, zone)}"


def _clock(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S" if moment.second else "%Y-%m-%d %H:%M")


def _span(at: Mapping[str, datetime], window: str) -> Span:
    opens, closes = (at.get(field) for field in WINDOWS[window])
    return Span(window, int((closes - opens).total_seconds()) if opens and closes else None)


def _cautions(at: Mapping[str, datetime], spans: tuple[Span, ...], zone: str, now: datetime) -> Iterator[Caution]:
    start = at.get("starts_at")
    if start and start < now:
        yield Caution("start_in_the_past", f"The start has passed, {durations.relative(_apart(now, start))}.")
    if start and (late_s := _apart(start, at.get("check_in_closes"))) > 0:
        yield Caution("check_in_after_start", f"Check-in closes {durations.words(late_s)} after the start.")
    if (early_s := _apart(at.get("check_in_opens"), at.get("registration_closes"))) > 0:
        yield Caution(
            "check_in_before_registration_closes",
            f"Check-in opens {durations.words(early_s)} before registration closes: "
            "who signs up in between can check in at once.",
        )
    for span in spans:
        if span.lasts_s is not None and span.lasts_s < SHORT_S:
            yield Caution("window_short", f"The window for {span.window} is open for {span.words} only.")
    in_order = sorted((moment, NAMES[field]) for field, moment in at.items())
    for (earlier, name), (later, next_name) in pairwise(in_order):
        old, new = offset_of(earlier, zone), offset_of(later, zone)
        if old != new:
            yield Caution(
                "clocks_change",
                f"The clocks of {zone} change between {name} ({old}) and {next_name} ({new}). "
                "What is counted from the start is counted in hours that pass, not in hours on the clock.",
            )


def _apart(earlier: datetime | None, later: datetime | None) -> int:
    """Seconds from the one to the other; 0 when one is not set."""
    return int((later - earlier).total_seconds()) if earlier and later else 0
