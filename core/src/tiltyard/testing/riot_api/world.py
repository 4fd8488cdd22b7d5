"""
Players and their games, as the stand-in knows them.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from datetime import datetime

from attrs import define, field, frozen

from tiltyard.models import RiotId
from tiltyard.testing.riot_api.places import REGION_OF_MATCHES
from tiltyard.testing.riot_api.standings import Standing

PUUID_BYTES = 58
"""Encoded, they are the 78 characters that Riot promises."""


@define(eq=False)
class Player:
    """Somebody with a Riot account.

    uid  what Riot alone knows: every application is told another puuid for it
    """

    uid: int
    riot_id: RiotId
    platform: str
    icon: int
    level: int
    revised_at: datetime
    standings: dict[str, Standing]
    nameless: bool = False
    """Whether answers leave its name out, as for accounts that never chose one."""
    plays_tft: bool = True
    """Whether there is a summoner."""


@define(eq=False)
class Game:
    """A game that was played.

    ended_at     what `game_datetime` tells
    placements   uid to 1 .. 8
    partners     uid to the number of its pair; empty unless it is Double Up
    listed       whether it is in the players' lists
    detailed     whether its details are there; some are listed and answer 404
    """

    match_id: str
    platform: str
    ended_at: datetime
    length_s: float
    queue_id: int
    set_number: int
    result: str
    placements: Mapping[int, int]
    partners: Mapping[int, int]
    listed: bool = True
    detailed: bool = True

    @property
    def region(self) -> str:
        """The host that serves it."""
        return REGION_OF_MATCHES[self.platform]


@frozen
class Incident:
    """What the status page of a platform tells."""

    platform: str
    title: str
    at: datetime
    maintenance: bool = False


@define(eq=False)
class World:
    """Everybody and everything.

    application  whose puuids are told just now
    seed         other seeds, other puuids
    """

    seed: int = 0
    application: int = 1
    players: dict[int, Player] = field(factory=dict)
    games: dict[str, Game] = field(factory=dict)
    incidents: list[Incident] = field(factory=list)
    _by_puuid: dict[str, int] = field(factory=dict)
    _by_name: dict[tuple[str, str], int] = field(factory=dict)

    def add(self, player: Player) -> None:
        """Let somebody in.

        raises  ValueError when the name is taken
        """
        self._claim(player.riot_id, player.uid)
        self.players[player.uid] = player
        self._by_puuid[self.puuid(player.uid)] = player.uid

    def rename(self, player: Player, riot_id: RiotId) -> None:
        """Their old name is free from now on.

        raises  ValueError when the new one is taken
        """
        self._claim(riot_id, player.uid)
        if _folded(player.riot_id) != _folded(riot_id):
            del self._by_name[_folded(player.riot_id)]
        player.riot_id = riot_id

    def puuid(self, uid: int) -> str:
        """What the present application is told."""
        told = f"{self.seed}:{self.application}:{uid}".encode()
        return base64.urlsafe_b64encode(hashlib.blake2b(told, digest_size=PUUID_BYTES).digest()).decode().rstrip("=")

    def another_application(self) -> None:
        """All puuids are others from now on; the old ones are of no use."""
        self.application += 1
        self._by_puuid = {self.puuid(uid): uid for uid in self.players}

    def with_name(self, game_name: str, tag_line: str) -> Player | None:
        """Whom a Riot ID means; capitals do not matter."""
        uid = self._by_name.get(_folded(RiotId(game_name, tag_line)))
        return None if uid is None else self.players[uid]

    def with_puuid(self, puuid: str) -> Player | None:
        """Whom a puuid of the present application means."""
        uid = self._by_puuid.get(puuid)
        return None if uid is None else self.players[uid]

    def games_of(self, player: Player, region: str) -> list[Game]:
        """Those that a host lists, the latest first."""
        games = [one for one in self.games.values() if one.listed and one.region == region]
        mine = [one for one in games if player.uid in one.placements]
        return sorted(mine, key=lambda one: (one.ended_at, one.match_id), reverse=True)

    def _claim(self, riot_id: RiotId, uid: int) -> None:
        if self._by_name.setdefault(_folded(riot_id), uid) != uid:
            raise ValueError(f"{riot_id} is taken")


def _folded(riot_id: RiotId) -> tuple[str, str]:
    return riot_id.game_name.casefold(), riot_id.tag_line.casefold()
