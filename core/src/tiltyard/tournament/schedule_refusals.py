"""
Every way a schedule is refused, beside a window that closes before it opens: that is `refusals.bad_windows`.

One function a code, as in `refusals`. `which` names the time as the organiser knows it, such as ``check-in opens``.
"""

from __future__ import annotations

from collections.abc import Sequence

from tiltyard.models import Refusal

EXCERPT = 60
"""Characters of what was typed that are said back."""


def _typed(text: str) -> str:
    return repr(text if len(text) <= EXCERPT else text[:EXCERPT] + "…")


def unknown_zone(name: str, *, near: Sequence[str], why: str = "") -> Refusal:
    choice = ", ".join(near[:-1]) + (" or " if near[:-1] else "") + near[-1] if near else ""
    return Refusal(
        "unknown_zone",
        "That names no time zone",
        f"{_typed(name)}, {why}" if why else _typed(name),
        f"Take {choice}." if choice else "Zones are called Continent/City, such as Europe/Berlin or America/New_York.",
    )


def bad_time(which: str, text: str) -> Refusal:
    return Refusal(
        "bad_time",
        "That is not understood as a time",
        f"{which}: {_typed(text)}",
        "Write it like 2026-12-05 18:00, 2026-12-05 18:00 Europe/Berlin or 2026-12-05T18:00+01:00, "
        "or counted from the start like start-30m.",
    )


def time_does_not_exist(which: str, said: str, before: str, after: str) -> Refusal:
    return Refusal(
        "time_does_not_exist",
        "That time does not exist: the clocks are put forward over it",
        f"{which}: {said}",
        f"Take {before} or {after}.",
    )


def time_is_ambiguous(which: str, said: str, first: str, second: str) -> Refusal:
    return Refusal(
        "time_is_ambiguous",
        "That time comes twice: the clocks are put back over it",
        f"{which}: {said}",
        f"Say which by its offset from UTC: {first} is the first, {second} the second.",
    )


def time_in_the_past(which: str, said: str, ago: str) -> Refusal:
    return Refusal(
        "time_in_the_past",
        "That time has passed",
        f"{which}: {said}, {ago}",
        "Give a later time; `now` is the earliest.",
    )


def too_far_ahead(which: str, said: str) -> Refusal:
    return Refusal(
        "too_far_ahead", "That is more than two years away", f"{which}: {said}", "Check the year, or the offset."
    )


def offset_without_start(which: str, said: str) -> Refusal:
    return Refusal(
        "offset_without_start",
        "That is counted from the start, and the start has no time of its own",
        f"{which}: {said}",
        "Give the start as a date and time like 2026-12-05 18:00.",
    )
