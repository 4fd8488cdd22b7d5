"""
Time zones by their IANA names, and where their clocks jump.

Looks things up in the system's zone database, or in the package `tzdata` where the system has none (Windows, small
containers); does nothing else with the outside world.
"""

from __future__ import annotations

import difflib
import functools
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from tiltyard.models import Refusal
from tiltyard.tournament.schedule_refusals import unknown_zone

UTC_NAME = "UTC"

ABBREVIATIONS: Mapping[str, tuple[str, ...]] = {
    abbreviation: tuple(places.split())
    for abbreviations, places in (
        ("CET CEST MEZ MESZ MET MEST", "Europe/Berlin Europe/Paris"),
        ("EET EEST", "Europe/Helsinki Europe/Athens"),
        ("WET WEST", "Europe/Lisbon"),
        ("BST", "Europe/London"),
        ("MSK", "Europe/Moscow"),
        ("TRT", "Europe/Istanbul"),
        ("EST EDT ET", "America/New_York"),
        ("CST CDT CT", "America/Chicago Asia/Shanghai"),
        ("MST MDT MT", "America/Denver America/Phoenix"),
        ("PST PDT PT", "America/Los_Angeles"),
        ("AKST AKDT", "America/Anchorage"),
        ("HST", "Pacific/Honolulu"),
        ("AST ADT", "America/Halifax"),
        ("BRT", "America/Sao_Paulo"),
        ("ART", "America/Argentina/Buenos_Aires"),
        ("IST", "Asia/Kolkata Europe/Dublin Asia/Jerusalem"),
        ("GST", "Asia/Dubai"),
        ("ICT", "Asia/Ho_Chi_Minh Asia/Bangkok"),
        ("WIB", "Asia/Jakarta"),
        ("SGT", "Asia/Singapore"),
        ("PHT", "Asia/Manila"),
        ("HKT", "Asia/Hong_Kong"),
        ("JST", "Asia/Tokyo"),
        ("KST", "Asia/Seoul"),
        ("AWST", "Australia/Perth"),
        ("ACST ACDT", "Australia/Adelaide"),
        ("AEST AEDT", "Australia/Sydney Australia/Brisbane"),
        ("NZST NZDT", "Pacific/Auckland"),
    )
    for abbreviation in abbreviations.split()
}
"""What people write for a zone, to the places they may mean.

The database has some of these as zones, and not as people mean them: there EST is an hour off in a New York summer.
"""

_NOT_A_PLACE = {"localtime", "Factory"}
"""Names in the database that mean something else on every machine, or nothing."""

_OFFSET = re.compile(r"(?:utc|gmt|z)?\s*[+-]\s*\d.*", re.IGNORECASE | re.ASCII)

_NEAR = 3
_NEAR_ENOUGH = 0.7
_LONGEST = 60
"""Characters of a name that is compared with others; the longest zone has 32."""


@functools.cache
def _names() -> Mapping[str, str]:
    """Names folded as people may type them, to names as the database spells them."""
    names = available_timezones() - _NOT_A_PLACE - ABBREVIATIONS.keys()
    return {_folded(name): name for name in sorted(names)}


def _folded(text: str) -> str:
    return re.sub(r"[\s_]+", "_", text.strip()).casefold()


def find_zone(text: str) -> str | Refusal:
    """The zone that is meant, as the database spells it; upper and lower case, blanks and `_` count alike.

    A refusal proposes what may have been meant.
    """
    if found := _names().get(_folded(text)):
        return found
    if places := ABBREVIATIONS.get(text.strip().upper()):
        return unknown_zone(text, near=places, why="an abbreviation, which does not say when the clocks change")
    if _OFFSET.fullmatch(text.strip()):
        places = ("Europe/Berlin", "America/New_York")
        return unknown_zone(text, near=places, why="an offset, which does not say when the clocks change")
    return unknown_zone(text, near=_near(_folded(text)))


def all_zones() -> tuple[str, ...]:
    """Every name that `find_zone` takes, in order."""
    return tuple(sorted(_names().values()))


def known(name: str) -> bool:
    """This is a zone's name exactly as the database spells it."""
    return _names().get(_folded(name)) == name


def _near(folded: str) -> list[str]:
    """Zones that may have been meant: those of that city, else those that are spelt like it."""
    if len(folded) > _LONGEST:
        return []
    cities: dict[str, list[str]] = {}
    for one, name in _names().items():
        cities.setdefault(one.rpartition("/")[2], []).append(name)
    city = folded.rpartition("/")[2]
    if city in cities:
        return cities[city][:_NEAR]
    found = [_names()[one] for one in difflib.get_close_matches(folded, _names(), _NEAR, _NEAR_ENOUGH)]
    for one in difflib.get_close_matches(city, cities, _NEAR, _NEAR_ENOUGH):
        found += cities[one]
    return list(dict.fromkeys(found))[:_NEAR]


def exists(wall: datetime, zone: str) -> bool:
    """Clocks in `zone` show this naive time at some moment."""
    aware = wall.replace(tzinfo=ZoneInfo(zone))
    return aware.astimezone(UTC).astimezone(aware.tzinfo).replace(tzinfo=None) == wall.replace(fold=0)


def comes_twice(wall: datetime, zone: str) -> bool:
    """Clocks in `zone` show this naive time at two moments; `fold` tells them apart."""
    first = wall.replace(tzinfo=ZoneInfo(zone), fold=0)
    return first.utcoffset() != first.replace(fold=1).utcoffset() and exists(wall, zone)


def beside_gap(wall: datetime, zone: str) -> tuple[datetime, datetime]:
    """The last whole minute before the jump over this naive time, and the moment after it; aware, in `zone`."""
    place = ZoneInfo(zone)
    # Within a gap, fold 1 takes the offset after the jump, which is a moment before it; and the other way round.
    before, after = (wall.replace(tzinfo=place, fold=fold).astimezone(UTC) for fold in (1, 0))
    old = before.astimezone(place).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        if middle.astimezone(place).utcoffset() == old:
            before = middle
        else:
            after = middle
    last = before.astimezone(place)
    return last.replace(second=0, microsecond=0), after.astimezone(place)
