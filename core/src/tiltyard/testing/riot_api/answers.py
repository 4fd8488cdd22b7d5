"""
What each endpoint answers. Pure: a world and a question, and out comes a status with a body.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from attrs import frozen

from tiltyard.testing.riot_api import bodies
from tiltyard.testing.riot_api.routes import UNKNOWN, Asked
from tiltyard.testing.riot_api.standings import DOUBLE_UP, SOLO
from tiltyard.testing.riot_api.world import Player, World

DEFAULT_COUNT = 20


@frozen
class Answer:
    """A status and a body of JSON."""

    status: int
    body: Any

    @property
    def ok(self) -> bool:
        """Whether it is what was asked for."""
        return self.status == 200


def refusal(status: int, message: str) -> Answer:
    """An answer that says no."""
    return Answer(status, bodies.error_body(status, message))


FORBIDDEN = refusal(403, "Forbidden")
"""For a key that is not known, and for a path that there is not: nobody can tell them apart by it."""


def answer(world: World, asked: Asked, query: Mapping[str, str]) -> Answer:
    """What Riot says."""
    if asked.method == UNKNOWN:
        return FORBIDDEN
    return _ANSWERS[asked.method](world, asked, query)


def _by_riot_id(world: World, asked: Asked, _query: Mapping[str, str]) -> Answer:
    game_name, tag_line = asked.arguments
    found = world.with_name(game_name, tag_line)
    if found is None:
        said = f"Data not found - No results found for player with riot id {game_name}#{tag_line}"
        return refusal(404, said)
    return Answer(200, bodies.account_body(world, found))


def _with_puuid(
    say: Callable[[World, Player, Asked], Any],
) -> Callable[[World, Asked, Mapping[str, str]], Answer]:
    """An endpoint that is asked by puuid, which is the last of its arguments."""

    def answered(world: World, asked: Asked, _query: Mapping[str, str]) -> Answer:
        puuid = asked.arguments[-1]
        found = world.with_puuid(puuid)
        if found is None:
            return refusal(400, f"Bad Request - Exception decrypting {puuid}")
        body = say(world, found, asked)
        return refusal(404, "Data not found") if body is None else Answer(200, body)

    return answered


def _region(world: World, player: Player, asked: Asked) -> Any:
    game = asked.arguments[0]
    known = game in ("lol", "tft") and player.plays_tft
    return bodies.region_body(world, player, game) if known else None


def _summoner(world: World, player: Player, asked: Asked) -> Any:
    return bodies.summoner_body(world, player) if player.plays_tft and player.platform == asked.host else None


def _league(world: World, player: Player, asked: Asked) -> Any:
    return bodies.league_body(world, player) if player.platform == asked.host else []


def _apex(world: World, asked: Asked, query: Mapping[str, str]) -> Answer:
    queue = query.get("queue", SOLO)
    if queue not in (SOLO, DOUBLE_UP):
        return refusal(400, "Bad Request - Invalid queue")
    tier = asked.method.rpartition(" ")[2].upper()
    return Answer(200, bodies.apex_body(world, asked.host, tier, queue))


def _match_ids(world: World, asked: Asked, query: Mapping[str, str]) -> Answer:
    puuid = asked.arguments[0]
    found = world.with_puuid(puuid)
    if found is None:
        return refusal(400, f"Bad Request - Exception decrypting {puuid}")
    try:
        start, count = int(query.get("start", 0)), int(query.get("count", DEFAULT_COUNT))
        since_s, until_s = int(query.get("startTime", 0)), int(query.get("endTime", 2**40))
    except ValueError:
        return refusal(400, "Bad Request")
    ids = [
        game.match_id for game in world.games_of(found, asked.host) if since_s <= game.ended_at.timestamp() <= until_s
    ]
    return Answer(200, ids[start : start + count])


def _match(world: World, asked: Asked, _query: Mapping[str, str]) -> Answer:
    game = world.games.get(asked.arguments[0])
    if game is None or not game.detailed or game.region != asked.host:
        return refusal(404, f"Data not found - match file not found for id {asked.arguments[0]}")
    return Answer(200, bodies.match_body(world, game))


def _status(world: World, asked: Asked, _query: Mapping[str, str]) -> Answer:
    return Answer(200, bodies.status_body(asked.host, world.incidents))


_ANSWERS: Mapping[str, Callable[[World, Asked, Mapping[str, str]], Answer]] = {
    "account-v1 by-riot-id": _by_riot_id,
    "account-v1 by-puuid": _with_puuid(lambda world, player, _asked: bodies.account_body(world, player)),
    "account-v1 region by-puuid": _with_puuid(_region),
    "tft-summoner-v1 by-puuid": _with_puuid(_summoner),
    "tft-league-v1 by-puuid": _with_puuid(_league),
    "tft-league-v1 challenger": _apex,
    "tft-league-v1 grandmaster": _apex,
    "tft-league-v1 master": _apex,
    "tft-match-v1 ids by-puuid": _match_ids,
    "tft-match-v1 by-id": _match,
    "tft-status-v1 platform-data": _status,
}
