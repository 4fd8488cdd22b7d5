"""
Riot IDs as Riot must be asked for them.

How a name may be written is for the checks of names to say; here it is only read, generously, and what cannot be a
Riot ID is not asked for.
"""

from __future__ import annotations

import re
import unicodedata

from tiltyard.models import RiotId

LONGEST = 64
"""Characters of a text that is asked for. Names of up to 23 and tags of up to 8 have been seen."""

_SIGNS = re.compile("[#\uff03\ufe5f](?:\\s*[#\uff03\ufe5f])*")
_SHARP = "\u266f"
_FILLERS = "\u115f\u1160\u3164\uffa0\u034f\u17b4\u17b5"
_SPACES = re.compile(r"\s+")


def spellings(text: str) -> list[RiotId]:
    """The Riot IDs that a typed text may mean, the likeliest first; none when it is no Riot ID.

    Stray spaces are taken away first. Tags that begin with a space exist (developer-relations #833, read 2026-11), so
    the text is also tried as it was typed.
    """
    if len(text) > 4 * LONGEST:
        return []
    visible = _without_invisible(unicodedata.normalize("NFC", text)).strip()
    if len(visible) > LONGEST or any(unicodedata.category(one)[0] == "C" for one in visible):
        return []
    if not _SIGNS.search(visible):
        visible = visible.replace(_SHARP, "#")
    parts = _SIGNS.split(visible)
    if len(parts) != 2:
        return []
    as_typed = RiotId(*parts)
    trimmed = RiotId(*(_SPACES.sub(" ", part).strip() for part in parts))
    if not trimmed.game_name or not trimmed.tag_line:
        return []
    return [trimmed] if trimmed == as_typed else [trimmed, as_typed]


def same_name(one: RiotId, other: RiotId) -> bool:
    """Whether an account found under one of them may be called the other: Riot's own spelling may differ in capitals.

    Spaces are passed over, since nothing says whether they count when Riot looks a name up.
    """
    return name_text(one).replace(" ", "") == name_text(other).replace(" ", "")


def name_text(riot_id: RiotId) -> str:
    """One text for all spellings that surely mean one name: they differ in nothing but capitals."""
    return unicodedata.normalize("NFC", f"{riot_id.game_name}#{riot_id.tag_line}".casefold())


def _without_invisible(text: str) -> str:
    spaced = (" " if one.isspace() else one for one in text)
    return "".join(one for one in spaced if unicodedata.category(one) != "Cf" and one not in _FILLERS)
