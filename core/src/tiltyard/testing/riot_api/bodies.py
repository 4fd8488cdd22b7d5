"""
Answers in Riot's own form, as its published schema has them.

Set 18 tells less than Set 17: no augments, no partners, no damage, no eliminations and no version.
source  RiotGames/developer-relations #1185 and #1187 (2026-09) for Set 18; #749 for what the reference leaves out
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tiltyard.testing.riot_api.standings import APEX, HYPER_ROLL, Standing
from tiltyard.testing.riot_api.world import Game, Incident, Player, World

LAST_SET_WITH_PARTNERS = 17
HYPER_ROLL_QUEUE = 1130


def error_body(status: int, message: str) -> dict[str, Any]:
    """What Riot says when it says no."""
    return {"status": {"message": message, "status_code": status}}


def account_body(world: World, player: Player) -> dict[str, Any]:
    """`AccountDto`."""
    body = {"puuid": world.puuid(player.uid)}
    if not player.nameless:
        body |= {"gameName": player.riot_id.game_name, "tagLine": player.riot_id.tag_line}
    return body


def region_body(world: World, player: Player, game: str) -> dict[str, Any]:
    """`AccountRegionDTO`."""
    return {"puuid": world.puuid(player.uid), "game": game, "region": player.platform}


def summoner_body(world: World, player: Player) -> dict[str, Any]:
    """`SummonerDTO`, without the ids that were removed in 2025."""
    return {
        "puuid": world.puuid(player.uid),
        "profileIconId": player.icon,
        "revisionDate": _millis(player.revised_at),
        "summonerLevel": player.level,
    }


def league_body(world: World, player: Player) -> list[dict[str, Any]]:
    """`Set[LeagueEntryDTO]`: none for who is unranked, in no order that means anything."""
    return [_entry(world.puuid(player.uid), player, one) for one in player.standings.values()]


def apex_body(world: World, platform: str, tier: str, queue: str) -> dict[str, Any]:
    """`LeagueListDTO` of a tier from Master up."""
    entries = []
    for player in world.players.values():
        standing = player.standings.get(queue)
        if player.platform == platform and standing is not None and standing.tier == tier:
            entries.append(
                {
                    "puuid": world.puuid(player.uid),
                    "leaguePoints": standing.points,
                    "rank": "I",
                    "wins": standing.wins,
                    "losses": standing.losses,
                    **_FLAGS,
                }
            )
    empty = {"entries": entries, "tier": tier}
    return (
        {**empty, "leagueId": _league_id(platform, tier), "queue": queue, "name": "Ahri's Spirits"}
        if entries
        else empty
    )


def match_body(world: World, game: Game) -> dict[str, Any]:
    """`MatchDto`."""
    number = int(game.match_id.partition("_")[2])
    old = game.set_number <= LAST_SET_WITH_PARTNERS
    players = [_participant(world, game, uid, placement) for uid, placement in sorted(game.placements.items())]
    return {
        "metadata": {
            "data_version": "6",
            "match_id": game.match_id,
            "participants": [one["puuid"] for one in players],
        },
        "info": {
            "endOfGameResult": game.result,
            "gameCreation": _millis(game.ended_at) - round(game.length_s * 1000),
            "gameId": number,
            "game_datetime": _millis(game.ended_at),
            "game_length": game.length_s,
            "game_version": "Linux Version 17.3.701.1234 (Jun 10 2026/18:29:33) [PUBLIC] "
            if old
            else "TFT Unreal Version ?.?.?.?",
            "mapId": 22,
            "participants": players,
            "queueId": game.queue_id,
            "queue_id": game.queue_id,
            "tft_game_type": "turbo" if game.queue_id == HYPER_ROLL_QUEUE else "standard",
            "tft_set_core_name": f"TFTSet{game.set_number}",
            "tft_set_number": game.set_number,
        },
    }


def status_body(platform: str, incidents: list[Incident]) -> dict[str, Any]:
    """`PlatformDataDto`."""
    mine = [one for one in incidents if one.platform == platform]
    return {
        "id": platform.upper(),
        "name": platform.upper(),
        "locales": ["en_US"],
        "maintenances": [_notice(number, one) for number, one in enumerate(mine) if one.maintenance],
        "incidents": [_notice(number, one) for number, one in enumerate(mine) if not one.maintenance],
    }


_FLAGS = {"freshBlood": False, "hotStreak": False, "inactive": False, "veteran": False}


def _entry(puuid: str, player: Player, standing: Standing) -> dict[str, Any]:
    entry = {"puuid": puuid, "queueType": standing.queue, "wins": standing.wins, "losses": standing.losses}
    if standing.queue == HYPER_ROLL:
        return {**entry, "ratedTier": standing.tier, "ratedRating": standing.points}
    return {
        **entry,
        "leagueId": _league_id(player.platform, standing.tier),
        "tier": standing.tier,
        "rank": "I" if standing.tier in APEX else standing.division,
        "leaguePoints": standing.points,
        **_FLAGS,
    }


def _league_id(platform: str, tier: str) -> str:
    return f"{platform}-{tier}".lower()


def _participant(world: World, game: Game, uid: int, placement: int) -> dict[str, Any]:
    player = world.players[uid]
    old = game.set_number <= LAST_SET_WITH_PARTNERS
    # The winner is never eliminated: their time is the game's.
    lasted_s = game.length_s * (1.0 - 0.06 * (placement - 1))
    body: dict[str, Any] = {
        "companion": {"content_ID": "6f3f9e25-6e91-436c-8621-5c74ee136635", "item_ID": 1, "skin_ID": 1, "species": ""},
        "gold_left": placement,
        "last_round": 40 - 2 * placement,
        "level": 9 if placement <= 4 else 8,
        "missions": {"PlayerScore2": 300 - 20 * placement},
        "placement": placement,
        "players_eliminated": (8 - placement) // 3 if old else 0,
        "puuid": world.puuid(uid),
        "riotIdGameName": player.riot_id.game_name,
        "riotIdTagline": player.riot_id.tag_line,
        "time_eliminated": lasted_s,
        "total_damage_to_players": 150 - 15 * placement if old else 0,
        "traits": [_trait(game.set_number)],
        "units": [_unit(game.set_number)],
        "win": placement <= 4,
    }
    if old:
        body["augments"] = []
        if uid in game.partners:
            body["partner_group_id"] = game.partners[uid]
    return body


def _trait(set_number: int) -> dict[str, Any]:
    return {"name": f"TFT{set_number}_Vanguard", "num_units": 4, "style": 2, "tier_current": 2, "tier_total": 3}


def _unit(set_number: int) -> dict[str, Any]:
    items = ["TFT_Item_GargoyleStoneplate"]
    return {"character_id": f"TFT{set_number}_Poppy", "itemNames": items, "name": "", "rarity": 0, "tier": 2}


def _notice(number: int, incident: Incident) -> dict[str, Any]:
    said = [{"locale": "en_US", "content": incident.title}]
    at = incident.at.isoformat()
    return {
        "id": number,
        "maintenance_status": "in_progress",
        "incident_severity": "warning",
        "titles": said,
        "updates": [
            {
                "id": number,
                "author": "Riot",
                "publish": True,
                "publish_locations": ["riotclient", "riotstatus"],
                "translations": said,
                "created_at": at,
                "updated_at": at,
            }
        ],
        "created_at": at,
        "archive_at": at,
        "updated_at": at,
        "platforms": ["windows", "macos", "android", "ios"],
    }


def _millis(at: datetime) -> int:
    return round(at.timestamp() * 1000)
