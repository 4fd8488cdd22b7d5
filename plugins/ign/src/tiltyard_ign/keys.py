"""
Comparison keys: `name` is equal for two spellings of one account, `skeleton` for two accounts that look alike.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from tiltyard.models import RiotId
from tiltyard_ign.cleaning import clean, without_invisible
from tiltyard_ign.lookalikes import skeleton


def comparison_keys(riot_id: RiotId) -> dict[str, str]:
    """Kind to key, as a finding carries them."""
    return {"name": name_key(riot_id), "skeleton": skeleton_key(riot_id)}


def name_key(riot_id: RiotId) -> str:
    """The Riot ID without case, character width and compatibility forms.

    Spaces within the name count: no source says that Riot ignores them, and an equal key costs somebody their seat.
    """
    return f"{folded(riot_id.game_name)}#{folded(riot_id.tag_line)}"


def skeleton_key(riot_id: RiotId) -> str:
    """The Riot ID as it looks from afar: without spaces, every character replaced by what it can be taken for."""
    return looks(name_key(riot_id).replace(" ", ""))


def looks(seen: str) -> str:
    """Folded text without spaces as it looks from afar."""
    while (again := _seen(seen)) != seen:  # what a character is taken for may itself be taken for something plainer
        seen = again
    return seen


def folded(text: str) -> str:
    """The text without case, width and compatibility forms, cleaned."""
    # Twice: folding case can bring back a form that composing changes, and a key must be stable under itself.
    for _ in range(2):
        text = unicodedata.normalize("NFKC", without_invisible(unicodedata.normalize("NFKC", text)).casefold())
    return clean(text)


def _seen(text: str) -> str:
    taken = "".join(map(taken_for, unicodedata.normalize("NFD", text)))
    return folded(taken).replace(" ", "")


@lru_cache(maxsize=4096)
def taken_for(character: str) -> str:
    """What a case-folded character can be taken for, in either case.

    Names compare without case, so `i` also stands for `I`, which looks like `l`. A plain letter is preferred, because
    look-alikes are made to be taken for one.
    """
    for form in (character, character.upper()):
        seen = skeleton(form).casefold()
        if seen != character and seen.isascii():
            return seen
    return skeleton(character).casefold()
