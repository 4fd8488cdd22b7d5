"""
What the endpoints answer, over real HTTP.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tiltyard.testing.riot_api import DOUBLE_UP

ACCOUNT = "/riot/account/v1/accounts"
STATUS = "/tft/status/v1/platform-data"
MATCHES = "/tft/match/v1/matches"
NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.fixture
def ann(riot_api):
    return riot_api.add_account("Ann#EUW", rank="Gold II 45", double_up="master 120", hyper_roll="blue 2400")


def eight(riot_api, platform="na1"):
    return [riot_api.add_account(f"P{number}#NA1", platform=platform) for number in range(1, 9)]


@pytest.mark.parametrize("host", ["americas", "asia", "europe"])
async def test_every_account_host_knows_every_account(riot_api, ask, ann, host):
    by_name = await ask(host, f"{ACCOUNT}/by-riot-id/aNN/euw")
    by_puuid = await ask(host, f"{ACCOUNT}/by-puuid/{riot_api.puuid(ann)}")

    assert by_name.json == by_puuid.json == {"puuid": riot_api.puuid(ann), "gameName": "Ann", "tagLine": "EUW"}
    assert len(riot_api.puuid(ann)) == 78


@pytest.mark.parametrize(
    ("host", "path"),
    [
        ("sea", f"{ACCOUNT}/by-riot-id/Ann/EUW"),
        ("euw1", f"{ACCOUNT}/by-riot-id/Ann/EUW"),
        ("europe", STATUS),
        ("pbe1", "/tft/league/v1/challenger"),
        ("euw1", "/tft/league/v1/entries/by-summoner/x"),
        ("euw1", "/tft/summoner/v1/summoners/by-name/Ann"),
        ("europe", "/riot/account/v1/active-shards/by-game/tft/by-puuid/x"),
    ],
)
async def test_a_path_that_there_is_not_is_forbidden(ask, ann, host, path):
    assert (await ask(host, path)).status == 403


async def test_a_name_may_hold_anything_when_it_is_encoded(riot_api, ask):
    odd = riot_api.add_account("100%/..#a#b")

    found = await ask("asia", f"{ACCOUNT}/by-riot-id/100%25%2F../a%23b")

    assert found.json["puuid"] == riot_api.puuid(odd)


async def test_an_old_name_is_nobodys_after_a_rename(riot_api, ask, ann):
    riot_api.rename(ann, "Anna#EUW")

    assert (await ask("asia", f"{ACCOUNT}/by-riot-id/Ann/EUW")).status == 404
    assert (await ask("asia", f"{ACCOUNT}/by-riot-id/Anna/EUW")).json["puuid"] == riot_api.puuid(ann)
    riot_api.add_account("Ann#EUW")
    with pytest.raises(ValueError, match="taken"):
        riot_api.rename(ann, "ann#euw")


async def test_another_application_cannot_read_the_puuids_of_the_first(riot_api, ask, ann):
    old = riot_api.puuid(ann)
    riot_api.another_application()

    refused = await ask("asia", f"{ACCOUNT}/by-puuid/{old}")

    assert refused.status == 400
    assert refused.json["status"]["message"].startswith("Bad Request - Exception decrypting")
    assert (await ask("asia", f"{ACCOUNT}/by-riot-id/Ann/EUW")).json["puuid"] == riot_api.puuid(ann) != old


async def test_a_player_is_on_one_platform(riot_api, ask, ann):
    puuid = riot_api.puuid(ann)

    where = await ask("europe", f"/riot/account/v1/region/by-game/tft/by-puuid/{puuid}")
    assert where.json == {"puuid": puuid, "game": "tft", "region": "euw1"}
    assert (await ask("euw1", f"/tft/summoner/v1/summoners/by-puuid/{puuid}")).json["profileIconId"] == 29
    assert (await ask("na1", f"/tft/summoner/v1/summoners/by-puuid/{puuid}")).status == 404
    assert (await ask("na1", f"/tft/league/v1/by-puuid/{puuid}")).json == []


async def test_ranks_are_told_by_queue(riot_api, ask, ann):
    entries = (await ask("euw1", f"/tft/league/v1/by-puuid/{riot_api.puuid(ann)}")).json
    solo, double_up, hyper_roll = entries

    assert (solo["tier"], solo["rank"], solo["leaguePoints"]) == ("GOLD", "II", 45)
    assert (double_up["tier"], double_up["rank"]) == ("MASTER", "I")
    assert (hyper_roll["ratedTier"], hyper_roll["ratedRating"], "tier" in hyper_roll) == ("BLUE", 2400, False)


async def test_apex_lists_hold_who_is_there(riot_api, ask, ann):
    top = riot_api.add_account("Top#EUW", rank="challenger 1203")

    challengers = (await ask("euw1", "/tft/league/v1/challenger")).json
    masters = (await ask("euw1", "/tft/league/v1/master", queue=DOUBLE_UP)).json

    assert [(one["puuid"], one["leaguePoints"]) for one in challengers["entries"]] == [(riot_api.puuid(top), 1203)]
    assert [one["puuid"] for one in masters["entries"]] == [riot_api.puuid(ann)]
    assert (await ask("euw1", "/tft/league/v1/grandmaster")).json["entries"] == []


async def test_games_are_listed_latest_first_and_by_time(riot_api, ask):
    players = eight(riot_api)
    games = [riot_api.add_match("na1", players, at=NOON + timedelta(hours=hour)) for hour in range(3)]
    ids = [game.match_id for game in reversed(games)]
    path = f"{MATCHES}/by-puuid/{riot_api.puuid(players[3])}/ids"

    assert (await ask("americas", path)).json == ids
    assert (await ask("americas", path, start=1, count=1)).json == ids[1:2]
    assert (await ask("americas", path, startTime=int(NOON.timestamp()) + 1)).json == ids[:2]
    assert (await ask("europe", path)).json == []


async def test_the_games_of_oceania_are_on_sea(riot_api, ask):
    players = eight(riot_api, "oc1")
    game = riot_api.add_match("oc1", players)
    path = f"{MATCHES}/by-puuid/{riot_api.puuid(players[0])}/ids"

    assert (await ask("sea", path)).json == [game.match_id]
    assert (await ask("americas", path)).json == []
    assert (await ask("americas", f"{MATCHES}/{game.match_id}")).status == 404


@pytest.mark.parametrize(("set_number", "partners"), [(17, [1, 1, 2, 2, 3, 3, 4, 4]), (18, [None] * 8)])
async def test_partners_are_told_until_set_17(riot_api, ask, set_number, partners):
    players = eight(riot_api)
    game = riot_api.add_match("na1", players, queue_id=1160, set_number=set_number)

    told = (await ask("americas", f"{MATCHES}/{game.match_id}")).json["info"]

    assert [one.get("partner_group_id") for one in told["participants"]] == partners
    assert told["game_version"].startswith("TFT Unreal") is (set_number == 18)
    assert told["queue_id"] == told["queueId"] == 1160


async def test_a_game_may_be_listed_late_and_have_no_details(riot_api, ask):
    players = eight(riot_api)
    late = riot_api.add_match("na1", players, listed=False, detailed=False)
    bare = riot_api.add_match("na1", players, detailed=False)
    path = f"{MATCHES}/by-puuid/{riot_api.puuid(players[0])}/ids"

    assert (await ask("americas", path)).json == [bare.match_id]
    assert (await ask("americas", f"{MATCHES}/{bare.match_id}")).status == 404
    riot_api.publish(late)
    assert (await ask("americas", f"{MATCHES}/{late.match_id}")).status == 200


@pytest.mark.parametrize("rank", ["", "Wood II", "Gold V 3", "Gold II x", "Gold II 3 4"])
def test_what_is_no_rank_is_refused(riot_api, rank):
    from tiltyard.testing.riot_api.standings import SOLO, read_standing

    with pytest.raises(ValueError, match="no rank"):
        read_standing(SOLO, rank)
