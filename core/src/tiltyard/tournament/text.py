"""
Bounds on text that people type, and the names that are made from it.
"""

from __future__ import annotations

import re
import unicodedata

from tiltyard.models import TournamentId

NAME_MAX = 200
"""Longest name or alternate. Riot IDs end at 25; the rest is room to say precisely what is wrong with a longer one."""

TITLE_MAX = 100
PRONOUNS_MAX = 100
ALTERNATES_MAX = 10


def has_control_characters(text: str) -> bool:
    """NUL, line breaks, lone surrogates: what no name contains and what breaks those who print it."""
    return any(unicodedata.category(character) in {"Cc", "Cs"} for character in text)


def slugify(title: str) -> str:
    """A title as it stands in addresses: lower case, words joined by hyphens, every script kept; may be blank."""
    return "-".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", title).casefold()))


def tournament_id(scope: str, slug: str) -> TournamentId:
    """The id of the tournament `slug` of `scope`; uniqueness in a scope follows from it."""
    return TournamentId(f"{scope}/{slug}")


def scope_and_slug(tournament: TournamentId) -> tuple[str, str]:
    """The two parts of an id; no scope has a slash in it."""
    scope, _, slug = tournament.partition("/")
    return scope, slug


def counted(number: int, thing: str) -> str:
    """So many of a thing whose plural is regular."""
    return f"{number} {thing}{'' if number == 1 else 's'}"


_UNITS = {"d": 86_400, "h": 3600, "m": 60, "s": 1}


def duration_words(seconds: float) -> str:
    """A duration as people type it: ``90m`` is said as ``1h30m``."""
    left, parts = int(seconds), []
    for unit, size in _UNITS.items():
        number, left = divmod(left, size)
        if number:
            parts.append(f"{number}{unit}")
    return "".join(parts) or "0s"


def duration_s(text: str) -> int | None:
    """What was typed as a duration, in seconds: ``10m``, ``1h30m``, ``45s``, ``2d``; None when it is none."""
    found = re.fullmatch(r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?", text.strip().casefold())
    if not found or not any(found.groups()):
        return None
    return sum(int(number or 0) * size for number, size in zip(found.groups(), _UNITS.values(), strict=True))
