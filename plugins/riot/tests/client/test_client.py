"""
Every question that can be asked, over real HTTP.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from tiltyard.models import RiotId
from tiltyard.testing.riot_api import DOUBLE_UP
from tiltyard_riot.errors import BadAnswer, ForeignPuuid, NotFound, ServiceDown
from tiltyard_riot.limiter import Priority
from tiltyard_riot.models import Account, LeagueEntry
from tiltyard_riot.routing import PLATFORMS

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
MATCH_HOSTS = {
    "americas": {"na1", "br1", "la1", "la2"},
    "europe": {"euw1", "eun1", "tr1", "ru", "me1"},
    "asia": {"kr", "jp1"},
    "sea": {"oc1", "sg2", "tw2", "vn2"},
}


def lobby(riot_api, platform):
    return [riot_api.add_account(f"P{number}#{platform}", platform=platform) for number in range(1, 9)]


async def test_an_account_is_found_by_its_riot_id_and_by_its_puuid(riot_api, client, ann):
    account = await client.account_by_riot_id(RiotId("ANN", "euw"))

    assert account == Account(riot_api.puuid(ann), RiotId("Ann", "EUW"))
    assert await client.account_by_puuid(account.puuid) == account
    assert await client.platform_of(account.puuid) == "euw1"


async def test_an_account_without_a_name_has_none(riot_api, client):
    bare = riot_api.add_account("Bare#EUW", nameless=True)

    assert (await client.account_by_puuid(riot_api.puuid(bare))).riot_id is None


async def test_the_least_busy_account_host_is_asked(riot_api, client, limiter, ann):
    limiter.loads = {"europe": 0.9, "americas": 0.5, "asia": 0.7}

    await client.account_by_riot_id(RiotId("Ann", "EUW"))

    assert riot_api.calls[0].host == "americas"


async def test_calls_at_once_are_spread_before_anybody_knows_how_full_a_host_is(riot_api, client, ann):
    await asyncio.gather(*(client.account_by_riot_id(RiotId("Ann", "EUW")) for _ in range(9)))

    assert [riot_api.count(host=host) for host in ("americas", "asia", "europe")] == [3, 3, 3]


@pytest.mark.parametrize("platform", sorted(PLATFORMS))
async def test_every_platform_is_asked_where_it_is(riot_api, connect, platform):
    client = connect()
    riot_api.limit("1000:1")
    players = lobby(riot_api, platform)
    game = riot_api.add_match(platform, players)
    puuid = riot_api.puuid(players[0])

    assert await client.platform_of(puuid) == platform
    assert (await client.summoner(platform, puuid)).profile_icon_id == 29
    assert await client.ranks(platform, puuid) == ()
    assert (await client.status(platform.upper())).platform == platform
    assert await client.match_ids(platform, puuid) == (game.match_id,)
    assert (await client.match(game.match_id)).id == game.match_id
    assert {call.host for call in riot_api.calls[1:4]} == {platform}
    assert platform in MATCH_HOSTS[riot_api.calls[-1].host]


async def test_an_icon_is_seen_once_it_is_changed(riot_api, client, ann):
    before = await client.summoner("euw1", riot_api.puuid(ann))
    riot_api.set_icon(ann, 7)
    after = await client.summoner("euw1", riot_api.puuid(ann))

    assert (before.profile_icon_id, after.profile_icon_id) == (29, 7)
    assert after.revision_date >= before.revision_date
    assert after.revision_date.tzinfo is UTC


async def test_ranks_are_told_by_queue(riot_api, client, ann):
    assert await client.ranks("euw1", riot_api.puuid(ann)) == (
        LeagueEntry("RANKED_TFT", "GOLD", "II", 45, 12, 60),
        LeagueEntry("RANKED_TFT_DOUBLE_UP", "MASTER", "I", 120, 12, 60),
        LeagueEntry("RANKED_TFT_TURBO", None, None, None, 12, 60, "BLUE", 2400),
    )


async def test_the_best_come_in_one_list(riot_api, client, ann):
    top = riot_api.add_account("Top#EUW", rank="challenger 1203")

    challengers = await client.apex("euw1", "CHALLENGER")
    masters = await client.apex("euw1", "master", DOUBLE_UP)
    nobody = await client.apex("na1", "grandmaster")

    assert [(one.puuid, one.league_points) for one in challengers.entries] == [(riot_api.puuid(top), 1203)]
    assert (masters.tier, masters.queue, len(masters.entries)) == ("MASTER", DOUBLE_UP, 1)
    assert (nobody.queue, nobody.entries) == ("RANKED_TFT", ())
    with pytest.raises(NotFound, match="no list of such a tier: gold"):
        await client.apex("euw1", "gold")


async def test_a_list_of_thousands_is_read(riot_api, client):
    for number in range(3000):
        riot_api.add_account(f"M{number}#EUW", rank=f"master {number}")

    assert len((await client.apex("euw1", "master")).entries) == 3000


async def test_games_are_listed_by_time(riot_api, client):
    players = lobby(riot_api, "na1")
    games = [riot_api.add_match("na1", players, at=NOON + timedelta(hours=hour)) for hour in range(4)]
    puuid = riot_api.puuid(players[5])

    between = await client.match_ids("na1", puuid, since=NOON + timedelta(minutes=1), until=NOON + timedelta(hours=2))

    assert between == (games[2].match_id, games[1].match_id)
    assert await client.match_ids("na1", puuid, start=1, count=2) == (games[2].match_id, games[1].match_id)


@pytest.mark.parametrize(("set_number", "pairs"), [(17, [1, 1, 2, 2, 3, 3, 4, 4]), (18, [None] * 8)])
async def test_a_game_of_either_set_is_read(riot_api, client, set_number, pairs):
    players = lobby(riot_api, "na1")
    game = riot_api.add_match(
        "na1", players, at=NOON, queue_id=1160, set_number=set_number, result="Abort_TooFewPlayers"
    )

    read = await client.match(game.match_id)

    assert (read.game_at, read.length_s, read.queue_id, read.set_number) == (NOON, 2000.0, 1160, set_number)
    assert read.created_at == NOON - timedelta(seconds=2000)
    assert read.end_of_game_result == "Abort_TooFewPlayers"
    assert [one.puuid for one in read.participants] == [riot_api.puuid(player) for player in players]
    assert [one.placement for one in read.participants] == [*range(1, 9)]
    assert [one.partner_group_id for one in read.participants] == pairs
    assert str(read.participants[0].riot_id) == "P1#na1"


async def test_a_game_that_is_listed_may_have_no_details_yet(riot_api, client):
    players = lobby(riot_api, "na1")
    game = riot_api.add_match("na1", players, detailed=False)
    (listed,) = await client.match_ids("na1", riot_api.puuid(players[0]))

    with pytest.raises(NotFound, match=f"no such game: {listed}"):
        await client.match(listed)

    riot_api.publish(game)
    assert (await client.match(listed)).id == listed


async def test_a_game_that_comes_an_hour_late_is_not_there_before(riot_api, client):
    players = lobby(riot_api, "na1")
    game = riot_api.add_match("na1", players, listed=False, detailed=False)
    puuid = riot_api.puuid(players[0])

    assert await client.match_ids("na1", puuid) == ()
    riot_api.publish(game)
    assert await client.match_ids("na1", puuid) == (game.match_id,)


async def test_the_status_page_is_read(riot_api, client):
    riot_api.add_incident("kr", "Login is slow")
    riot_api.add_incident("kr", "A patch", maintenance=True)

    status = await client.status("kr")

    assert [(one.title, one.state) for one in status.incidents] == [("Login is slow", "warning")]
    assert [(one.title, one.state) for one in status.maintenances] == [("A patch", "in_progress")]


async def test_nobody_of_that_name(client):
    with pytest.raises(NotFound, match=r"Riot knows no such account: Nobody#EUW\. Check the spelling and the tag"):
        await client.account_by_riot_id(RiotId("Nobody", "EUW"))


async def test_somebody_who_has_never_played(riot_api, client):
    valorant = riot_api.puuid(riot_api.add_account("Val#EUW", plays_tft=False))

    with pytest.raises(NotFound):
        await client.platform_of(valorant)
    with pytest.raises(NotFound):
        await client.summoner("euw1", valorant)


async def test_an_id_of_another_application_is_foreign(riot_api, client, ann):
    old = riot_api.puuid(ann)
    riot_api.another_application()

    for ask in (client.account_by_puuid(old), client.ranks("euw1", old), client.match_ids("euw1", old)):
        with pytest.raises(ForeignPuuid, match="belongs to another application"):
            await ask
    assert (await client.account_by_riot_id(RiotId("Ann", "EUW"))).puuid == riot_api.puuid(ann)


async def test_a_name_that_was_given_up_may_be_somebody_elses(riot_api, client, ann):
    old = await client.account_by_riot_id(RiotId("Ann", "EUW"))
    riot_api.rename(ann, "Anna#EUW")
    other = riot_api.add_account("Ann#EUW")

    assert (await client.account_by_puuid(old.puuid)).riot_id == RiotId("Anna", "EUW")
    assert (await client.account_by_riot_id(RiotId("Ann", "EUW"))).puuid == riot_api.puuid(other)


ODD = [
    pytest.param(RiotId("Ann", "OC"), id="tag-of-two"),
    pytest.param(RiotId("Ann", "a#b"), id="sign-in-the-tag"),
    pytest.param(RiotId("Ann", " x1"), id="space-before-the-tag"),
    pytest.param(RiotId("  Ann Lee", "EUW"), id="spaces"),
    pytest.param(RiotId("100%", "50%"), id="percent"),
    pytest.param(RiotId("%2F", "%2f"), id="encoded-already"),
    pytest.param(RiotId("../ann", "../.."), id="steps"),
    pytest.param(RiotId("a/b\\c", "?x=1&y"), id="signs-of-addresses"),
    pytest.param(RiotId("여우", "한국"), id="hangul"),
    pytest.param(RiotId("שלום", "مرحبا"), id="right-to-left"),
    pytest.param(RiotId("🐧 Pengu", "🏆"), id="emoji"),
    pytest.param(RiotId("Robert'); DROP TABLE", "--"), id="sql"),
    pytest.param(RiotId("{host}%s%n", "${x}"), id="formats"),
    pytest.param(RiotId("a+b;c=d", "@:!"), id="what-others-encode"),
]


@pytest.mark.parametrize("riot_id", ODD)
async def test_an_odd_riot_id_is_asked_for_as_it_is(riot_api, client, riot_id):
    odd = riot_api.add_account(riot_id)

    account = await client.account_by_riot_id(riot_id)

    assert account == Account(riot_api.puuid(odd), riot_id)


@pytest.mark.parametrize(
    "riot_id",
    [
        pytest.param(RiotId("x" * 10_000, "EUW"), id="long"),
        pytest.param(RiotId("🐧" * 10_000, "🐧" * 10_000), id="long-emoji"),
        pytest.param(RiotId("An\0n", "EUW"), id="nul"),
        pytest.param(RiotId("..", "EUW"), id="step"),
        pytest.param(RiotId("Ann", "."), id="no-step"),
        pytest.param(RiotId("Ann", ""), id="no-tag"),
        pytest.param(RiotId("  ", "EUW"), id="blank"),
        pytest.param(RiotId("\ud800", "EUW"), id="half-a-character"),
    ],
)
async def test_what_can_be_no_riot_id_is_not_even_asked(riot_api, client, riot_id):
    with pytest.raises(NotFound, match="cannot be a Riot ID") as caught:
        await client.account_by_riot_id(riot_id)

    assert riot_api.calls == []
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize("puuid", ["", "..", "x" * 129, "a\0b"])
async def test_what_can_be_no_puuid_is_not_even_asked(riot_api, client, puuid):
    with pytest.raises(NotFound, match="no id of Riot's"):
        await client.account_by_puuid(puuid)

    assert riot_api.calls == []


@pytest.mark.parametrize("puuid", ["../../by-riot-id/Ann/EUW", "x?count=1", "%2e%2e"])
async def test_a_made_up_puuid_leads_nowhere_else(riot_api, client, puuid, ann):
    with pytest.raises(ForeignPuuid):
        await client.account_by_puuid(puuid)

    assert riot_api.calls[0].method == "account-v1 by-puuid"


async def test_priority_and_time_are_handed_on(client, limiter, riot_api, ann):
    await client.ranks("euw1", riot_api.puuid(ann), priority=Priority.BACKGROUND)

    assert (limiter.grants[0].method, limiter.grants[0].priority) == ("tft-league-v1 by-puuid", Priority.BACKGROUND)


async def test_an_answer_about_somebody_else_is_none(riot_api, client, ann):
    other = riot_api.add_account("Bob#EUW")
    riot_api._world._by_puuid[riot_api.puuid(ann)] = other.uid

    for ask in (client.account_by_puuid, client.platform_of):
        with pytest.raises(BadAnswer, match="another account"):
            await ask(riot_api.puuid(ann))
    for ask in (client.summoner, client.ranks):
        riot_api.set_rank(other, "Gold I")
        with pytest.raises(BadAnswer, match="another account"):
            await ask("euw1", riot_api.puuid(ann))


async def test_a_closed_client_says_so(riot_api, connect):
    async with connect() as client:
        await client.status("euw1")
    await client.close()

    with pytest.raises(ServiceDown, match="closed"):
        await client.status("euw1")


async def test_figures_are_counted(client, riot_api):
    riot_api.fail(503)
    await client.status("euw1")
    with pytest.raises(NotFound):
        await client.account_by_riot_id(RiotId("Nobody", "EUW"))

    assert client.figures() == {"calls": 3, "retries": 1, "NotFound": 1}
