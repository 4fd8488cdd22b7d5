"""
How a page looks, in pieces, and what must be sent to bring an older one up to date. Pure.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import Any

from attrs import Factory, frozen

Html = str


@frozen
class Sheet:
    """The pieces of a page that change while people look at it.

    parts  name of a place in the page to what stands in it
    lists  name of a list to its rows in order, each under a key that is unique on the page
    """

    parts: Mapping[str, Html] = Factory(dict)
    lists: Mapping[str, Mapping[str, Html]] = Factory(dict)


@frozen
class Moves:
    """How one order of keys becomes another.

    gone  keys to take out, moved ones included
    put   then, in turn, each key and the one it comes after; None is the top
    """

    gone: tuple[str, ...]
    put: tuple[tuple[str, str | None], ...]


def moves(old: Sequence[str], new: Sequence[str]) -> Moves:
    """The fewest moves that lead from one order to the other. Keys within each are unique."""
    place = {key: index for index, key in enumerate(old)}
    staying = _longest_rising([(place[key], key) for key in new if key in place])
    gone = tuple(key for key in old if key not in staying)
    before: dict[str, str | None] = dict(zip(new, [None, *new], strict=False))
    return Moves(gone, tuple((key, before[key]) for key in new if key not in staying))


def patch(old: Sheet, new: Sheet) -> dict[str, Any] | None:
    """What changed, for the browser; None when nothing did.

    returns  `parts` and `rows` that look different now, and for each list whose order changed its `gone` and `put`.
             Both sheets have the same parts and lists
    """
    parts = {name: html for name, html in new.parts.items() if old.parts.get(name) != html}
    looked = {key: html for rows in old.lists.values() for key, html in rows.items()}
    rows = {key: html for shown in new.lists.values() for key, html in shown.items() if looked.get(key) != html}
    lists = {}
    for name, shown in new.lists.items():
        moved = moves(list(old.lists.get(name, {})), list(shown))
        if moved.gone or moved.put:
            lists[name] = {"gone": moved.gone, "put": moved.put}
    changed = {"parts": parts, "rows": rows, "lists": lists}
    return changed if any(changed.values()) else None


def _longest_rising(placed: Sequence[tuple[int, str]]) -> set[str]:
    """The most keys whose old places rise: these can stay where they are while the others move around them."""
    ends: list[int] = []  # for each length, the lowest place on which a rising run of that length ends
    lengths: list[int] = []
    for place, _ in placed:
        length = bisect_left(ends, place)
        ends[length : length + 1] = [place]
        lengths.append(length)
    staying: set[str] = set()
    wanted = len(ends) - 1
    for (_, key), length in zip(reversed(placed), reversed(lengths), strict=True):
        if length == wanted:
            staying.add(key)
            wanted -= 1
    return staying
