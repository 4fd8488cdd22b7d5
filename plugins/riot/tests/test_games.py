"""
Games of a lobby and of players, over HTTP.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from tiltyard.errors import Unavailable
from tiltyard.models import Lobby, Mode, PlayerAccount, Rank, RankQueue, RiotId, Tier
from tiltyard_riot.errors import NotFound
from tiltyard_riot.known import Asking

NAMES = [f"Player {number}#EUW" for number in range(8)]


@pytest.fixture
def players(riot_api):
    return [riot_api.add_account(name) for name in NAMES]


@pytest.fixture
def lobby(riot_api, players, clock):
    """The lobby of the eight, in the last two hours."""

    def lobby(*, by_name=False, mode=Mode.SOLO, used=()):
        members = tuple(
            PlayerAccount(str(one.riot_id), None if by_name else riot_api.puuid(one), None) for one in players
        )
        return Lobby(mode, members, clock.now() - timedelta(hours=2), clock.now(), frozenset(used))

    return lobby


async def found(asked, lobby):
    (outcome,) = await asked.host.hooks.fetch_placements(lobby)
    assert outcome.fault is None
    if outcome.error:
        raise outcome.error
    return outcome.value


@pytest.fixture
def played(riot_api, players, clock):
    """A game of the eight, half an hour ago."""
    return riot_api.add_match("euw1", players, at=clock.now() - timedelta(minutes=30), length_s=1800.0)


@pytest.mark.parametrize("by_name", [False, True])
async def test_the_game_of_a_lobby_is_found(riot, riot_api, lobby, played, players, by_name):
    async with riot() as asked:
        (game,) = await found(asked, lobby(by_name=by_name))

    assert (game.match_id, game.verdict, game.confidence) == (played.match_id, "found", 1.0)
    assert game.placements == {riot_api.puuid(one): place for place, one in enumerate(players, 1)}


async def test_its_details_are_asked_for_once_however_many_have_played_it(riot, riot_api, lobby, played):
    async with riot() as asked:
        await found(asked, lobby())
        await found(asked, lobby())

    assert riot_api.count(method="tft-match-v1 by-id") == 1


async def test_set_17_and_set_18_double_up_are_found_alike(riot, riot_api, lobby, players, clock):
    at = clock.now() - timedelta(minutes=20)
    old = riot_api.add_match("euw1", players, at=at, queue_id=1160, set_number=17, length_s=1000.0)

    async with riot() as asked:
        (game,) = await found(asked, lobby(mode=Mode.DOUBLE_UP))
        new = riot_api.add_match("euw1", players, at=at, queue_id=1160, set_number=18, length_s=1000.0)
        (again,) = await found(asked, lobby(mode=Mode.DOUBLE_UP, used=[old.match_id]))

    assert (game.match_id, again.match_id) == (old.match_id, new.match_id)
    assert game.reasons[-1].startswith("partners came")
    assert again.reasons[-1] == "Riot does not tell who were partners in it"


async def test_a_game_that_comes_hours_late_is_found_once_it_is_there(riot, riot_api, lobby, players, clock):
    at = clock.now() - timedelta(minutes=30)
    game = riot_api.add_match("euw1", players, at=at, listed=False, detailed=False)
    asked_for = lobby()

    async with riot() as asked:
        assert await found(asked, asked_for) == []
        game.listed = True
        assert await found(asked, asked_for) == []
        riot_api.publish(game)
        clock.advance(7200)
        assert [one.match_id for one in await found(asked, asked_for)] == [game.match_id]


async def test_two_games_of_the_lobby_are_both_shown(riot, riot_api, lobby, players, clock, played):
    riot_api.add_match("euw1", players, at=clock.now() - timedelta(minutes=65), length_s=1800.0)

    async with riot() as asked:
        assert [one.verdict for one in await found(asked, lobby())] == ["ambiguous", "ambiguous"]


async def test_a_remake_is_told_as_one(riot, riot_api, lobby, players, clock, played):
    at = clock.now() - timedelta(minutes=80)
    riot_api.add_match("euw1", players, at=at, length_s=90.0, result="Abort_TooFewPlayers")

    async with riot() as asked:
        assert [one.verdict for one in await found(asked, lobby())] == ["found", "remake"]


async def test_players_of_the_south_are_looked_for_where_their_games_are(riot, riot_api, clock):
    players = [riot_api.add_account(f"Oce {number}#OC", platform="oc1") for number in range(8)]
    game = riot_api.add_match("oc1", players, at=clock.now() - timedelta(minutes=5), length_s=1000.0)
    members = tuple(PlayerAccount(str(one.riot_id)) for one in players)

    async with riot() as asked:
        (one,) = await found(asked, Lobby(Mode.SOLO, members, clock.now() - timedelta(hours=1), clock.now()))

    assert one.match_id == game.match_id
    assert riot_api.count(host="sea") > 0


async def test_a_member_without_an_account_is_missing_and_holds_up_nobody(riot, riot_api, lobby, clock, played):
    known = lobby()
    members = (*known.members[:-1], PlayerAccount("Nobody#EUW"))

    async with riot() as asked:
        (game,) = await found(asked, Lobby(Mode.SOLO, members, known.since, known.until))

    assert game.missing == ("Nobody#EUW",)
    assert game.verdict == "found"


async def test_with_riot_down_no_game_is_denied(riot, riot_api, lobby, played):
    riot_api.fail(503, times=10_000, method="tft-match-v1")

    async with riot() as asked:
        with pytest.raises(Unavailable) as away:
            await asked.plugin.answers.games.placements(lobby(), within_s=0.7)
    riot_api.heal()

    assert away.value.retry_after_s


async def test_a_rank_is_solo_or_double_up_with_its_time(riot, riot_api, clock):
    riot_api.add_account("Ann#EUW", rank="Gold II 40", double_up="master 310", hyper_roll="blue 2400")

    async with riot() as asked:
        solo = await asked.host.hooks.fetch_rank(PlayerAccount("ann#euw"), RankQueue.SOLO)
        pairs = await asked.host.hooks.fetch_rank(PlayerAccount("ann#euw"), RankQueue.DOUBLE_UP)

    assert (solo.tier, solo.division, solo.league_points, solo.source) == (Tier.GOLD, 2, 40, "riot")
    assert (pairs.tier, pairs.division, pairs.league_points) == (Tier.MASTER, None, 310)
    assert clock.now() - solo.as_of < timedelta(minutes=1)
    assert riot_api.count(method="tft-league-v1") == 1


async def test_unranked_is_a_rank_and_nobody_is_none(riot, riot_api):
    riot_api.add_account("Ann#EUW")

    async with riot() as asked:
        rank = await asked.host.hooks.fetch_rank(PlayerAccount("Ann#EUW"), RankQueue.SOLO)
        nobody = await asked.host.hooks.fetch_rank(PlayerAccount("Nobody#EUW"), RankQueue.SOLO)

    assert isinstance(rank, Rank)
    assert rank.tier is Tier.UNRANKED
    assert nobody is None


async def test_a_rank_by_an_id_of_another_application_is_found_by_the_name(riot, riot_api):
    ann = riot_api.add_account("Ann#EUW", rank="Gold II 40")
    foreign = riot_api.puuid(ann)
    riot_api.another_application()

    async with riot() as asked:
        rank = await asked.host.hooks.fetch_rank(PlayerAccount("Ann#EUW", foreign, "euw1"), RankQueue.SOLO)

    assert rank.tier is Tier.GOLD


async def test_whoever_joins_a_request_does_not_fail_with_it_while_they_have_time(riot, riot_api):
    riot_api.add_account("Ann#EUW")
    riot_api.latency_s = 1.0

    async with riot() as asked:
        known = asked.plugin.answers.known
        hasty = asyncio.create_task(known.account_named(RiotId("Ann", "EUW"), Asking(within_s=0.5)))
        await asyncio.sleep(0.1)
        patient = asyncio.create_task(known.account_named(RiotId("Ann", "EUW"), Asking(within_s=20.0)))

        with pytest.raises(Unavailable):
            await hasty
        assert (await patient).value.riot_id == RiotId("Ann", "EUW")


class TestHistory:
    async def test_the_last_games_of_several_add_up_and_shared_ones_are_asked_for_once(
        self, riot, riot_api, players, clock
    ):
        for number in range(6):
            at = clock.now() - timedelta(hours=number + 1)
            riot_api.add_match("euw1", players[number:] + players[:number], at=at, set_number=17 + number // 3)
        told = []

        async with riot() as asked:
            found = await asked.plugin.answers.games.histories(
                NAMES, count=5, within_s=60, tell=lambda done, of: told.append((done, of))
            )

        assert [one.name for one in found] == NAMES
        assert found[0].summary.all.games == 5
        assert found[0].summary.all.wins == 1
        assert set(found[0].summary.by_set) == {17, 18}
        assert riot_api.count(method="tft-match-v1 by-id") == 5
        assert told[-1] == (40, 40)

    async def test_one_who_is_not_there_costs_the_others_nothing(self, riot, played):
        async with riot() as asked:
            nobody, somebody = await asked.plugin.answers.games.histories(
                ["Nobody#EUW", NAMES[0]], count=5, within_s=60, tell=lambda _done, _of: None
            )

        assert isinstance(nobody, NotFound)
        assert somebody.summary.all.games == 1

    async def test_a_game_that_is_listed_without_details_is_said_to_be_missing(self, riot, riot_api, players):
        riot_api.add_match("euw1", players, detailed=False)

        async with riot() as asked:
            history = await asked.plugin.answers.games.history(NAMES[0], count=5, within_s=60)

        assert (history.missing, history.summary.all.games) == (1, 0)
