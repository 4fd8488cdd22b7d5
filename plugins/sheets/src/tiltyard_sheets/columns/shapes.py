"""
How cells of a role look, in whatever language the header was.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence

from tiltyard.models import Cell, Role

SAMPLE = 200
"""Cells looked at per column; more would change no verdict."""

_RIOT_ID = re.compile(r"^[^#\n]{2,30}?\s*#\s*[^\s#]{2,8}$")
_OLD_TAG = re.compile(r"^.{2,32}#\d{4}$")
_SNOWFLAKE = re.compile(r"^\d{17,20}$")
_HANDLE = re.compile(r"^@?[a-z0-9_.]{2,32}$")
_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[a-z]{2,}$", re.IGNORECASE)
_DATE = re.compile(r"^\d{1,4}[./-]\d{1,2}[./-]\d{1,4}([ T,]+\d{1,2}[:.]\d{2}.*)?$")
_RANK = re.compile(
    r"^(iron|bronze|silver|gold|plat\w*|emerald|dia\w*|master\w*|grand ?master|gm|chall\w*|unranked|[ibsgpedm][1-4])\b",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"^(she|he|they|it|any|er|sie|elle|il|iel|ella|el|elle|ze|xe)\b\s*([/,].*)?$", re.IGNORECASE)
_REGIONS = frozenset(
    """
    euw euw1 eune eun1 na na1 br br1 lan las la1 la2 oce oc1 kr jp jp1 tr tr1 ru me me1 sg sg2 tw tw2 vn vn2 sea
    """.split()
)
_TICKS = frozenset(
    """
    true false yes no y n x ja nein oui non si sí ✓ ✔ ✗ ☑ ☐
    """.split()
)


def _riot_id(text: str) -> bool:
    return bool(_RIOT_ID.match(unicodedata.normalize("NFKC", text))) and not _OLD_TAG.match(text)


def _discord(text: str) -> bool:
    return bool(_SNOWFLAKE.match(text) or _OLD_TAG.match(text) or _HANDLE.match(text))


LOOKS: Mapping[Role, Callable[[str], bool]] = {
    Role.DISCORD: _discord,
    Role.IGN: lambda text: _riot_id(text) or bool(_OLD_TAG.match(text)),
    Role.ALT_IGN: lambda text: _riot_id(text.split(",")[0].strip()),
    Role.PRONOUNS: lambda text: bool(_PRONOUN.match(text)),
    Role.REGISTERED: lambda text: text.casefold() in _TICKS,
    Role.CHECKIN: lambda text: text.casefold() in _TICKS,
    Role.RANK: lambda text: bool(_RANK.match(text)),
    Role.REGION: lambda text: text.casefold() in _REGIONS,
    Role.EMAIL: lambda text: bool(_EMAIL.match(text)),
    Role.TIMESTAMP: lambda text: bool(_DATE.match(text)),
    Role.SEED: lambda text: text.isdigit() and len(text) < 5,  # nobody seeds ten thousand
}
"""Roles whose cells can be told by their looks; team and notes cannot."""

STRONG: Mapping[Role, float] = {Role.IGN: 0.6, Role.EMAIL: 0.8, Role.PRONOUNS: 0.7, Role.TIMESTAMP: 0.9}
"""Roles that may be recognised by looks alone, where the header says nothing: from which share of cells on."""


def texts_of(cells: Sequence[Cell]) -> list[str]:
    """The first non-blank cells as text."""
    return [text for cell in cells if (text := str(cell).strip())][:SAMPLE]


def share(texts: Sequence[str], role: Role) -> float | None:
    """Which share of these cells looks like the role; None when there are no cells or looks say nothing."""
    looks = LOOKS.get(role)
    return sum(1 for text in texts if looks(text)) / len(texts) if looks and texts else None


def looks_like_data(text: str) -> bool:
    """A cell that stands below a header and is none."""
    return (
        _riot_id(text)
        or bool(_EMAIL.match(text) or _DATE.match(text) or _SNOWFLAKE.match(text))
        or text.casefold() in _TICKS
    )
