"""
Games and lobbies for tests.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tiltyard.models import Lobby, Mode, PlayerAccount
from tiltyard_riot.models import Match, Participant

SINCE = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
UNTIL = SINCE + timedelta(hours=2)
EIGHT = tuple("abcdefgh")


def lobby(members=EIGHT, *, mode=Mode.SOLO, used=()):
    """Members are named like their PUUIDs, in capitals."""
    accounts = tuple(PlayerAccount(name.upper(), name) for name in members)
    return Lobby(mode, accounts, SINCE, UNTIL, frozenset(used))


def match(
    players=EIGHT,
    *,
    match_id="EUW1_1",
    at_min=40,
    length_s=2000.0,
    queue=1100,
    result="GameComplete",
    set_number=18,
    pairs=(),
):
    """Players in the order in which the game ranked them.

    at_min  minutes after the round's begin
    pairs   partner group of each; nothing as since Set 18
    """
    groups = pairs or (None,) * len(players)
    participants = tuple(
        Participant(puuid=puuid, riot_id=None, placement=place, partner_group_id=group)
        for place, (puuid, group) in enumerate(zip(players, groups, strict=True), 1)
    )
    return Match(
        id=match_id,
        game_at=SINCE + timedelta(minutes=at_min),
        length_s=length_s,
        queue_id=queue,
        set_number=set_number,
        end_of_game_result=result,
        participants=participants,
    )
