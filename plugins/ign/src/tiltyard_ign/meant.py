"""
What was probably meant by text that is no Riot ID, or that is one with words around it.

Suggestions only: a player reads them and decides.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

from attrs import frozen

from tiltyard.models import RiotId
from tiltyard_ign.cleaning import clean, unprintable

# Without https:// only where there is no sign: a name may contain a dot and a slash.
_LINK = re.compile(r"https?://|(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,10}/[^#]*$", re.IGNORECASE)
_DASHED = re.compile(r"(.{3,23})-(\w{2,8})")
_LABEL = re.compile(r"(?:(?:my )?(?:ign|riot ?id|name|account|summoner|main|tft|lol) ?[:=] ?)+(?=.)", re.IGNORECASE)
_ENDED = re.compile(r"(\w{2,8}) ?(?:[.,;:]+|[(\[].*)")


@frozen
class Meant:
    """A Riot ID that nobody typed."""

    name: str
    tag: str


def is_link(cleaned: str) -> bool:
    """Whether it is an address of a page, such as those that sites of statistics have for a player."""
    return bool(_LINK.match(cleaned))


def in_link(link: str) -> Meant | None:
    """Whose page it is: sites write `.../euw/Ann%20Lee-EUW`."""
    path = re.split("[?#]", link, maxsplit=1)[0]
    found = (behind_dash(clean(unquote(part))) for part in path.split("/")[1:])
    return next((meant for meant in found if meant), None)


def behind_dash(text: str) -> Meant | None:
    """The parts of `Ann Lee-EUW`."""
    parts = _DASHED.fullmatch(text)
    return Meant(*parts.groups()) if parts and not unprintable(text) and "#" not in text else None


def percent_decoded(text: str) -> Meant | None:
    """The parts of `Ann%23EUW`, which was copied from an address."""
    name, sign, tag = clean(unquote(text)).partition("#")
    return Meant(name, tag) if sign and name and tag and not unprintable(name + tag) else None


def without_words_around(read: RiotId) -> Meant | None:
    """The parts without a label in front (`IGN: Ann#EUW`) and a full stop or remark behind; None when there is neither.

    Both could be part of a name, of one that nobody has been seen with.
    """
    label = _LABEL.match(read.game_name)
    ended = _ENDED.fullmatch(read.tag_line)
    if not label and not ended:
        return None
    return Meant(read.game_name[label.end() :] if label else read.game_name, ended[1] if ended else read.tag_line)
