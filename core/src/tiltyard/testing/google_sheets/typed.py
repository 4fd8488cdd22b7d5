"""
From what somebody types to what a cell holds, and back to what it shows.

Dates are days since 1899-12-30 in the spreadsheet's own time zone, without an offset.
source  https://developers.google.com/workspace/sheets/api/guides/formats and .../guides/values (2026-11)
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from attrs import frozen

from tiltyard.testing.google_sheets.cells import Entered, Formula, NotComputed, NumberFormat, Plain, Shown

EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 # serials know no zone
TEXT = NumberFormat("TEXT", "@")

_NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d*)?([eE][+-]?\d+)?|[+-]?\.\d+")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DATE = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})")
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?(?: ?([AaPp])\.?[Mm]\.?)?")
_TOKEN = re.compile(r"yyyy|yy|mmmm|mmm|mm|m|dd|d|hh|h|ss|s|am/pm|a/p|\"[^\"]*\"|\\.|.", re.IGNORECASE | re.DOTALL)


@frozen
class Parsed:
    """A value, and the format that typing it brings along."""

    entered: Entered | None
    format: NumberFormat | None = None


def as_typed(text: str, *, locale: str, plain_text: bool = False) -> Parsed:
    """What the cell holds after somebody typed that, in the browser or with USER_ENTERED.

    plain_text  the cell's format is plain text: what is typed stays text
    """
    if plain_text:
        return Parsed(text or None)
    if text.startswith("'"):
        return Parsed(text[1:] or None)
    stripped = text.strip()
    if not stripped:
        return Parsed(text or None)
    if stripped.startswith("=") and len(stripped) > 1:
        return Parsed(Formula(stripped))
    if stripped.upper() in ("TRUE", "FALSE"):
        return Parsed(stripped.upper() == "TRUE")
    return _number(stripped) or _moment(stripped, locale) or _signed(stripped) or Parsed(text)


def shown(value: Shown | None, how: NumberFormat | None) -> str:
    """A value as its cell shows it (FORMATTED_VALUE)."""
    if value is None:
        return ""
    if isinstance(value, NotComputed):
        return value.shown
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str):
        return value
    if how is not None and how.type in ("DATE", "TIME", "DATE_TIME"):
        return _as_date(value, how.pattern or _PATTERNS[how.type])
    if how is not None and how.type == "PERCENT":
        return f"{value * 100:.{_decimals(how.pattern or '0.00%')}f}%"
    if how is not None and how.type in ("NUMBER", "CURRENCY") and how.pattern:
        comma = "," if "#,#" in how.pattern else ""
        sign = "$" if "$" in how.pattern else ""
        return f"{sign}{value:{comma}.{_decimals(how.pattern)}f}"
    return general(value)


def general(value: float) -> str:
    """A number without a format: at most ten significant digits after a point, an exponent where it is long."""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    if abs(value) >= 1e15:
        digits, _, exponent = f"{value:.5E}".partition("E")
        return f"{digits.rstrip('0').rstrip('.')}E{exponent[0]}{exponent[1:].lstrip('0')}"
    return f"{value:.10g}"


def serial(moment: datetime) -> float:
    """A wall-clock time of the spreadsheet's zone as a number; an offset that it carries is not looked at."""
    return (moment.replace(tzinfo=None) - EPOCH) / timedelta(days=1)


def moment(value: float) -> datetime:
    """The wall-clock time of a serial, to the millisecond."""
    return EPOCH + timedelta(milliseconds=round(value * 86_400_000))


def is_date(how: NumberFormat | None) -> bool:
    """Whether numbers with this format are dates or times."""
    return how is not None and how.type in ("DATE", "TIME", "DATE_TIME")


def as_number(value: Plain) -> Plain:
    """JSON has one kind of number: 3.0 goes out as 3."""
    if isinstance(value, float) and value == int(value) and abs(value) < 2**63:
        return int(value)
    return value


def _number(text: str) -> Parsed | None:
    if _NUMBER.fullmatch(text):
        return Parsed(float(text.replace(",", "")), NumberFormat("NUMBER", "#,##0") if "," in text else None)
    if text.endswith("%") and _NUMBER.fullmatch(text[:-1]):
        bare = text[:-1].replace(",", "")
        return Parsed(float(bare) / 100, NumberFormat("PERCENT", "0.00%" if "." in bare else "0%"))
    if text.startswith("$") and _NUMBER.fullmatch(text[1:]):
        bare = text[1:].replace(",", "")
        return Parsed(float(bare), NumberFormat("CURRENCY", '"$"#,##0.00' if "." in bare else '"$"#,##0'))
    return None


def _signed(text: str) -> Parsed | None:
    # `+foo` is a formula to Sheets, as it is to every spreadsheet since VisiCalc.
    return Parsed(Formula(f"={text}")) if text.startswith("+") and len(text) > 1 else None


def _moment(text: str, locale: str) -> Parsed | None:
    day_text, _, time_text = text.replace("T", " ", 1).partition(" ") if _ISO.match(text) else text.partition(" ")
    if _TIME.fullmatch(text):
        time_s = _seconds(text)
        return None if time_s is None else Parsed(time_s / 86_400, NumberFormat("TIME", "h:mm:ss"))
    day = _day(day_text, locale)
    if day is None:
        return None
    if not time_text:
        return Parsed(serial(day), NumberFormat("DATE", _day_pattern(day_text, locale)))
    seconds = _seconds(time_text.strip())
    if seconds is None:
        return None
    pattern = f"{_day_pattern(day_text, locale)} h:mm:ss"
    return Parsed(serial(day + timedelta(seconds=seconds)), NumberFormat("DATE_TIME", pattern))


def _day(text: str, locale: str) -> datetime | None:
    try:
        if found := _ISO.fullmatch(text):
            return datetime(int(found[1]), int(found[2]), int(found[3]))  # noqa: DTZ001
        if found := _DATE.fullmatch(text):
            month_first = locale == "en_US"
            month, day = (found[1], found[3]) if month_first else (found[3], found[1])
            year = int(found[4]) + (2000 if len(found[4]) == 2 else 0)
            return datetime(year, int(month), int(day))  # noqa: DTZ001
    except ValueError:  # there is no 30th of February: it stays text
        return None
    return None


def _day_pattern(text: str, locale: str) -> str:
    if _ISO.fullmatch(text):
        return "yyyy-mm-dd"
    between = "." if "." in text else "/" if "/" in text else "-"
    return between.join(["m", "d", "yyyy"] if locale == "en_US" else ["dd", "mm", "yyyy"])


def _seconds(text: str) -> int | None:
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    if found[4]:
        hour = hour % 12 + (12 if found[4].lower() == "p" else 0)
    return hour * 3600 + minute * 60 + second if hour < 24 and minute < 60 and second < 60 else None


_PATTERNS = {"DATE": "m/d/yyyy", "TIME": "h:mm:ss", "DATE_TIME": "m/d/yyyy h:mm:ss"}


def _decimals(pattern: str) -> int:
    found = re.search(r"\.([0#]+)", pattern)
    return len(found[1]) if found else 0


def _as_date(value: float, pattern: str) -> str:
    when = moment(value)
    words: list[str] = []
    tokens = _TOKEN.findall(pattern)
    half_day = any(one.lower() in ("am/pm", "a/p") for one in tokens)
    after_hour = False
    for token in tokens:
        name = token.lower()
        if name in ("m", "mm") and after_hour:
            words.append(f"{when.minute:02d}")
            after_hour = False
        elif name in ("h", "hh"):
            hour = (when.hour % 12 or 12) if half_day else when.hour
            words.append(f"{hour:02d}" if name == "hh" else str(hour))
            after_hour = True
        else:
            words.append(_date_part(name, token, when))
    return "".join(words)


def _date_part(name: str, token: str, when: datetime) -> str:
    parts = {
        "yyyy": f"{when.year:04d}",
        "yy": f"{when.year % 100:02d}",
        "mmmm": f"{when:%B}",
        "mmm": f"{when:%b}",
        "mm": f"{when.month:02d}",
        "m": str(when.month),
        "dd": f"{when.day:02d}",
        "d": str(when.day),
        "ss": f"{when.second:02d}",
        "s": str(when.second),
        "am/pm": "AM" if when.hour < 12 else "PM",
        "a/p": "A" if when.hour < 12 else "P",
    }
    return parts.get(name) or token.strip('"\\')
