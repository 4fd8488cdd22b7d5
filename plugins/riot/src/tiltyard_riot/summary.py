"""
How somebody has played, from their matches. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from attrs import Factory, frozen

from tiltyard_riot.models import Match
from tiltyard_riot.resolver import ABORTED, QUEUES

TOP = 4
"""The better half of eight."""


@frozen
class Figures:
    """Games that add up.

    average_placement  1 to 8; None without games
    top4_percent       games ended in the better half, 0 to 100; None without games
    """

    games: int = 0
    wins: int = 0
    average_placement: float | None = None
    top4_percent: float | None = None


@frozen
class Summary:
    """How somebody has played.

    all        every game counted here
    by_mode    ranked and normal games alone, and Double Up alone, by the mode's value
    by_set     by set number, the newest first
    left_out   games that do not count: broken off, or of modes without eight who play for a place
    """

    all: Figures
    by_mode: Mapping[str, Figures] = Factory(dict)
    by_set: Mapping[int, Figures] = Factory(dict)
    left_out: int = 0


def summarise(puuid: str, matches: Iterable[Match]) -> Summary:
    """What these matches say of one player; a match counts once, and only when they were in it."""
    theirs = {match.id: match for match in matches if any(one.puuid == puuid for one in match.participants)}
    counted = [match for match in theirs.values() if _counts(match)]
    placements = {match.id: _placement(puuid, match) for match in counted}

    def figures(part: Iterable[Match]) -> Figures:
        return _figures([placements[match.id] for match in part])

    by_mode = {mode.value: figures(one for one in counted if one.queue_id in queues) for mode, queues in QUEUES.items()}
    sets = sorted({match.set_number for match in counted}, reverse=True)
    return Summary(
        all=figures(counted),
        by_mode={mode: one for mode, one in by_mode.items() if one.games},
        by_set={number: figures(one for one in counted if one.set_number == number) for number in sets},
        left_out=len(theirs) - len(counted),
    )


def _counts(match: Match) -> bool:
    aborted = (match.end_of_game_result or "").startswith(ABORTED)
    return not aborted and any(match.queue_id in queues for queues in QUEUES.values())


def _placement(puuid: str, match: Match) -> int:
    return next(one.placement for one in match.participants if one.puuid == puuid)


def _figures(placements: Sequence[int]) -> Figures:
    games = len(placements)
    if not games:
        return Figures()
    return Figures(
        games,
        placements.count(1),
        round(sum(placements) / games, 2),
        round(100 * sum(place <= TOP for place in placements) / games, 1),
    )
