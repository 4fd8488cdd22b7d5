"""
Ranks as people write them: "Gold II 45", "challenger 1203".
"""

from __future__ import annotations

from attrs import frozen

SOLO = "RANKED_TFT"
DOUBLE_UP = "RANKED_TFT_DOUBLE_UP"
HYPER_ROLL = "RANKED_TFT_TURBO"

APEX = ("MASTER", "GRANDMASTER", "CHALLENGER")
TIERS = ("IRON", "BRONZE", "SILVER", "GOLD", "PLATINUM", "EMERALD", "DIAMOND", *APEX)
DIVISIONS = ("I", "II", "III", "IV")
RATED_TIERS = ("GRAY", "GREEN", "BLUE", "PURPLE", "ORANGE")


@frozen
class Standing:
    """Where somebody stands in a queue.

    tier    or the rated tier of Hyper Roll
    points  league points, or the rating of Hyper Roll
    """

    queue: str
    tier: str
    division: str
    points: int
    wins: int = 12
    losses: int = 60


def read_standing(queue: str, text: str, *, wins: int = 12, losses: int = 60) -> Standing:
    """Tier, division and points, as written in the client; tiers from Master up have no division.

    raises  ValueError when it is no rank
    """
    words = text.upper().removesuffix("LP").split()
    tier = words.pop(0) if words else ""
    if tier not in (RATED_TIERS if queue == HYPER_ROLL else TIERS):
        raise ValueError(f"no rank in {queue}: {text!r}; write it as Gold II 45, challenger 1203 or, there, blue 2400")
    division = words.pop(0) if words and words[0] in DIVISIONS else "I"
    if len(words) > 1 or not all(word.isdecimal() for word in words):
        raise ValueError(f"no rank: {text!r}; after tier and division there are only points")
    return Standing(queue, tier, division, int(words[0]) if words else 0, wins, losses)
