"""
Many players with games among them, for measuring and for demonstrations.
"""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from tiltyard.testing.riot_api.service import RiotService
from tiltyard.testing.riot_api.world import Player

LOBBY = 8
FIRST_GAME_AT = datetime(2026, 11, 1, 18, tzinfo=UTC)
RANKS = (
    "",
    "Bronze I 20",
    "Silver III 5",
    "Gold II 45",
    "Platinum IV 0",
    "Emerald I 99",
    "Diamond II 60",
    "master 210",
)


def add_crowd(
    service: RiotService, players: int, games: int = 0, *, platform: str = "na1", seed: int = 0
) -> list[Player]:
    """Players `Player0#TILT` and on, who play round after round in lobbies of eight, dealt anew each round.

    games    how many each of them has played; the last lobby of a round may be smaller
    returns  them in the order of their numbers
    """
    chance = random.Random(seed)  # noqa: S311 # deals lobbies, guards nothing
    crowd = [
        service.add_account(f"Player{number}#TILT", platform=platform, rank=RANKS[number % len(RANKS)] or None)
        for number in range(players)
    ]
    for round_number in range(games):
        dealt = chance.sample(crowd, len(crowd))
        at = FIRST_GAME_AT + timedelta(minutes=40 * round_number)
        for first in range(0, len(dealt), LOBBY):
            service.add_match(platform, dealt[first : first + LOBBY], at=at)
    return crowd
