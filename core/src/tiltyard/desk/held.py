"""
Outside effects are held after a restore: what the world was told since is not undone by an older journal.

Followers that act outside say so (`outside = True`); the runner leaves them alone while anything is held. What they
would do is told first.

Tables say what a later journal wrote, and nothing knows that any more. So, once it is let go, what stands in our own
columns counts as ours and is written over.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from attrs import frozen

from tiltyard.desk.follower import Follower
from tiltyard.desk.mirror import Mirror
from tiltyard.desk.notices import Notices
from tiltyard.errors import TiltyardError
from tiltyard.journal import Journal
from tiltyard.journal.restore import HELD, NAMESPACE
from tiltyard.models import Tournament


@frozen
class Effect:
    """What would be done outside for one tournament once nothing is held any more.

    to     the table, or the plugin that is told of events
    what   in words
    count  cells to write, or events to tell
    """

    tournament: str
    to: str
    what: str
    count: int


async def held(journal: Journal) -> Any | None:
    """Since when and by which file effects are held; None when they are not."""
    return await journal.store(NAMESPACE).get(HELD)


async def release(journal: Journal, mirror: Mirror, states: Sequence[Tournament]) -> None:
    """From now on followers act outside again; nothing changes when nothing is held."""
    if await held(journal) is None:
        return
    for state in states:
        await mirror.go_stale(state)
    await journal.store(NAMESPACE).delete(HELD)


async def effects(
    followers: Sequence[Follower], states: Sequence[Tournament], *, on_release: bool = True
) -> list[Effect]:
    """What the followers would do outside; tables are read, nothing is written and nobody is told.

    on_release  something is held, so that they would do it when it is let go
    """
    found: list[Effect] = []
    for state in states:
        for follower in followers:
            if isinstance(follower, Mirror) and state.binding:
                found.append(await _of_table(follower, state, on_release=on_release))
            elif isinstance(follower, Notices) and (count := len((await follower.outlook(state.id)).told)):
                found.append(Effect(state.id, follower.name, f"{count} events would be told", count))
    return found


async def _of_table(mirror: Mirror, state: Tournament, *, on_release: bool) -> Effect:
    try:
        outlook = await mirror.outlook(state.id, taken_over=on_release)
    except TiltyardError as error:
        return Effect(state.id, str(state.binding), f"cannot be read: {error}", 0)
    cells, edits = (len(outlook.cells), len(outlook.edits) + len(outlook.ticks)) if outlook else (0, 0)
    words = [f"{cells} cells would be written"]
    words += [f"{edits} rows would be brought"] if edits else []
    if outlook and outlook.conflicts:
        becomes = "of them say what this journal has not written" if on_release else "cells were typed over and stay"
        words.append(f"{len(outlook.conflicts)} {becomes}")
    return Effect(state.id, str(state.binding), ", ".join(words), cells + edits)
