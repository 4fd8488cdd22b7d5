"""
What a visitor asks of a roster, as the address of the page says it: `?who=ann&status=missing&page=2`. Pure.

The script of the page answers in the same way while somebody types; this answers without it, and to whoever follows a
link that somebody copied.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from enum import StrEnum
from urllib.parse import urlencode

from attrs import frozen

from tiltyard.tournament.roster import CHECKING
from tiltyard_dashboard.web.shapes import Player

PAGE = 100
"""So many rows of each list are shown at once."""

WHO_MAX = 200
"""Longer than any name; what is longer is cut."""


class Status(StrEnum):
    """Which players are shown."""

    ALL = "all"
    SEATED = "seated"
    WAITING = "waiting"
    HERE = "here"
    MISSING = "missing"
    CHECKING = "checking"


@frozen
class Query:
    """What is asked.

    who   part of a name; blank when nobody is looked for
    page  from 1; one that is too high stands for the last
    """

    who: str = ""
    status: Status = Status.ALL
    page: int = 1

    def address(self, *, who: str | None = None, page: int | None = None) -> str:
        """The same for another name or page, as the end of an address; blank when nothing is asked."""
        asked = Query(self.who if who is None else who, self.status, self.page if page is None else page)
        words = {name: str(getattr(asked, name)) for name in ("who", "status", "page")}
        said = {name: value for name, value in words.items() if value != str(getattr(ALL, name))}
        return f"?{urlencode(said)}" if said else ""


ALL = Query()
"""Everyone, and nobody in particular."""


def parse(words: Mapping[str, str]) -> Query:
    """What an address asks. What makes no sense counts as not said: a link may be old, or cut."""
    status, page = words.get("status", ""), words.get("page", "")
    return Query(
        who=words.get("who", "").strip()[:WHO_MAX],
        status=Status(status) if status in set(Status) else Status.ALL,
        page=max(1, int(page)) if re.fullmatch(r"[0-9]{1,6}", page) else 1,
    )


def traits(player: Player) -> list[Status]:
    """Under which statuses a player is shown."""
    return [status for status in Status if _fits(player, status)]


def shown(players: Sequence[Player], query: Query) -> frozenset[str]:
    """The ids of those of one list that are on the page which is asked for."""
    fitting = [player.id for player in players if _fits(player, query.status)]
    page = min(query.page, pages(len(fitting)))
    return frozenset(fitting[(page - 1) * PAGE : page * PAGE])


def pages(count: int) -> int:
    """How many pages a list of that length has; at least one."""
    return max(1, -(-count // PAGE))


def found(players: Sequence[Player], who: str) -> list[Player]:
    """Who is meant: those with the whole name, else whose name begins so, else who have it in their name."""
    words = plain(who)
    if not words:
        return []
    named = [([plain(name) for name in player.names], player) for player in players]
    for fits in (_is_whole, str.startswith, str.__contains__):
        meant = [player for names, player in named if any(fits(name, words) for name in names)]
        if meant:
            return meant
    return []


def plain(name: str) -> str:
    """A name as it is compared: letter case, width and stray spaces do not count."""
    spaced = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", name).strip().lower())
    return re.sub(r" ?# ?", "#", spaced)


def _is_whole(name: str, words: str) -> bool:
    return name == words or name.startswith(f"{words}#")


def _fits(player: Player, status: Status) -> bool:
    return {
        Status.ALL: True,
        Status.SEATED: player.seated,
        Status.WAITING: not player.seated,
        Status.HERE: player.checked_in,
        Status.MISSING: player.seated and not player.checked_in,
        Status.CHECKING: player.status in CHECKING,
    }[status]
