"""
A rank from the entries of tft-league-v1. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from tiltyard.errors import BadPayload
from tiltyard.models import Rank, RankQueue, Tier
from tiltyard_riot.models import LeagueEntry

# Hyper Roll (RANKED_TFT_TURBO) has a ladder of its own without tiers; nobody is ranked by it here.
QUEUE_TYPES: Mapping[RankQueue, str] = {
    RankQueue.SOLO: "RANKED_TFT",
    RankQueue.DOUBLE_UP: "RANKED_TFT_DOUBLE_UP",
}
APEX = frozenset({Tier.MASTER, Tier.GRANDMASTER, Tier.CHALLENGER})
_DIVISIONS = {"I": 1, "II": 2, "III": 3, "IV": 4}


def rank_of(entries: Iterable[LeagueEntry], queue: RankQueue, as_of: datetime) -> Rank:
    """Where a player stands in this queue; without an entry for it they are unranked, which is no tier of the ladder.

    raises  BadPayload for a tier or a division that Riot had not when this was written
    """
    entry = next((one for one in entries if one.queue_type == QUEUE_TYPES[queue]), None)
    if entry is None:
        return Rank(queue, Tier.UNRANKED, None, 0, as_of, "riot")
    try:
        tier = Tier((entry.tier or "").lower())
        division = None if tier in APEX else _DIVISIONS[entry.rank or ""]
    except (ValueError, KeyError):
        raise BadPayload(
            "Riot tells a rank that this release does not know",
            which=f"{entry.tier} {entry.rank}",
            next_step="Look for a newer release of tiltyard-riot.",
        ) from None
    return Rank(queue, tier, division, entry.league_points or 0, as_of, "riot")


def rank_words(rank: Rank) -> str:
    """Such as `Gold II, 40 LP`."""
    if rank.tier is Tier.UNRANKED:
        return "unranked"
    division = next((f" {roman}" for roman, number in _DIVISIONS.items() if number == rank.division), "")
    return f"{rank.tier.value.capitalize()}{division}, {rank.league_points} LP"
