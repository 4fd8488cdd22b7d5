"""
A read that would take much from many at once is held: it is more likely a slip, a broken formula or a half-loaded
table than what anybody wants.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from attrs import frozen

from tiltyard.models import PersonId
from tiltyard.tournament.text import counted

FEW = 3
SHARE = 0.05
"""More than 3 players, or one of twenty, dropped or unticked by one read: it is held."""


@frozen
class Hold:
    """Why nothing is taken from a table until staff have looked.

    why     in words
    since   when it was first found so
    people  whom it would take out, untick or rename, or does not name; empty when it cannot be understood at all
    """

    why: str
    since: datetime
    people: tuple[PersonId, ...] = ()


def suspicion(
    out: Collection[PersonId],
    unticked: Collection[PersonId],
    players: int,
    keys_lost: Collection[PersonId],
    renamed: Collection[PersonId],
    shuffled: Collection[PersonId],
    accepted: Collection[PersonId],
) -> str:
    """Why a read is not to be trusted; blank when it is.

    out        who would lose their entry by it
    unticked   who would lose their check-in by it
    players    how many players the tournament has
    keys_lost  players whose key cell is blank now, though the row is still there
    renamed    who would go by another name because the columns are understood otherwise than before
    shuffled   who would go by the name of another player
    accepted   whom staff have looked at already
    """
    most = max(FEW, int(players * SHARE))
    losing = {*out, *unticked} - set(accepted)
    if len(losing) > most:
        said = [f"{counted(len(out), 'player')} would be dropped"] if out else []
        said += [f"{counted(len(unticked), 'player')} would be checked out"] if unticked else []
        return " and ".join(said)
    lost, other, mixed_up = (len(set(people) - set(accepted)) for people in (keys_lost, renamed, shuffled))
    if lost > most:
        return f"{counted(lost, 'row')} lost what says whose they are"
    if other > most:
        return f"the header line has changed, and read so {counted(other, 'player')} would have another name"
    if mixed_up > most:
        return (
            f"{counted(mixed_up, 'player')} would have another player's name: a column may be sorted without the rows"
        )
    return ""
