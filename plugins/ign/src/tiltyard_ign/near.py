"""
Near-equal spelling: when a name could be meant as another one, or be taken for it.

Two names are near when they are one or two edits apart after all is taken away that people change without changing the
name: spaces and punctuation, repeated letters, accents, digits in place of letters. Numbers, a last letter that stands
alone and ideographs mean something by themselves: `Duo 1` and `Duo 2` differ on purpose. Advice to staff, no more.
"""

from __future__ import annotations

import re
import unicodedata

from attrs import frozen
from rapidfuzz.distance import OSA

from tiltyard.models import RiotId
from tiltyard_ign.keys import folded, looks

EQUAL_FROM = 4
"""Shorter names are near to nothing: Ana is not Anna."""

ONE_EDIT_FROM, TWO_EDITS_FROM = 5, 10
"""Characters of the shorter name, after folding, that allow an edit, and two: one in five may differ."""

_REPEATED = re.compile(r"([^\W\d_])\1+")
_LETTERS_FOR = str.maketrans("34578@$", "eastbas")  # 0 and 1 look like o and l: the table of look-alikes has them
_ACCENTS = re.compile("[\u0300-\u036f]+")  # marks of other scripts are vowels
_NO_HANGUL = re.compile("[^\uac00-\ud7a3]+")
_BY_ITSELF = re.compile("\\d+|(?<= )\\w$|[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


@frozen
class Spelling:
    """What of a Riot ID is compared.

    name, tag        without what does not count
    name_by_itself   numbers, a last single letter and ideographs of the name, in order
    tag_by_itself    the same of the tag
    """

    name: str
    tag: str
    name_by_itself: tuple[str, ...]
    tag_by_itself: tuple[str, ...]


def spelling(riot_id: RiotId) -> Spelling:
    """What counts when this name is compared with others."""
    name, tag = folded(riot_id.game_name), folded(riot_id.tag_line)
    return Spelling(_plain(name), tag, _by_itself(name), _by_itself(tag))


def near_key(spelled: Spelling) -> str | None:
    """Equal for two names that are no edit apart; None for one that is near to nothing."""
    return None if edits_allowed(len(spelled.name)) is None else f"{spelled.name}#{spelled.tag}"


def edits_allowed(length: int) -> int | None:
    """How many edits a name of this many characters may be away from another; None when it is near to nothing."""
    if length < EQUAL_FROM:
        return None
    return (length >= ONE_EDIT_FROM) + (length >= TWO_EDITS_FROM)


def edits_between(one: Spelling, other: Spelling) -> int | None:
    """How many edits two names are apart, tags included; None when they are not near.

    An edit is a character more, less, other, or two that changed places.
    """
    allowed = edits_allowed(min(len(one.name), len(other.name)))
    if allowed is None:
        return None
    if not _go_together(one.name_by_itself, other.name_by_itself):
        return None
    edits = OSA.distance(one.name, other.name, score_cutoff=allowed)
    if one.tag != other.tag:
        # Tags are short, and mostly a region or a number of somebody's own: one edit is a slip, two are another tag.
        if not _go_together(one.tag_by_itself, other.tag_by_itself) or OSA.distance(one.tag, other.tag) > 1:
            return None
        edits += 1
    return edits if edits <= allowed else None


def _go_together(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return one == other or not one or not other


def _by_itself(text: str) -> tuple[str, ...]:
    return tuple(_BY_ITSELF.findall(text))


def _without_signs(name: str) -> str:
    """Without spaces, punctuation and symbols, but those that stand for a letter."""
    return "".join(one for one in name if one in "@$" or unicodedata.category(one)[0] not in "PSZC")


def _plain(name: str) -> str:
    bare = _ACCENTS.sub("", unicodedata.normalize("NFD", _without_signs(name) or name))
    once = _REPEATED.sub(r"\1", unicodedata.normalize("NFC", bare))  # letters alone: 11 is not 1, nor 33 an e
    if any(character.isalpha() for character in once):
        once = once.translate(_LETTERS_FOR)
    # A syllable of Hangul stays one character: the table would take it apart, and three of them make a common name.
    seen = _NO_HANGUL.sub(lambda run: looks(run[0]), once)
    return seen.replace("rn", "m")  # what the table makes of an m; one letter again, and so one edit
